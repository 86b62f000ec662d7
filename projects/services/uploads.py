"""Uploads in pieces: what has arrived is kept on disk, so that a cut upload goes on where it stopped."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from projects.models import User

MOST_BYTES = 20_000_000
MOST_CLIP_BYTES = 200_000_000
KEPT_SECONDS = 24 * 3600


class UploadGap(Exception):
    """A piece does not follow what is here. `offset` is the number of bytes that have arrived."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


class UploadTooHeavy(Exception):
    """The file is larger than its kind may be."""


def receive(
    *, by: User, key: str, offset: int, size: int, pieces: Iterable[bytes], most: int = MOST_BYTES
) -> Path | None:
    """Append a piece at `offset` of a file of `size` bytes; answers its path once it is whole, else None.

    `key` is the page's own name for this upload. Raises `UploadGap` when bytes are missing before the piece and
    `UploadTooHeavy` when there are, or would be, more than `most`. The caller deletes the whole file when it is done with it.
    """
    path = _path(by, key)
    here = path.stat().st_size if path.exists() else 0
    if size > most:
        raise UploadTooHeavy
    if offset > here:
        raise UploadGap(here)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("r+b" if here else "wb") as file:
        # A piece that came twice is written over itself.
        file.seek(offset)
        for piece in pieces:
            if file.tell() + len(piece) > size:
                raise UploadTooHeavy
            file.write(piece)
        file.truncate(max(here, file.tell()))
    return path if path.stat().st_size == size else None


def forget_stale(now: float | None = None) -> int:
    """Delete pieces nobody came back for within a day; answers how many files went."""
    limit = (now or time.time()) - KEPT_SECONDS
    stale = [path for path in _folder().glob("*") if path.stat().st_mtime < limit]
    for path in stale:
        path.unlink(missing_ok=True)
    return len(stale)


def _folder() -> Path:
    return Path(settings.UPLOADS_ROOT)


def _path(by: User, key: str) -> Path:
    return _folder() / hashlib.sha256(f"{by.pk}:{key}".encode()).hexdigest()
