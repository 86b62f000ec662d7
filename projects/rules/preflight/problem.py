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


INTENDED = Fix("intend", "Intended")
USE_ANIMATIC = Fix("use_model", "Use the animatic", {"model": "animatic"})
ADD_PICTURE = Fix("add_picture", "Add picture")


def use_mode(modes: tuple[str, ...]) -> tuple[Fix, ...]:
    """The fix that chooses the first of these modes; none where there is none."""
    return tuple(Fix("use_mode", f"Use {mode}", {"mode": mode}) for mode in modes[:1])


def counted(number: int, thing: str) -> str:
    """“1 character”, “36 characters”."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def listed(numbers: list[int]) -> str:
    """“shot 2”, “shots 2–4”, “shots 1, 3 and 4”."""
    if len(numbers) == 1:
        return f"shot {numbers[0]}"
    if len(numbers) > 2 and numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"shots {numbers[0]}–{numbers[-1]}"
    return f"shots {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"
