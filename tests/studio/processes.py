"""Real processes of the installation, each in a folder of its own and on a port nobody uses."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

OWN = ("STUDIO_", "DJANGO_")


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(var: Path, port: int = 0, **more: str) -> dict[str, str]:
    """What a process needs, and nothing of the tests' own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OWN)}
    return {**kept, "STUDIO_VAR": str(var), **({"PORT": str(port)} if port else {}), **more}


def start(module: str, env: dict[str, str]) -> subprocess.Popen[str]:
    """`python -m module` in a process group of its own, its words in a pipe."""
    return subprocess.Popen(
        [sys.executable, "-m", module],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def wait_until(true: Callable[[], object], seconds: float = 30.0) -> None:
    """Return when it is so; fail when it takes longer."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.05)


def get(port: int, path: str = "/healthz", **headers: str) -> tuple[int, dict[str, str]]:
    """Status and headers, names in lower case; status 0 when nobody answers. Redirects are not followed."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        answer.read()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}
    except OSError:
        return 0, {}
    finally:
        connection.close()
