"""The purse: held at the click, settled once at the end, in whole minor units."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from projects.models import Board, LedgerEntry, Movement, Period, RenderState, Workspace
from projects.services import ledgers, purse, takes
from projects.services.leases import LeaseLost
from projects.services.moves import NoSuchMove, move
from tests.people import make_board, make_project, make_user
from tests.services.buying import PRICES, click, end, make_paid, rows, the_render

S = RenderState
HOLD = ("hold", 50)


def used(workspace: Workspace) -> int:
    return purse.used(LedgerEntry.objects.filter(workspace=workspace))


def test_the_click_holds_what_was_quoted(paid: Board) -> None:
    take = click(paid, by="dirk")
    [entry] = LedgerEntry.objects.all()
    assert (entry.kind, entry.amount, entry.currency) == (Movement.HOLD, 50, "USD")
    assert (entry.person, entry.project, entry.render) == (make_user("dirk"), paid.project, the_render(take))
    assert entry.words == "The Lighthouse · take 1 · Kling 3.0"


def test_a_click_that_comes_twice_holds_once(paid: Board) -> None:
    assert click(paid, key="same") == click(paid, key="same")
    assert LedgerEntry.objects.count() == 1


def test_each_render_of_a_take_holds_its_own_part(harbour: Workspace) -> None:
    make_paid(harbour, "apixo")
    take = click(make_board(make_project(harbour), (5, 10)))
    assert rows(take) == [("hold", 50), ("hold", 100)]


def test_the_animatic_holds_nothing(board: Board) -> None:
    local = board.project.workspace.connections.get()
    takes.request(by=make_user("art"), board=board, connection=local, model="animatic", options={}, form_key="animatic")
    assert not LedgerEntry.objects.exists()


def test_without_a_price_nothing_is_set_aside_and_the_ledger_says_so(harbour: Workspace) -> None:
    make_paid(harbour, prices={})
    click(make_board(make_project(harbour), (5,)))
    [entry] = LedgerEntry.objects.all()
    assert (entry.amount, bool(entry.note)) == (0, True)


@pytest.mark.parametrize(
    ("state", "units", "wanted"),
    [
        (S.SUCCEEDED, "", [("capture", 50)]),
        (S.SUCCEEDED, "5", [("capture", 50)]),
        (S.SUCCEEDED, "7", [("capture", 50), ("adjustment", 20)]),
        (S.SUCCEEDED, "4.55", [("capture", 50), ("adjustment", -4)]),
        (S.SUCCEEDED, "0", [("capture", 50), ("adjustment", -50)]),
        (S.RESULT_LOST, "", [("capture", 50)]),
        (S.RESULT_LOST, "6", [("capture", 50), ("adjustment", 10)]),
        (S.FAILED, "", [("release", 50)]),
        (S.FAILED, "0", [("release", 50)]),
        (S.FAILED, "5", [("release", 50), ("adjustment", 50)]),
        (S.CANCELLED, "", [("release", 50)]),
    ],
)
def test_the_end_settles_what_the_provider_took(paid: Board, state: str, units: str, wanted: list[Any]) -> None:
    take = click(paid)
    end(take, state, units=units)
    assert rows(take) == [HOLD, *wanted]
    took = sum(amount for kind, amount in wanted if kind != "release")
    assert used(paid.project.workspace) == took >= 0
    charged = purse.charged(the_render(take))
    assert (charged or {"amount": 0})["amount"] == took
    assert (charged is None) == all(kind == "release" for kind, _amount in wanted)


def test_what_a_provider_takes_for_a_failure_is_marked(paid: Board) -> None:
    end(click(paid), S.FAILED, units="5")
    assert purse.month(paid.project.workspace, "USD") == purse.Month("USD", held=0, spent=50, failed=50, limit=None)


@pytest.mark.parametrize(("units", "noted"), [("5.5", False), ("5.51", True), ("4.4", True), ("4.5", False)])
def test_more_than_a_tenth_off_the_quote_is_noted(paid: Board, units: str, noted: bool) -> None:
    take = click(paid)
    end(take, S.SUCCEEDED, units=units)
    assert bool(LedgerEntry.objects.get(kind=Movement.ADJUSTMENT).note) == noted
    [line], more = ledgers.log(paid.project.workspace)
    assert (line.estimate, line.off, more) == (50, noted, False)


def test_units_without_a_price_are_not_money(harbour: Workspace) -> None:
    make_paid(harbour, prices=PRICES | {"per_unit": ""})
    take = click(make_board(make_project(harbour), (5,)))
    end(take, S.SUCCEEDED, units="70")
    assert rows(take) == [HOLD, ("capture", 50)]
    assert purse.charged(the_render(take)) == {"amount": 50, "currency": "USD", "units": "70"}


def test_a_second_settlement_is_refused(paid: Board) -> None:
    take = click(paid)
    stale = the_render(take)
    row = end(take, S.SUCCEEDED)
    with pytest.raises(IntegrityError), transaction.atomic():
        purse.close(row, S.FAILED)
    with pytest.raises(NoSuchMove):
        move(row, S.FAILED, who="person")
    with pytest.raises(LeaseLost):
        move(stale, S.CANCELLED, who="click")
    assert rows(take) == [HOLD, ("capture", 50)]


def test_a_second_hold_is_refused(paid: Board) -> None:
    row = the_render(click(paid))
    with pytest.raises(IntegrityError), transaction.atomic():
        purse.hold(row, by=make_user("olga"))
    assert LedgerEntry.objects.count() == 1


def test_a_settlement_and_its_move_are_one(paid: Board) -> None:
    take = click(paid)
    purse.close(the_render(take), S.CANCELLED)
    with pytest.raises(IntegrityError), transaction.atomic():
        end(take, S.CANCELLED)
    assert (the_render(take).state, rows(take)) == (S.QUEUED, [HOLD, ("release", 50)])


@pytest.mark.parametrize("kind", [Movement.HOLD, Movement.CAPTURE, Movement.RELEASE])
def test_the_database_keeps_no_negative_hold_or_settlement(paid: Board, kind: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntry.objects.create(
            workspace=paid.project.workspace, kind=kind, key="x", amount=-1, currency="USD", words="x"
        )


@pytest.mark.parametrize(
    ("per_second", "amount"),
    [("0.0001", 1), ("0.112", 56), ("0.1001", 51), ("0", 0), ("1000000", 500_000_000), ("1000001", None), ("-1", None)],
)
def test_prices_become_whole_minor_units_rounded_up(harbour: Workspace, per_second: str, amount: int | None) -> None:
    make_paid(harbour, prices={"per_second": {"*": per_second}})
    row = the_render(click(make_board(make_project(harbour), (5,))))
    assert row.quote["amount"] == amount
    assert row.ledger.get().amount == (amount or 0)


def test_the_dearest_cost_that_a_driver_believes_fits(harbour: Workspace) -> None:
    make_paid(harbour, prices={"per_second": {"*": "1000000"}, "per_unit": "1000000"})
    take = click(make_board(make_project(harbour), (5,)))
    end(take, S.SUCCEEDED, units="999999999.999999999999")
    assert used(harbour) == 10**17


def test_a_currency_without_decimals_has_whole_units(harbour: Workspace) -> None:
    make_paid(harbour, prices={"currency": "JPY", "per_second": {"*": "16.2"}})
    click(make_board(make_project(harbour), (5,)))
    entry = LedgerEntry.objects.get()
    assert (entry.amount, entry.currency) == (81, "JPY")


def test_months_begin_where_the_installation_is(settings: Any) -> None:
    settings.TIME_ZONE = "Pacific/Auckland"
    began = purse.month_began(datetime(2026, 10, 31, 12, 0, tzinfo=UTC))
    assert began.isoformat() == "2026-11-01T00:00:00+13:00"


def test_a_month_forgets_what_was_spent_before_it_but_not_what_is_held(paid: Board) -> None:
    workspace = paid.project.workspace
    end(click(paid), S.SUCCEEDED)
    click(paid)
    LedgerEntry.objects.update(at=purse.month_began() - timedelta(seconds=1))
    end(click(paid), S.SUCCEEDED, units="6")
    ledgers.set_limit(by=make_user("pia"), workspace=workspace, period=Period.MONTH, amount=200, currency="USD")
    month = purse.month(workspace, "USD")
    assert (month.held, month.spent, month.left, month.percent) == (50, 60, 90, 55)
    assert purse.by_project(workspace, "USD") == [("Harbour spot", 60)]
    assert purse.month(workspace, "EUR") == purse.Month("EUR", 0, 0, 0, None)
