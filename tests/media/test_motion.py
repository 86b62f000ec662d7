"""Painted areas and paths: what is read, what is refused, and paths that stay where they were drawn."""

from __future__ import annotations

from math import cos, hypot, pi, sin
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from projects.media.motion import MOST_AREAS, MOST_PATH, STILL, Motion, at, fitted, simplified, trajectory

places = some.tuples(some.floats(0, 1), some.floats(0, 1))
paths = some.lists(places, min_size=2, max_size=120)
RATIO = 16 / 9

BOAT: dict[str, Any] = {
    "areas": [{"name": "Boat", "path": [[0.1, 0.5], [0.9, 0.5]]}, {"name": "Wave", "path": []}],
    "marks": [
        {"area": 1, "shape": "brush", "points": [[0.1, 0.5], [0.2, 0.5]], "width": 0.1},
        {"area": STILL, "shape": "rectangle", "points": [[0, 0], [1, 0.2]], "width": 0},
    ],
}


def test_what_is_read_is_written_again() -> None:
    motion = Motion.parse(BOAT)
    assert Motion.parse(motion.as_json()) == motion
    assert motion.painted == {1, STILL}
    assert motion.moving == (1,)
    assert not motion.empty
    assert Motion.parse({}).as_json() == Motion.parse(None).as_json() == {}


def broken(**what: Any) -> dict[str, Any]:
    """The boat with one mark changed."""
    return {**BOAT, "marks": [{**BOAT["marks"][0], **what}]}


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ({"areas": [{}] * (MOST_AREAS + 1)}, "motion has 7 areas; 6 fit"),
        ({"areas": "boat"}, "motion areas is no list of objects"),
        ({"areas": [{"path": [[0, 0]] * (MOST_PATH + 1)}]}, "points are no list of up to 200"),
        (broken(area=3), "a mark paints area 3; there are 2"),
        (broken(area=True), "a mark paints area True; there are 2"),
        (broken(shape="star"), "motion has no shape “star”; its shapes are brush, rectangle, ellipse, polygon, cells"),
        (broken(shape="polygon"), "a polygon has 2 points; it needs 3"),
        (broken(points=[[0, 1.5]]), "[0, 1.5] is no point; both numbers go from 0 to 1"),
        (broken(points=[[0, float("nan")]]), "[0, nan] is no point; both numbers go from 0 to 1"),
        (broken(points=[[0]]), "[0] is no point; both numbers go from 0 to 1"),
        (broken(width="wide"), "a brush is 'wide' wide; it goes from 0 to 1"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(value: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError) as refused:
        Motion.parse(value)
    assert str(refused.value) == sentence


def away(path: list[tuple[float, float]], point: tuple[float, float]) -> float:
    """How far a point is from a path, by looking at very many places on it."""
    many = (at(path, number / 4000, RATIO) for number in range(4001))
    return min(hypot(point[0] - x, (point[1] - y) / RATIO) for x, y in many)


def test_a_circle_keeps_its_shape_with_few_points() -> None:
    circle = [(0.5 + 0.3 * cos(2 * pi * n / 300), 0.5 + 0.3 * RATIO * sin(2 * pi * n / 300)) for n in range(300)]
    few = simplified(circle, RATIO)
    assert len(few) < 40
    assert max(away([*few], point) for point in circle[::10]) < 0.0045


@given(paths)
def test_a_simplified_path_keeps_its_ends_and_invents_nothing(path: list[tuple[float, float]]) -> None:
    few = simplified(path, RATIO)
    assert (few[0], few[-1]) == (path[0], path[-1])
    assert set(few) <= set(path)


@given(paths)
def test_a_fitted_path_has_as_many_points_as_are_taken(path: list[tuple[float, float]]) -> None:
    few = fitted(path, RATIO, 2, 77)
    assert 2 <= len(few) <= 77
    assert few[0] == pytest.approx(path[0])
    assert few[-1] == pytest.approx(path[-1])


@given(paths, some.integers(300, 4000), some.integers(300, 4000))
def test_pixels_are_inside_the_picture_and_count_from_below(
    path: list[tuple[float, float]], width: int, height: int
) -> None:
    for point in trajectory(path, (width, height), 2, 77):
        assert 0 <= point["x"] < width
        assert 0 <= point["y"] < height
    assert trajectory([(0, 0), (1, 1)], (width, height), 2, 77) == [
        {"x": 0, "y": height - 1},
        {"x": width - 1, "y": 0},
    ]


def test_the_speed_is_even_along_the_path() -> None:
    corner = [(0.0, 0.0), (0.5, 0.0), (0.5, 0.5 * RATIO)]
    assert at(corner, 0.25, RATIO) == pytest.approx((0.25, 0))
    assert at(corner, 0.75, RATIO) == pytest.approx((0.5, 0.25 * RATIO))
    assert at([(0.5, 0.5), (0.5, 0.5)], 0.3, RATIO) == (0.5, 0.5)
