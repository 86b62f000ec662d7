"""One shot again of a take that was made in one piece: real videos of the practice provider, cut and joined to the frame."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from PIL import Image, ImageChops, ImageStat

from projects.models import Board, Clip, Render, RenderState, Shot, Take
from projects.services import invariants, shotwise, slicing, takes
from projects.services.shotwise import NotSeparable
from tests.faults.house import World
from tests.people import make_user
from tests.services.test_lastframes import rendered, shown
from tests.views.editor import HTMX, Browser

CUTS = [66, 120, 170]
"""Where the shots of 3 + 2 + 2 + 3 s begin in the take: 6 frames early, as planned, 2 frames late."""


@pytest.fixture
def take(house: World) -> Take:
    """Four shots in one video from Kling; somebody moved its cuts."""
    made = house.click("kling", house.board(3, 2, 2, 3))
    house.work(made)
    Take.objects.filter(pk=made.pk).update(cuts_set=CUTS)
    return Take.objects.select_related("clip", "connection", "board__project__workspace").get(pk=made.pk)


def again(house: World, take: Take, number: int) -> Take:
    """Render this shot of it once more and wait for the take."""
    made = shotwise.again(by=make_user("olga"), take=take, number=number, form_key=f"again {take.slug} {number}")
    house.work(made)
    return Take.objects.select_related("clip", "connection", "board__project__workspace").get(pk=made.pk)


def small(clip: Clip) -> list[Image.Image]:
    """Every frame of a clip, small."""
    return [frame.resize((64, 36)) for frame in shown(clip)]


def alike(one: Image.Image, two: Image.Image) -> bool:
    return max(ImageStat.Stat(ImageChops.difference(one, two)).mean) < 4


def segments(take: Take) -> list[Any]:
    return [render.segment for render in take.renders.all()]


def test_the_new_shot_takes_the_old_one_s_place_to_the_frame(house: World, take: Take) -> None:
    made = again(house, take, 2)
    assert made.clip and take.clip
    assert made.clip.frames == 240
    assert segments(made) == [[0, 66, 24], [0, 54, 24], [120, 50, 24], [170, 70, 24]]
    was, now = small(take.clip), small(made.clip)
    same = [alike(one, two) for one, two in zip(was, now, strict=False)]
    assert same == [True] * 66 + [False] * 54 + [True] * 120
    assert slicing.starts(made, 24) == [0, 66, 120, 170, 240]
    assert slicing.cuts(made) == []


def test_only_the_one_shot_is_bought(house: World, take: Take) -> None:
    before = house.bought()
    made = again(house, take, 3)
    assert house.bought() == before + 1
    assert [[shot["number"] for shot in row.order["shots"]] for row in made.renders.all()] == [[1], [2], [3], [4]]
    assert [row.quote["amount"] for row in made.renders.all()][:2] == [0, 0]
    assert [row.ledger.count() for row in made.renders.all()] == [0, 0, 2, 0]
    assert made.options["method"] == "shot_by_shot"
    assert [said for _name, _promise, check in invariants.CHECKS for said in check()] == []


def test_another_length_makes_the_whole_longer_by_just_that(house: World, take: Take) -> None:
    Shot.objects.filter(board=take.board, position=1).update(seconds=4)
    Board.objects.filter(pk=take.board_id).update(total_seconds=12)
    take.board.refresh_from_db()
    made = again(house, take, 2)
    assert made.clip
    assert made.clip.frames == 12 * 24
    assert segments(made)[1] == [0, 54 + 48, 24]
    assert slicing.starts(made, 24) == [0, 66, 168, 218, 288]


def test_again_and_again_keeps_the_places(house: World, take: Take) -> None:
    made = again(house, again(house, take, 1), 4)
    assert made.clip
    assert (made.number, made.clip.frames) == (3, 240)
    assert segments(made) == [[0, 66, 24], [66, 54, 24], [120, 50, 24], [0, 70, 24]]


def test_trying_again_keeps_the_place_too(house: World, take: Take) -> None:
    made = shotwise.again(by=make_user("olga"), take=take, number=2, form_key="x")
    Render.objects.filter(take=made, number=2).update(state=RenderState.FAILED, due_at=None)
    tried = takes.retry(by=make_user("olga"), take=Take.objects.get(pk=made.pk))
    house.work(tried)
    tried.refresh_from_db()
    assert tried.clip
    assert (tried.clip.frames, segments(tried)[1]) == (240, [0, 54, 24])


def test_what_else_is_made_in_one_piece_says_why(board: Board, house: World, take: Take) -> None:
    with pytest.raises(NotSeparable, match="made in one piece"):
        shotwise.choices(rendered(board, "one"))
    Take.objects.filter(pk=take.pk).update(cuts_set=[1, 120, 170])
    Shot.objects.filter(board=take.board, position=0).update(seconds=1)
    changed = Take.objects.select_related("clip", "connection", "board__project__workspace").get(pk=take.pk)
    with pytest.raises(NotSeparable, match="Shot 1 is shorter in this take"):
        shotwise.again(by=make_user("olga"), take=changed, number=1, form_key="y")


def test_the_dialog_shows_where_each_shot_is_and_what_it_costs(house: World, take: Take, as_: Browser) -> None:
    owner = as_("olga")
    listing = owner.get(reverse("take_list", args=[take.board.slug]), headers=HTMX).content.decode()
    assert reverse("take_shots", args=[take.slug]) in listing
    page = owner.get(reverse("take_shots", args=[take.slug]), headers=HTMX).content.decode()
    assert "This take was made in one piece" in page
    assert "00:00:02:18 – 00:00:05:00" in page
    assert page.count("Render shot") == 4
