"""Finished videos: checked, measured, stored once."""

from __future__ import annotations

import hashlib
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

from django.db import IntegrityError, transaction

from projects.media import assembly, clips
from projects.models import Clip, Workspace
from projects.services.files import keep, kept_name, on_disk


def store(workspace: Workspace, path: Path, suffix: str = ".mp4") -> Clip:
    """Keep the video at `path` with a poster and a scrub sheet; `suffix` ends its name. The same bytes are one row.

    Call it outside a transaction: it decodes. Raises `media.clips.ClipBroken` when it cannot be played.
    """
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    known = workspace.clips.filter(digest=digest).first()
    if known:
        return known
    with tempfile.TemporaryDirectory() as folder:
        poster, sheet = Path(folder) / "poster.webp", Path(folder) / "sheet.webp"
        facts, sprite = clips.survey(path, poster, sheet)
        names = {
            "file": keep(path, kept_name(workspace, "clips", facts.digest, suffix)),
            "poster": keep(poster, kept_name(workspace, "posters", facts.digest, ".webp")),
            "sprite": keep(sheet, kept_name(workspace, "sheets", facts.digest, ".webp")),
        }
    try:
        with transaction.atomic():
            return Clip.objects.create(
                workspace=workspace,
                digest=facts.digest,
                sprite_facts=asdict(sprite),
                seconds=facts.seconds,
                frames=facts.frames,
                fps=round(facts.fps),
                width=facts.width,
                height=facts.height,
                bytes=facts.bytes,
                **names,
            )
    except IntegrityError:
        return workspace.clips.get(digest=facts.digest)


def splice(workspace: Workspace, parts: Sequence[tuple[Clip, Sequence[int]]]) -> Clip:
    """One clip of segments of several, `[first frame, frames, frames a second]` each, in this order. The parts stay as they are.

    It takes the size and rate of the clip that most of it is cut from. Raises `media.clips.ClipBroken`.
    """
    rated = [place for place, (clip, segment) in enumerate(parts) if clip.fps == segment[2]] or [0]
    often = Counter(parts[place][0].pk for place in rated)
    lead = max(rated, key=lambda place: often[parts[place][0].pk])
    with tempfile.TemporaryDirectory() as folder, ExitStack() as files:
        paths = [files.enter_context(on_disk(str(clip.file.name))) for clip, _segment in parts]
        pieces = [assembly.Piece(path, *segment[:2]) for path, (_clip, segment) in zip(paths, parts, strict=True)]
        out = Path(folder) / "spliced.mp4"
        assembly.splice(pieces, out, lead)
        return store(workspace, out)


def join(workspace: Workspace, parts: list[Clip], keeps: list[int] | None = None) -> Clip:
    """One clip of several, in this order, of each its first `keeps` seconds. The parts stay as they are.

    A provider's file is a little longer than what was ordered; one part that is kept whole stays the clip it is. Raises
    `media.clips.ClipBroken`.
    """
    if len(parts) == 1 and (keeps is None or abs(parts[0].seconds - keeps[0]) < 1):
        return parts[0]
    with tempfile.TemporaryDirectory() as folder, ExitStack() as files:
        paths = [files.enter_context(on_disk(str(part.file.name))) for part in parts]
        out = Path(folder) / "joined.mp4"
        assembly.assemble(paths, out, keeps)
        return store(workspace, out)
