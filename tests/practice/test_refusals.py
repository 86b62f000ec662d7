"""What the vendors refuse is refused, each in its own shape."""

from __future__ import annotations

import time
from typing import Any

import pytest

from projects.practice import signing
from tests.practice.examples import ELEMENT, V3_MULTI, V3_SINGLE, V21, served
from tests.practice.examples import KIE as KIE_INPUTS
from tests.practice.speakers import APIXO, HIGHWAY, KIE, KLING, Speaker
from tests.practice.world import Caller

MASTER = "kling/v2-1-master-image-to-video"
OMNI = "kling-3.0-omni/text-to-video"
GONE = object()


def changed(body: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    """A copy with fields replaced, and those set to GONE left out."""
    return {name: value for name, value in {**body, **change}.items() if value is not GONE}


KIE_REFUSED: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    (MASTER, V21, {"duration": 5}, "duration type"),
    (MASTER, V21, {"duration": "7"}, "duration is not within the range of allowed options"),
    (MASTER, V21, {"prompt": GONE}, "prompt cannot be empty"),
    (MASTER, V21, {"prompt": "x" * 5001}, "prompt exceeds"),
    (MASTER, V21, {"image_url": GONE}, "image_url cannot be empty"),
    (MASTER, V21, {"image_url": "iVBORw0KGgo="}, "image_url is not a valid url"),
    (MASTER, V21, {"negative_prompt": "x" * 501}, "negative_prompt exceeds"),
    (MASTER, V21, {"cfg_scale": "0.5"}, "cfg_scale type"),
    (MASTER, V21, {"cfg_scale": 1.1}, "cfg_scale is not"),
    (MASTER, V21, {"cfg_scale": 0.55}, "cfg_scale is not"),
    (MASTER, V21, {"tail_image_url": "https://example.com/a.png"}, "not supported"),
    (MASTER, V21, {"sound": True}, "not supported"),
    ("kling-2.6/image-to-video", KIE_INPUTS["kling-2.6/image-to-video"], {"sound": "on"}, "sound type"),
    ("kling-2.6/image-to-video", KIE_INPUTS["kling-2.6/image-to-video"], {"sound": GONE}, "sound cannot be empty"),
    ("kling-2.6/image-to-video", KIE_INPUTS["kling-2.6/image-to-video"], {"image_urls": []}, "image_urls is shorter"),
    ("kling-2.6/text-to-video", KIE_INPUTS["kling-2.6/text-to-video"], {"prompt": "x" * 1001}, "prompt exceeds"),
    ("kling-3.0/video", V3_SINGLE, {"sound": GONE}, "sound cannot be empty"),
    ("kling-3.0/video", V3_SINGLE, {"mode": "4k"}, "mode is not"),
    ("kling-3.0/video", V3_SINGLE, {"duration": "16"}, "duration is not"),
    ("kling-3.0/video", V3_SINGLE, {"prompt": ""}, "prompt cannot be empty"),
    ("kling-3.0/video", V3_SINGLE, {"image_urls": GONE, "aspect_ratio": GONE}, "aspect_ratio cannot be empty"),
    ("kling-3.0/video", V3_MULTI, {"multi_prompt": GONE}, "multi_prompt cannot be empty"),
    ("kling-3.0/video", V3_MULTI, {"multi_prompt": [{"prompt": "a", "duration": "9"}]}, "duration type"),
    ("kling-3.0/video", V3_MULTI, {"multi_prompt": [{"prompt": "a", "duration": 8}]}, "sum of shot durations"),
    ("kling-3.0/video", V3_MULTI, {"multi_prompt": [{"prompt": "x" * 501, "duration": 9}]}, "exceeds 500"),
    ("kling-3.0/video", V3_MULTI, {"image_urls": ["@/good.png", "@/good.png"]}, "first frame only"),
    ("kling-3.0/video", V3_MULTI, {"image_urls": []}, "image_urls is required"),
    (
        "kling-3.0/video",
        V3_MULTI,
        {"kling_elements": [{"name": "a", "description": "b", "element_input_urls": ["@/a.png"]}]},
        "2-4",
    ),
    ("kling-3.0/video", V3_MULTI, {"kling_elements": [{**ELEMENT, "start_time": 0, "end_time": 2999}]}, "apart"),
    ("kling-3.0/video", V3_MULTI, {"kling_elements": [{**ELEMENT, "end_time": 3000}]}, "go together"),
    ("kling-3.0/video", V3_MULTI, {"kling_elements": [{**ELEMENT, "description": ""}]}, "description cannot be empty"),
    ("kling-3.0/video", V3_MULTI, {"kling_elements": [ELEMENT] * 4}, "kling_elements exceeds"),
    (
        "kling-3.0/video",
        V3_MULTI,
        {"multi_prompt": [{"prompt": "x" * 464 + "@mara", "duration": 9}]},
        "exceeds 500",
    ),
    (OMNI, KIE_INPUTS[OMNI], {"duration": "5"}, "duration type"),
    (OMNI, KIE_INPUTS[OMNI], {"multi_prompt": GONE}, "multi_prompt is required"),
    (OMNI, KIE_INPUTS[OMNI], {"customize_multi_shots": False}, "must be empty"),
    (OMNI, KIE_INPUTS[OMNI], {"prefer_multi_shots": True}, "exclude each other"),
    ("kling-2.5", V21, {}, "model is not supported"),
]


@pytest.mark.parametrize(("model", "body", "change", "words"), KIE_REFUSED)
def test_kie_refuses(caller: Caller, model: str, body: dict[str, Any], change: dict[str, Any], words: str) -> None:
    sent = served({"model": model, "input": changed(body, change)}, caller.listener.base)
    answer = caller.web.post(KIE.path, json=sent)
    value = answer.json()
    assert (answer.status_code, value["code"], value["data"]) == (200, 422, None)
    assert words in value["msg"]


def test_kie_models_that_are_off(caller: Caller) -> None:
    answer = caller.web.post(KIE.path, json={"model": "kling-2.6/motion-control", "input": {"prompt": "x"}})
    assert answer.json()["code"] == 505
    assert caller.web.post(KIE.path, json={"model": MASTER}).json()["code"] == 422
    assert (
        caller.web.post("/apikley/api/v1/jobs/createTask", json={"model": "kling-3.0/video", "input": {}}).json()[
            "code"
        ]
        == 422
    )
    assert caller.web.get("/kie/api/v1/jobs/recordInfo").json()["code"] == 400
    assert caller.web.get("/kie/api/v1/jobs/recordInfo?taskId=none").json() == {
        "code": 422,
        "msg": "recordInfo is null",
        "data": None,
    }
    assert caller.web.get("/kie/api/v1/nothing").status_code == 404


APIXO_INPUT = {"mode": "image-to-video", "prompt": "x", "image_urls": ["@/good.png"], "duration": 5}
APIXO_REFUSED: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    ({}, {"prompt": GONE}, "Missing required field: input.prompt"),
    ({}, {"duration": "5"}, "input.duration"),
    ({}, {"duration": 7}, "input.duration"),
    ({}, {"duration": GONE}, "Missing required field: input.duration"),
    ({}, {"mode": "pro"}, "input.mode"),
    ({}, {"image_urls": GONE}, "input.image_urls"),
    ({}, {"mode": "text-to-video"}, "input.image_urls"),
    ({}, {"aspect_ratio": "16:9"}, "input.aspect_ratio"),
    ({}, {"sound": True}, "Unknown field: input.sound"),
    ({}, {"prompt": "x" * 2501}, "input.prompt"),
    ({"request_type": "callback"}, {}, "callback_url"),
    ({"callback_url": "https://example.com/x"}, {}, "callback_url"),
    ({"request_type": "callback", "callback_url": "http://example.com/x"}, {}, "HTTPS"),
    ({"provider": "cheap"}, {}, "provider"),
]


@pytest.mark.parametrize(("top", "change", "words"), APIXO_REFUSED)
def test_apixo_refuses(caller: Caller, top: dict[str, Any], change: dict[str, Any], words: str) -> None:
    body = served({**top, "input": changed(APIXO_INPUT, change)}, caller.listener.base)
    answer = caller.web.post(APIXO.path, json=body)
    value = answer.json()
    assert (answer.status_code, value["code"], value["message"]) == (400, 400, "Invalid request")
    assert words in value["data"]["error"]


def test_apixo_models(caller: Caller) -> None:
    assert caller.web.post("/api/v1/generateTask/kling-9", json={}).status_code == 404
    task_id = APIXO.created(caller)
    assert caller.web.get(f"/api/v1/statusTask/kling-2-6?taskId={task_id}").status_code == 404
    one = {"mode": "master-image-to-video", "prompt": "x", "image_urls": [caller.picture] * 2, "duration": 5}
    assert caller.web.post("/api/v1/generateTask/kling-2-1", json={"input": one}).status_code == 400


HIGHWAY_REFUSED = [
    {"image": GONE},
    {"image": "iVBORw0KGgo="},
    {"prompt": GONE},
    {"prompt": "x" * 2501},
    {"duration": 5},
    {"duration": "7"},
    {"mode": "std"},
    {"cfg_scale": 2},
    {"aspect_ratio": "16:9"},
    {"sound": True},
]


@pytest.mark.parametrize("change", HIGHWAY_REFUSED)
def test_highway_refuses(caller: Caller, change: dict[str, Any]) -> None:
    answer = caller.web.post(HIGHWAY.path, json=changed(HIGHWAY.body(caller, "x"), change))
    value = answer.json()
    assert (answer.status_code, value["code"], value["reason"]) == (400, 400, "INVALID_REQUEST_BODY")
    assert value["metadata"] == {} and value["message"]


def test_highway_paths(caller: Caller) -> None:
    assert caller.web.post("/v3/async/kling-9", json={}).json()["reason"] == "MODEL_NOT_FOUND"
    assert caller.web.get("/v3/async/task-result?task_id=none").json()["reason"] == "TASK_NOT_FOUND"
    assert caller.web.get("/highway/v3/nothing").json()["reason"] == "API_NOT_FOUND"


def test_bodies_that_are_no_json(caller: Caller, speaker: Speaker) -> None:
    for content in (b"{", b"[]", b"\xff", b'{"a": NaN}'):
        answer = caller.web.post(speaker.path, content=content, headers={"content-type": "application/json"})
        codes = {
            "kie": (200, 422),
            "apikley": (200, 422),
            "apixo": (400, 400),
            "kling": (400, 1200),
            "highway": (400, 400),
        }
        assert (answer.status_code, answer.json()["code"]) == codes[speaker.wire]


KEYS = {
    "": {"kie": (200, 401), "apikley": (200, 401), "apixo": (401, 401), "kling": (401, 1001), "highway": (401, 401)},
    "bad-1": {
        "kie": (200, 401),
        "apikley": (200, 401),
        "apixo": (401, 401),
        "kling": (401, 1000),
        "highway": (403, 403),
    },
    "poor-1": {
        "kie": (200, 402),
        "apikley": (200, 402),
        "apixo": (402, 402),
        "kling": (429, 1102),
        "highway": (403, 403),
    },
    "limited": {
        "kie": (200, 433),
        "apikley": (200, 402),
        "apixo": (402, 402),
        "kling": (429, 1101),
        "highway": (403, 403),
    },
}


@pytest.mark.parametrize("key", KEYS)
def test_keys(caller: Caller, speaker: Speaker, key: str) -> None:
    caller.web.headers["authorization"] = f"Bearer {key}".strip() if key else ""
    answer = speaker.create(caller)
    assert (answer.status_code, answer.json()["code"]) == KEYS[key][speaker.wire]
    if speaker is HIGHWAY:
        reasons = {"": "FAILED_TO_AUTH", "bad-1": "INVALID_API_KEY"}
        assert answer.json()["reason"] == reasons.get(key, "NOT_ENOUGH_BALANCE")


@pytest.mark.parametrize(
    ("secret", "exp", "nbf", "code"),
    [
        (signing.KLING_SECRET_KEY, 1800, -5, 0),
        (signing.KLING_SECRET_KEY, -1, -1800, 1004),
        (signing.KLING_SECRET_KEY, 1800, 60, 1003),
        ("another-secret", 1800, -5, 1000),
    ],
)
def test_tokens(caller: Caller, secret: str, exp: int, nbf: int, code: int) -> None:
    now = int(time.time())
    token = signing.jwt(f"AK{caller.name}", secret, exp=now + exp, nbf=now + nbf)
    caller.web.headers["authorization"] = f"Bearer {token}"
    answer = KLING.create(caller)
    assert (answer.status_code, answer.json()["code"]) == (401 if code else 200, code)


@pytest.mark.parametrize(("header", "code"), [("Basic abc", 1002), ("Bearer a.b.c", 1002)])
def test_malformed_authorization(caller: Caller, header: str, code: int) -> None:
    caller.web.headers["authorization"] = header
    assert KLING.create(caller).json()["code"] == code
