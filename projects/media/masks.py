"""What was painted on a picture, as pixels: one map of areas, and a mask of one of them. Sizes are pixels."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw

from projects.media.motion import COLUMNS, ERASED, ROWS, STILL, Mark, Motion, Point

Map = Image.Image
"""A grey picture whose pixels are numbers of areas."""

STILL_VALUE = 255
"""How the still area stands in a map; the others stand as their numbers, and nothing as 0."""


def painted(motion: Motion, size: tuple[int, int]) -> Image.Image:
    """A grey map of `size`: every pixel is the number of the area it belongs to. Later marks lie over earlier ones."""
    drawn = Image.new("L", size, ERASED)
    pen = ImageDraw.Draw(drawn)
    for mark in motion.marks:
        _paint(pen, mark, size, STILL_VALUE if mark.area == STILL else mark.area)
    return drawn


def _paint(pen: ImageDraw.ImageDraw, mark: Mark, size: tuple[int, int], value: int) -> None:
    places = [(x * size[0], y * size[1]) for x, y in mark.points]
    match mark.shape:
        case "brush":
            _stroke(pen, places, max(1, round(mark.width * size[0])), value)
        case "rectangle":
            pen.rectangle(_box(places), fill=value)
        case "ellipse":
            pen.ellipse(_box(places), fill=value)
        case "polygon":
            pen.polygon(places, fill=value)
        case "cells":
            for point in mark.points:
                pen.rectangle(_cell(point, size), fill=value)


def _stroke(pen: ImageDraw.ImageDraw, places: list[Point], width: int, value: int) -> None:
    pen.line(places, fill=value, width=width, joint="curve")
    for x, y in places:
        pen.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=value)


def _box(corners: list[Point]) -> tuple[float, float, float, float]:
    (one_x, one_y), (other_x, other_y) = corners[0], corners[-1]
    return min(one_x, other_x), min(one_y, other_y), max(one_x, other_x), max(one_y, other_y)


def _cell(corner: Point, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """The pixels of a cell: those of its neighbours begin where they end."""
    column, row = (min(most - 1, int(at * most + 0.01)) for at, most in zip(corner, (COLUMNS, ROWS), strict=True))
    left, right = (size[0] * each // COLUMNS for each in (column, column + 1))
    top, bottom = (size[1] * each // ROWS for each in (row, row + 1))
    return left, top, right - 1, bottom - 1


def mask(drawn: Image.Image, area: int) -> Image.Image:
    """One area of a map in white on black; `STILL` is the still one."""
    value = STILL_VALUE if area == STILL else area
    return drawn.point([255 * (each == value) for each in range(256)])


def png(picture: Image.Image) -> bytes:
    """A grey picture as a PNG file."""
    out = BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()
