"""Connections, budget and decisions as pages and forms: what they say, what they refuse, and how many questions they ask."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from projects.management.household import HIDDEN
from projects.models import Connection, LedgerEntry, Limit, Movement, Period, Render, RenderState, Take, Workspace
from projects.services import buying, purse, takes
from tests.attacks.conftest import CANARY, clicked, connect
from tests.people import make_board, make_project, make_user

As = Callable[[str], Client]
HTMX = {"HX-Request": "true"}


def post(browser: Client, name: str, *args: Any, **form: Any) -> Any:
    """A form sent as the page sends it."""
    return browser.post(reverse(name, args=args), form, headers=HTMX)


def said(answer: Any) -> str:
    """What a refusal says."""
    text: str = answer.content.decode()
    return text


@pytest.fixture
def kling(harbour: Workspace) -> Connection:
    """An account with a price."""
    return connect(harbour, "kling")


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"key": ""}, "Paste the key."),
        ({"key": "two words"}, "space or a line break"),
        ({"key": "a\nb"}, "space or a line break"),
        ({"label": ""}, "needs a name"),
        ({"price": "cheap"}, "“cheap” is not a price. Write it like 0.112."),
        ({"price": "-1"}, "is not a price"),
        ({"base_url": "http://api.example.com"}, "was not kept"),
        ({"base_url": "https://10.0.0.1"}, "was not kept"),
        ({"base_url": "https://127.0.0.1:8443/x"}, "was not kept"),
        ({"label": "Our kling"}, "There is a connection called “Our kling” already."),
    ],
)
def test_a_connection_is_refused_with_a_sentence(
    kling: Connection, harbour: Workspace, as_: As, form: dict[str, str], sentence: str
) -> None:
    sound = {"label": "Second", "key": "key-0123456789ab", "currency": "USD"}
    answer = post(as_("pia"), "connect", harbour.slug, "kling", **{**sound, **form})
    assert answer.status_code == 422
    assert sentence in said(answer)
    assert Connection.objects.filter(driver="kling").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_connection_is_kept_although_its_test_fails(harbour: Workspace, as_: As) -> None:
    """The key is never lost to a provider that cannot be reached; the page says what the test said."""
    form = {"label": "Second", "key": CANARY, "currency": "EUR", "price": "0.07", "base_url": ""}
    Connection.objects.filter(driver="apixo").delete()
    answer = post(as_("pia"), "connect", harbour.slug, "apixo", **form)
    made = Connection.objects.get(driver="apixo")
    assert answer.status_code == 200
    assert (made.check_good, made.last_four) == (False, "cdef")
    assert made.check_words in json.loads(answer.headers["HX-Trigger"])["toast"]["words"]
    assert made.prices == {"currency": "EUR", "per_second": {"*": "0.07"}, "per_unit": ""}
    assert CANARY not in said(answer)


def test_prices_limits_pause_and_goodbye(kling: Connection, as_: As) -> None:
    producer = as_("pia")
    form = {"currency": "USD", "per_unit": "0.14", "*": "0.10", "kling-v3/pro": "0.168", "kling-v3/pro+sound": "0.252"}
    assert post(producer, "connection_prices", kling.slug, **form).status_code == 200
    kling.refresh_from_db()
    assert kling.prices["per_second"]["kling-v3/pro+sound"] == "0.252"
    refused = post(producer, "connection_prices", kling.slug, currency="USD", **{"*": "1,5"})
    assert "“1,5” is not a price" in said(refused)
    assert post(producer, "connection_limits", kling.slug, label="Main", most_running="7").status_code == 200
    half = post(producer, "connection_limits", kling.slug, label="Main", creates="5")
    assert "A pace needs both numbers" in said(half)
    many = post(producer, "connection_limits", kling.slug, label="Main", most_running="1000")
    assert "whole number from 1 to 100" in said(many)
    assert post(producer, "connection_pause", kling.slug).status_code == 200
    board = make_board(make_project(kling.workspace, model="kling-v3"), (5,))
    with pytest.raises(buying.Blocked, match="Main is paused"):
        clicked(board, Connection.objects.get(pk=kling.pk))
    assert post(producer, "connection_resume", kling.slug).status_code == 200
    assert clicked(board, Connection.objects.get(pk=kling.pk)).renders.exists()
    assert producer.delete(reverse("connection", args=[kling.slug]), headers=HTMX).status_code == 200
    kling.refresh_from_db()
    assert kling.removed_at is not None
    assert (kling.label, kling.most_running) == ("Main", 7)


def test_a_key_is_tested_five_times_an_hour(kling: Connection, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Connection] = []
    monkeypatch.setattr("projects.services.connections.test", lambda row: asked.append(row) or True)
    made = [post(as_("pia"), "connection_test", kling.slug).status_code for _ in range(7)]
    assert made == [200] * 5 + [429] * 2
    assert len(asked) == 5


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"amount": ""}, "Type an amount"),
        ({"amount": "much"}, "“much” is not an amount"),
        ({"amount": "1.005"}, ""),
        ({"about": "person:999999"}, "422"),
        ({"about": "project:p_nobody"}, "422"),
        ({"period": "week"}, "422"),
        ({"currency": "XXX"}, "422"),
    ],
)
def test_a_limit_is_refused_with_a_sentence(harbour: Workspace, as_: As, form: dict[str, str], sentence: str) -> None:
    answer = post(
        as_("pia"), "limit_new", harbour.slug, **{"amount": "50", "currency": "USD", "period": "month", **form}
    )
    if sentence == "":
        assert Limit.objects.get().amount in {100, 101}
        return
    assert answer.status_code == 422
    assert sentence == "422" or sentence in said(answer)
    assert not Limit.objects.exists()


@pytest.fixture
def asked(kling: Connection) -> Take:
    """An artist's take that waits for a yes."""
    return clicked(make_board(make_project(kling.workspace, model="kling-v3"), (5,)), kling, by="art")


def test_a_producer_says_yes_once(asked: Take, as_: As) -> None:
    page = as_("pia").get(reverse("budget", args=[asked.connection.workspace.slug])).content.decode()
    assert "$0.50" in page
    assert not LedgerEntry.objects.exists()
    assert post(as_("art"), "take_approve", asked.slug).status_code == 403
    assert post(as_("pia"), "take_approve", asked.slug).status_code == 204
    again = post(as_("olga"), "take_approve", asked.slug)
    assert "Somebody decided about take 1 already." in json.loads(again.headers["HX-Trigger"])["toast"]["words"]
    assert LedgerEntry.objects.get().person == make_user("art")


def test_a_yes_does_not_pass_the_workspaces_limit(asked: Take, as_: As) -> None:
    Limit.objects.create(workspace=asked.connection.workspace, period=Period.MONTH, amount=20, currency="USD")
    answer = post(as_("pia"), "take_approve", asked.slug)
    assert answer.status_code == 422
    assert "Raise the limit first, then approve it." in said(answer)
    assert not LedgerEntry.objects.exists()


def test_a_no_is_read_by_whoever_asked(asked: Take, as_: As) -> None:
    assert post(as_("pia"), "take_decline", asked.slug, answer="Use the animatic first.").status_code == 204
    page = as_("art").get(reverse("take_list", args=[asked.board.slug]), headers=HTMX).content.decode()
    assert "declined the cost. Use the animatic first." in page
    assert asked.renders.get().state == RenderState.CANCELLED


@pytest.fixture
def spent(kling: Connection) -> Callable[[int], None]:
    """`spent(50)` writes so many takes with a hold and a capture."""

    def write(count: int) -> None:
        board = make_board(make_project(kling.workspace, model="kling-v3"), (5,), title="=HYPERLINK(1)")
        for _ in range(count):
            row = clicked(board, kling).renders.get()
            Render.objects.filter(pk=row.pk).update(state=RenderState.SUCCEEDED, due_at=None)
            row.refresh_from_db()
            purse.close(row, RenderState.SUCCEEDED)

    return write


def questions(browser: Client, address: str) -> int:
    """How many queries a page costs the second time."""
    browser.get(address, headers=HTMX)
    with CaptureQueriesContext(database) as seen:
        assert browser.get(address, headers=HTMX).status_code == 200
    return len(seen)


@pytest.mark.parametrize(("name", "most"), [("budget", 16), ("connections", 10)])
def test_pages_of_money_ask_as_much_for_ten_as_for_sixty(
    kling: Connection, spent: Callable[[int], None], as_: As, name: str, most: int
) -> None:
    producer, address = as_("pia"), reverse(name, args=[kling.workspace.slug])
    spent(10)
    few = questions(producer, address)
    spent(50)
    assert questions(producer, address) == few <= most


def test_takes_ask_as_much_for_five_as_for_fifty(kling: Connection, as_: As) -> None:
    browser, board = as_("pia"), make_board(make_project(kling.workspace, model="kling-v3"), (5,))
    pages = [reverse(name, args=[board.slug]) for name in ("take_list", "render_bar")]
    for _ in range(5):
        clicked(board, kling)
    few = [questions(browser, page) for page in pages]
    for _ in range(45):
        clicked(board, kling)
    assert [questions(browser, page) for page in pages] == few
    assert max(few) <= 25


def test_the_ledger_as_a_file_runs_nothing(kling: Connection, spent: Callable[[int], None], as_: As) -> None:
    """A cell that begins like a formula is a text."""
    spent(2)
    answer = as_("pia").get(reverse("ledger", args=[kling.workspace.slug]))
    rows = list(csv.DictReader(StringIO(b"".join(answer).decode())))
    assert [row["kind"] for row in rows] == [Movement.HOLD, Movement.CAPTURE] * 2
    assert {row["amount"] for row in rows} == {"0.50"}
    assert not [cell for row in rows for cell in row.values() if cell[:1] in {"=", "+", "@", "\t"}]
    assert timezone.localdate().isoformat() in answer.headers["Content-Disposition"]


def test_what_will_be_sent_is_shown_with_the_secret_masked(kling: Connection, as_: As) -> None:
    board = make_board(make_project(kling.workspace, model="kling-v3"), (5,))
    page = as_("olga").get(reverse("render_preview", args=[board.slug]), headers=HTMX).content.decode()
    for word in ("POST", "/v1/videos/text2video", "Authorization", "kling-v3", "curl"):
        assert word in page, word
    assert CANARY not in page
    assert not Take.objects.exists()


def test_shot_by_shot_is_chosen_with_its_price_and_bought_as_such(kling: Connection, as_: As) -> None:
    """Three shots of 2, 3 and 5 s: one piece is 10 s; made one by one the first is billed as 3 s."""
    owner, board = as_("olga"), make_board(make_project(kling.workspace, model="kling-v3"), (2, 3, 5))
    page = owner.get(reverse("render_bar", args=[board.slug]), headers=HTMX).content.decode()
    assert "You pay for 11 s to get 10 s." in page
    assert "10 s × $0.10 = $1.00" in page
    refused = owner.patch(reverse("board_method", args=[board.slug]), "value=by_magic", headers=HTMX)
    assert "This model has no “by_magic”." in said(refused)
    assert (
        owner.patch(reverse("board_method", args=[board.slug]), "value=shot_by_shot", headers=HTMX).status_code == 200
    )
    form = dict(HIDDEN.findall(owner.get(reverse("render_bar", args=[board.slug]), headers=HTMX).content.decode()))
    assert form["method"] == "shot_by_shot"
    assert post(owner, "take_start", board.slug, **{**form, "method": "one_piece"}).status_code == 409
    assert post(owner, "take_start", board.slug, **form).status_code == 200
    take = Take.objects.get()
    assert take.options["method"] == "shot_by_shot"
    assert [row.quote["billed_seconds"] for row in take.renders.all()] == [3, 3, 5]
    assert sum(entry.amount for entry in LedgerEntry.objects.all()) == 110
    again = takes.retry(by=make_user("olga"), take=take, knows=True)
    assert again.pk == take.pk or again.renders.count() == 3
