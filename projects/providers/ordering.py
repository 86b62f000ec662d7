"""The Order: what one provider job must make, in nobody's own words, frozen and plain JSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class OrderStill:
    """A still an order needs: its digest (hex SHA-256), its pixel size and its format. The bytes are found by digest."""

    digest: str
    width: int
    height: int
    format: str


@dataclass(frozen=True, slots=True)
class OrderShot:
    """One shot of an order: its number on the board (from 1), whole seconds, words, stills, moving camera axes and areas
    (`media.motion`).

    `seconds` is what is ordered and billed; `keeps` is how much of it the board shows (the same, or less where a provider
    sells fixed lengths only).
    """

    number: int
    seconds: int
    prompt: str
    first_picture: OrderStill | None = None
    last_picture: OrderStill | None = None
    camera: Mapping[str, float] = field(default_factory=dict)
    motion: Mapping[str, Any] = field(default_factory=dict)
    label: str = ""
    keeps: int = 0


@dataclass(frozen=True, slots=True)
class OrderElement:
    """A character, prop or place that the order's prompts call by `@handle`: what it looks like in words, and in one to four
    stills, the front first.

    `slug` is our public id of it. Where a provider keeps elements itself, `remote` is its id there, known when it is sent.
    """

    handle: str
    description: str
    pictures: tuple[OrderStill, ...]
    slug: str = ""
    remote: str = ""

    @property
    def digest(self) -> str:
        """Hex SHA-256 over what it looks like: its description and its pictures in their order."""
        looks = [self.description, [still.digest for still in self.pictures]]
        return hashlib.sha256(json.dumps(looks).encode()).hexdigest()

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """From plain JSON values."""
        return cls(**{**value, "pictures": tuple(OrderStill(**still) for still in value["pictures"])})


@dataclass(frozen=True, slots=True)
class Order:
    """The frozen, provider-neutral description of what one provider job must make.

    `options` holds what the person chose for this render (`mode`, `slate`, `timecode` and what `rules.options` lists). It is
    stored as JSON on the Render when it is bought and never changes. `elements` are those that travel with their pictures.
    """

    driver: str
    model: str
    title: str
    aspect: str
    fps: int
    shots: tuple[OrderShot, ...]
    negative_prompt: str = ""
    sound: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)
    elements: tuple[OrderElement, ...] = ()

    @property
    def seconds(self) -> int:
        """Length of what is ordered."""
        return sum(shot.seconds for shot in self.shots)

    @property
    def stills(self) -> tuple[OrderStill, ...]:
        """Every still the order needs: first pictures, the last ones, those of its elements."""
        pairs = [(shot.first_picture, shot.last_picture) for shot in self.shots]
        own = tuple(still for pair in zip(*pairs, strict=True) for still in pair if still)
        return own + tuple(still for element in self.elements for still in element.pictures)

    def as_json(self) -> dict[str, Any]:
        """The order as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """The inverse of `as_json`."""
        shots = tuple(
            OrderShot(
                **{**shot, **{key: shot[key] and OrderStill(**shot[key]) for key in ("first_picture", "last_picture")}}
            )
            for shot in value["shots"]
        )
        elements = tuple(OrderElement.from_json(each) for each in value.get("elements", ()))
        return cls(**{**value, "shots": shots, "elements": elements})
