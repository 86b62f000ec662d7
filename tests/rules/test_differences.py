"""What changed between two boards: every detail that a take shows, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from projects.media.motion import Area, Mark, Motion
from projects.rules import snapshot
from projects.rules.differences import LONGEST, Change, differences, shortened, words
from projects.rules.storyboard import BoardPlan, Camera, ElementFacts, ShotPlan, StillFacts

LAMP = StillFacts("a" * 64, 1280, 720, "jpeg", 9, "lamp.jpg")
MARA = ElementFacts("mara", "character", "A keeper in a yellow coat", (LAMP,))
BOARD = BoardPlan(
    "Lighthouse",
    6,
    (ShotPlan(3, "A lamp in the fog"), ShotPlan(3, "@mara climbs")),
    elements=(MARA, ElementFacts("gull")),
)


def with_shot(place: int, **values: Any) -> BoardPlan:
    """The board with one shot changed."""
    shots = list(BOARD.shots)
    shots[place] = replace(shots[place], **values)
    return replace(BOARD, shots=tuple(shots))


def with_mara(**values: Any) -> BoardPlan:
    """The board with its element changed."""
    return replace(BOARD, elements=(replace(MARA, **values), BOARD.elements[1]))


MOVING = Motion((Area("gull", ((0, 0), (1, 1))),), (Mark(1, "rectangle", ((0, 0), (0.5, 0.5))),))

ONE_DETAIL = (
    (replace(BOARD, title="Tower"), Change("board", "", "title", "Lighthouse", "Tower")),
    (replace(BOARD, aspect="9:16"), Change("board", "", "aspect", "16:9", "9:16")),
    (replace(BOARD, fps=25), Change("board", "", "fps", "24", "25")),
    (replace(BOARD, sound=True), Change("board", "", "sound", "off", "on")),
    (replace(BOARD, negative_prompt="text, hands"), Change("board", "", "keep_out", "", "text, hands")),
    (with_shot(0, prompt="A lantern light in the fog"), Change("shot", "1", "prompt", "lamp", "lantern light")),
    (with_shot(0, dialogue="Who is there?"), Change("shot", "1", "dialogue", "", "Who is there?")),
    (with_shot(0, label="MCU"), Change("shot", "1", "label", "", "MCU")),
    (with_shot(1, first_picture=LAMP), Change("shot", "2", "picture", "", "lamp.jpg")),
    (with_shot(1, last_picture=LAMP), Change("shot", "2", "last_picture", "", "lamp.jpg")),
    (with_shot(1, camera=Camera(zoom=2.5)), Change("shot", "2", "zoom", "0", "2.5")),
    (with_shot(1, motion=MOVING), Change("shot", "2", "motion", "0", "1")),
    (with_mara(kind="prop"), Change("element", "@mara", "kind", "character", "prop")),
    (with_mara(description="A keeper in a red coat"), Change("element", "@mara", "description", "yellow", "red")),
    (with_mara(pictures=()), Change("element", "@mara", "pictures", "lamp.jpg", "")),
)


@pytest.mark.parametrize(("now", "change"), ONE_DETAIL, ids=lambda each: getattr(each, "what", ""))
def test_every_detail_is_one_row(now: BoardPlan, change: Change) -> None:
    assert differences(BOARD, now) == [change]
    back = Change(change.place, change.which, change.what, change.after, change.before)
    assert differences(now, BOARD) == [back]
    assert snapshot.fingerprint(now) != snapshot.fingerprint(BOARD)


def test_nothing_is_said_of_what_no_take_shows() -> None:
    same = (
        BOARD,
        with_shot(0, notes="for people", locked=True),
        replace(BOARD, intended=frozenset({"x"})),
        replace(BOARD, elements=(MARA,)),
    )
    assert [differences(BOARD, each) for each in same] == [[], [], [], []]


def test_a_moved_cut_is_told_with_the_lengths_beside_it() -> None:
    now = replace(BOARD, shots=(replace(BOARD.shots[0], seconds=4), replace(BOARD.shots[1], seconds=2)))
    assert differences(BOARD, now) == [
        Change("cut", "1", "at", "3 s", "4 s"),
        Change("shot", "1", "seconds", "3 s", "4 s"),
        Change("shot", "2", "seconds", "3 s", "2 s"),
    ]


def test_a_shot_put_between_leaves_the_others_alone() -> None:
    now = replace(BOARD, shots=(BOARD.shots[0], ShotPlan(2, "Waves"), BOARD.shots[1]))
    assert differences(BOARD, now) == [
        Change("board", "", "seconds", "6 s", "8 s"),
        Change("board", "", "shots", "2", "3"),
        Change("shot", "2", "added", "", "Waves"),
    ]
    assert differences(now, BOARD)[-1] == Change("shot", "2", "removed", "Waves", "")


def test_an_element_that_is_called_no_more() -> None:
    changes = differences(BOARD, with_shot(1, prompt="climbs"))
    assert Change("element", "@mara", "called", "yes", "no") in changes


def test_pictures_of_one_name_are_told_apart_by_size_or_not_at_all() -> None:
    first = with_shot(0, first_picture=LAMP)
    wider = with_shot(0, first_picture=replace(LAMP, digest="b" * 64, width=1920, height=1080))
    other = with_shot(0, first_picture=replace(LAMP, digest="c" * 64))
    sizes = ("lamp.jpg 1280 × 720", "lamp.jpg 1920 × 1080")
    assert differences(first, wider) == [Change("shot", "1", "picture", *sizes)]
    assert differences(first, other) == [Change("shot", "1", "picture")]


def test_motion_that_moves_as_many_areas_just_changed() -> None:
    other = replace(MOVING, areas=(Area("gull", ((0, 0), (0.5, 1))),))
    assert differences(with_shot(0, motion=MOVING), with_shot(0, motion=other)) == [Change("shot", "1", "motion")]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("A lamp", "A lamp at dusk", ("", "at dusk")),
        ("a a a", "a a", ("a", "")),
        ("one two three", "one 2 three", ("two", "2")),
        ("", "", ("", "")),
    ],
)
def test_the_words_that_differ(before: str, after: str, told: tuple[str, str]) -> None:
    assert words(before, after) == told


def test_long_words_are_shortened_between_words() -> None:
    assert shortened("gull " * 40).endswith("gull …")
    assert len(shortened("gull " * 40)) <= LONGEST + 1
    assert len(shortened("x" * 400)) <= LONGEST + 1
