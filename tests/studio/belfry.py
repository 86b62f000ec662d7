"""A worker with one task that leaves files: `<name>.began` each time it starts, `<name>.done` when it ends."""

from __future__ import annotations

import os
import time
from pathlib import Path

from studio.celery import app

TOWER = Path(os.environ["BELFRY"])


@app.task(name="belfry.toll")
def toll(name: str, seconds: float) -> None:
    """Begin, take so many seconds the first time and none after, end."""
    mark = TOWER / f"{name}.began"
    first = not mark.exists()
    with mark.open("a") as file:
        file.write(f"{os.getpid()}\n")
    if first:
        time.sleep(seconds)
    (TOWER / f"{name}.done").touch()
