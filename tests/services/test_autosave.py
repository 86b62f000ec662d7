"""Several people write in the same fields."""

from __future__ import annotations

import pytest

from projects.models import Board, Shot, User
from projects.rules.merging import digest
from projects.rules.storyboard import Camera
from projects.services import autosave, operations, shots


@pytest.fixture
def shot(board: Board) -> Shot:
    shot: Shot = board.shots.live()[0]
    Shot.objects.filter(pk=shot.pk).update(prompt="Mara climbs the stair and stops.")
    shot.refresh_from_db()
    return shot


def write(shot: Shot, who: User, text: str, base: str, tab: str, seq: int = 0) -> autosave.Saved:
    return autosave.save_text(shot, by=who, field="prompt", text=text, base=digest(base), tab=tab, seq=seq)


def test_the_same_tab_is_always_heard(shot: Shot, people: dict[str, User]) -> None:
    first = write(shot, people["art"], "One", shot.prompt, "a", 1)
    assert (first.text, first.base, first.merged) == ("One", digest("One"), False)
    assert write(shot, people["art"], "Two", "long gone", "a", 2).text == "Two"


def test_a_late_save_of_the_same_tab_changes_nothing(shot: Shot, people: dict[str, User]) -> None:
    write(shot, people["art"], "Two", shot.prompt, "a", 2)
    assert write(shot, people["art"], "One", shot.prompt, "a", 1).text == "Two"


def test_edits_of_different_words_are_merged(shot: Shot, people: dict[str, User]) -> None:
    base = shot.prompt
    write(shot, people["art"], "Mara climbs the stair and waits.", base, "a", 1)
    saved = write(shot, people["dirk"], "Slowly, Mara climbs the stair and stops.", base, "b", 1)
    assert saved.merged
    assert saved.text == "Slowly, Mara climbs the stair and waits."
    shot.refresh_from_db()
    assert shot.prompt == saved.text


def test_edits_of_the_same_words_are_for_people(shot: Shot, people: dict[str, User]) -> None:
    base = shot.prompt
    write(shot, people["art"], "Mara climbs the rope and stops.", base, "a", 1)
    with pytest.raises(autosave.TextConflict) as caught:
        write(shot, people["dirk"], "Mara climbs the ladder and stops.", base, "b", 1)
    clash = caught.value
    assert (clash.who, clash.theirs) == ("Art", "Mara climbs the rope and stops.")
    assert clash.both.startswith(clash.mine)
    assert clash.both.endswith(clash.theirs)
    assert write(shot, people["dirk"], clash.mine, clash.theirs, "b", 2).text == clash.mine


def test_an_undo_elsewhere_is_not_overwritten_silently(shot: Shot, people: dict[str, User]) -> None:
    write(shot, people["art"], "One", shot.prompt, "a", 1)
    operations.undo(shot.board, by=people["art"], tab="other")
    with pytest.raises(autosave.TextConflict):
        write(shot, people["art"], "Onetwo three", "One", "a", 2)


def test_a_deleted_shot_says_who_deleted_it(shot: Shot, people: dict[str, User]) -> None:
    shots.delete(shot, by=people["dirk"])
    with pytest.raises(autosave.ShotGone, match="Dirk") as caught:
        write(shot, people["art"], "Still here", shot.prompt, "a", 1)
    shots.restore(caught.value.shot, by=people["art"], text="Still here")
    shot.refresh_from_db()
    assert (shot.prompt, shot.deleted_at, shot.number) == ("Still here", None, 4)
    assert sum(shot.board.shots.live().values_list("seconds", flat=True)) == 10


def test_camera_and_board_fields(shot: Shot, people: dict[str, User]) -> None:
    autosave.set_camera(shot, by=people["art"], camera=Camera(zoom=4))
    shot.refresh_from_db()
    assert shot.camera == {"zoom": 4}
    for field, value in {"title": "Storm", "aspect": "1:1", "fps": 30, "model": "kling", "sound": True}.items():
        assert autosave.save_board(shot.board, by=people["art"], field=field, value=value)
    board = Board.objects.select_related("project").get(pk=shot.board_id)
    assert (board.title, board.sound) == ("Storm", True)
    assert (board.project.aspect, board.project.fps, board.project.model) == ("1:1", 30, "kling")
    operations.undo(board, by=people["art"])
    assert not Board.objects.get(pk=board.pk).sound
