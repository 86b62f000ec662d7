"""The takes page and the render bar of paid models: what a click buys, what a row says when it went wrong, and the timeline."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from projects.models import Board, Connection, Limit, Period, Render, RenderState
from projects.services import connections, offers, spending
from tests.people import make_user
from tests.views.editor import HTMX, events
from tests.views.paid import bar, bought, choose, connected, counted, form, page, press, row_of, standing

S = RenderState
As = Callable[[str], Client]
REFUSED = "Kling refused the key. It may have been changed or revoked. You were not charged."
FILTER = "The safety filter of Kling declined this order. You were not charged."
DAMAGED = "The video could not be saved. It can be fetched again for free."


@pytest.fixture
def account(board: Board) -> Connection:
    """The Lighthouse is rendered by Kling 3.0, ten seconds at ten cents."""
    choose(board)
    return connected(board.project.workspace)


def test_the_page_and_the_bar_take_the_same_queries_for_two_takes_and_for_fifty(
    as_: As, board: Board, account: Connection
) -> None:
    pia, taken = as_("pia"), []
    for more in (2, 48):
        for _ in range(more):
            standing(bought(board, account), S.FAILED, reason=FILTER, category="moderation")
        taken.append((counted(lambda: page(pia, board)), counted(lambda: bar(pia, board))))
    assert taken[0] == taken[1]
    assert taken[1][0] <= 30
    assert taken[1][1] <= 24


def test_a_click_buys_at_the_price_that_was_seen(as_: As, board: Board, account: Connection) -> None:
    pia = as_("pia")
    shown = bar(pia, board)
    assert "≈ $1.00" in shown
    answer = press(pia, board, form(shown))
    assert answer.status_code == 200
    assert board.takes.get().renders.get().ledger.get().amount == 100


def cheaper(sent: dict[str, str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Forms that nobody's page has shown, by what is wrong with them."""
    quote = signing.loads(sent["quote"], salt=offers._SALT)
    yield "none", {**sent, "quote": ""}
    yield "nonsense", {**sent, "quote": "1"}
    yield "unsigned", {**sent, "quote": signing.dumps({**quote, "amount": 1})}
    yield "cut", {**sent, "quote": sent["quote"][:-1]}
    yield "another board's", {**sent, "fingerprint": ""}
    yield "another quality's", {**sent, "mode": "pro"}


@pytest.mark.parametrize("name", ["none", "nonsense", "unsigned", "cut", "another board's", "another quality's"])
def test_a_price_that_no_page_showed_is_asked_about(as_: As, board: Board, account: Connection, name: str) -> None:
    pia = as_("pia")
    answer = press(pia, board, dict(cheaper(form(bar(pia, board))))[name])
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "<dialog" in shown
    assert "Nothing was rendered or charged." in shown
    assert not board.takes.exists()
    assert press(pia, board, form(shown)).status_code == 200


def test_a_price_is_honoured_for_ten_minutes(
    as_: As, board: Board, account: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    pia = as_("pia")
    sent = form(bar(pia, board))
    monkeypatch.setattr(offers, "HONOURED_SECONDS", -1)
    answer = press(pia, board, sent)
    assert answer.status_code == 409
    assert "drawn more than ten minutes ago" in answer.content.decode()


def test_a_price_that_changed_is_shown_with_the_old_one(as_: As, board: Board, account: Connection) -> None:
    pia = as_("pia")
    sent = form(bar(pia, board))
    connections.change(by=None, connection=account, prices={"currency": "USD", "per_second": {"*": "0.20"}})
    answer = press(pia, board, sent)
    said = " ".join(answer.content.decode().split())
    assert answer.status_code == 409
    assert "The price changed." in said
    assert "Was 10 s × $0.10 = $1.00, now 10 s × $0.20 = $2.00." in said


def test_a_board_that_changed_is_asked_about(as_: As, board: Board, account: Connection) -> None:
    pia = as_("pia")
    sent = form(bar(pia, board))
    board.shots.filter(position=0).update(prompt="Another wave.")
    answer = press(pia, board, sent)
    assert answer.status_code == 409
    assert "The board changed since this page was drawn." in answer.content.decode()


@pytest.mark.parametrize(
    ("values", "status", "words"),
    [
        ({"form_key": ""}, 422, "The page lost its form key."),
        ({"model": "kling-v99"}, 404, ""),
        ({"model": "kie-kling-3.0"}, 404, ""),
        ({"connection": "n_nobody"}, 404, ""),
    ],
)
def test_a_form_that_is_none_buys_nothing(
    as_: As, board: Board, account: Connection, values: dict[str, str], status: int, words: str
) -> None:
    pia = as_("pia")
    answer = press(pia, board, {**form(bar(pia, board)), **values})
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert not board.takes.exists()


def test_a_limit_stands_in_the_way_with_its_figures(as_: As, board: Board, account: Connection) -> None:
    workspace = board.project.workspace
    Limit.objects.create(workspace=workspace, period=Period.MONTH, amount=150, currency="USD")
    bought(board, account)
    Render.objects.update(state=S.FAILED, finished_at=timezone.now())
    shown = " ".join(bar(as_("pia"), board).split())
    assert "This render would pass the workspace's limit for this month." in shown.replace("&#x27;", "'")
    assert "$1.00 of $1.50 is used; it costs about $1.00." in shown
    assert [words for words in ("Open the budget", "Use the animatic") if words not in shown] == []


def test_an_artist_asks_and_a_producer_decides(as_: As, board: Board, account: Connection) -> None:
    art, pia = as_("art"), as_("pia")
    shown = bar(art, board)
    assert "Ask for $1.00" in shown
    assert press(art, board, form(shown)).status_code == 200
    take = board.takes.get()
    assert not take.renders.get().ledger.exists()
    assert "Take back the request" in row_of(page(art, board))
    assert art.post(f"/_/t/{take.slug}/approve/", headers=HTMX).status_code == 403
    dialog = pia.get(f"/_/t/{take.slug}/decline/", headers=HTMX).content.decode()
    assert "Decline take 1 of Art" in dialog
    long = pia.post(f"/_/t/{take.slug}/decline/", {"answer": "x" * 301}, headers=HTMX)
    assert (long.status_code, long.content.decode()) == (422, "A reason holds 300 characters.")
    answer = pia.post(f"/_/t/{take.slug}/decline/", {"answer": "Next week."}, headers=HTMX)
    assert events(answer)["toast"]["words"] == "Declined take 1. Nothing was charged."
    assert "Pia declined the cost. Next week." in row_of(page(art, board))
    late = pia.post(f"/_/t/{take.slug}/approve/", headers=HTMX)
    assert "Somebody decided about take 1 already." in late.headers["HX-Trigger"]
    with pytest.raises(spending.Decided):
        spending.approve(by=make_user("pia"), take=take)


def test_a_yes_does_not_pass_the_workspaces_limit(as_: As, board: Board, account: Connection) -> None:
    take = bought(board, account, by="art")
    Limit.objects.create(workspace=board.project.workspace, period=Period.MONTH, amount=20, currency="USD")
    answer = as_("pia").post(f"/_/t/{take.slug}/approve/", headers=HTMX)
    assert (answer.status_code, "Raise the limit first, then approve it." in answer.content.decode()) == (422, True)
    assert not take.renders.get().ledger.exists()


def test_what_will_be_sent_shows_no_secret_and_the_difference_to_the_last_take(
    as_: As, board: Board, account: Connection
) -> None:
    pia = as_("pia")
    there = f"/_/b/{board.slug}/render/preview/"
    first = pia.get(there, headers=HTMX).content.decode()
    assert "Differs from the last request" not in first
    standing(bought(board, account), S.FAILED, reason=FILTER)
    board.shots.filter(position=1).update(prompt="A lantern is lit.")
    second = pia.get(there, headers=HTMX).content.decode()
    assert "Differs from the last request" in second
    assert 'class="added"' in second
    assert "A lantern is lit." in second
    assert "••••" in second
    assert "sk-harbour" not in first + second
    assert board.takes.count() == 1
