"""Painted areas as pixels, and a picture whose areas travel."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from PIL import Image, ImageChops, ImageStat

from projects.media import masks
from projects.media.drift import Drift
from projects.media.motion import COLUMNS, ROWS, STILL, Motion
from projects.media.staging import Scene, Settings, stage

SIZE = (640, 360)
places = some.tuples(some.floats(0, 1), some.floats(0, 1))
marks = some.fixed_dictionaries(
    {
        "area": some.integers(-1, 3),
        "shape": some.sampled_from(["brush", "rectangle", "ellipse", "polygon", "cells"]),
        "points": some.lists(places, min_size=3, max_size=8),
        "width": some.floats(0, 0.3),
    }
)


def moving(*marks_: dict[str, Any], path: tuple[tuple[float, float], ...] = ((0.2, 0.5), (0.7, 0.5))) -> Motion:
    """One area with a path, painted by these marks."""
    return Motion.parse({"areas": [{"path": [list(each) for each in path]}], "marks": list(marks_)})


def rectangle(left: float, top: float, right: float, bottom: float, area: int = 1) -> dict[str, Any]:
    """A mark."""
    return {"area": area, "shape": "rectangle", "points": [[left, top], [right, bottom]], "width": 0}


def count(drawn: Image.Image, area: int) -> int:
    """How many pixels of a map belong to an area."""
    return drawn.histogram()[masks.STILL_VALUE if area == STILL else area]


@given(some.lists(marks, max_size=6), some.sampled_from([(640, 360), (300, 301), (77, 1000)]))
def test_areas_never_overlap_and_masks_have_the_pictures_size(
    drawn: list[dict[str, Any]], size: tuple[int, int]
) -> None:
    painted = masks.painted(Motion.parse({"areas": [{}] * 3, "marks": drawn}), size)
    cuts = [masks.mask(painted, area) for area in (STILL, 1, 2, 3)]
    assert {cut.size for cut in cuts} == {size}
    assert {value for cut in cuts for value in cut.tobytes()} <= {0, 255}
    belongs = sum(cut.histogram()[255] for cut in cuts)
    assert belongs + painted.histogram()[0] == size[0] * size[1]


def test_a_later_mark_takes_the_place_and_the_eraser_gives_it_back() -> None:
    motion = Motion.parse({"areas": [{}, {}], "marks": [rectangle(0, 0, 1, 1), rectangle(0, 0, 0.5, 1, 2)]})
    drawn = masks.painted(motion, SIZE)
    assert abs(count(drawn, 1) - count(drawn, 2)) <= 2 * SIZE[1]
    erased = Motion.parse({**motion.as_json(), "marks": [*motion.as_json()["marks"], rectangle(0, 0, 1, 1, 0)]})
    assert masks.painted(erased, SIZE).getbbox() is None


def test_every_cell_of_the_grid_is_painted_once() -> None:
    corners = [[column / COLUMNS, row / ROWS] for row in range(ROWS) for column in range(COLUMNS)]
    for size in (SIZE, (333, 301)):
        seen = Image.new("L", size)
        for corner in corners:
            mark = {"area": 1, "shape": "cells", "points": [corner], "width": 0}
            one = masks.painted(moving(mark), size)
            assert ImageChops.multiply(seen.point(lambda v: 255 * v), one.point(lambda v: 255 * v)).getbbox() is None
            seen = ImageChops.lighter(seen, one)
        assert count(seen, 1) == size[0] * size[1]


def test_a_brush_is_as_wide_as_it_says_and_a_tap_is_a_dot() -> None:
    tap = {"area": 1, "shape": "brush", "points": [[0.5, 0.5]], "width": 0.25}
    left, top, right, bottom = masks.painted(moving(tap), SIZE).getbbox() or (0, 0, 0, 0)
    assert (right - left, bottom - top) == (pytest.approx(160, abs=2), pytest.approx(160, abs=2))


def test_a_mask_is_a_grey_png() -> None:
    with Image.open(BytesIO(masks.png(masks.mask(masks.painted(moving(rectangle(0, 0, 0.5, 1)), SIZE), 1)))) as read:
        assert (read.format, read.mode, read.size) == ("PNG", "L", SIZE)


@pytest.fixture
def picture() -> Image.Image:
    """Grey with a red square on the left and a green one on the right."""
    made = Image.new("RGB", SIZE, "#808080")
    made.paste("#d02020", (64, 144, 128, 216))
    made.paste("#20d020", (448, 144, 512, 216))
    return made


def test_an_area_travels_and_leaves_no_copy_behind(picture: Image.Image) -> None:
    drift = Drift(picture, moving(rectangle(0.08, 0.36, 0.22, 0.64), path=((0.15, 0.5), (0.5, 0.5))), (0, 0, *SIZE))
    assert ImageChops.difference(drift.at(0), picture).getbbox() is None
    ended = drift.at(1)
    assert ended.getpixel((96 + round(0.35 * 640), 180)) == (0xD0, 0x20, 0x20)
    red, green, _blue = ended.getpixel((96, 180))
    assert red - green < 40


def test_the_still_area_stays_on_top(picture: Image.Image) -> None:
    marks_ = (rectangle(0.08, 0.36, 0.22, 0.64), rectangle(0.65, 0.3, 0.85, 0.7, STILL))
    drift = Drift(picture, moving(*marks_, path=((0.15, 0.5), (0.75, 0.5))), (0, 0, *SIZE))
    for time in (0.5, 0.9, 1.0):
        assert drift.at(time).getpixel((480, 180)) == (0x20, 0xD0, 0x20)


@pytest.mark.parametrize("aspect", ["16:9", "9:16", "1:1"])
@pytest.mark.parametrize("camera", [{}, {"zoom": 5}, {"roll": 6, "pan": 3}])
def test_the_animatic_shows_it_in_every_shape(
    picture: Image.Image, tmp_path: Path, aspect: str, camera: dict[str, float]
) -> None:
    path = tmp_path / "still.png"
    picture.save(path)
    settings = Settings(aspect=aspect)
    motion = moving(rectangle(0.08, 0.36, 0.22, 0.64), path=((0.15, 0.5), (0.5, 0.5)))
    with_it, without = (stage(Scene(path, 1, camera, motion=each), settings) for each in (motion, Motion()))
    assert len(with_it) == len(without) == 24
    first, last = ([frames[place]().luma for frames in (with_it, without)] for place in (0, -1))
    assert {plane.size for plane in (*first, *last)} == {settings.size}
    assert ImageStat.Stat(ImageChops.difference(*first)).mean[0] < 1.5
    assert ImageStat.Stat(ImageChops.difference(*last)).mean[0] > 0.2
