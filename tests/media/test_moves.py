"""Camera moves: eased, to the side they are named for, and never past the picture's edge."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.media import moves

AXES = ("pan", "tilt", "roll", "truck", "pedestal", "zoom")
WIDE = 16 / 9
strengths = st.fixed_dictionaries({axis: st.floats(-10, 10) for axis in AXES})


@given(strengths, st.sampled_from([WIDE, 1, 9 / 16]), st.floats(1, 1.19), st.booleans())
def test_no_corner_ever_leaves_the_picture(camera: dict[str, float], ratio: float, spare: float, across: bool) -> None:
    room = (spare, 1 / ratio) if across else (1.0, spare / ratio)
    for view in moves.views(camera, 48, ratio, room):
        for x, y in view.corners(ratio):
            assert abs(x) <= room[0] / 2 + 1e-9 and abs(y) <= room[1] / 2 + 1e-9


@given(strengths)
def test_a_move_speeds_up_and_slows_down_without_jumps(camera: dict[str, float]) -> None:
    seen = moves.views(camera, 72, WIDE, (1, 1 / WIDE))
    for value in ("x", "y", "angle"):
        places = [getattr(view, value) for view in seen]
        steps = [after - before for before, after in pairwise(places)]
        jolts = [abs(after - before) for before, after in pairwise(steps)]
        assert max(jolts, default=0) <= 0.003


@pytest.mark.parametrize(
    ("axis", "value", "sign"),
    [
        ("pan", "x", 1),
        ("truck", "x", 1),
        ("tilt", "y", -1),
        ("pedestal", "y", -1),
        ("zoom", "width", -1),
        ("roll", "angle", 1),
    ],
)
@pytest.mark.parametrize("strength", [-10, -3, 4, 10])
def test_each_axis_goes_its_own_way(axis: str, value: str, sign: int, strength: float) -> None:
    seen = moves.views({axis: strength}, 48, WIDE, (1, 1 / WIDE))
    change = getattr(seen[-1], value) - getattr(seen[0], value)
    assert change * sign * strength > 0
    others = {"x", "y", "width", "angle"} - {value}
    assert all(isclose(getattr(seen[0], other), getattr(seen[-1], other), abs_tol=1e-9) for other in others)


def test_a_still_camera_sees_one_whole_frame() -> None:
    assert moves.views({"pan": 0}, 48, WIDE, (1.1, 1 / WIDE)) == [moves.View(0, 0, 1, 0)]


@pytest.mark.parametrize("ease", [moves.turning, moves.travelling])
def test_an_ease_starts_and_ends_at_rest(ease: Callable[[float], float]) -> None:
    places = [ease(turn / 100) for turn in range(101)]
    assert places[0] == 0 and places[-1] == 1 and places == sorted(places)
    assert places[1] < 0.004 and places[50] == pytest.approx(0.5)


def test_runs_never_mix_near_and_far() -> None:
    seen = moves.views({"zoom": 10}, 100, WIDE, (1, 1 / WIDE))
    groups = moves.runs(seen, 1.25)
    assert [view for group in groups for view in group] == seen and len(groups) == 3
    assert all(max(v.width for v in group) <= 1.25 * min(v.width for v in group) for group in groups)
