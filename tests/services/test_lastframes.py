"""The last frame of a shot as the next one's first picture: the very frame of a take that was really rendered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import av
import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from projects.models import Board, Clip, Picture, Take, Workspace
from projects.services import lastframes, operations, renders, takes
from projects.services.lastframes import NoFrame
from tests.people import make_board, make_picture, make_project, make_shot, make_user


def rendered(board: Board, key: str, **options: Any) -> Take:
    """An animatic of the board as it is, made here and now."""
    connection = board.project.workspace.connections.get(driver="animatic")
    take = takes.request(
        by=make_user("olga"), board=board, connection=connection, model="animatic", options=options, form_key=key
    )
    return renders.run(take, lambda _percent: None)


def shown(clip: Clip) -> Iterator[Image.Image]:
    """Every frame of a clip, read by nothing of ours."""
    with av.open(default_storage.path(clip.file.name)) as container:
        for frame in container.decode(video=0):
            yield frame.to_image()


def pixels(picture: Picture) -> bytes:
    """What a stored picture shows."""
    with Image.open(default_storage.path(picture.file.name)) as still:
        return still.convert("RGB").tobytes()


@pytest.fixture
def moving(harbour: Workspace) -> Board:
    """Three shots, 1 + 2 + 1 s, each a picture that the camera moves into: no two frames are alike."""
    board = make_board(make_project(harbour), (1, 2, 1))
    for shot, colour in zip(board.shots.live(), ("#7a3b2e", "#2e5a7a", "#3b7a4d"), strict=True):
        shot.first_picture, shot.camera = make_picture(harbour, colour=colour), {"roll": 6}
        shot.save()
    return board


def test_it_is_the_last_frame_of_the_shot_before_to_the_pixel(moving: Board) -> None:
    take = rendered(moving, "one", timecode=True)
    assert take.clip
    frames = [frame.tobytes() for frame in shown(take.clip)]
    shots = list(moving.shots.live().select_related("board__project__workspace"))
    for shot, last in ((shots[1], 23), (shots[2], 71)):
        step = lastframes.go_on(shot, by=make_user("art"))
        shot.refresh_from_db()
        assert shot.first_picture
        made = pixels(shot.first_picture)
        assert made == frames[last]
        assert made not in (frames[last - 1], frames[last + 1])
        name = f"Last frame of shot {shot.number - 1}, take 1"
        assert shot.first_picture.original_name == name
        assert step and step.words == f"Set shot {shot.number}’s picture: {name}"
        assert lastframes.go_on(shot, by=make_user("art")) is None
    assert (shots[2].first_picture.width, shots[2].first_picture.height) == (1280, 720)
    assert shots[2].first_picture.format == "png"


def test_it_can_be_taken_back(moving: Board) -> None:
    rendered(moving, "one")
    shot = moving.shots.live()[1]
    was = shot.first_picture_id
    lastframes.go_on(shot, by=make_user("art"), tab="t1")
    operations.undo(moving, by=make_user("art"))
    shot.refresh_from_db()
    assert shot.first_picture_id == was


def test_the_picked_take_is_asked_before_the_newest_and_trash_is_not_asked(moving: Board) -> None:
    first, second = rendered(moving, "one"), rendered(moving, "two", timecode=True)
    shot = moving.shots.live()[1]
    assert lastframes.before(shot).name == "Last frame of shot 1, take 2"
    takes.pick(by=make_user("dirk"), take=first)
    shot = moving.shots.live().select_related("board__project")[1]
    assert (lastframes.before(shot).clip, lastframes.before(shot).frame) == (first.clip, 23)
    takes.trash(by=make_user("dirk"), take=first)
    Take.objects.filter(pk=second.pk).update(deleted_at=timezone.now())
    with pytest.raises(NoFrame, match="“The Lighthouse” has no take with a video yet"):
        lastframes.before(moving.shots.live().select_related("board__project")[1])


def test_a_shot_that_came_later_goes_on_and_other_lengths_do_not(moving: Board) -> None:
    rendered(moving, "one")
    late = make_shot(moving, seconds=3)
    assert lastframes.before(late).frame == 4 * 24 - 1
    moving.shots.filter(position=2).update(seconds=2)
    with pytest.raises(NoFrame, match="Shots 1 to 3 have other lengths in take 1 than on the board"):
        lastframes.before(late)
    assert lastframes.before(moving.shots.live()[2]).frame == 3 * 24 - 1


def test_the_first_shot_goes_on_from_the_board_before(moving: Board) -> None:
    following = make_board(moving.project, (2, 2), title="Storm")
    opening = following.shots.live()[0]
    with pytest.raises(NoFrame, match="“The Lighthouse” has no take with a video yet"):
        lastframes.before(opening)
    with pytest.raises(NoFrame, match="Nothing comes before this shot"):
        lastframes.before(moving.shots.live()[0])
    rendered(moving, "one")
    found = lastframes.before(opening)
    assert (found.frame, found.name) == (95, "Last frame of “The Lighthouse”, shot 3, take 1")


def test_a_clip_that_is_no_video_says_so(moving: Board) -> None:
    take = rendered(moving, "one")
    assert take.clip
    with open(default_storage.path(take.clip.file.name), "r+b") as file:
        file.truncate(2000)
    with pytest.raises(NoFrame, match="“Take 1” is cut off: it has 0 of its 24 frames"):
        lastframes.go_on(moving.shots.live()[1], by=make_user("art"))
