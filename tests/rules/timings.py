"""Timings as tests write them."""

from __future__ import annotations

from typing import Any

from projects.rules.lengths import Timing


def timing(*seconds: int, locked: str = "", total: int | None = None, **values: Any) -> Timing:
    """`timing(3, 2, locked="2")`: shot 2 is locked; the total is the sum unless it is given."""
    locks = tuple(str(number) in locked.split() for number in range(1, len(seconds) + 1))
    return Timing(seconds, locks, sum(seconds) if total is None else total, **values)
