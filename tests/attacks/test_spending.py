"""b-11: double clicks, scripts, races at a limit, tampering with prices, and retries of what may be paid."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some

from projects.management.household import HIDDEN
from projects.models import (
    Board,
    Connection,
    LedgerEntry,
    Limit,
    Movement,
    Period,
    Render,
    RenderState,
    Take,
    Workspace,
)
from projects.providers import catalog
from projects.providers.base import Account
from projects.rules import capabilities, orders
from projects.rules.prices import Prices, minor
from projects.rules.storyboard import BoardPlan, ShotPlan
from projects.services import buying, purse, spending, takes
from tests.attacks.conftest import MODELS, PRICES, Sent, clicked
from tests.people import make_board, make_project, make_user
from tests.processes.test_races import at_once

As = Callable[[str], Client]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def paid(harbour: Workspace, lent: dict[str, Connection]) -> Board:
    """A board of 5 s on Kling 3.0 at $0.10 a second."""
    return make_board(make_project(harbour, model="kling-v3"), (5,))


def form_of(browser: Client, board: Board) -> dict[str, str]:
    """What the render button would send."""
    page = browser.get(reverse("render_bar", args=[board.slug]), headers=HTMX).content.decode()
    return dict(HIDDEN.findall(page))


def press(browser: Client, board: Board, form: dict[str, str]) -> int:
    """Send it; answers the status."""
    return browser.post(reverse("take_start", args=[board.slug]), form, headers=HTMX).status_code


def test_150_a_form_sent_again_is_the_same_take(paid: Board, as_: As) -> None:
    owner = as_("olga")
    form = form_of(owner, paid)
    assert [press(owner, paid, form) for _ in range(5)] == [200] * 5
    assert (Take.objects.count(), Render.objects.count(), LedgerEntry.objects.count()) == (1, 1, 1)


def test_151_a_script_is_stopped_with_a_sentence(paid: Board, as_: As, settings: Any) -> None:
    settings.MOST_WAITING = 3
    owner = as_("olga")
    form = form_of(owner, paid)
    made = [press(owner, paid, {**form, "form_key": f"robot {number}"}) for number in range(6)]
    assert made == [200, 200, 200, 422, 422, 422]
    answer = owner.post(reverse("take_start", args=[paid.slug]), {**form, "form_key": "one more"}, headers=HTMX)
    assert "3 of your renders are on their way; 3 fit." in answer.content.decode()
    Render.objects.filter(take__number=1).update(state=RenderState.SUCCEEDED)
    assert press(owner, paid, {**form, "form_key": "later"}) == 200


@pytest.mark.django_db(transaction=True)
def test_150_twenty_of_the_same_form_at_once_are_one_take(paid: Board, as_: As) -> None:
    form = form_of(as_("olga"), paid)
    browsers = [as_("olga") for _ in range(20)]
    assert at_once(lambda number: press(browsers[number], paid, form)) == [200] * 20
    assert (Take.objects.count(), LedgerEntry.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_152_twenty_clicks_at_once_hold_no_more_than_the_limit(paid: Board, lent: dict[str, Connection]) -> None:
    """On boards of their own, so that nothing but the purse stands between them."""
    workspace = paid.project.workspace
    Limit.objects.create(workspace=workspace, period=Period.MONTH, amount=230, currency="USD")
    boards = [make_board(paid.project, (5,)) for _ in range(20)]

    def click(number: int) -> bool:
        try:
            return bool(clicked(boards[number], lent["kling"]))
        except buying.Blocked:
            return False

    assert sum(at_once(click)) == 4
    assert purse.month(workspace, "USD").held == 200


def test_152_many_clicks_at_the_edge_hold_no_more_than_the_limit(paid: Board, lent: dict[str, Connection]) -> None:
    workspace = paid.project.workspace
    Limit.objects.create(workspace=workspace, period=Period.MONTH, amount=230, currency="USD")
    outcome = []
    for _ in range(8):
        try:
            clicked(paid, lent["kling"])
            outcome.append("held")
        except buying.Blocked as blocked:
            outcome.append(blocked.problems[0].code)
    assert outcome == ["held"] * 4 + ["BUDGET"] * 4
    assert purse.month(workspace, "USD").held == 200


SOLD = [record for record in capabilities.all_models() if not record.local and record.slug in MODELS.values()]
GRID = [
    (record, mode, resolution)
    for record in SOLD
    for mode in record.modes or ("",)
    for resolution in record.resolutions or ("",)
]


@pytest.mark.parametrize(("record", "mode", "resolution"), GRID, ids=lambda each: getattr(each, "slug", each))
@pytest.mark.parametrize("seconds", [(5,), (5, 10), (5, 5, 5)], ids=str)
def test_153_what_is_sent_is_what_was_priced(record: Any, mode: str, resolution: str, seconds: tuple[int, ...]) -> None:
    """The frozen order holds the choices and the seconds that its own quote counts, whatever else was asked for."""
    board = BoardPlan("A title", sum(seconds), tuple(ShotPlan(each, prompt="A pier.") for each in seconds))
    wish = {"mode": mode, "resolution": resolution, "n": 9, "duration": 60}
    bought = orders.plan(board, record, options=wish, prices=Prices.from_json(PRICES))
    for order, quote in zip(bought.orders, bought.quotes, strict=True):
        assert order.options.get("mode", "") == mode
        assert order.options.get("resolution", "") == resolution
        assert quote.billed_seconds == order.seconds
        assert quote.amount == order.seconds * 10
        sent = catalog.remote(record.driver).payload(order, account=Account("https://x"), image=lambda still: "")
        assert re.search(rf'"duration": "?{order.seconds}\b', json.dumps(sent.body))
        assert not re.search(r'"n": |: "?60\b', json.dumps(sent.body))
    assert bought.quote.amount == sum(quote.amount or 0 for quote in bought.quotes)


TAMPERED: list[dict[str, str]] = [
    {"mode": "pro"},
    {"quote": ""},
    {"quote": "eyJhbW91bnQiOjF9:1tX:made-up"},
    {"fingerprint": "0" * 64},
    {"connection": "practice"},
    {"model": "kling-v2-master"},
    {"resolution": "1080p", "model": "kie-kling-3.0-omni", "connection": ""},
]


@pytest.mark.parametrize("change", TAMPERED, ids=" ".join)
def test_153_what_was_not_quoted_is_not_bought(paid: Board, as_: As, change: dict[str, str]) -> None:
    owner = as_("olga")
    form = form_of(owner, paid)
    assert press(owner, paid, {**form, **change}) in {404, 409, 422}
    assert not Take.objects.exists()


def test_153_a_quote_is_for_one_board(paid: Board, harbour: Workspace, as_: As) -> None:
    owner, longer = as_("olga"), make_board(paid.project, (5, 5, 5))
    form = form_of(owner, paid)
    assert press(owner, longer, {**form, "fingerprint": form_of(owner, longer)["fingerprint"]}) == 409
    assert not Take.objects.exists()


def test_153_a_price_that_changed_since_is_shown_again(paid: Board, lent: dict[str, Connection], as_: As) -> None:
    owner = as_("olga")
    form = form_of(owner, paid)
    Connection.objects.filter(pk=lent["kling"].pk).update(prices={"currency": "USD", "per_second": {"*": "0.20"}})
    assert press(owner, paid, form) == 409
    assert not Take.objects.exists()
    assert press(owner, paid, form_of(owner, paid)) == 200
    assert LedgerEntry.objects.get().amount == 100


@given(some.decimals(min_value=0, max_value=1000, places=4), some.integers(1, 900))
def test_154_money_is_whole_minor_units_and_never_less_than_it_costs(price: Decimal, seconds: int) -> None:
    prices = Prices.from_json({"currency": "USD", "per_second": {"*": f"{price:f}"}})
    amount = prices.amount(seconds, price)
    assert isinstance(amount, int)
    assert 0 <= price * seconds * 100 <= amount < price * seconds * 100 + 1
    assert minor(price * seconds, "USD") == amount


@pytest.mark.parametrize("field", ["*", "kling-v3/pro", "per_unit"])
@pytest.mark.parametrize(
    "price", ["-1", "-0.01", "NaN", "Infinity", "1e400", "1e7", "0.1.2", "0x10", "1,5", "1;2", "99999999999999999999"]
)
def test_154_prices_that_are_none_are_refused(paid: Board, as_: As, field: str, price: str) -> None:
    account = Connection.objects.get(driver="kling")
    answer = as_("olga").post(
        reverse("connection_prices", args=[account.slug]), {"currency": "USD", field: price}, headers=HTMX
    )
    assert answer.status_code == 422
    account.refresh_from_db()
    assert account.prices == PRICES


@pytest.mark.parametrize("currency", ["", "usd", "XXX", "BTC", "USD' --"])
def test_154_currencies_that_are_none_are_refused(paid: Board, as_: As, currency: str) -> None:
    account = Connection.objects.get(driver="kling")
    form = {"currency": currency, "*": "0.10"}
    assert as_("olga").post(reverse("connection_prices", args=[account.slug]), form, headers=HTMX).status_code == 422
    account.refresh_from_db()
    assert account.prices == PRICES


@pytest.mark.parametrize("state", [RenderState.UNCERTAIN, RenderState.NEEDS_ATTENTION, RenderState.RESULT_LOST])
def test_155_what_may_be_paid_is_tried_again_only_by_who_says_so(render: Sent, state: str, as_: As) -> None:
    take = render("kie", state).take
    address = reverse("take_retry", args=[take.slug])
    answer = as_("olga").post(address, headers=HTMX)
    assert answer.status_code == 409
    assert "may" in answer.content.decode()
    assert as_("art").post(address, {"knows": "1"}, headers=HTMX).status_code == 403
    assert Take.objects.filter(board=take.board).count() == 1
    assert as_("olga").post(address, {"knows": "1"}, headers=HTMX).status_code == 200
    assert Take.objects.filter(board=take.board).count() == 2


@pytest.mark.parametrize("name", ["clara", "mallory", ""])
def test_156_who_may_not_render_cannot(paid: Board, as_: As, name: str) -> None:
    form = form_of(as_("olga"), paid)
    assert press(as_(name), paid, form) in {401, 403, 404}
    assert not Take.objects.exists()


def test_156_only_the_providers_verdict_releases(render: Sent) -> None:
    """Somebody who cancels after the purchase gets nothing back; the hold stays until the job ends."""
    row = render("kling")
    takes.cancel(by=make_user("olga"), take=row.take)
    row.refresh_from_db()
    assert row.state == RenderState.RUNNING
    assert not row.ledger.filter(kind=Movement.RELEASE).exists()


def test_156_a_yes_buys_once(paid: Board, lent: dict[str, Connection]) -> None:
    take = clicked(paid, lent["kling"], by="art")
    spending.approve(by=make_user("olga"), take=take)
    with pytest.raises(spending.Decided):
        spending.approve(by=make_user("olga"), take=take)
    assert LedgerEntry.objects.filter(kind=Movement.HOLD).count() == 1
    assert MODELS["kling"] == take.model
