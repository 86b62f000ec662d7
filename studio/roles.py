"""`python -m studio.roles web|worker|sweeper|prepare`: what one process of the installation does, in its own words."""

from __future__ import annotations

import os
import sys

from studio import env


def commands() -> dict[str, list[str]]:
    """Role → arguments for this Python."""
    threads = str(env.number("STUDIO_WORKER_THREADS", 2, least=1, most=64))
    worker = ["-m", "celery", "-q", "-A", "studio", "worker", "-P", "threads", "-c", threads]
    return {
        "prepare": ["-m", "studio.prepare"],
        "web": ["-m", "studio.web"],
        "worker": [*worker, "--without-gossip", "--without-mingle", "--without-heartbeat"],
        "sweeper": ["manage.py", "sweep"],
    }


def become(role: str) -> None:
    """Turn this process into the role."""
    if role not in commands():
        raise SystemExit(f"There is no role “{role}”; use one of {', '.join(commands())}.")
    os.execv(sys.executable, [sys.executable, *commands()[role]])


if __name__ == "__main__":
    become(sys.argv[1] if len(sys.argv) > 1 else "web")
