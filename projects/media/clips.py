"""Clips: what a video file is, its poster and its sheet for scrubbing. Strangers' files are read in a bounded child."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from projects.media import bounded, film, refusals, slicing
from projects.media.names import display_name
from projects.media.refusals import ClipBroken

__all__ = ["ClipBroken", "ClipFacts", "SpriteFacts", "cuts", "frame", "poster", "probe", "sprite", "survey"]

LIMITS = bounded.Limits(memory=3 << 30, cpu=60, wall=90.0)
SHEET_BYTES = 60_000
_TILE_WIDTH = 160
_MOST_TILES = 40
_TILES_A_SECOND = 2


@dataclass(frozen=True, slots=True)
class ClipFacts:
    """A clip: seconds, counted frames, frames a second, pixels, codecs (`audio` "" when silent), weight, SHA-256."""

    seconds: float
    frames: int
    fps: float
    width: int
    height: int
    video: str
    audio: str
    bytes: int
    digest: str


@dataclass(frozen=True, slots=True)
class SpriteFacts:
    """A sheet of `count` small frames of `width` × `height`, `columns` in a row, evenly spread over the clip."""

    count: int
    columns: int
    width: int
    height: int


def probe(path: Path) -> ClipFacts:
    """The facts of a clip, every frame counted and one decoded. Raises `ClipBroken`, and `OSError` for the disk."""
    return ClipFacts(**_read("probe", path))


def poster(path: Path, out: Path, *, second: float = 0) -> tuple[int, int]:
    """Draw the frame at `second` to `out`, a WEBP of at most 960 pixels; answers its size. Raises `ClipBroken`."""
    with film.draft(out) as half:
        answer = _read("poster", path, out=str(half), second=second)
    return answer["width"], answer["height"]


def frame(path: Path, out: Path, *, number: int) -> tuple[int, int]:
    """Draw frame `number`, from 0, to `out` as a PNG (above full HD a JPEG) of the clip's own size, in pixels.

    Raises `ClipBroken`, where the clip is shorter too, and `OSError` for the disk.
    """
    with film.draft(out) as half:
        answer = _read("frame", path, out=str(half), number=number)
    return answer["width"], answer["height"]


def cuts(path: Path, borders: Sequence[int], *, fps: int) -> list[int | None]:
    """The frames at which shots 2, 3 … of a clip really begin, as near the planned `borders` as `slicing.windows` says.

    `borders` are where the shots were to begin, in frames, and where the last one ends. None for a cut that was not found.
    Raises `ClipBroken`, and `OSError` for the disk.
    """
    spans = [(span.start, span.stop) for span in slicing.windows(borders, fps)]
    found: list[int | None] = _read("cuts", path, windows=spans)["cuts"]
    return found


def sprite(path: Path, out: Path, *, seconds: float, columns: int = 10) -> SpriteFacts:
    """Draw a WEBP sheet for scrubbing a clip of this length: two frames a second, at most 40. Raises `ClipBroken`."""
    count = max(1, min(_MOST_TILES, round(seconds * _TILES_A_SECOND)))
    asked = {"count": count, "columns": min(columns, count), "width": _TILE_WIDTH, "most": SHEET_BYTES}
    with film.draft(out) as half:
        return SpriteFacts(**_read("sprite", path, out=str(half), **asked))


def survey(path: Path, poster: Path, sheet: Path) -> tuple[ClipFacts, SpriteFacts]:
    """What is kept with a clip: its facts, a poster a quarter into it, and its sheet. Raises `ClipBroken` and `OSError`."""
    asked = {"at": 4, "columns": 10, "width": _TILE_WIDTH, "most": SHEET_BYTES}
    asked |= {"most_tiles": _MOST_TILES, "a_second": _TILES_A_SECOND}
    with film.draft(poster) as half, film.draft(sheet) as other:
        answer = _read("survey", path, poster=str(half), sheet=str(other), **asked)
    return ClipFacts(**answer["facts"]), SpriteFacts(**answer["sprite"])


def _read(verb: str, path: Path, **asked: Any) -> dict[str, Any]:
    """Run one verb of `frames` in the child; its ends become `ClipBroken`."""
    path.stat()
    try:
        return bounded.run(verb, asked | {"source": str(path.resolve())}, LIMITS)
    except bounded.Declined as no:
        raise refusals.clip_broken(no.reason, {"name": display_name(path.name), **no.values}) from no
    except bounded.TooSlow as slow:
        raise refusals.clip_broken(
            "clip_slow", {"name": display_name(path.name), "seconds": round(LIMITS.wall)}
        ) from slow
    except bounded.Died as died:
        raise refusals.clip_broken("clip_broken", {"name": display_name(path.name)}) from died
