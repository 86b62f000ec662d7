"""`python -m studio.roles web|worker|wire|sweeper|practice|prepare`: what one process of the installation does, in its own words."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from studio import env


def commands() -> dict[str, list[str]]:
    """Role → arguments for this Python."""
    threads = env.number("STUDIO_WORKER_THREADS", 2, least=1, most=64)
    waiting = env.number("STUDIO_WIRE_THREADS", 8, least=1, most=256)
    practice = str(Path(env.text("STUDIO_VAR", "var")) / "practice")
    return {
        "prepare": ["-m", "studio.prepare"],
        "web": ["-m", "studio.web"],
        "worker": celery("worker", "media,wire", threads),
        "wire": celery("wire", "wire", waiting),
        "practice": ["-m", "projects.practice", "--folder", practice],
        "sweeper": ["manage.py", "sweep"],
    }


def celery(name: str, queues: str, threads: int) -> list[str]:
    """A worker on these queues. What waits for providers has threads of its own, so that an encode never delays it."""
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    asked = ["-n", f"{name}@%h", "-P", "threads", "-c", str(threads), "-Q", queues]
    return ["-m", "celery", "-q", "-A", "studio", "worker", *asked, *quiet]


def become(role: str) -> None:
    """Turn this process into the role."""
    if role not in commands():
        raise SystemExit(f"There is no role “{role}”; use one of {', '.join(commands())}.")
    os.execv(sys.executable, [sys.executable, *commands()[role]])


if __name__ == "__main__":
    become(sys.argv[1] if len(sys.argv) > 1 else "web")
