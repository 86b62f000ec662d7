"""Stills: taken in from strangers, fixed to fit a model, drawn small. Everything that decodes runs in a bounded child.

A stored still is rebuilt from its pixels: upright, sRGB, first frame, no metadata. Files are named `<digest>.<suffix>`,
where the digest is the hex SHA-256 of the file, so the same bytes are stored once.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from projects.media import bounded, formats, refusals, sizes
from projects.media.names import display_name
from projects.media.refusals import StillRefused, still_refused
from projects.media.sizes import cropped_size, enlarged_size

__all__ = [
    "Still", "StillFile", "StillRefused", "convert", "crop", "cropped_size", "display_name", "enlarge", "enlarged_size",
    "file_digest", "ingest", "inspect", "shrink", "thumbnail",
]  # fmt: skip

LIMITS = bounded.Limits(memory=1 << 30, cpu=10, wall=15.0)
_ACCEPTED = ("JPEG", "PNG", "WEBP")


@dataclass(frozen=True, slots=True)
class Still:
    """A file on disk: hex SHA-256, upright size in pixels, format (`jpeg`, `png` or `webp`), weight in bytes."""

    digest: str
    width: int
    height: int
    format: str
    bytes: int


@dataclass(frozen=True, slots=True)
class StillFile:
    """A still made by us at `path`. `format` is `jpeg`, `png` or `webp`.

    `source_digest` and `source_bytes` are those of the file it was made from; `converted_from` is that file's format
    where it differs, and `note` is a sentence when the name promised another format than the content.
    """

    path: Path
    digest: str
    width: int
    height: int
    format: str
    bytes: int
    source_digest: str
    source_bytes: int
    converted_from: str | None = None
    note: str = ""


def inspect(path: Path, *, name: str) -> Still:
    """Judge a still as `ingest` would, and keep nothing. Raises `StillRefused`."""
    _admit(path, name, convert=False)
    answer = _make(path, name)
    return Still(file_digest(path), answer["width"], answer["height"], answer["kind"].lower(), path.stat().st_size)


def ingest(source: Path, out_dir: Path, name: str, *, convert: bool = False) -> StillFile:
    """Take in a stranger's file: the rebuilt still is stored in `out_dir`, the source is left as it is.

    With `convert`, GIF, BMP, TIFF and AVIF become JPEG (PNG where see-through) instead of being refused. Raises
    `StillRefused` for the file's faults and `OSError` for the disk's.
    """
    kind = _admit(source, name, convert=convert)
    accept = _ACCEPTED if kind.accepted else (kind.plugin,)
    return _stored(source, out_dir, name, accept=accept)


def enlarge(path: Path, out_dir: Path, min_side: int) -> StillFile:
    """A copy whose shorter side is `min_side`: exactly `enlarged_size` of the still at `path`."""
    return _stored(path, out_dir, path.name, enlarge=min_side)


def crop(path: Path, out_dir: Path, aspect: tuple[int, int]) -> StillFile:
    """A centred copy of shape `aspect`: exactly `cropped_size` of the still at `path`."""
    return _stored(path, out_dir, path.name, crop=aspect)


def shrink(path: Path, out_dir: Path, max_bytes: int) -> StillFile:
    """The best copy no heavier than `max_bytes`; an opaque still becomes JPEG. Raises `StillRefused` when none is."""
    return _stored(path, out_dir, path.name, max_bytes=max_bytes)


def convert(path: Path, out_dir: Path, format: str) -> StillFile:
    """A copy in `format` (`jpeg`, `png` or `webp`); see-through pixels become white in a JPEG."""
    return _stored(path, out_dir, path.name, format=format.upper())


def thumbnail(path: Path, out: Path, width: int) -> tuple[int, int]:
    """Draw the stored still at `path` no wider than `width` as a WEBP at `out`; answers its size in pixels."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with _beside(out.parent) as draft:
        answer = _make(path, path.name, out=str(draft), width=width, format="WEBP")
        os.replace(draft, out)
    return answer["width"], answer["height"]


def file_digest(path: Path) -> str:
    """Hex SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _admit(path: Path, name: str, *, convert: bool) -> formats.Kind:
    """The kind of a stranger's file, judged by weight and first bytes only."""
    weight = path.stat().st_size
    if not weight:
        raise still_refused("empty", _words(name))
    if weight > sizes.MOST_BYTES:
        raise still_refused("heavy", _words(name, weight=refusals.megabytes(weight)))
    with path.open("rb") as file:
        kind = formats.sniff(file.read(formats.HEAD_BYTES))
    if kind is None:
        raise still_refused("unknown", _words(name))
    if kind.accepted or (convert and kind.plugin):
        return kind
    reason = "other" if not kind.picture else "convertible" if kind.plugin else "format"
    raise still_refused(reason, _words(name, kind=kind.word))


def _stored(
    source: Path, out_dir: Path, name: str, *, accept: Iterable[str] = _ACCEPTED, format: str = "keep", **asked: Any
) -> StillFile:
    """Make a still of `source` in `out_dir` under its own digest; nothing is left behind when that fails."""
    out_dir.mkdir(parents=True, exist_ok=True)
    with _beside(out_dir) as draft:
        answer = _make(source, name, out=str(draft), accept=list(accept), format=format, **asked)
        digest, weight = file_digest(draft), draft.stat().st_size
        path = out_dir / f"{digest}.{formats.SUFFIXES[answer['format']]}"
        os.replace(draft, path)
    made, was = answer["format"].lower(), answer["kind"].lower()
    return StillFile(
        path, digest, answer["width"], answer["height"], made, weight, file_digest(source), source.stat().st_size,
        converted_from=was if was != made else None, note=_note(name, answer["kind"]),
    )  # fmt: skip


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A draft file in `folder`, gone afterwards unless it was moved to its place."""
    handle, name = tempfile.mkstemp(dir=folder, prefix=".draft-")
    os.fchmod(handle, 0o644)
    os.close(handle)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _make(source: Path, name: str, **asked: Any) -> dict[str, Any]:
    """Run one job of `pixels.make` in the child; its ends become refusals."""
    job = (
        dict.fromkeys(("out", "enlarge", "crop", "width", "max_bytes"))
        | {"accept": _ACCEPTED, "format": "keep"}
        | asked
    )
    try:
        return bounded.run("still", job | {"source": str(source.resolve())}, LIMITS)
    except bounded.Declined as no:
        raise still_refused(no.reason, _words(name, source, limit=asked.get("max_bytes"), **no.values)) from no
    except bounded.TooSlow as slow:
        raise still_refused("slow", _words(name)) from slow
    except bounded.Died as died:
        raise still_refused("broken", _words(name, source)) from died


def _words(
    name: str, source: Path | None = None, *, limit: int | None = None, **values: str | int
) -> dict[str, str | int]:
    """Every value a sentence may need."""
    words: dict[str, str | int] = {
        "name": display_name(name),
        "least": sizes.LEAST_SIDE,
        "most": sizes.MOST_SIDE,
        "megapixels": sizes.MOST_PIXELS // 1_000_000,
        "limit": refusals.megabytes(limit or sizes.MOST_BYTES),
        "seconds": round(LIMITS.wall),
    }
    if source is not None:
        with source.open("rb") as file:
            kind = formats.sniff(file.read(formats.HEAD_BYTES))
        words["kind"] = kind.word if kind else display_name(name)
    return words | values


def _note(name: str, kind: str) -> str:
    """A sentence when the ending of `name` promises another of the accepted formats than `kind`."""
    promised = formats.NAMED.get(Path(name).suffix.lower().lstrip("."), kind)
    return f"“{display_name(name)}” is really a {kind}, so it is kept as one." if promised != kind else ""
