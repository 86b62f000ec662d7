"""Shots come and go; the sum stays right."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projects.models import Board, Shot, User, Workspace
from projects.rules.lengths import Refusal
from projects.services import operations, shots, timing
from tests.people import make_board, make_picture, make_project, make_user, make_workspace


def lengths(board: Board) -> list[int]:
    return list(board.shots.live().values_list("seconds", flat=True))


def slugs(board: Board) -> list[str]:
    return list(board.shots.live().values_list("slug", flat=True))


def test_adding_makes_room(board: Board, people: dict[str, User]) -> None:
    made, note = shots.add(board, by=people["art"])
    assert (lengths(board), note) == ([2, 2, 2, 2, 2], "")
    assert slugs(board)[-1] == made[0].slug
    shots.add(board, by=people["art"], at=0)
    assert sum(lengths(board)) == 10


def test_no_room_is_a_sentence_with_ways_out(harbour: Workspace, people: dict[str, User]) -> None:
    board = make_board(make_project(harbour), (1, 1, 1))
    with pytest.raises(Refusal) as caught:
        shots.add(board, by=people["art"])
    assert caught.value.offers[0].op == {"op": "retotal", "value": 4}
    assert Shot.objects.filter(board=board).count() == 3


def test_several_pictures_come_as_one_step(board: Board, harbour: Workspace, people: dict[str, User]) -> None:
    pictures = [make_picture(harbour, colour=colour) for colour in ("#111111", "#222222", "#333333")]
    made, note = shots.add(board, by=people["art"], at=1, pictures=pictures)
    assert [shot.first_picture for shot in made] == pictures[:2]
    assert "1 of the pictures" in note
    assert len(lengths(board)) == 6
    operations.undo(board, by=people["art"])
    assert lengths(board) == [3, 2, 2, 3]


def test_the_first_shot_gets_the_total(harbour: Workspace, people: dict[str, User]) -> None:
    board = make_board(make_project(harbour), ())
    shots.add(board, by=people["art"])
    assert lengths(board) == [10]


def test_duplicate_split_delete_and_back(board: Board, people: dict[str, User]) -> None:
    art = people["art"]
    first = board.shots.live()[0]
    copy = shots.duplicate(first, by=art)
    assert copy.prompt == first.prompt
    assert sum(lengths(board)) == 10
    operations.undo(board, by=art)
    second = shots.split(first, by=art, at=1)
    assert lengths(board) == [1, 2, 2, 2, 3]
    assert slugs(board)[1] == second.slug
    operations.undo(board, by=art)
    shots.delete(first, by=art)
    assert lengths(board) == [3, 3, 4]
    operations.undo(board, by=art)
    assert lengths(board) == [3, 2, 2, 3]
    assert slugs(board)[0] == first.slug
    with pytest.raises(Refusal):
        shots.split(board.shots.live()[1], by=art) and shots.split(board.shots.live()[1], by=art)


def test_order(board: Board, people: dict[str, User]) -> None:
    a, b, c, d = slugs(board)
    step = shots.reorder(board, by=people["art"], slugs=[a, c, b, d])
    assert step is not None
    assert slugs(board) == [a, c, b, d]
    shots.add(board, by=people["dirk"], at=0)
    new = slugs(board)[0]
    shots.reorder(board, by=people["art"], slugs=[c, a, b, d], base=[a, c, b, d])
    assert sorted(slugs(board)) == sorted([a, b, c, d, new])
    assert slugs(board).index(c) < slugs(board).index(a)
    shots.reorder(board, by=people["art"], slugs=["s_nobody", d])
    assert len(slugs(board)) == 5


def test_several_at_once(board: Board, people: dict[str, User]) -> None:
    a, b, c, _last = slugs(board)
    art = people["art"]
    shots.bulk(board, by=art, action="lock", slugs=[a, b])
    assert list(board.shots.live().values_list("locked", flat=True)) == [True, True, False, False]
    operations.undo(board, by=art)
    shots.bulk(board, by=art, action="even", slugs=[a, b])
    assert lengths(board) == [3, 2, 2, 3]
    step = shots.bulk(board, by=art, action="duplicate", slugs=[b, c])
    assert step is not None
    assert step.words == "Duplicated shots 2, 3"
    assert sum(lengths(board)) == 10
    assert shots.bulk(board, by=art, action="delete", slugs=["s_none"]) is None
    shots.bulk(board, by=art, action="delete", slugs=slugs(board)[:5])
    assert lengths(board) == [10]
    shots.bulk(board, by=art, action="delete", slugs=slugs(board))
    assert lengths(board) == []


GESTURES = st.one_of(
    st.tuples(st.just("roll"), st.integers(-1, 6), st.integers(-9, 9)),
    st.tuples(st.sampled_from(["set", "spread", "ripple"]), st.integers(-1, 6), st.integers(-3, 20)),
    st.tuples(st.just("retotal"), st.just(0), st.integers(-3, 20)),
    st.tuples(st.sampled_from(["fit", "even", "add", "undo", "redo"]), st.just(0), st.just(0)),
    st.tuples(st.sampled_from(["lock", "split", "duplicate", "delete", "move"]), st.integers(0, 5), st.integers(0, 5)),
)


def do(board: Board, by: User, what: str, place: int, value: int) -> None:
    live = list(board.shots.live())
    shot = live[place % len(live)] if live else None
    ops = {"cut": place, "delta": value, "shot": place, "value": value, "locked": bool(value % 2)}
    match what:
        case "undo" | "redo":
            getattr(operations, what)(board, by=by)
        case "add":
            shots.add(board, by=by)
        case "split" | "duplicate" if shot:
            getattr(shots, what)(shot, by=by)
        case "delete" if shot and len(live) > 1 and not all(each.locked for each in live if each != shot):
            shots.delete(shot, by=by)
        case "move" if shot:
            shots.reorder(board, by=by, slugs=[each.slug for each in live[::-1]])
        case "roll" | "set" | "spread" | "ripple" | "retotal" | "fit" | "even" | "lock":
            timing.gesture(board, by=by, op={"op": what, **ops})


@settings(max_examples=30)
@given(st.lists(GESTURES, max_size=12))
def test_any_sequence_adds_up_and_can_be_undone(db: None, steps: list[tuple[str, int, int]]) -> None:
    by = make_user("art")
    board = make_board(make_project(make_workspace()))
    began = (slugs(board), lengths(board))
    for what, place, value in steps:
        try:
            do(board, by, what, place, value)
        except Refusal as refusal:
            assert refusal.sentence
        board.refresh_from_db()
        assert sum(lengths(board)) == board.total_seconds
        assert min(lengths(board)) >= 1
        assert list(board.shots.live().values_list("position", flat=True)) == list(range(len(lengths(board))))
    ended = (slugs(board), lengths(board), board.total_seconds)
    count = 0
    while operations.undo(board, by=by):
        count += 1
    assert (slugs(board), lengths(board)) == began
    for _ in range(count):
        assert operations.redo(board, by=by)
    board.refresh_from_db()
    assert (slugs(board), lengths(board), board.total_seconds) == ended
