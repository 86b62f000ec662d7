"""Bodies as the vendors' pages show them are accepted and become films."""

from __future__ import annotations

from typing import Any

import pytest

from tests.practice.listener import png
from tests.practice.world import Caller
from tests.studio.processes import wait_until

SHOT, END, TALL, MASK = "@/good.png", "@/square.png", "@/tall.jpg", "@/mask.png"
V21 = {
    "prompt": "A keeper lifts a lantern",
    "image_url": SHOT,
    "duration": "5",
    "negative_prompt": "text",
    "cfg_scale": 0.5,
}
SIMPLE = {"horizontal": 0, "vertical": 0, "pan": 0, "tilt": 0, "roll": 0, "zoom": 4.5}
ELEMENT = {"name": "mara", "description": "Young clockmaker", "element_input_urls": [SHOT, TALL]}
KITE = {"mask": MASK, "trajectories": [{"x": 220, "y": 180}, {"x": 300, "y": 260}, {"x": 360, "y": 390}]}
SHOTS = [
    {"index": 1, "prompt": "Wide view of the harbour", "duration": "4"},
    {"index": 2, "prompt": "Close on the rope", "duration": "3"},
    {"index": 3, "prompt": "The boat drifts out", "duration": "3"},
]
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


@pytest.mark.parametrize(("path", "body", "seconds"), CREATES)
def test_example_is_accepted_and_succeeds(caller: Caller, path: str, body: dict[str, Any], seconds: int) -> None:
    answer = caller.web.post(path, json=served(body, caller.listener.base))
    assert answer.status_code == 200, answer.text
    value = answer.json()
    data = value.get("data") or value
    task_id = data.get("taskId") or data.get("task_id")
    assert task_id, answer.text
    wait_until(lambda: caller.server.task(task_id)["done_ms"], 10)
    task = caller.server.task(task_id)
    assert (task["state"], task["failure"], task["seconds"]) == ("succeeded", "", seconds)


def test_the_create_answers_look_as_documented(caller: Caller) -> None:
    base = {"prompt": "x", "image": caller.picture, "external_task_id": f"take-{caller.name}"}
    value = caller.web.post("/v1/videos/image2video", json=base).json()
    assert value["code"] == 0 and value["message"] == "SUCCEED" and value["request_id"]
    data = value["data"]
    assert set(data) == {"task_id", "task_info", "task_status", "created_at", "updated_at"}
    assert data["task_id"].isdigit() and len(data["task_id"]) == 18 and data["task_status"] == "submitted"
    by_own = caller.web.get(f"/v1/videos/image2video/take-{caller.name}").json()["data"]
    assert by_own["task_id"] == data["task_id"] and by_own["task_info"] == {"external_task_id": f"take-{caller.name}"}
    assert caller.web.get(f"/v1/videos/text2video/{data['task_id']}").json()["code"] == 1203


def test_uploads_come_back_as_they_were(caller: Caller) -> None:
    data = png(640, 360)
    form = {"uploadPath": "refs/2026"}
    answer = caller.web.post(
        "/kie/api/file-stream-upload", data=form, files={"file": ("shot one.png", data, "image/png")}
    )
    stored = answer.json()["data"]
    assert (stored["fileName"], stored["filePath"], stored["fileSize"]) == (
        "shot one.png",
        "refs/2026/shot one.png",
        len(data),
    )
    got = caller.web.get(stored["downloadUrl"])
    assert got.content == data and got.headers["content-type"] == "image/png"
    by_url = {"fileUrl": caller.picture, "uploadPath": "refs", "fileName": f"{caller.name}.png"}
    assert caller.web.post("/api/file-url-upload", json=by_url).json()["success"] is True
    for broken in (
        {"uploadPath": "x"},
        {"uploadPath": "../x", "base64Data": "aGk="},
        {"uploadPath": "x", "base64Data": "?"},
    ):
        assert caller.web.post("/api/file-base64-upload", json=broken).json()["success"] is False
    plain = {"uploadPath": "refs", "base64Data": "data:image/png;base64,aGk="}
    assert caller.web.post("/api/file-base64-upload", json=plain).json()["data"]["mimeType"] == "image/png"
    assert caller.web.get("/files/uploads/nobody/none.png").status_code == 404


def test_kie_download_links(caller: Caller) -> None:
    refused = caller.web.post("/kie/api/v1/common/download-url", json={"url": "https://elsewhere.example/x.mp4"})
    assert refused.json()["code"] == 422
