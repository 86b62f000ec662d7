"""Whatever people, workers and providers do in any order: the ledger adds up, and nobody passes their cap."""

from __future__ import annotations

import contextlib
import math
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Sum
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from projects.models import CLOSING, LedgerEntry, Limit, Movement, Period, Render, RenderState, SpendRequest, Take
from projects.services import attention, buying, ledgers, purse, spending, takes
from projects.services.leases import LeaseLost
from projects.services.moves import MOVES, OVER, NoSuchMove, move
from tests.people import CAST, make_board, make_project, make_user, make_workspace
from tests.services.buying import click, make_paid

S = RenderState
UNITS = st.sampled_from(["", "0", "3", "4.99", "5", "5.001", "7.5", "120"])
CAP, TEAM = 240, 600


def took(row: Render) -> int:
    """What a render that ended costs: a unit is ten cents, begun cents count; what nobody measured was as quoted, if it was made."""
    if row.units:
        return math.ceil(Decimal(row.units) * 10)
    return 50 if row.state in purse.PAID_FOR else 0


class Purse(RuleBasedStateMachine):
    """A producer without a cap, a director with one, an artist who asks; renders that end in every way."""

    made = Bundle("made")

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.workspace = make_workspace("Harbour", **CAST)
        make_paid(self.workspace)
        self.board = make_board(make_project(self.workspace), (5,))
        Limit.objects.create(workspace=self.workspace, person=make_user("dirk"), period=Period.EVER, amount=CAP)
        Limit.objects.create(workspace=self.workspace, period=Period.EVER, amount=TEAM)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize(target=made)
    def begin(self) -> Any:
        return multiple(*[self.click(by) for by in ("pia", "dirk", "art")])

    @rule(target=made, by=st.sampled_from(["pia", "dirk", "art"]))
    def press(self, by: str) -> Any:
        pk = self.click(by)
        return pk or multiple()

    def click(self, by: str) -> int | None:
        mine, all_ = self.used(person=make_user(by)), self.used()
        try:
            take = click(self.board, by=by)
        except buying.Blocked:
            assert all_ + 50 > TEAM
            return None
        asks = SpendRequest.objects.filter(take=take).exists()
        assert asks == (by == "art" or (by == "dirk" and mine + 50 > CAP))
        assert self.used() == all_ + (0 if asks else 50) <= max(TEAM, all_)
        return int(take.pk)

    @rule(pk=made)
    def approve(self, pk: int) -> None:
        before = self.used()
        try:
            spending.approve(by=make_user("pia"), take=Take.objects.get(pk=pk))
        except spending.Decided:
            assert self.used() == before
        except spending.StillOver:
            assert self.used() == before > TEAM - 50
        else:
            assert self.used() == before + 50 <= TEAM

    @rule(pk=made)
    def decline(self, pk: int) -> None:
        with contextlib.suppress(spending.Decided):
            spending.decline(by=make_user("pia"), take=Take.objects.get(pk=pk))

    @rule(pk=made)
    def submit(self, pk: int) -> None:
        self.go(pk, S.RUNNING)

    @rule(pk=made, units=UNITS)
    def succeed(self, pk: int, units: str) -> None:
        self.go(pk, S.FETCHING, units=units)
        self.go(pk, S.SUCCEEDED)

    @rule(pk=made, units=UNITS)
    def fail(self, pk: int, units: str) -> None:
        self.go(pk, S.FAILED, units=units)

    @rule(pk=made, units=UNITS)
    def lose(self, pk: int, units: str) -> None:
        self.go(pk, S.FETCHING, units=units)
        self.go(pk, S.RESULT_LOST)

    @rule(pk=made)
    def put_aside(self, pk: int) -> None:
        self.go(pk, S.NEEDS_ATTENTION)

    @rule(pk=made, charged=st.booleans())
    def give_up(self, pk: int, charged: bool) -> None:
        self.go(pk, S.NEEDS_ATTENTION)
        Render.objects.filter(take=pk).update(lease_until=Render.objects.get(take=pk).created_at)
        attention.give_up(by=make_user("pia"), take=Take.objects.get(pk=pk), charged=charged)

    @rule(pk=made, end=st.sampled_from([takes.cancel, takes.trash]))
    def stop(self, pk: int, end: Any) -> None:
        end(by=make_user("art"), take=Take.objects.get(pk=pk))

    @rule(pk=made, to=st.sampled_from(sorted(OVER)))
    def settle_again(self, pk: int, to: str) -> None:
        """A second worker, late: with the row as it was, or straight at the purse."""
        row = self.row(pk)
        if row.state not in OVER or not row.ledger.exists():
            return
        before = [*row.ledger.values_list("kind", "amount")]
        with contextlib.suppress(IntegrityError), transaction.atomic():
            purse.close(row, to)
            raise AssertionError("it was settled twice")
        row.state = S.FETCHING if to in MOVES[S.FETCHING] else S.RUNNING
        with contextlib.suppress(LeaseLost, NoSuchMove):
            move(row, to, who="worker")
            raise AssertionError("it ended twice")
        assert [*row.ledger.values_list("kind", "amount")] == before

    def row(self, pk: int) -> Render:
        return Render.objects.select_related("take__board__project__workspace", "connection").get(take=pk)

    def go(self, pk: int, to: str, **facts: Any) -> None:
        """A worker sends it, if it may go out and did not yet, and learns this of it."""
        row = self.row(pk)
        if row.state == S.QUEUED and row.due_at is not None:
            move(row, S.SUBMITTING, who="worker")
            move(row, S.SUBMITTED, who="worker", provider_task_id=f"task-{row.pk}")
        if row.state != S.QUEUED and to in MOVES[row.state]:
            move(row, to, who="worker", **facts)

    def used(self, **whose: Any) -> int:
        return purse.used(LedgerEntry.objects.filter(workspace=self.workspace, **whose))

    @invariant()
    def holds_are_settled_or_open(self) -> None:
        sums = {kind: self.total(kind=kind) for kind in Movement.values}
        opened = sum(purse.open_holds(LedgerEntry.objects.all()).values_list("amount", flat=True))
        assert sums["hold"] == sums["capture"] + sums["release"] + opened
        assert self.used() == opened + sums["capture"] + sums["adjustment"] >= 0

    @invariant()
    def each_hold_is_closed_once_and_only_at_the_end(self) -> None:
        for row in Render.objects.prefetch_related("ledger"):
            kinds = [entry.kind for entry in row.ledger.all()]
            closing = sum(kind in CLOSING for kind in kinds)
            assert kinds.count(Movement.HOLD) <= 1
            assert closing == (Movement.HOLD in kinds and row.state in OVER)
            assert (purse.charged(row) or {"amount": 0})["amount"] == (took(row) if closing else 0)

    @invariant()
    def pages_and_sums_agree(self) -> None:
        lines, more = ledgers.log(self.workspace)
        spent = self.total(kind__in=(Movement.CAPTURE, Movement.ADJUSTMENT))
        assert not more
        assert sum(line.estimate for line in lines) == self.total(kind=Movement.HOLD)
        settled = LedgerEntry.objects.filter(kind__in=CLOSING).count()
        assert sum(line.actual is not None for line in lines) == settled
        assert sum(line.actual or 0 for line in lines) == spent
        months = ledgers.months(self.workspace, ledgers.limits(self.workspace))
        assert [month.sums for month in months] == ([purse.month(self.workspace, "USD")] if lines else [])
        assert sum(month.sums.spent for month in months) == spent

    @invariant()
    def nobody_spends_for_what_waits(self) -> None:
        waiting = Take.objects.filter(spend_request__approved=None, spend_request__isnull=False)
        assert not LedgerEntry.objects.filter(render__take__in=waiting).exists()

    def total(self, **which: Any) -> int:
        return LedgerEntry.objects.filter(workspace=self.workspace, **which).aggregate(sum=Sum("amount"))["sum"] or 0


class TestPurse(Purse.TestCase, TestCase):  # type: ignore[misc,name-defined]
    """Ten runs of twenty-five steps."""

    settings = settings(max_examples=10, stateful_step_count=25, deadline=None)
