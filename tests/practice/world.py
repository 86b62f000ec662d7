"""The practice provider as a process, and one plain speaker for each wire."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.practice.listener import Listener
from tests.studio.processes import free_port, wait_until

ROOT = Path(__file__).resolve().parents[2]
READY = "Practice provider is ready at "


@dataclass
class Server:
    """A running practice provider."""

    process: subprocess.Popen[str]
    url: str

    def __post_init__(self) -> None:
        self.web = httpx.Client(base_url=self.url, timeout=20, trust_env=False, verify=False)

    def stop(self, number: int = signal.SIGTERM) -> float:
        """End it by a signal; seconds it took."""
        self.web.close()
        begun = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(10)
        assert self.process.stdout
        self.process.stdout.close()
        return time.monotonic() - begun

    def control(self, call: str, **body: Any) -> Any:
        """A POST under /practice/."""
        answer = self.web.post(f"/practice/{call}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def state(self) -> dict[str, Any]:
        """What /practice/state says."""
        return self.web.get("/practice/state").json()

    def task(self, task_id: str) -> dict[str, Any]:
        """One task of the state."""
        return next(task for task in self.state()["tasks"] if task["task_id"] == task_id)


def start(
    *options: str, port: int | None = None, env: dict[str, str] | None = None, fds: tuple[int, ...] = ()
) -> Server:
    """Start one and wait until it says that it is ready."""
    chosen = [] if fds else ["--port", str(port or free_port())]
    process = subprocess.Popen(
        [sys.executable, "-m", "projects.practice", *chosen, *options],
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        stdout=subprocess.PIPE,
        text=True,
        pass_fds=fds,
    )
    assert process.stdout
    line = process.stdout.readline()
    assert line.startswith(READY), line
    return Server(process, line.removeprefix(READY).strip())


@dataclass
class Caller:
    """Somebody with a key of their own, a picture, and a callback address."""

    server: Server
    listener: Listener
    key: str = ""
    name: str = field(default_factory=lambda: uuid.uuid4().hex[:12])

    def __post_init__(self) -> None:
        self.key = self.key or f"key-{self.name}"
        self.web = httpx.Client(base_url=self.server.url, timeout=20, trust_env=False, verify=False)
        self.web.headers["authorization"] = f"Bearer {self.key}"

    @property
    def picture(self) -> str:
        """The address of a good picture."""
        return f"{self.listener.base}/good.png"

    @property
    def hook(self) -> str:
        """This caller's callback address."""
        return self.listener.hook(self.name)

    def heard(self) -> list[Any]:
        """Callbacks that came."""
        return self.listener.heard(self.name)

    def bought(self) -> list[dict[str, Any]]:
        """This caller's purchases."""
        tail = self.key[-4:]
        return [
            task
            for task in self.server.state()["tasks"]
            if task["key_tail"].endswith(tail) and task["callback_url"] == self.hook
        ]


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
