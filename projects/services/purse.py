"""The purse: what may be spent, what is held for renders on their way, and what they took. Minor units, never fractions.

A hold is taken with the click and closed once, inside the move that ends the render: captured when the provider made the
video, released when it did not. What the provider really took beyond or below the hold is an adjustment.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from projects.models import (
    CLOSING,
    LedgerEntry,
    Limit,
    Membership,
    Movement,
    Period,
    Project,
    Render,
    RenderState,
    Role,
    User,
    Workspace,
)
from projects.rules import capabilities
from projects.rules.prices import Prices
from projects.services.feed import announce

SPENDERS = {Role.DIRECTOR, Role.PRODUCER, Role.OWNER}
UNLIMITED = {Role.PRODUCER, Role.OWNER}
ALERT_SHARE = Decimal("0.10")
PAID_FOR = frozenset({RenderState.SUCCEEDED, RenderState.RESULT_LOST})


@dataclass(frozen=True, slots=True)
class Over:
    """A limit that a purchase would pass. `who` is "workspace", "project" or "person"; amounts are minor units."""

    who: str
    period: str
    limit: int
    used: int
    cost: int
    currency: str
    asks: bool = False

    @property
    def short(self) -> int:
        """By how much."""
        return self.used + self.cost - self.limit


@dataclass(frozen=True, slots=True)
class Month:
    """A month in one currency: what is held now and what was spent; `failed` is part of `spent`. `limit` None: none set."""

    currency: str
    held: int
    spent: int
    failed: int
    limit: int | None

    @property
    def left(self) -> int | None:
        """What the limit leaves."""
        return None if self.limit is None else self.limit - self.held - self.spent

    @property
    def percent(self) -> int:
        """How much of the limit is used, 0 to 100."""
        return min(100, 100 * (self.held + self.spent) // self.limit) if self.limit else 0


def month_began(now: datetime | None = None) -> datetime:
    """The first instant of this month where the installation is."""
    local = (now or timezone.now()).astimezone(ZoneInfo(settings.TIME_ZONE))
    return local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def used(entries: QuerySet[LedgerEntry], since: datetime | None = None) -> int:
    """Held now plus spent (since then) of these entries, in minor units."""
    held = _sum(open_holds(entries))
    spent = entries.filter(kind__in=(Movement.CAPTURE, Movement.ADJUSTMENT))
    return held + _sum(spent.filter(at__gte=since) if since else spent)


def open_holds(entries: QuerySet[LedgerEntry]) -> QuerySet[LedgerEntry]:
    """Holds that nothing has closed."""
    closed = LedgerEntry.objects.filter(kind__in=CLOSING, render__isnull=False).values("render")
    return entries.filter(kind=Movement.HOLD, render__isnull=False).exclude(render__in=closed)


def _sum(entries: QuerySet[LedgerEntry]) -> int:
    return int(entries.aggregate(sum=Sum("amount"))["sum"] or 0)


def month(workspace: Workspace, currency: str) -> Month:
    """This month of a workspace in one currency."""
    entries = LedgerEntry.objects.filter(workspace=workspace, currency=currency)
    since = month_began()
    spent = entries.filter(kind__in=(Movement.CAPTURE, Movement.ADJUSTMENT), at__gte=since)
    limit = workspace.limits.filter(project=None, person=None, period=Period.MONTH, currency=currency).first()
    return Month(
        currency=currency,
        held=_sum(open_holds(entries)),
        spent=_sum(spent),
        failed=_sum(spent.filter(failed=True)),
        limit=limit.amount if limit else None,
    )


def judge(*, by: User, project: Project, cost: int | None, currency: str, dearest: int | None) -> list[Over]:
    """Every limit that spending `cost` now would pass; an unknown cost (None) passes every limit there is.

    `dearest` is the cost of the most expensive single render.
    """
    workspace = project.workspace
    found = []
    limits = Limit.objects.filter(workspace=workspace, currency=currency).filter(
        Q(project=None, person=None) | Q(project=project) | Q(person=by)
    )
    for limit in limits:
        entries = LedgerEntry.objects.filter(workspace=workspace, currency=currency)
        entries = entries.filter(project=project) if limit.project_id else entries
        entries = entries.filter(person=by) if limit.person_id else entries
        one = limit.period == Period.RENDER
        before = 0 if one else used(entries, month_began() if limit.period == Period.MONTH else None)
        wanted = dearest if one else cost
        if wanted is None or before + wanted > limit.amount:
            who = "project" if limit.project_id else "person" if limit.person_id else "workspace"
            found.append(Over(who, limit.period, limit.amount, before, wanted or 0, currency))
    return found


def must_ask(by: User, workspace: Workspace) -> bool:
    """Whether this person's role may spend only after a producer agrees."""
    role = Membership.objects.filter(workspace=workspace, user=by).values_list("role", flat=True).first()
    return role not in SPENDERS


def may_approve(by: User, workspace: Workspace) -> bool:
    """Whether this person decides about other people's requests."""
    return Membership.objects.filter(workspace=workspace, user=by, role__in=UNLIMITED).exists()


def hold(render: Render, *, by: User | None) -> None:
    """Set the quoted amount aside, in the transaction that makes the render workable. A second hold is refused."""
    quote = render.quote
    if render.connection.local:
        return
    _write(
        render,
        Movement.HOLD,
        "hold",
        quote.get("amount") or 0,
        person=by,
        note="" if quote.get("amount") is not None else "No price is set, so nothing could be set aside.",
    )


def close(render: Render, to: str) -> None:
    """Settle a render that has just ended in state `to`, in the same transaction. Without a hold there is nothing to do."""
    held = render.ledger.filter(kind=Movement.HOLD).first()
    if held is None:
        return
    taken = cost_of(render, held.amount)
    paid = to in PAID_FOR
    kind = Movement.CAPTURE if paid else Movement.RELEASE
    _write(render, kind, "close", held.amount, person=held.person, units=render.units)
    more = taken - held.amount if paid else (taken if render.units else 0)
    if more:
        far = paid and abs(more) > ALERT_SHARE * max(held.amount, 1)
        note = "The provider took more than 10 % off the quote." if far else ""
        _write(
            render,
            Movement.ADJUSTMENT,
            "cost",
            more,
            person=held.person,
            units=render.units,
            failed=not paid,
            note=note,
        )
    announce(render.take.board.project.workspace, "budget")


def cost_of(render: Render, otherwise: int) -> int:
    """What a render took: its units at the connection's price of a unit, or `otherwise` where either is unknown."""
    if not render.units:
        return otherwise
    if not Decimal(render.units):
        return 0
    money = Prices.from_json(render.connection.prices).money(Decimal(render.units))
    return otherwise if money is None else money


def _write(render: Render, kind: Movement, key: str, amount: int, **more: Any) -> None:
    take = render.take
    LedgerEntry.objects.create(
        workspace_id=render.connection.workspace_id,
        project=take.board.project,
        render=render,
        kind=kind,
        key=key,
        amount=amount,
        currency=render.quote.get("currency") or "USD",
        words=f"{take.board.title} · take {take.number} · {capabilities.find(take.model).label}"[:200],
        task_id=render.provider_task_id,
        **more,
    )


def charged(render: Render) -> dict[str, Any] | None:
    """What a render took: `amount` in minor units of `currency` (None where no price says), `units` in the provider's own.

    None when it took nothing.
    """
    entries = [entry for entry in render.ledger.all() if entry.kind in (Movement.CAPTURE, Movement.ADJUSTMENT)]
    if not entries:
        return None
    amount = sum(entry.amount for entry in entries)
    unknown = not amount and render.quote.get("amount") is None and Decimal(render.units or 1)
    return {"amount": None if unknown else amount, "currency": entries[0].currency, "units": render.units}


def by_project(workspace: Workspace, currency: str) -> list[tuple[str, int]]:
    """What each project spent this month, the dearest first."""
    spent = LedgerEntry.objects.filter(
        workspace=workspace,
        currency=currency,
        kind__in=(Movement.CAPTURE, Movement.ADJUSTMENT),
        at__gte=month_began(),
    )
    rows = spent.values_list("project__title").annotate(amount=Sum("amount")).filter(amount__gt=0)
    return [(title or "", amount) for title, amount in rows.order_by("-amount")]
