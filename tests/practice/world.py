"""The practice provider as a process, and somebody who calls it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.practice.listener import Listener
from tests.studio.processes import free_port

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
