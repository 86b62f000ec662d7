"""Rows of paid takes: what one says when it went wrong, what it cost, what to do next, and its timeline."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from projects.models import Board, Connection, RenderState, Workspace
from projects.services import gates
from tests.people import make_board, make_project
from tests.views.editor import HTMX
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


@pytest.mark.parametrize(
    ("number", "state", "facts", "says", "offers", "not_offers"),
    [
        (10, S.FAILED, {"category": "auth", "reason": REFUSED}, [REFUSED, "not charged"], ["Open connections"], ["Edit"]),
        (12, S.FAILED, {"category": "moderation", "reason": FILTER}, [FILTER, "not charged"], ["Edit shot 1", "Use the animatic"], ["Open connections"]),
        (13, S.QUEUED, {"reason": "Kling takes 3 jobs at a time from us and all are running."}, ["3 jobs at a time", "you can leave"], ["Cancel"], ["Try again"]),
        (16, S.UNCERTAIN, {"category": "unknown"}, ["Checking with the provider", "cannot be recalled"], ["Check now"], ["Try again", "Cancel"]),
        (16, S.NEEDS_ATTENTION, {"reason": "Nobody knows whether Kling took it."}, ["Needs you", "It may have been charged: $0.30 is held"], ["Check now", "Close…"], ["Fetch again", "Try again"]),
        (22, S.NEEDS_ATTENTION, {"reason": DAMAGED, "result": "https://files.example/1.mp4"}, [DAMAGED, "It may have been charged: $0.30 is held"], ["Fetch again", "Close…"], ["Try again"]),
    ],
)  # fmt: skip
def test_a_take_that_went_wrong_says_why_what_it_cost_and_what_to_do(
    as_: As, harbour: Workspace, number: int, state: S, facts: dict[str, str], says: list[str], offers: list[str], not_offers: list[str]
) -> None:  # fmt: skip
    board = make_board(make_project(harbour), (3,))
    account = connected(harbour)
    choose(board)
    take = bought(board, account)
    standing(take, state, **facts)
    if state == S.FAILED:
        take.renders.get().ledger.update(kind="release", key="close")
    row = row_of(page(as_("pia"), board))
    assert [words for words in (*says, *offers) if words not in row] == []
    assert [words for words in not_offers if words in row] == []


@pytest.mark.parametrize(("name", "offered"), [("pia", "Open connections"), ("dirk", "A producer looks after")])
def test_a_refused_key_is_for_a_producer(as_: As, board: Board, account: Connection, name: str, offered: str) -> None:
    standing(bought(board, account), S.FAILED, category="auth", reason=REFUSED)
    row = row_of(page(as_(name), board))
    assert [words for words in ("Open connections", "A producer looks after") if words in row] == [offered]


def test_a_render_that_waits_for_a_paused_connection_says_so(as_: As, board: Board, account: Connection) -> None:
    standing(bought(board, account), S.QUEUED, reason="The connection is paused.")
    gates.pause(account, "Pia paused it.")
    row = row_of(page(as_("pia"), board))
    assert "It goes out when a producer resumes the connection." in row
    assert "Open connections" in row


def test_closing_needs_an_answer_for_the_ledger(as_: As, board: Board, account: Connection) -> None:
    take = bought(board, account)
    standing(take, S.NEEDS_ATTENTION, reason="Nobody knows.", lease_until=timezone.now() - timedelta(seconds=1))
    answer = as_("pia").post(f"/_/t/{take.slug}/close/", {}, headers=HTMX)
    assert answer.status_code == 422
    assert "Choose whether it was charged" in answer.content.decode()


def test_the_timeline_takes_the_same_queries_for_one_render_and_for_four(
    as_: As, board: Board, account: Connection
) -> None:
    pia, taken = as_("pia"), []
    for lengths in ((5,), (5, 5)):
        choose(single := make_board(board.project, lengths), "kling-v1-6")
        quote = form(bar(pia, single))
        press(pia, single, quote)
        take = single.takes.get()
        assert take.renders.count() == len(lengths)
        taken.append(counted(lambda slug=take.slug: pia.get(f"/_/t/{slug}/timeline/", headers=HTMX)))  # type: ignore[misc]
    assert taken[0] == taken[1]
