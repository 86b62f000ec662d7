"""Every change has a way back; other people's changes are never overwritten silently."""

from __future__ import annotations

from typing import Any

import pytest

from projects.models import Board, BoardState, Event, Shot, User, Workspace
from projects.services import autosave, operations, shots, timing
from projects.services.changes import changed
from tests.people import make_picture


def lengths(board: Board) -> list[int]:
    return list(board.shots.live().values_list("seconds", flat=True))


def state(board: Board) -> Any:
    board = Board.objects.get(pk=board.pk)
    rows = [
        (s.slug, s.seconds, s.locked, s.prompt, s.camera, s.first_picture_id, s.position) for s in board.shots.live()
    ]
    return rows, board.total_seconds, board.hold_total, board.title


def test_a_change_can_be_undone_and_done_again(board: Board, people: dict[str, User]) -> None:
    art = people["art"]
    step = operations.perform(board, by=art, words="Renamed", changes=[changed(board, "title", "Storm")], tab="t1")
    board.refresh_from_db()
    assert step is not None
    assert (board.title, board.version) == ("Storm", 1)
    assert operations.undo(board, by=art) == step
    board.refresh_from_db()
    assert (board.title, board.version) == ("The Lighthouse", 2)
    assert operations.redo(board, by=art) == step
    board.refresh_from_db()
    assert board.title == "Storm"
    assert operations.redo(board, by=art) is None


def test_nothing_changed_is_no_step(board: Board, people: dict[str, User]) -> None:
    change = changed(board, "title", board.title)
    assert operations.perform(board, by=people["art"], words="Renamed", changes=[change]) is None
    assert not board.operations.exists()


def test_a_new_step_ends_what_could_be_redone(board: Board, people: dict[str, User]) -> None:
    art = people["art"]
    autosave.save_board(board, by=art, field="title", value="One")
    operations.undo(board, by=art)
    autosave.save_board(board, by=art, field="title", value="Two")
    assert operations.redo(board, by=art) is None
    assert Board.objects.get(pk=board.pk).title == "Two"


def test_undo_takes_back_my_own_steps_only(board: Board, people: dict[str, User]) -> None:
    autosave.save_board(board, by=people["art"], field="title", value="Mine")
    autosave.save_board(board, by=people["dirk"], field="style", value="ink")
    operations.undo(board, by=people["art"])
    board.refresh_from_db()
    assert (board.title, board.style) == ("The Lighthouse", "ink")
    assert operations.undo(board, by=people["pia"]) is None


def test_undo_asks_where_somebody_else_went_on(board: Board, people: dict[str, User]) -> None:
    art, dirk = people["art"], people["dirk"]
    autosave.save_board(board, by=art, field="title", value="Mine")
    autosave.save_board(board, by=dirk, field="title", value="His")
    with pytest.raises(operations.Overtaken) as caught:
        operations.undo(board, by=art)
    assert [(clash.who, clash.now) for clash in caught.value.conflicts] == [("Dirk", "His")]
    operations.undo(board, by=art, others="keep")
    assert Board.objects.get(pk=board.pk).title == "His"
    operations.redo(board, by=art, others="replace")
    assert Board.objects.get(pk=board.pk).title == "Mine"


def test_a_gesture_is_undone_whole(board: Board, people: dict[str, User]) -> None:
    art = people["art"]
    shot = board.shots.live()[0]
    before = state(board)
    for seq, text in enumerate(("A", "A boat", "A boat turns"), 1):
        autosave.save_text(shot, by=art, field="prompt", text=text, base="", tab="t1", seq=seq) if seq > 1 else (
            autosave.save_text(
                shot, by=art, field="prompt", text=text, base=autosave.digest(shot.prompt), tab="t1", seq=1
            )
        )
    assert board.operations.count() == 3
    assert len(operations.history(board)) == 1
    operations.undo(board, by=art)
    assert state(board) == before


def test_others_in_between_split_a_gesture(board: Board, people: dict[str, User]) -> None:
    shot = board.shots.live()[0]
    other = board.shots.live()[1]
    for each in (shot, other):
        autosave.save_text(each, by=people["art"], field="notes", text="x", base=autosave.digest(""), tab="t1", seq=1)
    assert len(operations.history(board)) == 2


def test_editing_an_approved_board_makes_it_a_draft_again(board: Board, people: dict[str, User]) -> None:
    Board.objects.filter(pk=board.pk).update(state=BoardState.APPROVED)
    board.refresh_from_db()
    operations.perform(board, by=people["dirk"], words="Intended", changes=[changed(board, "intended", ["X"])])
    assert Board.objects.get(pk=board.pk).state == BoardState.APPROVED
    autosave.save_board(board, by=people["dirk"], field="title", value="New")
    assert Board.objects.get(pk=board.pk).state == BoardState.DRAFT
    operations.undo(board, by=people["dirk"])
    assert Board.objects.get(pk=board.pk).state == BoardState.APPROVED


def test_everybody_hears_of_it(board: Board, people: dict[str, User]) -> None:
    timing.gesture(board, by=people["art"], op={"op": "even"}, tab="t1")
    heard = [(event.topic[0], event.name, event.payload["tab"]) for event in Event.objects.order_by("id")]
    assert heard == [("b", "timing", "t1"), ("p", "boards", "t1")]


def test_any_step_of_the_history_can_be_taken_back(board: Board, people: dict[str, User]) -> None:
    autosave.save_board(board, by=people["art"], field="title", value="One")
    autosave.save_board(board, by=people["art"], field="style", value="ink")
    first = board.operations.last()
    back = operations.revert(first, by=people["dirk"])
    board.refresh_from_db()
    assert back is not None
    assert (board.title, board.style) == ("The Lighthouse", "ink")
    operations.undo(board, by=people["dirk"])
    assert Board.objects.get(pk=board.pk).title == "One"


def test_timing_that_others_moved_is_put_back_with_a_right_sum(board: Board, people: dict[str, User]) -> None:
    art, dirk = people["art"], people["dirk"]
    timing.gesture(board, by=art, op={"op": "set", "shot": 0, "value": 5})
    made, _ = shots.add(board, by=dirk)
    with pytest.raises(operations.Overtaken):
        operations.undo(board, by=art)
    operations.undo(board, by=art, others="replace")
    assert sum(lengths(board)) == 10
    assert made[0].slug in board.shots.live().values_list("slug", flat=True)


def test_only_known_fields_can_be_changed(board: Board, people: dict[str, User]) -> None:
    change = {"model": "board", "field": "deleted_at", "from": None, "to": "2020-01-01"}
    with pytest.raises(ValueError, match="nobody may change"):
        operations.perform(board, by=people["art"], words="x", changes=[change])


def test_pictures_are_links(board: Board, harbour: Workspace, people: dict[str, User]) -> None:
    shot = board.shots.live()[1]
    picture = make_picture(harbour)
    autosave.set_picture(shot, by=people["art"], field="first_picture", picture=picture)
    shot.refresh_from_db()
    assert shot.first_picture == picture
    operations.undo(board, by=people["art"])
    shot.refresh_from_db()
    assert shot.first_picture is None


def test_an_old_step_adds_up_although_one_of_its_shots_is_gone_for_good(board: Board, people: dict[str, User]) -> None:
    art, first = people["art"], board.shots.live()[0]
    shots.delete(first, by=art)
    Shot.objects.filter(pk=first.pk).delete()
    operations.undo(Board.objects.get(pk=board.pk), by=art)
    now = Board.objects.get(pk=board.pk)
    assert sum(shot.seconds for shot in now.shots.live()) == now.total_seconds == 10
