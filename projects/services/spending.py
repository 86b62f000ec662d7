"""Takes that wait for a yes: somebody asked for more than they may spend, and a producer decides."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.models import Connection, RenderState, SpendRequest, Take, User, Workspace
from projects.models.base import locking
from projects.services import purse
from projects.services.feed import announce
from projects.services.moves import move, tell

S = RenderState


class Decided(Exception):
    """Somebody has decided already."""


class Disconnected(Exception):
    """The connection was taken away meanwhile."""


class StillOver(Exception):
    """The workspace's or the project's own limit does not allow it."""

    def __init__(self, overs: list[purse.Over]) -> None:
        super().__init__("over a limit")
        self.overs = overs


def ask(take: Take, because: str) -> SpendRequest:
    """Let the take wait; call it in the transaction that made it."""
    take.renders.update(due_at=None)
    announce(take.board.project.workspace, "budget")
    return SpendRequest.objects.create(take=take, because=because[:300])


def approve(*, by: User, take: Take) -> None:
    """Hold the money in the name of whoever asked, and send. Raises `Decided`, `Disconnected` or `StillOver`."""
    with transaction.atomic():
        request = _open(take)
        if not Connection.objects.filter(takes=take, removed_at=None).exists():
            raise Disconnected
        workspace = locking(Workspace).get(pk=take.board.project.workspace_id)
        costs = [render.quote.get("amount") for render in take.renders.all()]
        known = [cost for cost in costs if cost is not None]
        total = sum(known) if len(known) == len(costs) else None
        currency = next((render.quote.get("currency") for render in take.renders.all()), "") or "USD"
        overs = purse.judge(
            by=by, project=take.board.project, cost=total, currency=currency, dearest=max(known, default=None)
        )
        if any(over.who != "person" for over in overs):
            raise StillOver(overs)
        for render in take.renders.select_related("connection", "take__board__project"):
            purse.hold(render, by=take.requested_by)
        take.renders.filter(state=S.QUEUED).update(due_at=timezone.now())
        _decide(request, by, True, "")
        announce(workspace, "budget")


def decline(*, by: User, take: Take, answer: str = "") -> None:
    """It is not rendered; whoever asked reads why. Raises `Decided`."""
    with transaction.atomic():
        request = _open(take)
        reason = _("%(who)s declined the cost. %(answer)s") % {"who": by, "answer": answer}
        for render in take.renders.filter(state=S.QUEUED).select_related("take__board__project__workspace"):
            move(render, S.CANCELLED, who="person", note=str(by), reason=reason.strip())
        _decide(request, by, False, answer)


def _open(take: Take) -> SpendRequest:
    request = locking(SpendRequest).filter(take=take, approved=None).first()
    if request is None:
        raise Decided
    return request


def _decide(request: SpendRequest, by: User, approved: bool, answer: str) -> None:
    request.approved, request.decided_by, request.decided_at = approved, by, timezone.now()
    request.answer = answer[:300]
    request.save(update_fields=["approved", "decided_by", "decided_at", "answer"])
    tell(request.take)


def waiting(workspace: Workspace) -> list[SpendRequest]:
    """What waits for a yes, the longest first."""
    rows = SpendRequest.objects.filter(take__board__project__workspace=workspace, approved=None)
    rows = rows.exclude(take__renders__state=S.CANCELLED).filter(take__deleted_at=None)
    return list(rows.select_related("take__board__project", "take__requested_by").order_by("asked_at").distinct())
