"""Bodies as the vendors' pages show them are accepted and become films."""

from __future__ import annotations

from typing import Any

import pytest

from tests.practice import examples, official
from tests.practice.examples import served
from tests.practice.listener import png
from tests.practice.world import Caller
from tests.studio.processes import wait_until


@pytest.mark.parametrize(("path", "body", "seconds"), examples.CREATES + official.CREATES)
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
    assert caller.web.post("/kie/api/v1/common/download-url", json={"url": "http://[bad"}).json()["code"] == 422
