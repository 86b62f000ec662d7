"""Processes for the broker's tests: `python -m tests.studio.parishes put|take FOLDER …`."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from kombu import Connection
from kombu.simple import SimpleQueue

import studio.celery as _transport

IDLE_SECONDS = 3.0


def connect(folder: Path | str) -> Any:
    """A connection to the embedded broker in this folder."""
    assert _transport.app
    return Connection(f"files://localhost{folder}")


def put(folder: str, parish: str, count: str) -> None:
    """So many messages of 20 kB."""
    with connect(folder) as connection, SimpleQueue(connection, "work") as queue:
        for number in range(int(count)):
            queue.put({"id": f"{parish}-{number}", "weight": "x" * 20_000})


def take(folder: str, book: str) -> None:
    """Acknowledge each message and write its id down, until nothing comes for three seconds."""
    with connect(folder) as connection, SimpleQueue(connection, "work") as queue, Path(book).open("a") as notes:
        while True:
            try:
                message = queue.get(timeout=IDLE_SECONDS)
            except queue.Empty:
                return
            notes.write(message.payload["id"] + "\n")
            message.ack()


def hold(folder: str) -> None:
    """Take one message, say so, and never acknowledge it."""
    with connect(folder) as connection, SimpleQueue(connection, "work") as queue:
        print(queue.get(timeout=10).payload["id"], flush=True)
        time.sleep(600)


if __name__ == "__main__":
    {"put": put, "take": take, "hold": hold}[sys.argv[1]](*sys.argv[2:])
