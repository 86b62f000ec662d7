"""What every provider driver promises: the Order it is given, the Request it sends, the Report it answers with.

A driver is stateless. The Render row is the only memory, so every call can be repeated after a crash. What a vendor wants
lives in two pure functions per driver: `payload` (order → request) and `read` (body → report).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar, Literal, Protocol, Self

from projects.providers.troubles import Category


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
class Order:
    """The frozen, provider-neutral description of what one provider job must make.

    `options` holds what the person chose for this render (`mode`, `slate`, `timecode` and what `rules.options` lists). It is stored as JSON
    on the Render when it is bought and never changes.
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

    @property
    def stills(self) -> tuple[OrderStill, ...]:
        """Every still the order needs, first pictures before the last one."""
        pairs = [(shot.first_picture, shot.last_picture) for shot in self.shots]
        return tuple(still for pair in zip(*pairs, strict=True) for still in pair if still)

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
class Account:
    """What a driver may know of a connection. Secrets never show in a `repr`.

    `key` alone is an API key; `key` with `secret` is an access key and its secret. `webhook_secret` verifies callbacks.
    `settings` are the driver's own words (APIXO: `{"provider": "official"}`).
    """

    base_url: str
    upload_url: str = ""
    key: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)
    webhook_secret: str = field(default="", repr=False)
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request as it is sent: the dry run prints the same value with its secrets masked."""

    method: Literal["GET", "POST"]
    url: str
    body: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: HTTP status and the JSON body (None where it was no JSON object)."""

    status: int
    body: Any = None
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What a provider said about one job.

    `progress` is percent or None; `result` is what `fetch` needs when it succeeded; `word` is the provider's own word for
    the phase. `units` is the cost in the provider's units where it tells (None: it did not). `echo` is what of ours the
    answer shows (our external id or callback address). `lives` is how many seconds the link stays valid. `extra` are links
    beyond the first.
    """

    phase: Phase
    task_id: str = ""
    progress: int | None = None
    result: str = ""
    reason: str = ""
    category: Category | None = None
    word: str = ""
    units: Decimal | None = None
    echo: str = ""
    lives: int | None = None
    extra: tuple[str, ...] = ()
    created_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Hint:
    """What a callback claims: whose job, and the provider's word. Never acted upon, only looked after.

    `signature` is "good", "bad" or "none" (nothing to check it with).
    """

    task_id: str
    word: str
    signature: Literal["good", "bad", "none"]


class Line(Protocol):
    """The only way out, as drivers see it: `providers.http.Line`."""

    def send(self, request: Request, *, seconds: float = 60.0) -> Answer:
        """Send once, all within `seconds`. Raises `Unsent` when no byte can have arrived, `Unknown` when no whole answer came."""
        ...

    def download(self, url: str, to: Path) -> None:
        """Write the MP4 at `url` to `to`, whole or not at all. Raises `LinkExpired`, `ProviderError` and `OSError`."""
        ...


@dataclass(frozen=True, slots=True)
class Desk:
    """What a driver may use while it works: no database, no settings.

    `still(digest)` is the path of a stored picture and `address(still)` a public, expiring web address of it; `scratch` is
    a folder that survives a restart, `progress(percent)` reports and raises `Cancelled` when the job should stop; `line` is
    the only way out. `tick(name)` is where a test can make the process die.
    """

    still: Callable[[str], Path]
    scratch: Path
    progress: Callable[[int], None]
    line: Line
    account: Account
    address: Callable[[OrderStill], str]
    tick: Callable[[str], None] = lambda name: None


class Driver(Protocol):
    """One provider's API. Flags are class attributes; calls may be repeated and must not remember anything.

    `looks_up`: jobs can be found by our own id. `cancels`: a running job can be stopped without a charge. `pictures`: how
    stills travel. `echoes`: a query shows our external id or callback address. `signs`: callbacks can be verified. `calls`:
    it sends callbacks. `retention` is how many seconds a result can be fetched at least.
    """

    slug: ClassVar[str]
    label: ClassVar[str]
    local: ClassVar[bool]
    looks_up: ClassVar[bool]
    cancels: ClassVar[bool]
    pictures: ClassVar[Literal["path", "base64", "upload", "url"]]
    echoes: ClassVar[bool]
    signs: ClassVar[bool]
    calls: ClassVar[bool]
    retention: ClassVar[int]

    def submit(self, order: Order, *, external_id: str, callback_url: str, desk: Desk) -> Report:
        """Place the order. Raises `Unsent`, `Busy`, `Refused` or `Unknown`; nothing else may leave."""
        ...

    def look_up(self, order: Order, external_id: str, desk: Desk) -> Report | None:
        """The job placed under our own id, or None when the provider says there is none. Only where `looks_up`."""
        ...

    def poll(self, order: Order, task_id: str, desk: Desk) -> Report:
        """The provider's own word on a job. A local driver does the work here. Raises `ProviderError` when it cannot tell."""
        ...

    def fetch(self, order: Order, result: str, to: Path, desk: Desk) -> None:
        """Write the finished file to `to`. Raises `LinkExpired`, `ResultGone`, or `ProviderError` when it may work later."""
        ...
