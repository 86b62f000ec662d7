"""`python -m studio.supervisor` and everything it starts, as real processes."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.studio import processes


class House:
    """A running supervisor and what it has said so far."""

    def __init__(self, var: Path) -> None:
        self.var, self.port = var, processes.free_port()
        self.lines: list[str] = []
        self.process = processes.start("studio.supervisor", processes.environment(var, self.port))
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self) -> None:
        assert self.process.stdout is not None
        self.lines.extend(iter(self.process.stdout.readline, ""))

    def said(self, words: str) -> bool:
        return any(words in line for line in self.lines)

    def child(self, role: str) -> psutil.Process | None:
        """The process of this role, when it runs."""
        for child in psutil.Process(self.process.pid).children():
            if any(role in argument for argument in child.cmdline()):
                return child
        return None

    def wait_ready(self) -> None:
        processes.wait_until(lambda: self.said(f"ready at http://127.0.0.1:{self.port}"), seconds=60)
        processes.wait_until(lambda: self.child("studio.web") and self.child("celery"))


@pytest.fixture
def open_house(tmp_path: Path) -> Iterator[Callable[[], House]]:
    """Start supervisors; whatever is left of them at the end is killed."""
    houses: list[House] = []

    def run() -> House:
        houses.append(House(tmp_path))
        return houses[-1]

    yield run
    for house in houses:
        if house.process.poll() is None:
            house.process.terminate()
            house.process.wait(30)
        house.reader.join(10)
        if house.process.stdout:
            house.process.stdout.close()


def test_it_starts_everything_mends_what_dies_and_stops_everything(open_house: Callable[[], House]) -> None:
    house = open_house()
    house.wait_ready()
    web, worker = house.child("studio.web"), house.child("celery")
    assert web is not None
    assert worker is not None
    processes.wait_until(lambda: processes.get(house.port, "/readyz")[0] == 200)
    for role in ("worker", "sweeper"):
        ask = [sys.executable, "-m", "studio.pulse", role]
        assert subprocess.run(ask, env=processes.environment(house.var), check=False).returncode == 0
    web.kill()
    assert processes.get(house.port)[0] == 200
    processes.wait_until(lambda: house.said("web     │ ended; it starts again in 0.5 s."))
    family = psutil.Process(house.process.pid).children(recursive=True)
    house.process.send_signal(signal.SIGINT)
    assert house.process.wait(30) == 0
    house.reader.join(10)
    assert house.lines[-1] == "studio  │ Stopped.\n"
    assert not [process for process in (*family, worker) if process.is_running()]


def test_its_own_violent_death_leaves_nothing_behind(open_house: Callable[[], House]) -> None:
    house = open_house()
    house.wait_ready()
    family = psutil.Process(house.process.pid).children(recursive=True)
    house.process.kill()
    house.process.wait()
    _gone, alive = psutil.wait_procs(family, timeout=10)
    assert not alive
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind(("127.0.0.1", house.port))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({}, "Port {port} is busy; choose another one: PORT={next} script/server"),
        ({"PORT": "http"}, "PORT is “http”; use a whole number from 1 to 65535."),
        (
            {"HOST": "192.0.2.1"},
            "Cannot listen on 192.0.2.1:{port} (Cannot assign requested address); set HOST or PORT.",
        ),
        ({"PORT": "{free}", "STUDIO_VAR": "/dev/null/var"}, "The folder /dev/null/var cannot be written"),
    ],
)
def test_what_prevents_a_start_is_one_sentence(tmp_path: Path, change: dict[str, str], sentence: str) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        words = {"port": str(port), "next": str(port + 1), "free": str(processes.free_port())}
        env = processes.environment(tmp_path, port) | {name: value.format(**words) for name, value in change.items()}
        answer = subprocess.run(
            [sys.executable, "-m", "studio.supervisor"], env=env, capture_output=True, text=True, check=False
        )
    assert answer.returncode == 1
    assert answer.stdout == ""
    assert answer.stderr.startswith(sentence.format(**words))
    assert len(answer.stderr.splitlines()) == 1
