"""Fields that save themselves, one at a time, while several people write.

Same tab wrote last: accepted. Started from the current text: accepted. Otherwise both edits are merged word by word, and
where they touch the same words people choose.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from projects.media.motion import Motion
from projects.models import Board, Operation, Picture, Shot, User
from projects.rules.merging import digest, merge_words
from projects.rules.storyboard import Camera
from projects.services.changes import TEXTS, Change, Desk, changed
from projects.services.operations import editing, perform

REMEMBERED = 300


@dataclass(frozen=True, slots=True)
class Saved:
    """A field after a save: the text that is stored, its digest for the next save, and whether somebody's edit is in it."""

    text: str
    base: str
    merged: bool = False
    operation: Operation | None = None


class ShotGone(Exception):
    """The shot was deleted while somebody was writing in it."""

    def __init__(self, shot: Shot, who: str) -> None:
        super().__init__(who)
        self.shot = shot
        self.who = who


class TextConflict(Exception):
    """Two people changed the same words. What is stored is `theirs`; `mine` is only here."""

    def __init__(self, shot: Shot, field: str, mine: str, theirs: str, latest: Operation | None) -> None:
        super().__init__(field)
        self.shot = shot
        self.field = field
        self.mine = mine
        self.theirs = theirs
        self.who = str(latest.actor) if latest and latest.actor else _("Somebody")
        self.at: datetime = latest.created_at if latest else shot.updated_at

    @property
    def both(self) -> str:
        """Mine, a blank line, theirs."""
        return f"{self.mine}\n\n{self.theirs}"


def save_text(shot: Shot, *, by: User, field: str, text: str, base: str, tab: str, seq: int = 0) -> Saved:
    """Store one text of a shot. `base` is the digest of the text the edit began with, `seq` rises with every save of a tab.

    Raises `TextConflict` and `ShotGone`. A save that was overtaken by a later one of the same tab changes nothing.
    """
    with editing(shot.board) as desk:
        row = _live(desk, shot)
        now, writer = getattr(row, field), row.writers.get(field, ["", 0])
        if writer[0] == tab and seq and seq <= writer[1]:
            return Saved(now, digest(now))
        merged = _merged(desk, row, field, text, base, ours=bool(tab) and writer[0] == tab)
        words = _(WORDS[field]) % row.number
        step = perform(desk, by=by, words=words, changes=[changed(row, field, merged)], tab=tab, writer=[tab, seq])
        return Saved(merged, digest(merged), merged != text, step)


WORDS = {
    "prompt": noop("Wrote shot %d’s prompt"),
    "notes": noop("Wrote shot %d’s notes"),
    "dialogue": noop("Wrote shot %d’s dialogue"),
    "label": noop("Labelled shot %d"),
}


def _live(desk: Desk, shot: Shot) -> Shot:
    row: Shot = desk.shots[shot.slug]
    if row.deleted_at is None:
        return row
    for step in desk.board.operations.filter(undone_at=None).select_related("actor")[:REMEMBERED]:
        for change in step.forward:
            if change["field"] == "timing" and _left(change, row.slug):
                raise ShotGone(row, str(step.actor))
    raise ShotGone(row, _("Somebody"))


def _left(change: Change, slug: str) -> bool:
    before, after = ({each[0] for each in change[side]["shots"]} for side in ("from", "to"))
    return slug in before - after


def _merged(desk: Desk, row: Shot, field: str, text: str, base: str, ours: bool) -> str:
    now = getattr(row, field)
    if ours or base == digest(now) or text == now:
        return text
    latest = None
    for step in desk.board.operations.select_related("actor")[:REMEMBERED]:
        for change in step.forward:
            if change.get("id") != row.slug or change["field"] != field:
                continue
            latest = latest or step
            began = next((change[side] for side in ("from", "to") if digest(change[side]) == base), None)
            both = None if began is None else merge_words(began, text, now)
            if both is not None:
                return both
    raise TextConflict(row, field, text, now, latest)


def set_camera(shot: Shot, *, by: User, camera: Camera, tab: str = "") -> Operation | None:
    """Give a shot its camera move. Raises `ShotGone`."""
    with editing(shot.board) as desk:
        row = _live(desk, shot)
        words = _("Set shot %d’s camera") % row.number
        return perform(desk, by=by, words=words, changes=[changed(row, "camera", camera.as_json())], tab=tab)


def set_motion(shot: Shot, *, by: User, motion: Motion, tab: str = "", visit: str = "") -> Operation | None:
    """Say what moves in a shot's picture; steps of one `visit` are one. Raises `ShotGone`."""
    with editing(shot.board) as desk:
        row = _live(desk, shot)
        words = _("Changed what moves in shot %d") % row.number
        changes = [changed(row, "motion", motion.as_json())]
        return perform(desk, by=by, words=words, changes=changes, group=visit, tab=tab)


def set_picture(
    shot: Shot, *, by: User, field: str, picture: Picture | None, tab: str = "", source: str = ""
) -> Operation | None:
    """Put a picture into a shot as `first_picture` or `last_picture`, or take it out with None. Raises `ShotGone`.

    `source` says in words where the picture comes from.
    """
    with editing(shot.board) as desk:
        row = _live(desk, shot)
        words = (_("Set shot %d’s picture") if picture else _("Took shot %d’s picture out")) % row.number
        words = f"{words}: {source}" if source else words
        return perform(desk, by=by, words=words, changes=[changed(row, field, picture and picture.slug)], tab=tab)


def save_board(board: Board, *, by: User, field: str, value: Any, tab: str = "") -> Operation | None:
    """Set one field of a board (title, negative_prompt, style, sound) or of its project (aspect, fps, model)."""
    with editing(board) as desk:
        row = desk.board.project if field in ("aspect", "fps", "model") else desk.board
        words = _(BOARD_WORDS[field]) % {"value": str(value)[:80]}
        return perform(desk, by=by, words=words, changes=[changed(row, field, value)], tab=tab)


BOARD_WORDS = {
    "title": noop("Renamed the board to %(value)s"),
    "negative_prompt": noop("Wrote what to keep out"),
    "style": noop("Wrote the style"),
    "sound": noop("Changed the sound"),
    "aspect": noop("Set the aspect ratio to %(value)s"),
    "fps": noop("Set the frame rate to %(value)s"),
    "model": noop("Chose the renderer %(value)s"),
}

__all__ = [
    "TEXTS",
    "Saved",
    "ShotGone",
    "TextConflict",
    "save_board",
    "save_text",
    "set_camera",
    "set_motion",
    "set_picture",
]
