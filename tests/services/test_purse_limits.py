"""Limits of every kind: what they count, and where they are passed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from projects.models import Board, LedgerEntry, Limit, Period, RenderState, User
from projects.services import ledgers, purse
from tests.people import make_board, make_project, make_user, make_workspace
from tests.services.buying import click, end, make_paid

S = RenderState


LIMITS = [
    ("workspace", Period.MONTH),
    ("workspace", Period.EVER),
    ("workspace", Period.RENDER),
    ("project", Period.MONTH),
    ("project", Period.EVER),
    ("project", Period.RENDER),
    ("person", Period.MONTH),
    ("person", Period.EVER),
    ("person", Period.RENDER),
]


def limit(who: str, period: str, amount: int, board: Board, person: User, currency: str = "USD") -> Limit:
    whose = {"project": {"project": board.project}, "person": {"person": person}}.get(who, {})
    return ledgers.set_limit(
        by=make_user("pia"),
        workspace=board.project.workspace,
        period=period,
        amount=amount,
        currency=currency,
        **whose,
    )


def judge(board: Board, cost: int | None, by: str = "dirk") -> list[purse.Over]:
    return purse.judge(by=make_user(by), project=board.project, cost=cost, currency="USD", dearest=cost)


@pytest.mark.parametrize(("who", "period"), LIMITS)
def test_a_limit_is_passed_one_cent_beyond_it(paid: Board, who: str, period: str) -> None:
    click(paid, by="dirk")
    limit(who, period, 120, paid, make_user("dirk"))
    before = 0 if period == Period.RENDER else 50
    assert judge(paid, 120 - before) == []
    [over] = judge(paid, 121 - before)
    assert over == purse.Over(who, period, limit=120, used=before, cost=121 - before, currency="USD")
    assert over.short == 1
    [unknown] = judge(paid, None)
    assert unknown.who == who


@pytest.mark.parametrize(("who", "period"), LIMITS)
def test_a_limit_counts_only_what_it_is_about(paid: Board, who: str, period: str) -> None:
    limit(who, period, 120, paid, make_user("dirk"))
    elsewhere = make_workspace("Elsewhere", dirk="director")
    make_paid(elsewhere)
    click(make_board(make_project(elsewhere), (5,)), by="dirk")
    click(make_board(make_project(paid.project.workspace, "Another"), (5,)), by="pia")
    shared = who == "workspace" and period != Period.RENDER
    assert bool(judge(paid, 100)) == shared
    assert purse.judge(by=make_user("dirk"), project=paid.project, cost=999, currency="EUR", dearest=999) == []
    assert bool(judge(paid, 999, by="pia")) == (who != "person")


@pytest.mark.parametrize(("period", "passed"), [(Period.MONTH, False), (Period.EVER, True)])
def test_last_month_counts_where_the_limit_is_for_good(paid: Board, period: str, passed: bool) -> None:
    end(click(paid), S.SUCCEEDED)
    LedgerEntry.objects.update(at=timezone.now() - timedelta(days=32))
    limit("project", period, 60, paid, make_user("dirk"))
    assert bool(judge(paid, 50)) == passed
