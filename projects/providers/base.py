"""What every provider driver promises: the Order it is given, the Report it answers with, the errors it may raise.

A driver is stateless. The Render row is the only memory, so every call can be repeated after a crash.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar, Protocol, Self


class Phase(StrEnum):
    """Where a job stands, in the provider's own terms reduced to four words."""

    SUBMITTED = "submitted"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class OrderStill:
    """A still an order needs: its digest (hex SHA-256), its pixel size and its format. The bytes are found by digest."""

    digest: str
    width: int
    height: int
    format: str


@dataclass(frozen=True, slots=True)
class OrderShot:
    """One shot of an order: its number on the board (from 1), whole seconds, words, stills and moving camera axes."""

    number: int
    seconds: int
    prompt: str
    first_picture: OrderStill | None = None
    last_picture: OrderStill | None = None
    camera: Mapping[str, float] = field(default_factory=dict)
    label: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """The frozen, provider-neutral description of what one provider job must make.

    `options` holds what the person chose for this render (`resolution`, `slate`, `timecode`). It is stored as JSON on the
    Render when it is bought and never changes.
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

    @property
    def seconds(self) -> int:
        """Length of what is ordered."""
        return sum(shot.seconds for shot in self.shots)

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
        return cls(**{**value, "shots": shots})


@dataclass(frozen=True, slots=True)
class Report:
    """What a provider said about one job. `progress` is percent or None; `result` is what `fetch` needs when it succeeded."""

    phase: Phase
    task_id: str = ""
    progress: int | None = None
    result: str = ""
    reason: str = ""


class ProviderError(Exception):
    """Any trouble with a provider. The message is a sentence a person can read."""


class Unsent(ProviderError):
    """The order provably never reached the provider: sending it again is safe."""


class Busy(ProviderError):
    """The provider refused for now (queue full, rate limit). `after` is seconds to wait."""

    def __init__(self, message: str, after: float = 10.0) -> None:
        super().__init__(message)
        self.after = after


class Refused(ProviderError):
    """The provider refused for good: the reason is final and nothing was bought."""


class Unknown(ProviderError):
    """Nobody can say whether the order was accepted. Never send again by machine."""


class ResultGone(ProviderError):
    """The job succeeded but its file can no longer be fetched."""


class Cancelled(ProviderError):
    """The person stopped the job while a local driver was working on it."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What a driver may use while it works: no database, no settings.

    `still(digest)` is the path of a stored picture, `scratch` a folder that survives a restart, `progress(percent)` reports
    and raises `Cancelled` when the job should stop.
    """

    still: Callable[[str], Path]
    scratch: Path
    progress: Callable[[int], None]


class Driver(Protocol):
    """One provider's API. Flags are class attributes; calls may be repeated and must not remember anything."""

    slug: ClassVar[str]
    local: ClassVar[bool]
    looks_up: ClassVar[bool]
    cancels: ClassVar[bool]

    def submit(self, order: Order, *, external_id: str, callback_url: str, desk: Desk) -> Report:
        """Place the order. Raises `Unsent`, `Busy`, `Refused` or `Unknown`; nothing else may leave."""
        ...

    def look_up(self, external_id: str) -> Report | None:
        """The job placed under our own id, or None when the provider says there is none. Only where `looks_up`."""
        ...

    def poll(self, order: Order, task_id: str, desk: Desk) -> Report:
        """The provider's own word on a job. A local driver does the work here. Raises `ProviderError` when it cannot tell."""
        ...

    def fetch(self, order: Order, result: str, to: Path, desk: Desk) -> None:
        """Write the finished file to `to`. Raises `ResultGone` when it never can be, `ProviderError` when it may later."""
        ...
