"""Areas of a picture that move: what was painted, the path each area takes, and the path as a model wants it.

Places are shares of the picture, origin top left, 0 … 1 in both directions. What was painted is kept as marks in their
order, not as pixels: a later mark takes the place from an earlier one, so areas never overlap, and a mask can be drawn at
any size.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import hypot
from typing import Any, Literal, Self

Point = tuple[float, float]
Shape = Literal["brush", "rectangle", "ellipse", "polygon", "cells"]

MOST_AREAS = 6
ERASED, STILL = 0, -1
"""What a mark paints beside the areas 1 … 6: nothing, and the area that keeps still."""

LEAST_POINTS: Mapping[str, int] = {"brush": 1, "rectangle": 2, "ellipse": 2, "polygon": 3, "cells": 1}
MOST_POINTS = 400
MOST_MARKS = 400
MOST_PATH = 200
COLUMNS, ROWS = 16, 9
"""The grid that is painted cell by cell from the keyboard; a cell is the point of its top left corner."""

TOLERANCE = 0.004
"""How far a simplified path may be from the one drawn, in widths of the picture."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One stroke or shape: what it paints (`area` 1 … 6, `ERASED`, `STILL`), its points, and the brush's width.

    A rectangle and an ellipse have two opposite corners, a polygon its corners, cells their corners on the grid.
    """

    area: int
    shape: Shape
    points: tuple[Point, ...]
    width: float = 0.0


@dataclass(frozen=True, slots=True)
class Area:
    """A moving area: its name for people and its path, empty while none is drawn."""

    name: str = ""
    path: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Motion:
    """What moves in a shot's picture: up to six areas, numbered from 1, and the marks that paint them."""

    areas: tuple[Area, ...] = ()
    marks: tuple[Mark, ...] = ()

    @property
    def empty(self) -> bool:
        """True when nothing was painted and no path drawn."""
        return not self.marks and not any(area.path for area in self.areas)

    @property
    def painted(self) -> frozenset[int]:
        """The areas that some mark paints, `STILL` among them."""
        return frozenset(mark.area for mark in self.marks if mark.area != ERASED)

    @property
    def moving(self) -> tuple[int, ...]:
        """The numbers of the areas that are painted and have a path: those that can be sent and shown."""
        return tuple(number for number, area in enumerate(self.areas, 1) if area.path[1:] and number in self.painted)

    @classmethod
    def parse(cls, value: Mapping[str, Any] | None) -> Self:
        """Read motion from JSON. Raises `ValueError` with a sentence that names what is wrong, with the numbers."""
        value = value or {}
        areas, marks = _list(value, "areas", MOST_AREAS), _list(value, "marks", MOST_MARKS)
        return cls(
            tuple(Area(str(each.get("name", ""))[:40], _points(each.get("path", ()), MOST_PATH)) for each in areas),
            tuple(_mark(each, len(areas)) for each in marks),
        )

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values; `{}` where nothing moves."""
        if not self.areas and not self.marks:
            return {}
        return {
            "areas": [{"name": area.name, "path": _listed(area.path)} for area in self.areas],
            "marks": [
                {"area": mark.area, "shape": mark.shape, "points": _listed(mark.points), "width": mark.width}
                for mark in self.marks
            ],
        }


def _listed(points: Sequence[Point]) -> list[list[float]]:
    return [[x, y] for x, y in points]


def _list(value: Mapping[str, Any], name: str, most: int) -> Sequence[Mapping[str, Any]]:
    found = value.get(name) or []
    if not isinstance(found, list | tuple) or not all(isinstance(each, Mapping) for each in found):
        raise ValueError(f"motion {name} is no list of objects")
    if len(found) > most:
        raise ValueError(f"motion has {len(found)} {name}; {most} fit")
    return found


def _mark(value: Mapping[str, Any], areas: int) -> Mark:
    shape: Any = value.get("shape")
    area = value.get("area")
    if shape not in LEAST_POINTS:
        raise ValueError(f"motion has no shape “{shape}”; its shapes are {', '.join(LEAST_POINTS)}")
    if isinstance(area, bool) or not isinstance(area, int) or not STILL <= area <= areas:
        raise ValueError(f"a mark paints area {area!r}; there are {areas}")
    points, width = _points(value.get("points", ()), MOST_POINTS), value.get("width", 0)
    if len(points) < LEAST_POINTS[shape]:
        raise ValueError(f"a {shape} has {len(points)} points; it needs {LEAST_POINTS[shape]}")
    if isinstance(width, bool) or not isinstance(width, int | float) or not 0 <= width <= 1:
        raise ValueError(f"a brush is {width!r} wide; it goes from 0 to 1")
    return Mark(area, shape, points, float(width))


def _points(value: Any, most: int) -> tuple[Point, ...]:
    if not isinstance(value, list | tuple) or len(value) > most:
        raise ValueError(f"points are no list of up to {most}")
    for each in value:
        pair = isinstance(each, list | tuple) and len(each) == 2
        if not pair or any(isinstance(x, bool) or not isinstance(x, int | float) or not 0 <= x <= 1 for x in each):
            raise ValueError(f"{each!r} is no point; both numbers go from 0 to 1")
    return tuple((round(float(x), 4), round(float(y), 4)) for x, y in value)


def simplified(path: Sequence[Point], ratio: float, tolerance: float = TOLERANCE) -> tuple[Point, ...]:
    """The path with as few of its points as keep it within `tolerance` widths of where it was (Ramer, Douglas, Peucker).

    `ratio` is the picture's width over its height.
    """
    kept, open_parts = {0, len(path) - 1}, [(0, len(path) - 1)]
    while open_parts:
        first, last = open_parts.pop()
        far, distance = first, 0.0
        for place in range(first + 1, last):
            off = _off(path[place], path[first], path[last], ratio)
            if off > distance:
                far, distance = place, off
        if distance > tolerance:
            kept.add(far)
            open_parts += [(first, far), (far, last)]
    return tuple(path[place] for place in sorted(kept) if place >= 0)


def _off(point: Point, start: Point, end: Point, ratio: float) -> float:
    """The distance of a point from a line from start to end, in widths."""
    along = (end[0] - start[0], (end[1] - start[1]) / ratio)
    aside = (point[0] - start[0], (point[1] - start[1]) / ratio)
    square = along[0] ** 2 + along[1] ** 2
    share = max(0.0, min(1.0, (along[0] * aside[0] + along[1] * aside[1]) / square)) if square else 0.0
    return hypot(aside[0] - share * along[0], aside[1] - share * along[1])


def at(path: Sequence[Point], time: float, ratio: float) -> Point:
    """Where the path is at `time` (0 … 1), at an even speed along it."""
    lengths = [hypot(b[0] - a[0], (b[1] - a[1]) / ratio) for a, b in itertools.pairwise(path)]
    left = max(0.0, min(1.0, time)) * sum(lengths)
    for (start, end), length in zip(itertools.pairwise(path), lengths, strict=True):
        if left <= length and length:
            share = left / length
            return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])
        left -= length
    return path[-1]


def fitted(path: Sequence[Point], ratio: float, least: int, most: int) -> tuple[Point, ...]:
    """The path with `least` to `most` points: simplified, and where that is still too many, at even steps along it."""
    few = simplified(path, ratio)
    count = max(least, min(most, len(few)))
    return few if count == len(few) else tuple(at(path, place / (count - 1), ratio) for place in range(count))


def trajectory(path: Sequence[Point], size: tuple[int, int], least: int, most: int) -> list[dict[str, int]]:
    """The path as Kling wants it: whole pixels of a picture of `size`, origin bottom left.

    Source: Kling API reference, image2video, `dynamic_masks.trajectories`.
    """
    width, height = size
    return [
        {"x": round(x * (width - 1)), "y": round((1 - y) * (height - 1))}
        for x, y in fitted(path, width / height, least, most)
    ]
