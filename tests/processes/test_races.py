"""Twenty at once: threads with connections of their own, on the database that is configured."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections, transaction

from projects.models import Board, Connection, Render, Take, Workspace
from projects.models.base import locking
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


def test_clicks_and_the_gate_do_not_lock_each_other_out(board: Board) -> None:
    """A click points at the connection and at the workspace that a worker holds at the gate or at the purse."""
    make_user("art")
    account = board.project.workspace.connections.get()

    def click_or_pass(number: int) -> str:
        if number % 2:
            return ask(board, f"key {number}").model
        with transaction.atomic():
            row = locking(Connection).get(pk=account.pk)
            locking(Workspace).get(pk=row.workspace_id)
            return row.driver

    assert at_once(click_or_pass) == ["animatic"] * MANY


def test_who_points_at_a_held_row_does_not_wait(board: Board) -> None:
    account = board.project.workspace.connections.get()
    with transaction.atomic():
        locking(Connection).get(pk=account.pk)
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(_points_at, account.pk).result(10)


def _points_at(account: int) -> bool:
    """What the check of a foreign key asks for."""
    try:
        with connection.cursor() as cursor:
            if postgres := connection.vendor == "postgresql":
                cursor.execute("SET lock_timeout = '3s'")
            share = "FOR KEY SHARE" if postgres else ""
            cursor.execute(f"SELECT 1 FROM projects_connection WHERE id = %s {share}", [account])
            return cursor.fetchone() == (1,)
    finally:
        connections.close_all()


def test_many_gestures_keep_the_sum(board: Board) -> None:
    people = [make_user(name) for name in CAST]

    def drag(number: int) -> BoardPlan:
        op = {"op": "roll", "cut": number % 3, "delta": 1 if number % 2 else -1}
        timing.gesture(Board.objects.get(pk=board.pk), by=people[number % len(people)], op=op)
        return Board.objects.select_related("project").get(pk=board.pk).plan()

    assert {plan.seconds for plan in at_once(drag)} == {10}
    assert connection.vendor in {"sqlite", "postgresql"}


def test_rows_are_held_in_one_way() -> None:
    """A lock of another kind would bring the deadlock back."""
    rooms = Path(__file__).parents[2] / "projects"
    assert [path.name for path in rooms.rglob("*.py") if "select_for_update" in path.read_text()] == ["base.py"]
