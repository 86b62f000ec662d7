"""The official API's rules: what goes with what, by model."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from tests.practice.examples import served
from tests.practice.listener import png
from tests.practice.official import KITE, SHOTS, SIMPLE
from tests.practice.speakers import KLING
from tests.practice.test_refusals import GONE, changed
from tests.practice.world import Caller
from tests.studio.processes import wait_until

V1 = {"model_name": "kling-v1", "image": "@/good.png", "prompt": "x"}
V15 = {"model_name": "kling-v1-5", "image": "@/good.png", "prompt": "x", "mode": "pro"}
V3 = {"model_name": "kling-v3", "image": "@/good.png", "prompt": "x", "duration": "10"}
V3_SHOTS = {**V3, "prompt": GONE, "multi_shot": True, "shot_type": "customize", "multi_prompt": SHOTS}
V26 = {"model_name": "kling-v2-6", "image": "@/good.png", "prompt": "x", "mode": "pro", "sound": "on"}
CAMERA = {"type": "simple", "config": SIMPLE}
WORDS = {"model_name": "kling-v2-6", "prompt": "x"}
OMNI = {"model_name": "kling-v3-omni", "prompt": "x", "aspect_ratio": "16:9"}
FIRST, LAST = {"image_url": "@/good.png", "type": "first_frame"}, {"image_url": "@/good.png", "type": "end_frame"}
VIDEO = [{"video_url": "https://example.com/a.mp4", "refer_type": "feature"}]
I2V, T2V, MANY, ANY = "image2video", "text2video", "multi-image2video", "omni-video"

REFUSED: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    (I2V, V1, {"duration": 5}),
    (I2V, V1, {"duration": "7"}),
    (I2V, V1, {"duration": "2"}),
    (I2V, V1, {"image": GONE}),
    (I2V, V1, {"image": "data:image/png;base64,aGk="}),
    (I2V, V1, {"image": "not base64!"}),
    (I2V, V1, {"prompt": GONE}),
    (I2V, V1, {"prompt": "x" * 2501}),
    (I2V, V1, {"mode": "turbo"}),
    (I2V, V1, {"sound": True}),
    (I2V, V1, {"sound": "on"}),
    (I2V, V1, {"shot_type": "customize"}),
    (I2V, V1, {"multi_prompt": SHOTS}),
    (I2V, V1, {"multi_shot": True, "shot_type": "intelligence"}),
    (I2V, V1, {"image_tail": "@/good.png", "duration": "10"}),
    (I2V, V1, {"image": GONE, "image_tail": "@/good.png"}),
    (I2V, V1, {"image_tail": "@/good.png", "dynamic_masks": [KITE]}),
    (I2V, V1, {"dynamic_masks": [{"mask": "@/mask.png", "trajectories": [{"x": 1, "y": 2}]}]}),
    (I2V, V1, {"dynamic_masks": [{"mask": "@/mask.png", "trajectories": [{"x": 1.5, "y": 2}, {"x": 1, "y": 2}]}]}),
    (I2V, V1, {"camera_control": CAMERA}),
    (I2V, V1, {"callback_url": "nowhere"}),
    (I2V, V15, {"camera_control": {"type": "forward_up"}}),
    (I2V, V15, {"camera_control": {"type": "simple"}}),
    (I2V, V15, {"camera_control": {"type": "simple", "config": {**SIMPLE, "pan": 1}}}),
    (I2V, V15, {"camera_control": {"type": "simple", "config": {"zoom": 11}}}),
    (I2V, V15, {"camera_control": CAMERA, "image_tail": "@/good.png"}),
    (I2V, V15, {"camera_control": CAMERA, "duration": "10"}),
    (I2V, V15, {"mode": "std", "image_tail": "@/good.png"}),
    (I2V, V3, {"model_name": "kling-v2-5-turbo", "cfg_scale": 0.5, "duration": "5"}),
    (I2V, V3, {"model_name": "kling-v2-5-turbo", "image_tail": "@/good.png", "duration": "5"}),
    (I2V, V3, {"model_name": "kling-v2-1-master", "mode": "pro", "image_tail": "@/good.png"}),
    (I2V, V3, {"image": GONE, "image_tail": "@/good.png"}),
    (I2V, V3, {"duration": "16"}),
    (I2V, V3, {"element_list": [{"element_id": 160}], "voice_list": [{"voice_id": "voice_demo_01"}], "sound": "on"}),
    (I2V, V3, {"element_list": [{"element_id": 1}]}),
    (I2V, V3, {"element_list": [{"element_id": 160}] * 4}),
    (I2V, V3, {"voice_list": [{"voice_id": "voice_demo_01"}], "sound": "on"}),
    (I2V, V3_SHOTS, {"prompt": "x"}),
    (I2V, V3_SHOTS, {"image_tail": "@/good.png"}),
    (I2V, V3_SHOTS, {"shot_type": GONE}),
    (I2V, V3_SHOTS, {"duration": "9"}),
    (I2V, V3_SHOTS, {"multi_prompt": GONE}),
    (I2V, V3_SHOTS, {"multi_prompt": [{**SHOTS[0], "duration": 10}]}),
    (I2V, V3_SHOTS, {"multi_prompt": [{**SHOTS[0], "duration": "10", "index": 2}]}),
    (I2V, V3_SHOTS, {"multi_prompt": [{**SHOTS[0], "duration": "10", "prompt": "x" * 513}]}),
    (I2V, V3_SHOTS, {"shot_type": "intelligence"}),
    (I2V, V26, {"mode": "std"}),
    (I2V, V26, {"image_tail": "@/good.png"}),
    (I2V, V26, {"voice_list": [{"voice_id": "voice_demo_01"}], "sound": "off"}),
    (I2V, V26, {"voice_list": [{"voice_id": "nobody"}]}),
    (T2V, WORDS, {"model_name": "kling-v2-1"}),
    (T2V, WORDS, {"model_name": "kling-v1-5"}),
    (T2V, WORDS, {"aspect_ratio": "4:3"}),
    (T2V, WORDS, {"model_name": "kling-v1", "mode": "pro", "camera_control": {"type": "forward_up"}}),
    (T2V, WORDS, {"model_name": "kling-v1", "camera_control": {"type": "forward_up", "config": SIMPLE}}),
    (MANY, {"image_list": [{"image": "@/good.png"}], "prompt": "x"}, {"image_list": []}),
    (MANY, {"image_list": [{"image": "@/good.png"}], "prompt": "x"}, {"duration": "7"}),
    (MANY, {"image_list": [{"image": "@/good.png"}]}, {}),
    (ANY, OMNI, {"aspect_ratio": GONE}),
    (ANY, OMNI, {"image_list": [LAST]}),
    (ANY, OMNI, {"image_list": [FIRST]}),
    (ANY, OMNI, {"video_list": VIDEO, "sound": "on"}),
    (ANY, OMNI, {"video_list": VIDEO, "duration": "11"}),
    (ANY, OMNI, {"video_list": VIDEO, "image_list": [{"image_url": "@/good.png"}] * 5}),
    (ANY, OMNI, {"model_name": GONE, "duration": "7"}),
    (ANY, OMNI, {"model_name": GONE, "sound": "on"}),
    (ANY, OMNI, {"multi_shot": True, "shot_type": "intelligence"}),
]


@pytest.mark.parametrize(("kind", "body", "change"), REFUSED)
def test_refused(caller: Caller, kind: str, body: dict[str, Any], change: dict[str, Any]) -> None:
    answer = caller.web.post(f"/v1/videos/{kind}", json=served(changed(body, {**body, **change}), caller.listener.base))
    value = answer.json()
    assert (answer.status_code, value["code"]) == (400, 1201), value
    assert value["message"] and value["request_id"] and "data" not in value


@pytest.mark.parametrize("name", ["kling-v2-5", "kling-v3-0", "kling-2.6"])
def test_models_that_do_not_exist(caller: Caller, name: str) -> None:
    answer = caller.web.post("/v1/videos/text2video", json={"model_name": name, "prompt": "x"})
    assert (answer.status_code, answer.json()["code"]) == (404, 1203)


def test_model_instead_of_model_name_is_the_oldest_model(caller: Caller) -> None:
    task_id = KLING.task_id(caller.web.post("/v1/videos/text2video", json={"model": "kling-v3", "prompt": "x"}).json())
    assert caller.server.task(task_id)["model"] == "kling-v1"
    long = caller.web.post("/v1/videos/text2video", json={"model": "kling-v3", "prompt": "x", "duration": "8"})
    assert long.json()["code"] == 1201


def test_external_ids_are_unique_by_account(caller: Caller) -> None:
    body = {"prompt": "x", "external_task_id": "mine"}
    assert caller.web.post("/v1/videos/text2video", json=body).json()["code"] == 0
    assert caller.web.post("/v1/videos/text2video", json=body).json()["code"] == 1201
    other = {"authorization": f"Bearer other-{caller.name}"}
    assert caller.web.post("/v1/videos/text2video", json=body, headers=other).json()["code"] == 0


@pytest.mark.parametrize("image", ["iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB", base64.b64encode(png(299, 400)).decode()])
def test_a_small_picture_fails_after_acceptance(caller: Caller, image: str) -> None:
    body = {**KLING.body(caller, "x"), "image": image}
    answer = KLING.ended(caller, KLING.task_id(caller.web.post(KLING.path, json=body).json()))
    assert answer["code"] == 0 and answer["message"] == "SUCCEED"
    assert answer["data"]["task_status"] == "failed" and answer["data"]["final_unit_deduction"] == "0"
    assert answer["data"]["task_status_msg"] == "Image resolution or aspect ratio is not accepted"
    (failed,) = (told.body for told in caller.listener.wait(caller.name, 3)[-1:])
    assert failed["task_status"] == "failed" and failed["task_result"] == {}


def test_base64_pictures_and_watermarks(caller: Caller) -> None:
    body = {"prompt": "x", "image": base64.b64encode(png(450, 800)).decode(), "watermark_info": [{"enabled": True}]}
    answer = KLING.ended(caller, KLING.task_id(caller.web.post(KLING.path, json=body).json()))
    assert answer["data"]["task_status"] == "succeed" and answer["data"]["watermark_info"] == {"enabled": True}
    assert answer["data"]["task_result"]["videos"][0]["watermark_url"]


def test_masks_must_fit(caller: Caller) -> None:
    body = served({**V1, "static_mask": "@/square.png"}, caller.listener.base)
    answer = KLING.ended(caller, KLING.task_id(caller.web.post(KLING.path, json=body).json()))
    assert answer["data"]["task_status"] == "failed"


def test_lists(caller: Caller) -> None:
    ids = [KLING.task_id(caller.web.post("/v1/videos/text2video", json={"prompt": "x"}).json()) for _ in range(3)]
    page = caller.web.get("/v1/videos/text2video?pageNum=1&pageSize=2").json()["data"]
    assert [task["task_id"] for task in page] == [ids[2], ids[1]]
    assert [
        task["task_id"] for task in caller.web.get("/v1/videos/text2video/?pageNum=2&pageSize=2").json()["data"]
    ] == [ids[0]]
    assert caller.web.get("/v1/videos/text2video?pageSize=501").json()["code"] == 1201
    assert caller.web.delete("/v1/videos/text2video").json()["code"] == 1202
    assert caller.web.get("/account/costs").json()["code"] == 1201


def test_no_more_than_twenty_at_once(caller: Caller) -> None:
    body = {"prompt": "[practice:slow:100]"}
    answers = [caller.web.post("/v1/videos/text2video", json=body) for _ in range(21)]
    assert [answer.json()["code"] for answer in answers] == [0] * 20 + [1303]
    assert answers[-1].status_code == 429


def test_elements(caller: Caller) -> None:
    body = {
        "element_name": "Mara",
        "element_description": "Young clockmaker",
        "reference_type": "image_refer",
        "element_image_list": {"frontal_image": caller.picture, "refer_images": [{"image_url": caller.picture}]},
        "tag_list": [{"tag_id": "o_102"}],
        "callback_url": caller.hook,
        "external_task_id": "mara",
    }
    path = "/kling/v1/general/advanced-custom-elements"
    answer = caller.web.post(path, json=body).json()
    assert answer["data"]["task_status"] == "submitted"
    wait_until(lambda: caller.web.get(f"{path}/mara").json()["data"]["task_status"] == "succeed", 5)
    (element,) = caller.web.get(f"{path}/mara").json()["data"]["task_result"]["elements"]
    assert element["status"] == "succeed" and element["element_id"] > 2**53 and element["owned_by"] == "creator-1"
    used = {**served(V3, caller.listener.base), "element_list": [{"element_id": element["element_id"]}]}
    assert caller.web.post(KLING.path, json=used).json()["code"] == 0
    assert len(caller.web.get(path).json()["data"]) == 1
    deleted = caller.web.post("/v1/general/delete-elements", json={"element_id": str(element["element_id"])}).json()
    assert deleted["data"]["task_status"] == "succeed"
    assert caller.web.post(KLING.path, json=used).json()["code"] == 1201
    assert caller.web.get(f"{path}/mara").json()["data"]["task_result"]["elements"][0]["status"] == "deleted"
    assert [told.body["task_status"] for told in caller.listener.wait(caller.name, 3)] == [
        "submitted",
        "processing",
        "succeed",
    ]
    assert not [task for task in caller.bought() if task["cost"]]
    for change in ({"element_name": "x" * 21}, {"tag_list": [{"tag_id": "o_1"}]}, {"element_image_list": GONE}):
        assert caller.web.post(path, json=changed({**body, "external_task_id": ""}, change)).json()["code"] == 1201


def test_older_elements_and_presets(caller: Caller) -> None:
    body = {
        "element_name": "Mara",
        "element_description": "Clockmaker",
        "element_frontal_image": caller.picture,
        "element_refer_list": [{"image_url": caller.picture}],
    }
    made = caller.web.post("/v1/general/custom-elements", json=body).json()
    assert made["data"]["element_id"] > 2**53
    presets = caller.web.get("/v1/general/advanced-presets-elements").json()["data"]
    assert presets[0]["task_result"]["elements"][0]["owned_by"] == "kling"
    assert caller.web.get("/v1/general/presets-voices").json()["data"][0]["task_result"]["voices"][0]["voice_id"]


def test_voices(caller: Caller) -> None:
    path = "/v1/general/custom-voices"
    body = {"voice_name": "Captain", "voice_url": f"{caller.listener.base}/captain.mp3", "external_task_id": "captain"}
    assert caller.web.post(path, json=body).json()["code"] == 0
    wait_until(lambda: caller.web.get(f"{path}/captain").json()["data"]["task_status"] == "succeed", 5)
    (voice,) = caller.web.get(f"{path}/captain").json()["data"]["task_result"]["voices"]
    used = {**served(V26, caller.listener.base), "voice_list": [{"voice_id": voice["voice_id"]}]}
    assert caller.web.post(KLING.path, json=used).json()["code"] == 0
    assert caller.web.post("/v1/general/delete-voices", json={"voice_id": voice["voice_id"]}).json()["code"] == 0
    assert caller.web.post("/v1/general/delete-voices", json={"voice_id": voice["voice_id"]}).json()["code"] == 1203
    assert caller.web.post(path, json={"voice_name": "Captain"}).json()["code"] == 1201
