"""A project's reel: its boards in order, each with its picked take, played in a row or joined into one file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.media.clips import ClipBroken
from projects.models import Board, Project, Reel, ReelState, Take, User
from projects.services import clips, leases
from projects.services.feed import announce
from projects.services.leases import LeaseLost

WORKED = frozenset({ReelState.QUEUED, ReelState.RUNNING})
LEASE = timedelta(seconds=120)


class NothingToJoin(Exception):
    """No board of the project has a take yet."""


@dataclass(frozen=True, slots=True)
class Part:
    """One board's place in the reel: its picked take, else its newest finished one, else none."""

    board: Board
    take: Take | None
    picked: bool

    @property
    def seconds(self) -> float:
        """How long it plays."""
        return self.take.clip.seconds if self.take and self.take.clip else 0


def parts(project: Project) -> list[Part]:
    """The reel in board order: two queries however many boards there are."""
    boards = list(project.boards.live().select_related("picked_take__clip"))
    finished = Take.objects.filter(board__in=boards, deleted_at=None).exclude(clip=None).select_related("clip")
    newest = {take.board_id: take for take in finished.order_by("number")}
    return [
        Part(board, board.picked_take or newest.get(board.pk), board.picked_take_id is not None) for board in boards
    ]


def assemble(*, by: User, project: Project, form_key: str) -> Reel:
    """Ask for one file of the reel as it is now. The same `form_key` answers the same row. Raises `NothingToJoin`."""
    takes = [part.take.slug for part in parts(project) if part.take]
    if not takes:
        raise NothingToJoin(_("No board has a take yet. Render one first."))
    with transaction.atomic():
        reel, made = Reel.objects.get_or_create(
            project=project, form_key=form_key, defaults={"takes": takes, "requested_by": by}
        )
        if made:
            announce(project, "reel", by=by)
    return reel


def step(pk: int, watch: Callable[[int], None] | None = None) -> bool:
    """Claim the reel and join its clips; False when it was not to be had."""
    reel = leases.claim(Reel, pk, WORKED, LEASE)
    if reel is None:
        return False
    try:
        if reel.crashes > leases.MOST_CRASHES:
            _over(reel, ReelState.FAILED, reason=_("It stopped the worker several times in a row."))
        else:
            _join(reel)
    except LeaseLost:
        pass
    return True


def _join(reel: Reel) -> None:
    leases.change(reel, state=ReelState.RUNNING, progress=5)
    announce(reel.project, "reel")
    found = {take.slug: take for take in Take.objects.filter(slug__in=reel.takes).select_related("clip")}
    wanted = [found[slug].clip for slug in reel.takes if slug in found]
    held = [clip for clip in wanted if clip]
    try:
        clip = clips.join(reel.project.workspace, held)
    except (ClipBroken, OSError) as trouble:
        _over(reel, ReelState.FAILED, reason=_("The reel could not be joined: %s") % trouble)
        return
    _over(reel, ReelState.SUCCEEDED, clip=clip, progress=100)


def _over(reel: Reel, state: str, **facts: Any) -> None:
    now = timezone.now()
    with transaction.atomic():
        leases.change(reel, state=state, due_at=None, finished_at=now, lease_until=now, **facts)
        announce(reel.project, "reel")
