"""Work on files from strangers, done in a child process with limits: the worst file can only end its own child."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_ROOT = str(Path(__file__).resolve().parents[2])
_START = "import sys; sys.path.insert(0, sys.argv[1]); from projects.media.child import main; main()"
_KEPT = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use: address space in bytes, seconds of processor time, seconds of wall time."""

    memory: int
    cpu: int
    wall: float


class TooSlow(Exception):
    """The child used up its processor or wall time."""


class Died(Exception):
    """The child ended without an answer: the file broke it, or it hit its memory limit."""


class Declined(Exception):
    """The child looked and said no. `reason` is a word of `refusals.REASONS`, `values` are its numbers."""

    def __init__(self, reason: str, values: Mapping[str, Any]) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = dict(values)


def run(verb: str, job: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
    """Do one job of `child.VERBS` in a bounded child and return its answer.

    The child starts without our environment and its complaints are dropped. Raises `TooSlow`, `Died`, `Declined`, and
    `OSError` when the disk, not the file, was the trouble.
    """
    order = json.dumps({"verb": verb, "memory": limits.memory, "cpu": limits.cpu, "job": dict(job)})
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", _START, _ROOT],
            input=order.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=limits.wall,
            env={name: os.environ[name] for name in _KEPT if name in os.environ},
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise TooSlow(verb) from late
    return _answer(done.returncode, done.stdout)


def _answer(code: int, said: bytes) -> dict[str, Any]:
    """Read what a child said, or raise for how it ended (a child out of processor time ends by signal 24 or 9)."""
    try:
        word: dict[str, Any] = json.loads(said)
    except ValueError as silent:
        raise TooSlow("processor time") if code in (-24, -9) else Died(f"ended {code}") from silent
    if "disk" in word:
        raise OSError(*word["disk"])
    if "reason" in word:
        raise Declined(word["reason"], word["values"])
    answer: dict[str, Any] = word["answer"]
    return answer
