"""Budget and ledger: figures of a month, limits, the spend log and its file, and who sees what."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext

from projects.models import Board, Limit, Period, User, Workspace
from projects.services import ledgers
from tests.people import make_board, make_project, make_user
from tests.views.editor import HTMX
from tests.views.paid import bought, connected, entries

As = Callable[[str], Client]


def page(browser: Client, workspace: Workspace, query: str = "") -> str:
    answer = browser.get(f"/w/{workspace.slug}/budget/{query}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def limit(browser: Client, workspace: Workspace, **values: str) -> Any:
    wish = {"about": "", "period": "month", "amount": "50.00", "currency": "USD", **values}
    return browser.post(f"/_/w/{workspace.slug}/limits/", wish, headers=HTMX)


def ledger(browser: Client, workspace: Workspace) -> list[list[str]]:
    answer: Any = browser.get(f"/w/{workspace.slug}/budget/ledger.csv")
    assert answer["Content-Disposition"].startswith('attachment; filename="ledger-')
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode())))


def test_the_page_takes_the_same_queries_for_50_rows_and_for_500(as_: As, board: Board) -> None:
    workspace, account = board.project.workspace, connected(board.project.workspace)
    pia, taken = as_("pia"), []
    for more, asks in ((50, 2), (450, 10)):
        entries(make_project(workspace, f"Project {more}"), more)
        for _ in range(asks):
            bought(make_board(board.project), account, by="art")
        ledgers.set_limit(
            by=make_user("pia"),
            workspace=workspace,
            period="ever",
            amount=9_000_000,
            currency="USD",
            project=board.project,
        )
        with CaptureQueriesContext(database) as captured:
            page(pia, workspace)
        taken.append(len(captured))
    assert taken[0] == taken[1]
    assert taken[1] <= 15


def test_the_log_comes_in_pages_of_fifty(as_: As, board: Board) -> None:
    entries(board.project, 60)
    workspace = board.project.workspace
    first, second = page(as_("pia"), workspace), page(as_("pia"), workspace, "?page=2")
    assert [first.count("<td>Pia</td>"), second.count("<td>Pia</td>")] == [50, 10]
    assert "Older" in first
    assert "Newer" in second
    assert "Older" not in second


@pytest.mark.parametrize("query", ["?page=0", "?page=-3", "?page=x", "?page=99999999999", "?page=9999"])
def test_a_page_that_is_none_is_no_trouble(as_: As, board: Board, query: str) -> None:
    entries(board.project, 3)
    page(as_("pia"), board.project.workspace, query)


def test_a_guest_is_called_guest_in_the_log(as_: As, board: Board) -> None:
    guest = User.objects.create_user("guest-8f3a@guests.example", is_guest=True)
    entries(board.project, 1)
    board.project.workspace.ledger.update(person=guest)
    shown = page(as_("pia"), board.project.workspace)
    assert "<td>Guest</td>" in shown
    assert "guest-8f3a" not in shown


def test_an_empty_ledger_says_so_and_offers_a_limit(as_: As, harbour: Workspace) -> None:
    shown = page(as_("pia"), harbour)
    assert "Nothing was bought yet." in shown
    assert "No limit set." in shown
    assert "Download CSV" not in shown
    assert ledger(as_("pia"), harbour) == [list(ledgers.COLUMNS)]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"amount": ""}, "Type an amount"),
        ({"amount": "lots"}, "“lots” is not an amount."),
        ({"amount": "-5"}, "“-5” is not an amount."),
        ({"amount": "1e30"}, "is not an amount"),
        ({"currency": "XXX"}, "XXX"),
        ({"period": "decade"}, "decade"),
        ({"about": "person:99999"}, "not in this workspace any more"),
        ({"about": "project:nothing"}, "not in this workspace any more"),
        ({"about": "person:" + "9" * 30}, "not in this workspace any more"),
    ],
)
def test_a_limit_that_is_none_is_said_in_a_sentence(
    as_: As, harbour: Workspace, values: dict[str, str], words: str
) -> None:
    answer = limit(as_("pia"), harbour, **values)
    said = answer.content.decode()
    assert answer.status_code == 422
    assert words in said
    assert said.endswith(".")
    assert not Limit.objects.exists()


def test_a_limit_is_set_changed_and_taken_away(as_: As, harbour: Workspace) -> None:
    pia, dirk = as_("pia"), make_user("dirk")
    answer = limit(pia, harbour, about=f"person:{dirk.pk}", period="render", amount="5")
    assert answer.status_code == 200
    assert f'hx-get="/w/{harbour.slug}/budget/"' in answer.content.decode()
    made = harbour.limits.get()
    assert (made.person, made.period, made.amount) == (dirk, Period.RENDER, 500)
    wrong = pia.post(f"/_/limits/{made.slug}/", {"amount": "five"}, headers=HTMX)
    assert (wrong.status_code, "is not an amount" in wrong.content.decode()) == (422, True)
    pia.post(f"/_/limits/{made.slug}/", {"amount": "0"}, headers=HTMX)
    assert harbour.limits.get().amount == 0
    assert "asks first" in page(pia, harbour)
    assert pia.delete(f"/_/limits/{made.slug}/", headers=HTMX).status_code == 200
    assert not harbour.limits.exists()


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1+1", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_of_the_file_is_a_formula(as_: As, board: Board, text: str) -> None:
    entries(board.project, 1, words=text)
    type(board.project).objects.filter(pk=board.project.pk).update(title=text)
    board.project.workspace.ledger.update(task_id=text, note=text)
    rows = ledger(as_("pia"), board.project.workspace)[1:]
    assert len(rows) == 2
    for row in rows:
        assert [cell for cell in row if cell[:1] in set("=+-@\t\r\n")] == []
        assert f"'{text}" in row


def test_the_file_is_for_producers(as_: As, board: Board) -> None:
    entries(board.project, 1)
    there = f"/w/{board.project.workspace.slug}/budget/ledger.csv"
    assert [as_(name).get(there).status_code for name in ("olga", "pia", "dirk", "art")] == [200, 200, 403, 403]


def test_who_may_not_manage_sees_their_own_limits_only(as_: As, board: Board) -> None:
    workspace, dirk = board.project.workspace, make_user("dirk")
    entries(board.project, 1)
    for amount, facts in ((7700, {}), (500, {"person": dirk})):
        ledgers.set_limit(by=dirk, workspace=workspace, period="month", amount=amount, currency="USD", **facts)
    shown = page(as_("dirk"), workspace)
    assert "$5.00" in shown
    assert not [private for private in ("77.00", "Spend log", "Storm · take") if private in shown]
