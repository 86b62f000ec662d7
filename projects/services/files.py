"""Files kept by their digest: written once, never changed, found by name alone."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.core.files import File
from django.core.files.storage import default_storage

from projects.models import Workspace


def kept_name(workspace: Workspace, kind: str, digest: str, suffix: str = "") -> str:
    """Where a file of this digest lives in the storage: `w_…/stills/ab/abcd….jpg`."""
    return f"{workspace.slug}/{kind}/{digest[:2]}/{digest}{suffix}"


def keep(source: Path, name: str) -> str:
    """Store the file at `source` under `name` unless it is there whole already; answers `name`. It is on disk then.

    A half-written file of an interrupted attempt has another size and is replaced. Raises `OSError`, whatever the store.
    """
    try:
        return _keep(source, name)
    except OSError:
        raise
    except Exception as trouble:
        raise OSError(f"The file could not be stored: {type(trouble).__name__}.") from trouble


def _keep(source: Path, name: str) -> str:
    if default_storage.exists(name):
        if default_storage.size(name) == source.stat().st_size:
            return name
        default_storage.delete(name)
    with source.open("rb") as file:
        kept: str = default_storage.save(name, File(file))
    with suppress(NotImplementedError):
        path = Path(default_storage.path(kept))
        _sync(path)
        _sync(path.parent)
    return kept


def _sync(path: Path) -> None:
    """A row that is committed never points at a file that a power loss takes away."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def on_disk(name: str) -> Iterator[Path]:
    """The stored file `name` as a path to read: the file itself in a local storage, a copy elsewhere."""
    try:
        yield Path(default_storage.path(name))
        return
    except NotImplementedError:
        pass
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / Path(name).name
        with default_storage.open(name) as stored, copy.open("wb") as target:
            for piece in stored.chunks():
                target.write(piece)
        yield copy
