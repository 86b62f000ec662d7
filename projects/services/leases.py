"""Claim and fence: how many workers share rows without a queue that must be believed.

A row that is due may be claimed by one guarded UPDATE, which raises its fence and lends it for a while. Whoever holds the
newest fence may change the row; everybody else's updates match nothing. A holder that dies lets the lease run out.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, TypeVar

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from projects.models.base import Leased

Row = TypeVar("Row", bound=Leased)

LEASE = timedelta(seconds=15)
MOST_CRASHES = 5


class LeaseLost(Exception):
    """Somebody else holds the row by now; stop without touching it."""


def due(model: type[Row], states: Iterable[str]) -> QuerySet[Any]:
    """Rows in one of `states` that want work and that nobody holds, the longest waiting first."""
    now = timezone.now()
    rows: QuerySet[Any] = model._default_manager.filter(due_at__lte=now, lease_until__lte=now)
    return rows.filter(state__in=list(states)).order_by("due_at")


def claim(model: type[Row], pk: int, states: Iterable[str], lease: timedelta = LEASE) -> Row | None:
    """Take the row if it is due, free and in one of `states`; None when it is not.

    `crashes` counts claims that were never given back in order.
    """
    now = timezone.now()
    taken = due(model, states).filter(pk=pk)
    if not taken.order_by().update(fence=F("fence") + 1, lease_until=now + lease, crashes=F("crashes") + 1):
        return None
    return model._default_manager.get(pk=pk)


def hold(row: Leased, lease: timedelta = LEASE, **facts: Any) -> None:
    """Stay the holder for another while and write `facts`. Raises `LeaseLost`."""
    change(row, lease_until=timezone.now() + lease, **facts)


def release(row: Leased, **facts: Any) -> None:
    """Give the row back in order. Raises `LeaseLost`."""
    change(row, lease_until=timezone.now(), crashes=0, **facts)


def change(row: Leased, seen: Q | None = None, **facts: Any) -> None:
    """One guarded UPDATE: only while `row.fence` is the newest (and `seen` still holds). Raises `LeaseLost`."""
    rows = type(row)._default_manager.filter(seen or Q(), pk=row.pk, fence=row.fence)
    if not rows.update(**facts):
        raise LeaseLost
    for name, value in facts.items():
        setattr(row, name, value)
