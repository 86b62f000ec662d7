"""The official Kling API (api host of the account's region). Sources: its image2video, text2video and omni-video references
and its capability map by model name; legacy model names. Where text and example differ, the stricter one stands here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from projects.rules.capabilities.record import Capabilities

CHECKED = date(2026, 11, 26)

_END_IN_PRO: Mapping[str, Mapping[str, Any]] = {"std": {"end_frame": False}, "pro": {"end_frame": True}}
_legacy = partial(
    Capabilities,
    driver="kling",
    max_shots=1,
    max_shot_s=10,
    billed_s=(5, 10),
    prompt_max=2500,
    negative_prompt_max=2500,
    modes=("std", "pro"),
    watermark=True,
    source="Kling API reference: image2video, text2video, capability map",
    checked_on=CHECKED,
)
_master = partial(_legacy, modes=(), notes=("One quality; no end picture.",))
_v3 = partial(
    Capabilities,
    driver="kling",
    methods=("one_piece", "shot_by_shot"),
    max_shots=6,
    billed_s=tuple(range(3, 16)),
    prompt_max=512,
    board_prompt_max=2500,
    single={"prompt_max": 2500, "board_prompt_max": None},
    first_frame="board",
    end_frame=True,
    end_frame_alone=True,
    audio="optional",
    modes=("std", "pro"),
    watermark=True,
    checked_on=CHECKED,
)

MODELS = (
    _v3(
        slug="kling-v3",
        label="Kling 3.0",
        wire_names=("kling-v3",),
        negative_prompt_max=2500,
        mention_cost=15,
        elements_max=3,
        element_images=(2, 4),
        element_needs_picture=True,
        elements_sent=True,
        source="Kling API reference: image2video (multi_shot), capability map",
        notes=(
            "An end picture is refused together with several shots.",
            "element_list and voice_list exclude each other; image2video alone takes elements.",
            "A mention is sent as <<<element_1>>>, 15 characters.",
        ),
    ),
    _v3(
        slug="kling-v3-omni",
        label="Kling 3.0 Omni",
        wire_names=("kling-v3-omni",),
        elements_max=4,
        element_images=(2, 4),
        source="Kling API reference: omni-video, capability map",
        notes=(
            "Several shots only as customised shots.",
            "An end picture needs a first one.",
            "Sound and a reference video exclude each other.",
        ),
    ),
    Capabilities(
        driver="kling",
        slug="kling-video-o1",
        label="Kling O1",
        wire_names=("kling-video-o1",),
        max_shots=1,
        max_shot_s=10,
        billed_s=(5, 10),
        prompt_max=2500,
        elements_max=4,
        element_images=(2, 4),
        end_frame=True,
        modes=("std", "pro"),
        watermark=True,
        source="Kling API reference: omni-video, capability map",
        checked_on=CHECKED,
        notes=("3 to 10 s with references; 5 or 10 s from words or a first picture alone.",),
    ),
    _legacy(
        slug="kling-v2-6",
        label="Kling 2.6",
        wire_names=("kling-v2-6",),
        end_frame=True,
        end_frame_silent=True,
        audio="optional",
        by_mode={
            "std": {"end_frame": False, "audio": "off"},
            "pro": {"end_frame": True, "audio": "optional"},
        },
        notes=("Sound in pro mode only; an end picture in pro mode and only without sound.",),
    ),
    _legacy(
        slug="kling-v2-5-turbo",
        label="Kling 2.5 Turbo",
        wire_names=("kling-v2-5-turbo",),
        end_frame=True,
        by_mode=_END_IN_PRO,
        notes=("End picture in pro mode only.",),
    ),
    _master(slug="kling-v2-1-master", label="Kling 2.1 Master", wire_names=("kling-v2-1-master",)),
    _legacy(
        slug="kling-v2-1",
        label="Kling 2.1",
        wire_names=("kling-v2-1",),
        needs_picture=True,
        end_frame=True,
        by_mode=_END_IN_PRO,
        notes=("From pictures only.", "End picture in pro mode only."),
    ),
    _master(slug="kling-v2-master", label="Kling 2.0 Master", wire_names=("kling-v2-master",)),
    _legacy(
        slug="kling-v1-6",
        label="Kling 1.6",
        wire_names=("kling-v1-6",),
        end_frame=True,
        end_frame_needs_first=False,
        by_mode=_END_IN_PRO,
        cfg=True,
        notes=("End picture in pro mode only, there also without a first one.",),
    ),
    _legacy(
        slug="kling-v1-5",
        label="Kling 1.5",
        wire_names=("kling-v1-5",),
        needs_picture=True,
        end_frame=True,
        end_frame_needs_first=False,
        camera="simple",
        camera_s=(5,),
        motion="areas",
        motion_points=(2, 77),
        motion_s=(5,),
        by_mode={
            "std": {"end_frame": False, "camera": "prompt_only", "motion": "none"},
            "pro": {"end_frame": True, "camera": "simple", "motion": "areas"},
        },
        cfg=True,
        notes=(
            "From pictures only.",
            "Camera and brush in pro mode at 5 s; they exclude each other and an end picture.",
        ),
    ),
    _legacy(
        slug="kling-v1",
        label="Kling 1.0",
        wire_names=("kling-v1",),
        end_frame=True,
        end_frame_s=(5,),
        camera="simple",
        camera_words_only=True,
        camera_s=(5,),
        motion="areas",
        motion_points=(2, 77),
        motion_s=(5,),
        by_mode={"std": {"camera": "simple"}, "pro": {"camera": "prompt_only"}},
        cfg=True,
        notes=("Camera from words alone, in standard mode at 5 s.", "End picture and brush at 5 s."),
    ),
)
