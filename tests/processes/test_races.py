"""Twenty at once: threads with connections of their own, on the database that is configured."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections

from projects.models import Board, Render, Take
from projects.rules.storyboard import BoardPlan
from projects.services import leases, takes, timing
from projects.services.moves import WORKED
from tests.people import CAST, make_board, make_project, make_user, make_workspace

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 20


@pytest.fixture
def board() -> Board:
    return make_board(make_project(make_workspace("Harbour", **CAST)))


def at_once(work: Callable[[int], Any]) -> list[Any]:
    """Every answer of `work(0)` … `work(19)`, asked at the same time."""

    def alone(number: int) -> Any:
        try:
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(alone, range(MANY)))


def ask(board: Board, key: str) -> Take:
    by = make_user("art")
    account = board.project.workspace.connections.get()
    return takes.request(by=by, board=board, connection=account, model="animatic", options={}, form_key=key)


def test_a_furious_double_click_is_one_take(board: Board) -> None:
    make_user("art")
    assert len({take.pk for take in at_once(lambda number: ask(board, "one"))}) == 1
    assert Render.objects.count() == 1


def test_numbers_are_given_out_once(board: Board) -> None:
    make_user("art")
    made = at_once(lambda number: ask(board, f"key {number}"))
    assert sorted(take.number for take in made) == list(range(1, MANY + 1))


def test_a_row_is_claimed_by_one(board: Board) -> None:
    row = Render.objects.get(take=ask(board, "one"))
    claims = at_once(lambda number: leases.claim(Render, row.pk, WORKED))
    assert [claim.fence for claim in claims if claim] == [1]


def test_many_gestures_keep_the_sum(board: Board) -> None:
    people = [make_user(name) for name in CAST]

    def drag(number: int) -> BoardPlan:
        op = {"op": "roll", "cut": number % 3, "delta": 1 if number % 2 else -1}
        timing.gesture(Board.objects.get(pk=board.pk), by=people[number % len(people)], op=op)
        return Board.objects.select_related("project").get(pk=board.pk).plan()

    assert {plan.seconds for plan in at_once(drag)} == {10}
    assert connection.vendor in {"sqlite", "postgresql"}
