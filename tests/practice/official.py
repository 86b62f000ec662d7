"""Create bodies of the official API as its pages show them; `@/…` stands for pictures the tests serve."""

from __future__ import annotations

from typing import Any

SHOT, END, MASK = "@/good.png", "@/square.png", "@/mask.png"
SIMPLE = {"horizontal": 0, "vertical": 0, "pan": 0, "tilt": 0, "roll": 0, "zoom": 4.5}
KITE = {"mask": MASK, "trajectories": [{"x": 220, "y": 180}, {"x": 300, "y": 260}, {"x": 360, "y": 390}]}
SHOTS = [
    {"index": 1, "prompt": "Wide view of the harbour", "duration": "4"},
    {"index": 2, "prompt": "Close on the rope", "duration": "3"},
    {"index": 3, "prompt": "The boat drifts out", "duration": "3"},
]
CREATES: list[tuple[str, dict[str, Any], int]] = [
    (
        "/kling/v1/videos/image2video",
        {
            "model_name": "kling-v2-5-turbo",
            "image": SHOT,
            "image_tail": END,
            "prompt": "She turns",
            "mode": "pro",
            "negative_prompt": "",
            "callback_url": "",
            "external_task_id": "",
            "duration": "5",
        },
        5,
    ),
    (
        "/v1/videos/image2video",
        {
            "model_name": "kling-v1-5",
            "image": SHOT,
            "prompt": "Quiet street",
            "mode": "pro",
            "duration": "5",
            "cfg_scale": 0.5,
            "camera_control": {"type": "simple", "config": SIMPLE},
        },
        5,
    ),
    (
        "/v1/videos/text2video",
        {
            "model_name": "kling-v1",
            "prompt": "Canyon",
            "mode": "std",
            "duration": "5",
            "aspect_ratio": "16:9",
            "camera_control": {"type": "forward_up"},
        },
        5,
    ),
    (
        "/v1/videos/image2video",
        {
            "model_name": "kling-v1",
            "image": SHOT,
            "prompt": "The kite rises",
            "mode": "std",
            "duration": "5",
            "static_mask": MASK,
            "dynamic_masks": [KITE],
        },
        5,
    ),
    (
        "/v1/videos/image2video/",
        {
            "model_name": "kling-v3",
            "image": SHOT,
            "multi_shot": "true",
            "shot_type": "customize",
            "multi_prompt": SHOTS,
            "mode": "pro",
            "sound": "on",
            "duration": "10",
        },
        10,
    ),
    (
        "/v1/videos/image2video",
        {
            "model_name": "kling-v3",
            "image": SHOT,
            "multi_shot": True,
            "shot_type": "intelligence",
            "prompt": "Argue",
            "mode": "std",
            "sound": "off",
            "duration": "8",
        },
        8,
    ),
    (
        "/v1/videos/image2video",
        {
            "model_name": "kling-v3",
            "image": SHOT,
            "prompt": "<<<element_1>>>",
            "mode": "pro",
            "duration": "6",
            "element_list": [{"element_id": 160}, {"element_id": "161"}],
        },
        6,
    ),
    (
        "/v1/videos/image2video",
        {
            "model_name": "kling-v2-6",
            "image": SHOT,
            "prompt": "<<<voice_1>>>",
            "sound": "on",
            "mode": "pro",
            "voice_list": [{"voice_id": "voice_demo_01"}],
            "duration": "5",
        },
        5,
    ),
    (
        "/v1/videos/text2video",
        {
            "model_name": "kling-v2-6",
            "prompt": "Snow",
            "negative_prompt": "text",
            "sound": "on",
            "mode": "pro",
            "aspect_ratio": "9:16",
            "duration": "10",
            "watermark_info": {"enabled": False},
        },
        10,
    ),
    (
        "/v1/videos/multi-image2video",
        {
            "model_name": "kling-v1-6",
            "image_list": [{"image": SHOT}, {"image": END}],
            "prompt": "Both meet",
            "mode": "std",
            "duration": "5",
            "aspect_ratio": "16:9",
        },
        5,
    ),
    (
        "/v1/videos/omni-video",
        {
            "model_name": "kling-v3-omni",
            "prompt": "<<<element_1>>>",
            "image_list": [{"image_url": SHOT}],
            "element_list": [{"element_id": 160}],
            "mode": "std",
            "aspect_ratio": "16:9",
            "duration": "6",
            "sound": "off",
        },
        6,
    ),
]
