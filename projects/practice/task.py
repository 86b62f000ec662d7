"""A task: what was ordered, where it stands, what a caller sees of it."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, field
from typing import Any

STAGES = ("queued", "running", "succeeded", "failed")
ENDS = ("succeeded", "failed")
FPS = 24
_LONG_TEXT = 20_000


def now_ms() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True)
class Shot:
    """One planned shot: its prompt and its whole seconds."""

    prompt: str
    seconds: int


@dataclass(frozen=True)
class Film:
    """What is ordered: whole seconds, an aspect such as `16:9` or "" for the picture's own, the shots in order, sound or none."""

    seconds: int
    aspect: str
    shots: tuple[Shot, ...]
    sound: bool = False


@dataclass(frozen=True)
class Picture:
    """A reference picture: `role` first, last, reference or mask; `source` an address or raw base64."""

    role: str
    source: str


@dataclass
class Task:
    """One accepted create.

    `stage` is queued, running, succeeded or failed. `failure` is a category: moderation, image_unreachable, invalid, server.
    Times are milliseconds since 1970, 0 for not yet. `bought` is False for library work that costs nothing.
    """

    wire: str
    task_id: str
    key: str
    model: str
    kind: str
    body: dict[str, Any]
    film: Film | None
    pictures: tuple[Picture, ...]
    cost: float
    callback_url: str
    external_id: str
    base: str
    token: str
    faults: dict[str, float | None]
    created_ms: int
    starts_ms: int
    ends_ms: int
    bought: bool = True
    stage: str = "queued"
    updated_ms: int = 0
    done_ms: int = 0
    failure: str = ""
    shape: tuple[int, int] | None = None
    item: str = ""
    deleted: bool = False
    polls: int = 0
    polls_after_end: int = 0
    link_tried: bool = False
    callbacks_sent: int = 0
    files_served: int = 0
    downloads: dict[str, int] = field(default_factory=dict)

    @property
    def ended(self) -> bool:
        """Whether it stands at an end."""
        return self.stage in ENDS

    def prompt(self) -> str:
        """The words of all shots."""
        return (
            " / ".join(shot.prompt for shot in self.film.shots) if self.film else str(self.body.get("voice_name", ""))
        )


@dataclass(frozen=True)
class Seen:
    """What one poll or callback shows of a task.

    `word` replaces the status word when set. `cost` is in units, `seconds` the clip's true length, `progress` 0 to 100.
    """

    stage: str
    word: str = ""
    failure: str = ""
    urls: tuple[str, ...] = ()
    cost: float = 0.0
    progress: int = 0
    seconds: float = 0.0
    updated_ms: int = 0
    done_ms: int = 0


def clip_seconds(seconds: int) -> float:
    """The true length of a clip ordered with so many seconds: one frame more."""
    return (seconds * FPS + 1) / FPS


def record(task: Task) -> dict[str, Any]:
    """A task for the journal; picture texts too long to be addresses are left out."""
    value = asdict(task)
    value["pictures"] = [entry for entry in value["pictures"] if len(entry["source"]) < _LONG_TEXT]
    return {**value, "body": shortened(task.body)}


def restored(value: dict[str, Any]) -> Task:
    """The task of a journal line."""
    film = value["film"]
    if film:
        film = Film(**{**film, "shots": tuple(Shot(**shot) for shot in film["shots"])})
    pictures = tuple(Picture(**entry) for entry in value["pictures"])
    shape = tuple(value["shape"]) if value["shape"] else None
    return Task(**{**value, "film": film, "pictures": pictures, "shape": shape})


def shortened(value: Any) -> Any:
    """The same JSON value with very long texts cut, for logs and journals."""
    if isinstance(value, str):
        return value if len(value) <= _LONG_TEXT else f"{value[:64]}… ({len(value)} characters)"
    if isinstance(value, dict):
        return {name: shortened(entry) for name, entry in value.items()}
    return [shortened(entry) for entry in value] if isinstance(value, list) else value
