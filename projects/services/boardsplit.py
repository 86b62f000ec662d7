"""One long board becomes two that follow each other in the reel."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from projects.models import Board, Operation, Shot, User
from projects.services import shots
from projects.services.feed import announce
from projects.services.operations import editing, perform
from projects.services.shots import COPIED


def split_after(board: Board, *, by: User, after: int, tab: str = "") -> tuple[Operation | None, Board]:
    """Move the shots behind the first `after` to a new board behind this one; each total becomes its own sum.

    Undoing the step brings the shots back here and puts the new board into the trash; doing it again brings it back.
    """
    with editing(board) as desk:
        moving = desk.live[after:]
        following = _next(desk.board, moving)
        comes = {"model": "following", "id": following.slug, "field": "away", "from": True, "to": False}
        changes = [shots.cut_off(desk, after), comes]
        step = perform(desk, by=by, words=_("Split into two boards"), changes=changes, tab=tab)
        announce(desk.board.project, "boards", by=by, board=following.slug)
        return step, following


def _next(board: Board, moving: list[Shot]) -> Board:
    following = Board.objects.create(
        project=board.project,
        deleted_at=timezone.now(),
        title=_("%s, continued") % board.title[:100],
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
