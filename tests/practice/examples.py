"""Create bodies as the vendors' pages show them; `@/…` stands for pictures the tests serve."""

from __future__ import annotations

from typing import Any

SHOT, END, TALL = "@/good.png", "@/square.png", "@/tall.jpg"
V21 = {
    "prompt": "A keeper lifts a lantern",
    "image_url": SHOT,
    "duration": "5",
    "negative_prompt": "text",
    "cfg_scale": 0.5,
}
ELEMENT = {"name": "mara", "description": "Young clockmaker", "element_input_urls": [SHOT, TALL]}
KIE: dict[str, dict[str, Any]] = {
    "kling/v2-1-master-image-to-video": V21,
    "kling/v2-1-standard": V21,
    "kling/v2-1-pro": {**V21, "tail_image_url": ""},
    "kling/v2-1-master-text-to-video": {"prompt": "Boats", "duration": "10", "aspect_ratio": "1:1", "cfg_scale": 1},
    "kling/v2-5-turbo-image-to-video-pro": {**V21, "tail_image_url": END, "duration": "10", "cfg_scale": 0.6},
    "kling/v2-5-turbo-text-to-video-pro": {
        "prompt": "Boats",
        "duration": "5",
        "aspect_ratio": "9:16",
        "cfg_scale": 0.4,
    },
    "kling-2.6/text-to-video": {"prompt": "Rain", "sound": False, "aspect_ratio": "1:1", "duration": "5"},
    "kling-2.6/image-to-video": {"prompt": "Rain", "image_urls": [SHOT], "sound": True, "duration": "5"},
    "kling/v3-turbo-image-to-video": {"prompt": "x", "image_urls": [SHOT], "duration": "7", "resolution": "720p"},
    "kling/v3-turbo-text-to-video": {"prompt": "x", "aspect_ratio": "16:9", "duration": "3", "resolution": "1080p"},
    "kling-3.0-omni/text-to-video": {
        "prompt": "x",
        "audio": True,
        "duration": 5,
        "multi_prompt": [{"prompt": "a", "duration": 2}, {"prompt": "b", "duration": 3}],
    },
    "kling-3.0-omni/image-to-video": {
        "prompt": "x",
        "image_urls": [SHOT],
        "duration": 3,
        "customize_multi_shots": False,
    },
}
V3_SINGLE = {
    "prompt": "The train leaves",
    "image_urls": [SHOT, END],
    "sound": False,
    "duration": "7",
    "aspect_ratio": "16:9",
    "mode": "std",
    "multi_shots": False,
    "multi_prompt": [],
}
V3_MULTI = {
    "prompt": "",
    "image_urls": [SHOT],
    "sound": True,
    "duration": "9",
    "aspect_ratio": "16:9",
    "mode": "pro",
    "multi_shots": True,
    "kling_elements": [ELEMENT],
    "multi_prompt": [{"prompt": "@mara walks in", "duration": 4}, {"prompt": "Close on her hands", "duration": 5}],
}
CREATES: list[tuple[str, dict[str, Any], int]] = [
    *(
        (
            f"/{wire}/api/v1/jobs/createTask",
            {"model": model, "callBackUrl": "", "input": KIE[model]},
            int(KIE[model].get("duration", 5)),
        )
        for wire, model in (
            *(("kie", model) for model in KIE),
            ("apikley", "kling/v2-1-master-image-to-video"),
            ("apikley", "kling/v2-1-standard"),
        )
    ),
    ("/api/v1/jobs/createTask", {"model": "kling-3.0/video", "input": V3_SINGLE}, 7),
    ("/kie/api/v1/jobs/createTask/", {"model": "kling-3.0/video", "input": V3_MULTI}, 9),
    (
        "/apixo/api/v1/generateTask/kling-2-5-turbo-pro",
        {
            "request_type": "async",
            "provider": "auto",
            "input": {
                "mode": "text-to-video",
                "prompt": "A heron",
                "duration": 5,
                "aspect_ratio": "16:9",
                "cfg_scale": 0.5,
            },
        },
        5,
    ),
    (
        "/api/v1/generateTask/kling-2-5-turbo-pro",
        {
            "input": {
                "mode": "image-to-video",
                "prompt": "x",
                "image_urls": [SHOT, END],
                "duration": 10,
                "cfg_scale": 0.7,
            }
        },
        10,
    ),
    (
        "/api/v1/generateTask/kling-2-1",
        {"input": {"mode": "pro-image-to-video", "prompt": "x", "image_urls": [SHOT, END], "duration": 5}},
        5,
    ),
    (
        "/api/v1/generateTask/kling-2-6",
        {"input": {"mode": "text-to-video", "prompt": "x", "duration": 5, "sound": True}},
        5,
    ),
    (
        "/v3/async/kling-2.5-turbo-i2v",
        {
            "image": SHOT,
            "prompt": "The fox",
            "duration": "5",
            "cfg_scale": 0.5,
            "mode": "pro",
            "negative_prompt": "blur",
        },
        5,
    ),
]


def served(value: Any, base: str) -> Any:
    """The body with real addresses instead of `@/…`."""
    if isinstance(value, str):
        return base + value[1:] if value.startswith("@/") else value
    if isinstance(value, dict):
        return {name: served(entry, base) for name, entry in value.items()}
    return [served(entry, base) for entry in value] if isinstance(value, list) else value
