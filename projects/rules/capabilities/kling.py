"""The official Kling API (api host of the account's region). Sources: its image2video, text2video and omni-video references
and its capability map by model name; legacy model names. Where text and example differ, the stricter one stands here.
"""

from __future__ import annotations

from datetime import date
from functools import partial

from projects.rules.capabilities.record import Capabilities

CHECKED = date(2026, 11, 20)

_legacy = partial(
    Capabilities,
    driver="kling",
    max_shots=1,
    max_shot_s=10,
    allowed_totals=(5, 10),
    billed_s=(5, 10),
    prompt_max=2500,
    negative_prompt_max=2500,
    modes=("std", "pro"),
    source="Kling API reference: image2video, text2video, capability map",
    checked_on=CHECKED,
)

MODELS = (
    Capabilities(
        driver="kling",
        slug="kling-v3",
        label="Kling 3.0",
        methods=("one_piece", "shot_by_shot"),
        max_shots=6,
        min_shot_s=1,
        max_shot_s=15,
        total_s=(3, 15),
        prompt_max=512,
        board_prompt_max=2500,
        negative_prompt_max=2500,
        first_frame="board",
        elements_max=3,
        element_images=(2, 4),
        element_needs_picture=True,
        audio="optional",
        modes=("std", "pro"),
        source="Kling API reference: image2video (multi_shot), capability map",
        checked_on=CHECKED,
        notes=(
            "An end picture is refused together with several shots.",
            "element_list and voice_list exclude each other.",
        ),
    ),
    Capabilities(
        driver="kling",
        slug="kling-v3-omni",
        label="Kling 3.0 Omni",
        methods=("one_piece", "shot_by_shot"),
        max_shots=6,
        prompt_max=512,
        board_prompt_max=2500,
        negative_prompt_max=0,
        first_frame="board",
        elements_max=4,
        element_images=(2, 4),
        audio="optional",
        modes=("std", "pro"),
        source="Kling API reference: omni-video, capability map",
        checked_on=CHECKED,
        notes=("Several shots only as customised shots.", "Sound and a reference video exclude each other."),
    ),
    Capabilities(
        driver="kling",
        slug="kling-video-o1",
        label="Kling O1",
        max_shots=1,
        max_shot_s=10,
        total_s=(3, 10),
        billed_s=(5, 10),
        allowed_totals=(5, 10),
        prompt_max=2500,
        negative_prompt_max=0,
        elements_max=4,
        element_images=(2, 4),
        end_frame=True,
        modes=("std", "pro"),
        source="Kling API reference: omni-video, capability map",
        checked_on=CHECKED,
        notes=("3 to 10 s with references; 5 or 10 s from words or a first picture alone.",),
    ),
    _legacy(
        slug="kling-v2-6",
        label="Kling 2.6",
        end_frame=True,
        audio="optional",
        notes=("Sound in pro mode only; an end picture only without sound.",),
    ),
    _legacy(slug="kling-v2-5-turbo", label="Kling 2.5 Turbo", end_frame=True, notes=("End picture in pro mode only.",)),
    _legacy(slug="kling-v2-1-master", label="Kling 2.1 Master", modes=()),
    _legacy(
        slug="kling-v2-1",
        label="Kling 2.1",
        needs_picture=True,
        end_frame=True,
        notes=("From pictures only.", "End picture in pro mode only."),
    ),
    _legacy(slug="kling-v2-master", label="Kling 2.0 Master", modes=()),
    _legacy(slug="kling-v1-6", label="Kling 1.6", end_frame=True, cfg=True, notes=("End picture in pro mode only.",)),
    _legacy(
        slug="kling-v1-5",
        label="Kling 1.5",
        needs_picture=True,
        max_shot_s=5,
        allowed_totals=(5,),
        billed_s=(5,),
        camera="simple",
        motion="areas",
        motion_points=(2, 77),
        cfg=True,
        notes=("Camera and brush in pro mode at 5 s; they exclude each other and an end picture.",),
    ),
    _legacy(
        slug="kling-v1",
        label="Kling 1.0",
        max_shot_s=5,
        allowed_totals=(5,),
        billed_s=(5,),
        camera="simple",
        motion="areas",
        motion_points=(2, 77),
        cfg=True,
        notes=("Camera from words alone, in standard mode at 5 s.",),
    ),
)
