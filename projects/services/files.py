"""Files kept by their digest: written once, never changed, found by name alone."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files import File
from django.core.files.storage import default_storage

from projects.models import Workspace


def kept_name(workspace: Workspace, kind: str, digest: str, suffix: str = "") -> str:
    """Where a file of this digest lives in the storage: `w_…/stills/ab/abcd….jpg`."""
    return f"{workspace.slug}/{kind}/{digest[:2]}/{digest}{suffix}"


def keep(source: Path, name: str) -> str:
    """Store the file at `source` under `name` unless it is there whole already; answers `name`.

    A half-written file of an interrupted attempt has another size and is replaced.
    """
    if default_storage.exists(name):
        if default_storage.size(name) == source.stat().st_size:
            return name
        default_storage.delete(name)
    with source.open("rb") as file:
        return default_storage.save(name, File(file))


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
