"""What a person may decide about a render that was put aside. Each is a guarded move; none of them buys anything."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from projects.models import Render, RenderState, Take, User
from projects.services.moves import move, tell

S = RenderState
ASKABLE = frozenset({S.NEEDS_ATTENTION, S.UNCERTAIN, S.SUBMITTED, S.RUNNING, S.FETCHING})


def check_now(*, by: User, take: Take) -> list[int]:
    """Ask the provider again at once; answers the ids of the renders to ring for."""
    rows = Render.objects.filter(take=take, state__in=ASKABLE)
    rows.update(due_at=timezone.now())
    return list(rows.values_list("pk", flat=True))


def fetch_again(*, by: User, take: Take) -> list[int]:
    """Download what was damaged once more: it is paid for already. Answers the ids of the renders to ring for."""
    waiting = [render for render in _aside(take) if render.result]
    for render in waiting:
        move(render, S.FETCHING, who="person", note=str(by), missed_polls=0, reason="", due_at=timezone.now())
    return [render.pk for render in waiting]


def give_up(*, by: User, take: Take, charged: bool) -> None:
    """End what was put aside: lost though it was paid for, or never bought. A video that comes later becomes a take."""
    for render in _aside(take):
        if charged:
            reason = _("%s closed it as paid for and lost.") % by
            move(render, S.RESULT_LOST, who="person", note=str(by), reason=reason)
        else:
            reason = _("%s closed it as never bought. You were not charged.") % by
            move(render, S.FAILED, who="person", note=str(by), reason=reason)
    tell(take)


def _aside(take: Take) -> list[Render]:
    rows = take.renders.filter(state=S.NEEDS_ATTENTION, lease_until__lte=timezone.now())
    return list(rows.select_related("take__board__project__workspace", "connection"))
