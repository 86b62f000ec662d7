"""Gouache from arithmetic: washes, rough-edged shapes, light and grain on a canvas of 1536 × 864 units drawn at twice that."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter

WIDTH, HEIGHT, SCALE = 1536, 864, 2
SIZE = (WIDTH * SCALE, HEIGHT * SCALE)

Point = tuple[float, float]
Colour = str | tuple[int, int, int]
Stops = Sequence[tuple[float, Colour]]


def rgb(colour: Colour) -> tuple[int, int, int]:
    """A colour as three numbers."""
    return ImageColor.getcolor(colour, "RGB") if isinstance(colour, str) else colour


def mixed(first: Colour, second: Colour, part: float) -> tuple[int, int, int]:
    """A colour between two."""
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(rgb(first), rgb(second), strict=True))
    return red, green, blue


def ramp(stops: Stops, across: bool = False) -> Image.Image:
    """A wash through `stops` (place 0 … 1, colour), downwards or across."""
    steps = 512
    strip = Image.new("RGB", (steps, 1) if across else (1, steps))
    strip.putdata([_between(stops, step / (steps - 1)) for step in range(steps)])
    return strip.resize(SIZE, Image.Resampling.BICUBIC)


def _between(stops: Stops, place: float) -> tuple[int, int, int]:
    for (start, first), (end, second) in pairwise(stops):
        if place <= end:
            return mixed(first, second, max(0.0, (place - start) / (end - start)))
    return rgb(stops[-1][1])


@cache
def noise(seed: int, across: int, down: int, octaves: int = 4) -> Image.Image:
    """Cloudy grey: random cells, `across` × `down` in the coarsest octave, summed as they get finer."""
    whole = None
    for octave in range(octaves):
        wide, high = across << octave, down << octave
        cells = Image.frombytes("L", (wide, high), random.Random(seed + octave).randbytes(wide * high))
        layer = cells.resize(SIZE, Image.Resampling.BICUBIC)
        whole = layer if whole is None else Image.blend(whole, layer, 0.5 ** (octave + 0.4))
    return whole or Image.new("L", SIZE)


def curve(function: Any) -> list[int]:
    """A table of 256 values for `Image.point`, kept inside 0 … 255."""
    return [round(max(0.0, min(255.0, function(value)))) for value in range(256)]


@dataclass(frozen=True, slots=True)
class Mask:
    """A piece of grey and where its corner is, in pixels."""

    grey: Image.Image
    at: tuple[int, int]

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom."""
        return (*self.at, self.at[0] + self.grey.width, self.at[1] + self.grey.height)

    def through(self, table: list[int]) -> Mask:
        """The same piece with other values."""
        return Mask(self.grey.point(table), self.at)

    def times(self, other: Image.Image) -> Mask:
        """The part of it that a grey picture of the whole canvas lets through."""
        return Mask(ImageChops.multiply(self.grey, other.crop(self.box)), self.at)


def _blank(points: Sequence[Point], margin: float) -> Mask:
    xs, ys = [x * SCALE for x, _ in points], [y * SCALE for _, y in points]
    left, top = max(0, math.floor(min(xs) - margin)), max(0, math.floor(min(ys) - margin))
    right, bottom = min(SIZE[0], math.ceil(max(xs) + margin)), min(SIZE[1], math.ceil(max(ys) + margin))
    return Mask(Image.new("L", (max(1, right - left), max(1, bottom - top))), (left, top))


def _inside(mask: Mask, points: Sequence[Point]) -> list[Point]:
    return [(x * SCALE - mask.at[0], y * SCALE - mask.at[1]) for x, y in points]


def polygon(points: Sequence[Point], rough: float = 0, blur: float = 0, seed: int = 1) -> Mask:
    """A polygon as grey; `rough` frays its edge by that many units, `blur` softens it."""
    mask = _blank(points, 3 * SCALE * (rough + blur) + 4)
    grey = mask.grey
    ImageDraw.Draw(grey).polygon(_inside(mask, points), fill=255)
    if rough:
        soft = grey.filter(ImageFilter.GaussianBlur(rough * SCALE))
        frayed = ImageChops.add(soft, noise(seed, 160, 90, 3).crop(mask.box), 1, -128)
        whole = soft.point(curve(lambda value: 255 if value > 12 else 0))
        grey = ImageChops.multiply(frayed.point(curve(lambda value: (value - 118) * 12)), whole)
    return Mask(grey.filter(ImageFilter.GaussianBlur(blur * SCALE)) if blur else grey, mask.at)


def stroke(points: Sequence[Point], width: float, blur: float = 0) -> Mask:
    """A line as grey."""
    mask = _blank(points, SCALE * (width + 3 * blur) + 4)
    ImageDraw.Draw(mask.grey).line(_inside(mask, points), fill=255, width=max(1, round(width * SCALE)), joint="curve")
    return Mask(mask.grey.filter(ImageFilter.GaussianBlur(blur * SCALE)) if blur else mask.grey, mask.at)


class Canvas:
    """A picture being painted. Every point is in units from the top left."""

    def __init__(self, stops: Stops, across: bool = False) -> None:
        self.image = ramp(stops, across)

    def lay(self, fill: Colour | Image.Image, mask: Mask, strength: float = 1) -> None:
        """Paint a colour or a picture of the whole canvas through a mask."""
        grey = mask.grey.point(curve(lambda value: value * strength)) if strength < 1 else mask.grey
        piece = fill.crop(mask.box) if isinstance(fill, Image.Image) else rgb(fill)
        self.image.paste(piece, mask.box, grey)

    def shape(
        self, points: Sequence[Point], fill: Colour | Image.Image, *, rough: float = 0, blur: float = 0,
        strength: float = 1, seed: int = 1,
    ) -> None:  # fmt: skip
        """Paint a polygon."""
        self.lay(fill, polygon(points, rough, blur, seed), strength)

    def round(self, centre: Point, radius: float | Point, fill: Colour | Image.Image, **how: Any) -> None:
        """Paint an ellipse."""
        self.shape(ellipse(centre, radius), fill, **how)

    def line(
        self, points: Sequence[Point], fill: Colour, width: float, *, blur: float = 0, strength: float = 1
    ) -> None:
        """Paint a stroke."""
        self.lay(fill, stroke(points, width, blur), strength)

    def light(self, mask: Mask, colour: Colour, strength: float = 1) -> None:
        """Add light through a mask, as a lamp would."""
        bands = [mask.grey.point(curve(lambda value, part=part: value * part / 255 * strength)) for part in rgb(colour)]
        lit = ImageChops.screen(self.image.crop(mask.box), Image.merge("RGB", bands))
        self.image.paste(lit, mask.at)

    def glow(self, centre: Point, radius: float, colour: Colour, strength: float = 1, power: float = 2) -> None:
        """Light that falls off around a point."""
        self.light(ball(centre, radius, power), colour, strength)

    def beam(self, lamp: Point, ends: tuple[Point, Point], colour: Colour, strength: float, blur: float = 9) -> None:
        """A cone of light that thins out on its way."""
        self.light(
            polygon([lamp, *ends], blur=blur).times(spread(lamp, math.dist(lamp, ends[0]) * 1.3)), colour, strength
        )

    def shade(self, mask: Mask, colour: Colour, strength: float) -> None:
        """Darken through a mask, keeping what is beneath."""
        piece = self.image.crop(mask.box)
        dark = ImageChops.multiply(piece, Image.new("RGB", piece.size, rgb(colour)))
        self.image.paste(dark, mask.at, mask.grey.point(curve(lambda value: value * strength)))

    def texture(self, seed: int, across: int, down: int, strength: float = 0.2, octaves: int = 4) -> None:
        """Let brush-strokes show: lighter and darker patches."""
        patches = Image.merge("RGB", [noise(seed, across, down, octaves)] * 3)
        self.image = Image.blend(self.image, ImageChops.overlay(self.image, patches), strength)

    def rain(self, seed: int, count: int, lean: float, colour: Colour = "#b8c6d2", strength: float = 0.3) -> None:
        """Slanting strokes, some near and long, most far and faint."""
        chance = random.Random(seed)
        for _ in range(count):
            near = chance.random() ** 3
            x, y = chance.uniform(-60, WIDTH + 60), chance.uniform(-60, HEIGHT)
            long = 16 + near * 70
            self.line(
                [(x, y), (x - long * lean, y + long)], colour, 0.6 + near * 1.6, blur=0.4 + near, strength=strength
            )

    def finish(self, seed: int, grain: float = 0.10, corners: float = 0.34) -> Image.Image:
        """Dark corners, grain, and down to size."""
        edge = Image.radial_gradient("L").resize(SIZE, Image.Resampling.BICUBIC)
        self.shade(Mask(edge.point(curve(lambda value: value - 70)), (0, 0)), "#05070c", corners)
        small = self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        dots = Image.frombytes("L", (WIDTH, HEIGHT), random.Random(seed).randbytes(WIDTH * HEIGHT))
        dots = dots.filter(ImageFilter.GaussianBlur(0.7))
        return Image.blend(small, ImageChops.overlay(small, Image.merge("RGB", [dots] * 3)), grain * 2)


def ball(centre: Point, radius: float, power: float = 2) -> Mask:
    """A round falling off from its middle."""
    side = round(radius * 2 * SCALE)
    grey = Image.radial_gradient("L").resize((side, side), Image.Resampling.BICUBIC)
    grey = grey.point(curve(lambda value: 255 * max(0.0, 1 - value / 181) ** power))
    left, top = round(centre[0] * SCALE - side / 2), round(centre[1] * SCALE - side / 2)
    cut = (max(0, -left), max(0, -top), min(side, SIZE[0] - left), min(side, SIZE[1] - top))
    return Mask(grey.crop(cut), (max(0, left), max(0, top)))


def spread(centre: Point, radius: float) -> Image.Image:
    """The same on the whole canvas, slowly falling."""
    whole = Image.new("L", SIZE)
    piece = ball(centre, radius, 1.5)
    whole.paste(piece.grey, piece.at)
    return whole


def ellipse(centre: Point, radius: float | Point, start: float = 0, end: float = 360, steps: int = 96) -> list[Point]:
    """Points of an ellipse or an arc of it, in degrees clockwise from the right."""
    wide, high = radius if isinstance(radius, tuple) else (radius, radius)
    angles = [math.radians(start + (end - start) * step / steps) for step in range(steps + 1)]
    return [(centre[0] + wide * math.cos(angle), centre[1] + high * math.sin(angle)) for angle in angles]


def smooth(points: Sequence[Point], closed: bool = True, steps: int = 14) -> list[Point]:
    """A curve through every point (Catmull and Rom)."""
    count = len(points)
    out: list[Point] = []
    for at in range(count if closed else count - 1):
        near = [
            points[(at + shift) % count if closed else max(0, min(count - 1, at + shift))] for shift in (-1, 0, 1, 2)
        ]
        xs, ys = zip(*near, strict=True)
        out += [(_spline(xs, step / steps), _spline(ys, step / steps)) for step in range(steps)]
    return out if closed else [*out, points[-1]]


def _spline(values: Sequence[float], t: float) -> float:
    a, b, c, d = values
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3)


def moved(points: Sequence[Point], by: Point = (0, 0), scale: float = 1, flip: bool = False) -> list[Point]:
    """The points somewhere else, larger or smaller, or mirrored."""
    side = -1 if flip else 1
    return [(x * scale * side + by[0], y * scale + by[1]) for x, y in points]


def ragged(start: Point, end: Point, seed: int, height: float, steps: int = 40) -> list[Point]:
    """An uneven line between two points, such as rock or a far shore."""
    chance = random.Random(seed)
    walk = 0.0
    out: list[Point] = []
    for step in range(steps + 1):
        t = step / steps
        walk = walk * 0.7 + chance.uniform(-height, height) * 0.6
        out.append((start[0] + (end[0] - start[0]) * t, start[1] + (end[1] - start[1]) * t + walk))
    return out
