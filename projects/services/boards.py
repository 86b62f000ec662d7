"""Boards: made, doubled, put in order, thrown away."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.models import Board, Picture, Project, Shot, User
from projects.rules.lengths import arithmetic
from projects.services import operations
from projects.services.feed import announce
from projects.services.projects import touch

EVEN_TOTAL = 10
MOST_SHOTS = 6


def create(
    *, by: User, project: Project, title: str = "", prompts: Sequence[str] = (), pictures: Sequence[Picture] = ()
) -> Board:
    """A board of 10 s behind the others, with one shot per prompt or picture (six at most), or none."""
    count = min(MOST_SHOTS, max(len(prompts), len(pictures)))
    lengths = arithmetic.even((1,) * count, (False,) * count, EVEN_TOTAL) or ()
    with transaction.atomic():
        place = project.boards.live().count()
        board = Board.objects.create(
            project=project, position=place, title=title or _("Board %d") % (place + 1), total_seconds=EVEN_TOTAL
        )
        Shot.objects.bulk_create(
            Shot(
                board=board,
                position=number,
                seconds=length,
                prompt=prompts[number] if number < len(prompts) else "",
                first_picture=pictures[number] if number < len(pictures) else None,
            )
            for number, length in enumerate(lengths)
        )
        _tell(project, by)
    return board


COPIED = ("total_seconds", "hold_total", "negative_prompt", "style", "sound", "intended")
SHOT_COPIED = (
    "position", "seconds", "locked", "prompt", "notes", "dialogue", "label", "first_picture", "last_picture", "camera", "motion",
)  # fmt: skip


def duplicate(*, by: User, board: Board) -> Board:
    """A copy with its shots right behind it, without its takes."""
    project = board.project
    with transaction.atomic():
        copy = Board.objects.create(
            project=project, title=_("%s copy") % board.title[:110], **{name: getattr(board, name) for name in COPIED}
        )
        Shot.objects.bulk_create(
            Shot(board=copy, **{name: getattr(shot, name) for name in SHOT_COPIED})
            for shot in board.shots.live().select_related("first_picture", "last_picture")
        )
        order = list(project.boards.live().exclude(position=None).values_list("pk", flat=True))
        order.insert(order.index(board.pk) + 1, copy.pk)
        project.boards.arrange(order)
        _tell(project, by)
    copy.refresh_from_db()
    return copy


def reorder(*, by: User, project: Project, slugs: Sequence[str]) -> None:
    """Give the boards this order; those that are not named keep theirs behind."""
    with transaction.atomic():
        now = {board.slug: board.pk for board in project.boards.live()}
        wanted = [now[slug] for slug in dict.fromkeys(slugs) if slug in now]
        project.boards.arrange([*wanted, *(pk for pk in now.values() if pk not in wanted)])
        _tell(project, by)


def rename(*, by: User, board: Board, title: str) -> None:
    """Another title, as an operation of the board."""
    change = {"model": "board", "id": board.slug, "field": "title", "from": board.title, "to": title}
    operations.perform(board, by=by, words=_("Renamed the board to “%s”") % title, changes=[change])


def trash(*, by: User, board: Board) -> None:
    """Throw it away for 30 days; the others close the gap."""
    with transaction.atomic():
        Board.objects.filter(pk=board.pk).update(deleted_at=timezone.now(), position=None)
        board.project.boards.arrange(list(board.project.boards.live().values_list("pk", flat=True)))
        _tell(board.project, by)
        announce(board, "board", by=by)


def restore(*, by: User, board: Board) -> None:
    """Bring it back, behind the others."""
    with transaction.atomic():
        place = board.project.boards.live().count()
        Board.objects.filter(pk=board.pk).update(deleted_at=None, position=place)
        _tell(board.project, by)


def _tell(project: Project, by: User) -> None:
    touch(project)
    announce(project, "boards", by=by)
    announce(project.workspace, "projects", by=by)
