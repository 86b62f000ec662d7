"""KIE.AI's Kling models. Source: its model pages and job reference. Avatars and motion control, which start from somebody's
video or sound and not from a board, are left out.
"""

from __future__ import annotations

from datetime import date
from functools import partial

from projects.rules.capabilities.record import Capabilities

CHECKED = date(2026, 11, 26)

_single = partial(
    Capabilities,
    driver="kie",
    max_shots=1,
    max_shot_s=10,
    billed_s=(5, 10),
    source="KIE.AI market pages and createTask reference",
    checked_on=CHECKED,
)
_v2_1 = partial(_single, prompt_max=5000, negative_prompt_max=500, cfg=True)

MODELS = (
    Capabilities(
        driver="kie",
        slug="kie-kling-3.0",
        label="KIE 3.0",
        wire_names=("kling-3.0/video",),
        methods=("one_piece", "shot_by_shot"),
        max_shots=5,
        max_shot_s=12,
        billed_s=tuple(range(3, 16)),
        prompt_max=500,
        board_prompt_max=2500,
        single={"prompt_max": 2500, "board_prompt_max": None, "max_shot_s": 15},
        mention_cost=37,
        first_frame="board",
        end_frame=True,
        end_frame_alone=True,
        elements_max=3,
        element_images=(2, 4),
        element_needs_picture=True,
        elements_sent=True,
        audio="optional",
        modes=("std", "pro", "4K"),
        source="KIE.AI kling-3.0/video page",
        checked_on=CHECKED,
        notes=(
            "A sent element counts as 37 characters.",
            "12 s a shot among several, 15 s alone.",
            "An end picture is refused together with several shots.",
            "The page's own default for sound is off for one shot and on for several; it is always sent.",
        ),
    ),
    Capabilities(
        driver="kie",
        slug="kie-kling-3.0-omni",
        label="KIE 3.0 Omni",
        wire_names=("kling-3.0-omni/text-to-video", "kling-3.0-omni/image-to-video"),
        methods=("one_piece", "shot_by_shot"),
        max_shots=6,
        billed_s=tuple(range(3, 16)),
        prompt_max=500,
        board_prompt_max=3072,
        single={"prompt_max": 3072, "board_prompt_max": None},
        first_frame="board",
        elements_max=7,
        element_images=(1, 4),
        audio="optional",
        resolutions=("720p", "1080p", "4k"),
        source="KIE.AI kling-3.0-omni pages",
        checked_on=CHECKED,
        notes=("A shot among several is held to the 500 characters of 3.0; the page gives 3072 for the whole prompt.",),
    ),
    Capabilities(
        driver="kie",
        slug="kie-kling-v3-turbo",
        label="KIE 3.0 Turbo",
        wire_names=("kling/v3-turbo-image-to-video", "kling/v3-turbo-text-to-video"),
        max_shots=1,
        billed_s=tuple(range(3, 16)),
        prompt_max=2500,
        resolutions=("720p", "1080p"),
        source="KIE.AI kling/v3-turbo pages",
        checked_on=CHECKED,
    ),
    _single(
        slug="kie-kling-2.6",
        label="KIE 2.6",
        wire_names=("kling-2.6/image-to-video", "kling-2.6/text-to-video"),
        prompt_max=1000,
        audio="optional",
    ),
    _single(
        slug="kie-kling-2.5-turbo",
        label="KIE 2.5 Turbo",
        wire_names=("kling/v2-5-turbo-image-to-video-pro", "kling/v2-5-turbo-text-to-video-pro"),
        prompt_max=2500,
        negative_prompt_max=500,
        end_frame=True,
        cfg=True,
        notes=("Pages disagree about “keep out”: 500, 2496 or 2500 characters; the least stands here.",),
    ),
    _v2_1(
        slug="kie-kling-2.1-master",
        label="KIE 2.1 Master",
        wire_names=("kling/v2-1-master-image-to-video", "kling/v2-1-master-text-to-video"),
    ),
    _v2_1(
        slug="kie-kling-2.1-pro",
        label="KIE 2.1 Pro",
        wire_names=("kling/v2-1-pro",),
        needs_picture=True,
        end_frame=True,
    ),
    _v2_1(
        slug="kie-kling-2.1-standard",
        label="KIE 2.1 Standard",
        wire_names=("kling/v2-1-standard",),
        needs_picture=True,
    ),
)
