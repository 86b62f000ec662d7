"""Gestures of the timing bar against the rows."""

from __future__ import annotations

import pytest

from projects.models import Board, User, Workspace
from projects.rules.lengths import Refusal
from projects.services import operations, timing
from tests.people import make_board, make_project


def lengths(board: Board) -> list[int]:
    return list(board.shots.live().values_list("seconds", flat=True))


def test_a_gesture_is_one_named_step(board: Board, people: dict[str, User]) -> None:
    done = timing.gesture(board, by=people["art"], op={"op": "roll", "cut": 0, "delta": -1})
    assert lengths(board) == [2, 3, 2, 3]
    assert done.operation is not None
    assert done.operation.words == "Set cut 1 to 2 s"
    with pytest.raises(Refusal):
        timing.gesture(board, by=people["art"], op={"op": "boom"})


def test_stepping_there_and_back_restores_the_lengths(board: Board, people: dict[str, User]) -> None:
    for value in (4, 5, 4, 3):
        timing.gesture(board, by=people["art"], op={"op": "set", "shot": 0, "value": value}, tab="a", group="a:burst")
    assert lengths(board) == [3, 2, 2, 3]
    timing.gesture(board, by=people["art"], op={"op": "set", "shot": 0, "value": 6}, tab="a", group="a:burst")
    operations.undo(board, by=people["art"])
    assert lengths(board) == [3, 2, 2, 3]


def test_two_people_retime_and_both_are_kept(board: Board, people: dict[str, User]) -> None:
    base = lengths(board)
    timing.gesture(board, by=people["dirk"], op={"op": "roll", "cut": 2, "delta": 1}, base=base)
    done = timing.gesture(board, by=people["art"], op={"op": "roll", "cut": 0, "delta": 1}, base=base)
    assert done.combined
    assert lengths(board) == [4, 1, 3, 2]


def test_locks_and_hold(board: Board, people: dict[str, User]) -> None:
    art = people["art"]
    words = []
    for op in (
        {"op": "lock", "shot": 1, "locked": True},
        {"op": "hold", "on": False},
        {"op": "set", "shot": 0, "value": 6},
        {"op": "hold", "on": True},
        {"op": "retotal", "value": 15},
        {"op": "even"},
        {"op": "fit"},
        {"op": "lock", "shot": 1, "locked": False},
    ):
        step = timing.gesture(board, by=art, op=op).operation
        words.append(step.words if step else "")
        board.refresh_from_db()
        assert sum(lengths(board)) == board.total_seconds
    assert words[:4] == ["Locked shot 2", "Let the total go", "Set shot 1 to 6 s", "Held the total"]
    assert words[-1] == "Unlocked shot 2"


@pytest.mark.parametrize(("others", "reached", "note"), [((), 15, False), ((3,), 12, True)])
def test_a_shot_alone_keeps_the_limits_of_one_shot(
    harbour: Workspace, people: dict[str, User], others: tuple[int, ...], reached: int, note: bool
) -> None:
    board = make_board(make_project(harbour, model="kie-kling-3.0"), (5, *others), hold_total=False)
    done = timing.gesture(board, by=people["art"], op={"op": "set", "shot": 0, "value": 15})
    assert lengths(board) == [reached, *others]
    assert bool(done.note) == note
