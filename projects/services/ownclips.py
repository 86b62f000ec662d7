"""Somebody's own clip as a take: checked, kept as it is, free. It plays, compares, is picked and downloaded like any other."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from projects.media import clips as films
from projects.media.refusals import clip_broken
from projects.models import OWN, Board, Clip, Take, User, Workspace
from projects.rules import snapshot
from projects.services import clips
from projects.services.moves import tell

PLAYED = ("h264", "vp8", "vp9", "av1", "libvpx", "libvpx-vp9", "libdav1d", "libaom-av1")
"""Decoders of what browsers play too."""

_WEBM = b"\x1a\x45\xdf\xa3"
_BOXES = (b"moov", b"mdat", b"wide", b"free", b"skip")


def add(*, by: User, board: Board, source: Path, form_key: str) -> Take:
    """A take of the file at `source`, beside the board as it is now. The same `form_key` answers the same take.

    Call it outside a transaction: it decodes. Raises `media.clips.ClipBroken` for what is no MP4, MOV or WebM, or would not
    play in a browser.
    """
    clip = _kept(board.project.workspace, source)
    with transaction.atomic():
        locked = Board.held(board.pk)
        known: Take | None = locked.takes.filter(form_key=form_key).first()
        if known:
            return known
        plan = locked.plan()
        take = Take.objects.create(
            board=locked,
            number=locked.next_number(),
            model=OWN,
            clip=clip,
            snapshot=snapshot.to_json(plan),
            fingerprint=snapshot.fingerprint(plan),
            form_key=form_key,
            requested_by=by,
        )
        tell(take, finished=True)
    return take


def _kept(workspace: Workspace, source: Path) -> Clip:
    suffix = _suffix(source)
    facts = films.probe(source)
    if facts.video not in PLAYED:
        raise clip_broken("clip_codec", {"name": source.name, "codec": facts.video})
    return clips.store(workspace, source, suffix)


def _suffix(source: Path) -> str:
    """What the file's first bytes say it is. Raises `ClipBroken` for anything else."""
    with source.open("rb") as file:
        head = file.read(12)
    if head[4:8] == b"ftyp":
        return ".mov" if head[8:12] == b"qt  " else ".mp4"
    if head.startswith(_WEBM):
        return ".webm"
    if head[4:8] in _BOXES:
        return ".mov"
    raise clip_broken("clip_kind", {"name": source.name})
