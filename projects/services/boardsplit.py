"""One long board becomes several that follow each other in the reel."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

from django.utils import timezone
from django.utils.translation import gettext as _

from projects.models import Board, Operation, Shot, User
from projects.services import shots as shots_of
from projects.services.feed import announce
from projects.services.operations import editing, perform
from projects.services.shots import COPIED


def split(board: Board, *, by: User, sizes: Sequence[int], tab: str = "") -> tuple[Operation | None, Board]:
    """Keep the first `sizes[0]` shots and move the others to new boards behind this one; each total becomes its own sum.

    Answers the step and the first new board. Undoing the step brings the shots back here and puts the new boards into the
    trash; doing it again brings them back.
    """
    with editing(board) as desk:
        ends = list(accumulate(sizes))
        parts = [desk.live[start:end] for start, end in pairwise(ends)]
        made = [_next(desk.board, shots, number) for number, shots in enumerate(parts)]
        # Each comes to stand right behind this board, so the last one comes first.
        come = [{"model": "following", "id": each.slug, "field": "away", "from": True, "to": False} for each in made]
        changes = [shots_of.cut_off(desk, sizes[0]), *reversed(come)]
        step = perform(desk, by=by, words=words(len(sizes)), changes=changes, tab=tab)
        announce(desk.board.project, "boards", by=by, board=made[0].slug)
        return step, made[0]


def words(boards: int) -> str:
    """What the step is called."""
    return _("Split into two boards") if boards == 2 else _("Split into %d boards") % boards


def _next(board: Board, moving: list[Shot], number: int) -> Board:
    following = Board.objects.create(
        project=board.project,
        deleted_at=timezone.now(),
        title=(_("%s, continued") % board.title[:100]) + (f" {number + 1}" if number else ""),
        total_seconds=sum(shot.seconds for shot in moving),
        negative_prompt=board.negative_prompt,
        style=board.style,
        sound=board.sound,
    )
    kept = ("seconds", "locked", *COPIED)
    Shot.objects.bulk_create(
        Shot(board=following, position=place, **{name: getattr(shot, name) for name in kept})
        for place, shot in enumerate(moving)
    )
    return following
