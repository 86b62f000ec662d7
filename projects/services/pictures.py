"""Pictures: taken in, stored once per workspace, and fixed to fit a model. The original always stays."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from projects.media import stills
from projects.models import Picture, User, Workspace
from projects.rules.storyboard import ASPECTS
from projects.services.files import keep, kept_name, on_disk

THUMBNAIL_WIDTH = 480

FIXES: dict[str, Callable[[Path, Path, Mapping[str, Any]], stills.StillFile]] = {
    "enlarge": lambda path, out, wish: stills.enlarge(path, out, int(wish["min_side"])),
    "crop": lambda path, out, wish: stills.crop(path, out, ASPECTS[wish["aspect"]]),
    "shrink": lambda path, out, wish: stills.shrink(path, out, int(wish["max_bytes"])),
    "convert": lambda path, out, wish: stills.convert(path, out, str(wish["format"])),
}
"""What one click may do to a picture, by the action names of `rules.preflight`."""


def take_in(*, by: User, workspace: Workspace, source: Path, name: str, convert: bool = False) -> Picture:
    """Check, rebuild and store the uploaded file at `source`. The same bytes, or the same pixels, are one row.

    Raises `media.stills.StillRefused` with the sentence for the person. The file is decoded outside any transaction.
    """
    known = workspace.pictures.filter(source_digest=stills.file_digest(source), made_from=None).first()
    if known:
        return known
    with tempfile.TemporaryDirectory() as folder:
        still = stills.ingest(source, Path(folder), name, convert=convert)
        return _store(by, workspace, still, stills.display_name(name), source)


def fix(*, by: User, picture: Picture, action: str, wish: Mapping[str, Any]) -> Picture:
    """A new picture made from this one by an action of `FIXES`. The one it was made from stays.

    Raises `KeyError` for an unknown action or wish and `StillRefused` when it cannot be done.
    """
    with tempfile.TemporaryDirectory() as folder, on_disk(str(picture.file.name)) as path:
        still = FIXES[action](path, Path(folder), wish)
        return _store(by, picture.workspace, still, picture.original_name, None, picture)


def _store(
    by: User,
    workspace: Workspace,
    still: stills.StillFile,
    name: str,
    source: Path | None,
    made_from: Picture | None = None,
) -> Picture:
    known = workspace.pictures.filter(digest=still.digest).first()
    if known:
        return known
    suffix = still.path.suffix
    file = keep(still.path, kept_name(workspace, "stills", still.digest, suffix))
    original = made_from.original.name if made_from else ""
    if source is not None:
        original = keep(source, kept_name(workspace, "originals", still.source_digest))
    small = still.path.parent / "small.webp"
    stills.thumbnail(still.path, small, THUMBNAIL_WIDTH)
    thumbnail = keep(small, kept_name(workspace, "thumbnails", still.digest, ".webp"))
    try:
        with transaction.atomic():
            return Picture.objects.create(
                workspace=workspace,
                digest=still.digest,
                source_digest=still.source_digest,
                file=file,
                original=original,
                thumbnail=thumbnail,
                width=still.width,
                height=still.height,
                format=still.format,
                bytes=still.bytes,
                original_name=name[:200],
                made_from=made_from,
                created_by=by,
            )
    except IntegrityError:
        return workspace.pictures.get(digest=still.digest)
