"""A board as the rules see it: plain frozen values, no database, no files.

Services build a `BoardPlan` from rows and the headless door builds one from a board file; `preflight`, `orders` and the
page all judge that same value. Lengths are whole seconds, picture sizes are pixels, weights are bytes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Self

from projects.media.motion import Motion

ASPECTS: dict[str, tuple[int, int]] = {"16:9": (16, 9), "9:16": (9, 16), "1:1": (1, 1)}
FRAME_RATES: tuple[int, ...] = (24, 25, 30)
ELEMENT_KINDS: tuple[str, ...] = ("character", "prop", "place")
HANDLE = re.compile(r"[a-z][a-z0-9_]{1,23}")
MENTION = re.compile(r"(?<![\w@])@([A-Za-z][A-Za-z0-9_]{1,23})(?![A-Za-z0-9_])")


def mentions(prompt: str) -> tuple[str, ...]:
    """The handles called in a prompt, folded to lower case, in order of first use."""
    return tuple(dict.fromkeys(name.lower() for name in MENTION.findall(prompt)))


@dataclass(frozen=True, slots=True)
class Camera:
    """A camera move on six axes, each −10 … 10; 0 means the axis is still.

    `pan`, `tilt` and `roll` turn the camera; `truck`, `pedestal` and `zoom` move it. Positive is right, up, clockwise,
    right, up and in. The axes are those of Kling's `camera_control`.
    """

    pan: float = 0
    tilt: float = 0
    roll: float = 0
    truck: float = 0
    pedestal: float = 0
    zoom: float = 0

    @property
    def still(self) -> bool:
        """True when no axis moves."""
        return not self.as_json()

    @classmethod
    def parse(cls, value: Mapping[str, Any] | None) -> Self:
        """Read axes from a mapping. Raises `ValueError` naming the axis that is unknown, not a number or out of range."""
        names = {axis.name for axis in fields(cls)}
        for name, strength in (value or {}).items():
            if name not in names:
                raise ValueError(f"camera has no axis “{name}”; its axes are {', '.join(sorted(names))}")
            if isinstance(strength, bool) or not isinstance(strength, int | float) or not -10 <= strength <= 10:
                raise ValueError(f"camera {name} is {strength!r}; it goes from -10 to 10")
        return cls(**(value or {}))

    def as_json(self) -> dict[str, float]:
        """The moving axes only, so that a still camera is `{}`."""
        return {axis: strength for axis in self.__slots__ if (strength := getattr(self, axis))}


@dataclass(frozen=True, slots=True)
class StillFacts:
    """What is known about an uploaded still. `format` is `jpeg`, `png` or `webp`; `digest` is the hex SHA-256 of its file."""

    digest: str
    width: int
    height: int
    format: str
    bytes: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class ElementFacts:
    """A character, prop or place that prompts may call by `@handle`. `slug` is its public id, where it has one."""

    handle: str
    kind: str = "character"
    description: str = ""
    pictures: tuple[StillFacts, ...] = ()
    slug: str = ""


@dataclass(frozen=True, slots=True)
class ShotPlan:
    """One shot: whole seconds, words, pictures, camera and what moves in its first picture.

    `label` is its size or angle on the board (`MCU`, `OTS`).
    """

    seconds: int
    prompt: str = ""
    locked: bool = False
    first_picture: StillFacts | None = None
    last_picture: StillFacts | None = None
    camera: Camera = field(default_factory=Camera)
    label: str = ""
    dialogue: str = ""
    notes: str = ""
    motion: Motion = field(default_factory=Motion)

    @property
    def mentions(self) -> tuple[str, ...]:
        """Handles called in the prompt, folded to lower case, in order of first use."""
        return mentions(self.prompt)


@dataclass(frozen=True, slots=True)
class BoardPlan:
    """A whole board. `total` is what the board promises; the shots' lengths should add up to it.

    `elements` are those reachable from the project, `intended` the codes of “look” problems people dismissed.
    """

    title: str
    total: int
    shots: tuple[ShotPlan, ...]
    aspect: str = "16:9"
    fps: int = 24
    elements: tuple[ElementFacts, ...] = ()
    negative_prompt: str = ""
    sound: bool = False
    intended: frozenset[str] = frozenset()

    @property
    def seconds(self) -> int:
        """The sum of the shots' lengths."""
        return sum(shot.seconds for shot in self.shots)
