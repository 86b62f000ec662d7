"""The cuts of a take in one piece: looked for when its video arrives, moved by a frame, put back, and shown in the player."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from projects.models import Board, Clip, Render, RenderState, Take
from projects.services import clips, lastframes, renders, slicing, standing
from projects.services.slicing import NotCut
from tests.attacks.conftest import clicked, connect
from tests.faults.house import World
from tests.media.test_slicing import shots
from tests.people import make_board, make_project
from tests.services.test_lastframes import rendered
from tests.views.editor import HTMX, Browser


@pytest.fixture
def take(harbour: Any, tmp_path: Path) -> Take:
    """Four shots, 3 + 2 + 2 + 3 s, bought as one video, which cuts seven frames early and five late."""
    made = clicked(make_board(make_project(harbour, model="kling-v3"), (3, 2, 2, 3)), connect(harbour, "kling"))
    arrives(made, clips.store(harbour, shots(tmp_path / "take.mp4", (65, 60, 40, 76))))
    return Take.objects.get(pk=made.pk)


def arrives(take: Take, clip: Clip) -> None:
    """Its only video is here."""
    Render.objects.filter(take=take).update(state=RenderState.SUCCEEDED, clip=clip, provider_task_id="t", due_at=None)
    renders.settle(take)


def frames(take: Take) -> list[int]:
    return slicing.starts(Take.objects.get(pk=take.pk), 24)


def test_the_cuts_are_looked_for_when_the_video_arrives(take: Take) -> None:
    assert (take.cuts_found, take.cuts_set) == ([65, 125, 165], [])
    assert frames(take) == [0, 65, 125, 165, 240]
    assert [(cut.shot, cut.off, cut.far) for cut in slicing.cuts(take)] == [(2, -7, True), (3, 5, True), (4, -3, False)]
    row = standing.row(take, take.board.plan())
    assert row.cuts == [0, 2.70833, 5.20833, 6.875]


def test_a_practice_film_is_cut_where_it_was_planned(house: World) -> None:
    take = house.click("kling", house.board(3, 2, 2, 3))
    house.work(take)
    take.refresh_from_db()
    assert take.clip
    assert take.cuts_found == [72, 120, 168]


def test_what_is_exact_or_one_shot_is_not_looked_at(board: Board, house: World) -> None:
    animatic = rendered(board, "one")
    alone = house.click("kling", house.board(5))
    house.work(alone)
    alone.refresh_from_db()
    assert [(each.cuts_found, slicing.cuts(each)) for each in (animatic, alone)] == [([], []), ([], [])]


def test_a_video_that_cannot_be_read_is_cut_as_planned(take: Take) -> None:
    assert take.clip
    Path(take.clip.file.path).write_bytes(b"gone")
    Take.objects.filter(pk=take.pk).update(clip=None, cuts_found=[])
    renders.settle(Take.objects.get(pk=take.pk))
    assert Take.objects.get(pk=take.pk).clip == take.clip
    assert frames(take) == [0, 72, 120, 168, 240]


def test_a_cut_goes_a_frame_at_a_time_and_back(take: Take) -> None:
    slicing.nudge(take=take, number=2, step=1)
    slicing.nudge(take=take, number=4, step=-1)
    assert frames(take) == [0, 66, 125, 164, 240]
    slicing.reset(take=take, to="planned")
    assert frames(take) == [0, 72, 120, 168, 240]
    slicing.reset(take=take, to="found")
    assert frames(take) == [0, 65, 125, 165, 240]


def test_every_shot_keeps_a_frame(take: Take) -> None:
    Take.objects.filter(pk=take.pk).update(cuts_set=[1, 2, 239])
    for number, step in ((2, -1), (2, 1), (3, -1), (4, 1)):
        with pytest.raises(NotCut, match="a frame at least"):
            slicing.nudge(take=take, number=number, step=step)
    for number in (0, 1, 5):
        with pytest.raises(NotCut, match="no cut there"):
            slicing.nudge(take=take, number=number, step=1)


def test_an_animatic_has_nothing_to_move(board: Board) -> None:
    take = rendered(board, "one")
    with pytest.raises(NotCut):
        slicing.nudge(take=take, number=2, step=1)
    with pytest.raises(NotCut):
        slicing.reset(take=take, to="planned")


def test_the_last_frame_of_a_shot_is_the_one_before_the_cut(take: Take) -> None:
    shot = take.board.shots.live()[2]
    assert lastframes.before(shot).frame == 124
    slicing.nudge(take=take, number=3, step=-1)
    assert lastframes.before(shot).frame == 123


def press(browser: Any, take: Take, number: int, step: object) -> Any:
    return browser.post(reverse("take_cut", args=[take.slug, number]), {"step": step}, headers=HTMX)


def test_the_player_has_the_cuts_and_its_buttons_move_them(take: Take, as_: Browser) -> None:
    art = as_("art")
    page = art.get(reverse("take_stage", args=[take.board.slug]), headers=HTMX).content.decode()
    assert 'data-cuts="0,2.70833,5.20833,6.875"' in page
    assert re.findall(r'<span class="off (?:far)?">([^<]*)<', page) == [
        "7 frames early",
        "5 frames late",
        "3 frames early",
    ]
    answer = press(art, take, 2, 1)
    moved = answer.content.decode()
    assert answer.status_code == 200
    assert 'data-cuts="0,2.75,5.20833,6.875"' in moved
    assert 'Shot 2 <span class="code">00:00:02:18</span>' in moved
    answer = art.post(reverse("take_cuts", args=[take.slug]), {"to": "planned"}, headers=HTMX)
    assert 'data-cuts="0,3,5,7"' in answer.content.decode()
    assert [press(art, take, 2, step).status_code for step in (5, "x", "")] == [422] * 3
    assert art.post(reverse("take_cuts", args=[take.slug]), {"to": "moon"}, headers=HTMX).status_code == 422
    assert press(art, take, 9, 1).content.decode() == "Take 1 has no cut there that could be moved."


def test_who_may_only_look_moves_nothing(take: Take, as_: Browser) -> None:
    assert [press(as_(name), take, 2, 1).status_code for name in ("clara", "mallory")] == [404, 404]
    take.board.project.archived_at = take.created_at
    take.board.project.save()
    page = as_("art").get(reverse("take_stage", args=[take.board.slug]), headers=HTMX).content.decode()
    assert "5 frames late" in page
    assert "one frame earlier" not in page
    assert press(as_("art"), take, 2, 1).status_code == 403
    assert frames(take) == [0, 65, 125, 165, 240]
