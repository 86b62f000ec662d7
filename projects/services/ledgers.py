"""The ledger and the limits as pages and files show them. Entries are only ever added; nothing here changes one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Max, Min, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from projects.models import CLOSING, LedgerEntry, Limit, Movement, Period, Project, User, Workspace
from projects.models.base import locking
from projects.rules.prices import exponent
from projects.services import purse
from projects.services.feed import announce

SPENT = Q(kind__in=(Movement.CAPTURE, Movement.ADJUSTMENT))
HELD = Q(kind=Movement.HOLD)
PAGE = 50


@dataclass(frozen=True, slots=True)
class Month:
    """This month in one currency. `estimate` is what its renders were expected to cost; `projects` the dearest first."""

    estimate: int
    sums: purse.Month
    projects: Sequence[tuple[str, int]]

    @property
    def currency(self) -> str:
        """The currency of every amount in it."""
        return self.sums.currency


@dataclass(frozen=True, slots=True)
class Line:
    """One take in the spend log: what it was expected to cost and what it took, None while nobody knows."""

    began: datetime
    words: str
    board: str
    take: str
    who: str
    currency: str
    estimate: int
    actual: int | None
    failed: bool
    note: str

    @property
    def off(self) -> bool:
        """Whether it took more than a tenth more or less than expected."""
        return (
            bool(self.actual and self.estimate)
            and abs((self.actual or 0) - self.estimate) > purse.ALERT_SHARE * self.estimate
        )


def limits(workspace: Workspace) -> list[Limit]:
    """Every limit: the workspace's, then people's, then projects'."""
    rows = workspace.limits.select_related("person", "project").order_by("currency", "period", "pk")
    return sorted(rows, key=lambda limit: (bool(limit.project_id), bool(limit.person_id)))


def months(workspace: Workspace, known: Iterable[Limit]) -> list[Month]:
    """This month, a row per currency that was used or limited: two queries."""
    entries = LedgerEntry.objects.filter(workspace=workspace)
    rows = entries.filter(at__gte=purse.month_began()).order_by().values("currency", title=F("project__title"))
    sums = rows.annotate(
        estimate=Sum("amount", filter=HELD, default=0),
        spent=Sum("amount", filter=SPENT, default=0),
        failed=Sum("amount", filter=SPENT & Q(failed=True), default=0),
    )
    by_currency: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in sums:
        by_currency[row["currency"]].append(dict(row))
    held = dict(purse.open_holds(entries).order_by().values_list("currency").annotate(sum=Sum("amount")))
    monthly = {each.currency: each.amount for each in known if _of_the_month(each)}
    return [_month(name, by_currency[name], held, monthly) for name in sorted({*by_currency, *held, *monthly})]


def _of_the_month(limit: Limit) -> bool:
    return limit.period == Period.MONTH and not limit.project_id and not limit.person_id


def _month(currency: str, rows: Sequence[dict[str, Any]], held: dict[str, int], limits: dict[str, int]) -> Month:
    total = {name: sum(row[name] for row in rows) for name in ("estimate", "spent", "failed")}
    spent, failed = total["spent"], total["failed"]
    sums = purse.Month(currency, held.get(currency, 0), spent, failed, limits.get(currency))
    projects = [(row["title"] or "", row["spent"]) for row in rows if row["spent"]]
    return Month(total["estimate"], sums, sorted(projects, key=lambda pair: -pair[1]))


def log(workspace: Workspace, page: int = 1) -> tuple[list[Line], bool]:
    """A page of the spend log, the newest take first, and whether there is another: one query."""
    first = PAGE * (max(1, page) - 1)
    rows = list(_by_take(workspace)[first : first + PAGE + 1])
    return [_line(row) for row in rows[:PAGE]], len(rows) > PAGE


def _by_take(workspace: Workspace) -> QuerySet[LedgerEntry, Any]:
    there = Q(render__take__deleted_at=None, render__take__board__deleted_at=None)
    rows = LedgerEntry.objects.filter(workspace=workspace).order_by()
    return rows.values("render__take", "words", "currency").annotate(
        began=Min("at"),
        estimate=Sum("amount", filter=HELD, default=0),
        spent=Sum("amount", filter=SPENT, default=0),
        closed=Count("pk", filter=Q(kind__in=CLOSING)),
        opened=Count("pk", filter=HELD),
        billed=Count("pk", filter=Q(failed=True)),
        said=Max("note"),
        name=Max("person__name"),
        mail=Max("person__email"),
        guests=Count("pk", filter=Q(person__is_guest=True)),
        take=Max("render__take__slug", filter=there),
        board=Max("render__take__board__slug", filter=there),
    ).order_by("-began", "words")  # fmt: skip


def _line(row: dict[str, Any]) -> Line:
    return Line(
        began=row["began"],
        words=row["words"],
        board=row["board"] or "",
        take=row["take"] or "",
        who=row["name"] or (_("Guest") if row["guests"] else (row["mail"] or "").partition("@")[0]),
        currency=row["currency"],
        estimate=row["estimate"],
        actual=row["spent"] if row["closed"] >= row["opened"] else None,
        failed=bool(row["billed"]),
        note=row["said"],
    )


COLUMNS = ("at", "kind", "amount", "currency", "what", "project", "person", "failed", "units", "task", "note")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_rows(workspace: Workspace) -> Iterator[list[str]]:
    """Every entry as cells, the oldest first, read a little at a time. Amounts are in major units."""
    yield [*COLUMNS]
    entries = LedgerEntry.objects.filter(workspace=workspace).select_related("project", "person").order_by("pk")
    for entry in entries.iterator(chunk_size=500):
        amount = Decimal(entry.amount).scaleb(-exponent(entry.currency))
        people = entry.project.title if entry.project else "", str(entry.person) if entry.person else ""
        texts = entry.words, *people, "yes" if entry.failed else "", entry.units, entry.task_id, entry.note
        yield [entry.at.isoformat(), entry.kind, str(amount), entry.currency, *map(inert, texts)]


def inert(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def own(workspace: Workspace, person: User) -> list[tuple[Limit, int]]:
    """A person's own limits, each with what they used of it."""
    mine = LedgerEntry.objects.filter(workspace=workspace, person=person)
    rows = []
    for limit in workspace.limits.filter(person=person).order_by("currency", "period"):
        since = purse.month_began() if limit.period == Period.MONTH else None
        entries = mine.filter(currency=limit.currency)
        rows.append((limit, 0 if limit.period == Period.RENDER else purse.used(entries, since)))
    return rows


def set_limit(
    *,
    by: User,
    workspace: Workspace,
    period: str,
    amount: int,
    currency: str,
    project: Project | None = None,
    person: User | None = None,
) -> Limit:
    """The most that may be spent by the workspace, on a project or by a person; an older one of its kind gives way."""
    about: dict[str, Any] = {"project": project, "person": person, "period": period, "currency": currency}
    with transaction.atomic():
        locking(Workspace).get(pk=workspace.pk)
        limit, _made = Limit.objects.update_or_create(workspace=workspace, **about, defaults={"amount": amount})
        announce(workspace, "budget", by=by)
    return limit


def change_limit(*, by: User, limit: Limit, amount: int) -> None:
    """The same limit with another amount."""
    with transaction.atomic():
        locking(Workspace).get(pk=limit.workspace_id)
        limit.amount = amount
        limit.save(update_fields=["amount"])
        announce(limit.workspace, "budget", by=by)


def drop_limit(*, by: User, limit: Limit) -> None:
    """Nothing limits it any more."""
    with transaction.atomic():
        limit.delete()
        announce(limit.workspace, "budget", by=by)
