"""The embedded broker, with real processes: nothing lost, nothing torn, and the dead give back what they held."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from kombu import Connection
from kombu.simple import SimpleQueue

from tests.studio import parishes

WORKER = ["-m", "celery", "-q", "-A", "tests.studio.belfry", "worker", "-P", "threads", "-c", "1"]
LONE = ["--without-gossip", "--without-mingle", "--without-heartbeat"]

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start Python with these arguments; whoever still runs at the end is killed."""
    running: list[subprocess.Popen[str]] = []

    def run(*arguments: str, **environment: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            env={**os.environ, "STUDIO_VAR": str(tmp_path), **environment},
            stdout=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        return process

    yield run
    for process in running:
        process.kill()
        process.communicate()


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Any]:
    with parishes.connect(tmp_path) as connection:
        yield connection


def wait_for(path: Path, seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not path.exists():
        assert time.monotonic() < deadline, f"{path.name} never came"
        time.sleep(0.05)


def test_many_producers_and_takers_lose_and_double_nothing(tmp_path: Path, start: Start) -> None:
    module = ("-m", "tests.studio.parishes")
    books = [tmp_path / f"book-{number}" for number in range(2)]
    takers = [start(*module, "take", str(tmp_path / "broker"), str(book)) for book in books]
    producers = [start(*module, "put", str(tmp_path / "broker"), f"parish{n}", "200") for n in range(3)]
    assert [process.wait(60) for process in producers + takers] == [0] * 5
    taken = [line for book in books for line in book.read_text().split()]
    assert sorted(taken) == sorted(f"parish{n}-{number}" for n in range(3) for number in range(200))
    assert not [*(tmp_path / "broker").rglob("*.msg")]


def test_what_a_killed_taker_held_comes_back(tmp_path: Path, start: Start, connection: Any) -> None:
    parishes.put(str(tmp_path), "chapel", "1")
    holder = start("-m", "tests.studio.parishes", "hold", str(tmp_path))
    assert holder.stdout is not None
    assert holder.stdout.readline() == "chapel-0\n"
    with SimpleQueue(connection, "work") as queue:
        with pytest.raises(queue.Empty):
            queue.get(timeout=1.5)
        holder.kill()
        holder.wait()
        message = queue.get(timeout=5.0)
        assert message.payload["id"] == "chapel-0"
        message.ack()
    assert not [*tmp_path.rglob("*.msg")]


def test_a_task_survives_its_killed_worker(tmp_path: Path, start: Start) -> None:
    first = start(*WORKER, *LONE, BELFRY=str(tmp_path))
    toll = "from tests.studio.belfry import toll; toll.delay('noon', 600)"
    assert start("-c", toll, BELFRY=str(tmp_path)).wait(20) == 0
    wait_for(tmp_path / "noon.began")
    first.kill()
    first.wait()
    start(*WORKER, *LONE, BELFRY=str(tmp_path))
    wait_for(tmp_path / "noon.done")
    assert len((tmp_path / "noon.began").read_text().split()) == 2


def test_urgent_messages_come_first_and_the_rest_in_order(connection: Any) -> None:
    with SimpleQueue(connection, "work") as queue:
        for name, priority in (("a", 0), ("b", 0), ("urgent", 9)):
            queue.put(name, priority=priority)
        assert len(queue) == 3
        assert [queue.get(timeout=1.0).payload for _ in range(3)] == ["urgent", "a", "b"]


def test_queues_do_not_see_each_other(connection: Any) -> None:
    with SimpleQueue(connection, "work") as queue, SimpleQueue(connection, "more.work") as other:
        other.put("theirs")
        with pytest.raises(queue.Empty):
            queue.get(timeout=0.3)
        assert other.clear() == 1
        assert len(other) == 0


def test_refused_messages_go_back_or_away(connection: Any) -> None:
    with SimpleQueue(connection, "work") as queue:
        queue.put("once")
        queue.get(timeout=1.0).requeue()
        again = queue.get(timeout=2.0)
        assert again.payload == "once"
        again.reject()
        assert len(queue) == 0


def test_closing_gives_back_what_was_never_acknowledged(tmp_path: Path) -> None:
    with parishes.connect(tmp_path) as first, SimpleQueue(first, "work") as queue:
        queue.put("unanswered")
        queue.get(timeout=1.0)
    stale = tmp_path / "waiting" / ".half-written"
    stale.touch()
    os.utime(stale, (0, 0))
    with parishes.connect(tmp_path) as second, SimpleQueue(second, "work") as queue:
        assert queue.get(timeout=1.0).payload == "unanswered"
    assert not stale.exists()


@pytest.mark.parametrize("scheme", ["amqp", "redis"])
def test_ringing_a_broker_that_never_answers_gives_up_quickly(
    tmp_path: Path, start: Start, scheme: str, mute_port: int
) -> None:
    ring = (
        "import time, studio.celery as c; c.only_rings(); before = time.monotonic()\n"
        "try: c.app.send_task('belfry.toll')\n"
        "except Exception as trouble: print(type(trouble).__name__, time.monotonic() - before < 5)"
    )
    process = start("-c", ring, CELERY_BROKER_URL=f"{scheme}://127.0.0.1:{mute_port}/")
    assert process.communicate(timeout=20)[0] == "OperationalError True\n"


@pytest.fixture
def mute_port() -> Iterator[int]:
    """A port that accepts and says nothing."""
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        yield mute.getsockname()[1]


def test_the_transport_names_itself(connection: Connection) -> None:
    assert connection.transport.driver_version() == "1"
    assert connection.transport.driver_type == "files"
