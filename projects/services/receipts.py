"""Receipts: what a provider answered is on disk before the database is told, so that a crash in between forgets no purchase.

A file per render in `SCRATCH_ROOT/receipts`, named by our own id, holding the provider's task id.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction

from projects.models import Render

SETTLED_SECONDS = 3.0


def _folder() -> Path:
    folder = Path(settings.SCRATCH_ROOT) / "receipts"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def keep(external_id: str, task_id: str) -> None:
    """On disk when this returns."""
    folder = _folder()
    draft, final = folder / f".{external_id}", folder / external_id
    with draft.open("w") as file:
        file.write(task_id)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, final)
    held = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(held)
    finally:
        os.close(held)


def drop(external_id: str) -> None:
    """The database knows it."""
    (_folder() / external_id).unlink(missing_ok=True)


def bring_in() -> int:
    """Tell the database what the receipts of processes that died say; answers how many were new to it."""
    learnt = 0
    for path in sorted(_folder().iterdir()):
        if path.name.startswith(".") or time.time() - path.stat().st_mtime < SETTLED_SECONDS:
            continue
        try:
            with transaction.atomic():
                learnt += _learn(path.name, path.read_bytes())
        except IntegrityError:
            # Another render has that task already: look-up, callback or a person will tell.
            pass
        path.unlink(missing_ok=True)
    return learnt


def _learn(external_id: str, said: bytes) -> int:
    """How many rows it was new to; a receipt that names nothing readable teaches nothing."""
    try:
        task_id = said.decode().strip()
    except UnicodeDecodeError:
        return 0
    rows = Render.objects.filter(external_id=external_id, provider_task_id="")
    return rows.update(provider_task_id=task_id) if task_id else 0
