"""One plain speaker for each wire."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from tests.practice.world import Caller
from tests.studio.processes import wait_until

Body = dict[str, Any]


@dataclass(frozen=True)
class Speaker:
    """One wire as a caller speaks it."""

    wire: str
    path: str
    body: Callable[[Caller, str], Body]
    task_id: Callable[[Any], str]
    poll_path: str
    word: Callable[[Any], str]
    urls: Callable[[Any], list[str]]
    done: str
    failed: str
    running: tuple[str, ...]
    callback: Callable[[Body], tuple[str, str]]

    def create(self, caller: Caller, prompt: str = "A heron lands", **headers: str) -> httpx.Response:
        """Order five seconds."""
        return caller.web.post(self.path, json=self.body(caller, prompt), headers=headers)

    def created(self, caller: Caller, prompt: str = "A heron lands") -> str:
        """Order five seconds; the task's id."""
        answer = self.create(caller, prompt)
        assert answer.status_code == 200, answer.text
        return self.task_id(answer.json())

    def poll(self, caller: Caller, task_id: str) -> httpx.Response:
        """Ask once."""
        return caller.web.get(self.poll_path.format(id=task_id))

    def ended(self, caller: Caller, task_id: str, seconds: float = 10) -> Any:
        """Ask until it has ended; the last answer."""
        last: list[Any] = []

        def over() -> bool:
            answer = self.poll(caller, task_id)
            last[:] = [answer.json()] if answer.headers["content-type"] == "application/json" else [None]
            try:
                return answer.status_code == 200 and self.word(last[0]) in (self.done, self.failed)
            except (KeyError, TypeError):
                return False

        wait_until(over, seconds)
        return last[0]

    def film(self, caller: Caller, prompt: str = "A heron lands") -> str:
        """Order, wait, and give the film's address."""
        return self.urls(self.ended(caller, self.created(caller, prompt)))[0]


def _kie_urls(answer: Any) -> list[str]:
    text = answer["data"].get("resultJson")
    return json.loads(text)["resultUrls"] if text else []


def _kie_body(caller: Caller, prompt: str) -> Body:
    given = {"prompt": prompt, "image_url": caller.picture, "duration": "5"}
    return {"model": "kling/v2-1-standard", "callBackUrl": caller.hook, "input": given}


def _kie(wire: str) -> Speaker:
    return Speaker(
        wire=wire,
        path=f"/{wire}/api/v1/jobs/createTask",
        body=_kie_body,
        task_id=lambda answer: answer["data"]["taskId"],
        poll_path=f"/{wire}/api/v1/jobs/recordInfo?taskId={{id}}",
        word=lambda answer: answer["data"]["state"],
        urls=_kie_urls,
        done="success",
        failed="fail",
        running=("waiting", "queuing", "generating"),
        callback=lambda body: (body["data"]["taskId"], body["data"]["state"]),
    )


APIXO = Speaker(
    wire="apixo",
    path="/apixo/api/v1/generateTask/kling-2-5-turbo-pro",
    body=lambda caller, prompt: {
        "request_type": "callback",
        "callback_url": caller.hook,
        "input": {"mode": "image-to-video", "prompt": prompt, "image_urls": [caller.picture], "duration": 5},
    },
    task_id=lambda answer: answer["data"]["taskId"],
    poll_path="/apixo/api/v1/statusTask/kling-2-5-turbo-pro?taskId={id}",
    word=lambda answer: answer["data"]["state"],
    urls=_kie_urls,
    done="success",
    failed="failed",
    running=("pending", "processing"),
    callback=lambda body: (body["data"]["taskId"], body["data"]["state"]),
)
KLING = Speaker(
    wire="kling",
    path="/kling/v1/videos/image2video",
    body=lambda caller, prompt: {
        "model_name": "kling-v2-1",
        "image": caller.picture,
        "prompt": prompt,
        "callback_url": caller.hook,
    },
    task_id=lambda answer: answer["data"]["task_id"],
    poll_path="/kling/v1/videos/image2video/{id}",
    word=lambda answer: answer["data"]["task_status"],
    urls=lambda answer: [video["url"] for video in answer["data"]["task_result"]["videos"]],
    done="succeed",
    failed="failed",
    running=("submitted", "processing"),
    callback=lambda body: (body["task_id"], body["task_status"]),
)
HIGHWAY = Speaker(
    wire="highway",
    path="/highway/v3/async/kling-2.5-turbo-i2v",
    body=lambda caller, prompt: {
        "image": caller.picture,
        "prompt": prompt,
        "duration": "5",
        "extra": {"webhook": {"url": caller.hook}},
    },
    task_id=lambda answer: answer["task_id"],
    poll_path="/highway/v3/async/task-result?task_id={id}",
    word=lambda answer: answer["task"]["status"].removeprefix("TASK_STATUS_"),
    urls=lambda answer: [video["video_url"] for video in answer["videos"]],
    done="SUCCEED",
    failed="FAILED",
    running=("QUEUED", "PROCESSING"),
    callback=lambda body: (
        body["payload"]["task"]["task_id"],
        body["payload"]["task"]["status"].removeprefix("TASK_STATUS_"),
    ),
)
KIE, APIKLEY = _kie("kie"), _kie("apikley")
SPEAKERS = (KIE, APIKLEY, APIXO, KLING, HIGHWAY)
