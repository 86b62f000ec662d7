"""The last frame of a shot, taken from a take, as the first picture of the shot behind it."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from projects.media import clips
from projects.media.refusals import Refusal
from projects.models import Board, Clip, Operation, Shot, Take, User
from projects.services import autosave, pictures, slicing
from projects.services.files import on_disk
from projects.services.standing import UNEVEN


class NoFrame(Exception):
    """There is no such frame; the message says why, and what helps."""


@dataclass(frozen=True, slots=True)
class LastFrame:
    """Where a shot ends in a take: `frame` counts from 0 in the clip, `name` says it to people."""

    take: Take
    clip: Clip
    frame: int
    name: str


def before(shot: Shot) -> LastFrame:
    """The last frame of what comes before a shot: the shot before it, or the last one of the board before.

    Of its board's picked take, else of the newest that has a video. Raises `NoFrame`.
    """
    if shot.number > 1:
        return _last(shot.board, shot.number - 1, _("Last frame of shot %(shot)d, take %(take)d"))
    boards = shot.board.project.boards.live()
    earlier = boards.filter(position__lt=shot.board.position).last() if shot.board.position else None
    number = earlier.shots.live().count() if earlier else 0
    if earlier is None or not number:
        raise NoFrame(_("Nothing comes before this shot."))
    return _last(earlier, number, _("Last frame of “%(board)s”, shot %(shot)d, take %(take)d"))


def _last(board: Board, number: int, name: str) -> LastFrame:
    take, clip = _take(board)
    lengths = list(board.shots.live().values_list("seconds", flat=True))
    start, end = _frames(take, clip, lengths, number)
    if clip.frames <= start:
        raise NoFrame(_("Take %(take)d ends before shot %(shot)d does.") % {"take": take.number, "shot": number})
    told = {"board": board.title, "shot": number, "take": take.number}
    return LastFrame(take, clip, min(end, clip.frames) - 1, name % told)


def _take(board: Board) -> tuple[Take, Clip]:
    finished = board.takes.filter(deleted_at=None).exclude(clip=None).select_related("clip")
    take = finished.filter(pk=board.picked_take_id).first() or finished.first()
    if take is None or take.clip is None:
        raise NoFrame(_("“%s” has no take with a video yet. Render it first; the animatic is free.") % board.title)
    return take, take.clip


def _frames(take: Take, clip: Clip, lengths: Sequence[int], number: int) -> tuple[int, int]:
    """Where shot `number` begins in the clip, and where the next one does. Raises `NoFrame` for other lengths than these."""
    then = slicing.lengths(take)
    uneven = take.own and abs(clip.seconds - sum(then)) > UNEVEN
    if uneven or then[:number] != list(lengths[:number]):
        words = _("Shots 1 to %(shot)d have other lengths in take %(take)d than on the board. Render the board again.")
        raise NoFrame(words % {"shot": number, "take": take.number})
    begins = slicing.starts(take, clip.fps)
    return begins[number - 1], begins[number]


def go_on(shot: Shot, *, by: User, tab: str = "") -> Operation | None:
    """Make that frame the shot's first picture; None where it is that already.

    The clip is read in a bounded child, outside any transaction. Raises `NoFrame` and `autosave.ShotGone`.
    """
    last = before(shot)
    with tempfile.TemporaryDirectory() as folder, on_disk(str(last.clip.file.name)) as path:
        still = Path(folder) / "frame"
        try:
            clips.frame(path, still, number=last.frame)
            picture = pictures.take_in(by=by, workspace=last.clip.workspace, source=still, name=last.name)
        except Refusal as no:
            raise NoFrame(_(no.template) % {**no.values, "name": str(last.take)}) from no
    return autosave.set_picture(shot, by=by, field="first_picture", picture=picture, tab=tab, source=last.name)
