"""One reason something cannot be done, or should be looked at, with what would fix it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Fix:
    """What one click does: the name of an action a service knows, the words on the button, and its arguments."""

    action: str
    label: str
    wish: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """`code` is stable; `place` is `board` or `shot 2`. `what` happened, `why` with the numbers, `how` to fix it."""

    code: str
    level: Literal["block", "look"]
    place: str
    what: str
    why: str = ""
    how: str = ""
    fixes: tuple[Fix, ...] = ()

    @property
    def message(self) -> str:
        """What and why, as one line."""
        return f"{self.what} {self.why}".strip()

    @property
    def fix(self) -> str:
        """The first way out in words."""
        return self.fixes[0].label if self.fixes else self.how

    @property
    def shot(self) -> int | None:
        """The shot's number, None for the board."""
        return int(self.place.removeprefix("shot ")) if self.place.startswith("shot ") else None

    @property
    def key(self) -> str:
        """Names this problem with its numbers: dismissing it ends when they change."""
        return hashlib.sha256(f"{self.code}|{self.place}|{self.message}".encode()).hexdigest()[:16]
