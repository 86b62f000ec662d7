"""Dawn: the harbour at rest, Tom on the pier, the gulls; and Mara as the element library keeps her."""

from __future__ import annotations

import math
import random

from drawing.paint import HEIGHT, WIDTH, Canvas, Point, ellipse, polygon, ragged, ramp, smooth
from drawing.people import mara, tom
from drawing.scenery import boat, clouds, sea, tower


def daybreak(seed: int) -> Canvas:
    """A clear sky before the sun is up."""
    canvas = Canvas([(0, "#6f93ad"), (0.3, "#a9bdc2"), (0.5, "#ecd0ae"), (0.6, "#f7bd90"), (1, "#f3c7a0")])
    clouds(canvas, seed, 30, 300, "#e9e2d8", 0.4, across=3, cut=150)
    clouds(canvas, seed + 5, 250, 500, "#f7a887", 0.5, across=3, cut=148)
    return canvas


def hills(canvas: Canvas, horizon: float) -> None:
    """Two shores behind each other, the far one paler."""
    for seed, height, colour in ((3, 64, "#b79a9a"), (8, 36, "#8d8290")):
        top = [
            *ragged((-20, horizon - height), (WIDTH * 0.6, horizon - height * 0.5), seed, 10),
            *ragged((WIDTH * 0.6, horizon - height * 0.5), (WIDTH + 20, horizon - height * 0.9), seed + 1, 10),
        ]
        canvas.shape([*top, (WIDTH + 20, horizon + 4), (-20, horizon + 4)], colour, blur=1.4)


def house(canvas: Canvas, at: Point, size: float, wall: str, roof: str) -> None:
    """A house on the quay, lit from the right."""
    x, y = at
    w, h = 64 * size, 56 * size
    canvas.shape([(x, y), (x, y - h), (x + w, y - h), (x + w, y)], wall)
    canvas.shape(
        [(x + w * 0.66, y), (x + w * 0.66, y - h), (x + w, y - h), (x + w, y)], "#fbe3c2", strength=0.4, blur=3
    )
    canvas.shape([(x - 6 * size, y - h), (x + w / 2, y - h - 34 * size), (x + w + 6 * size, y - h)], roof)
    for column in (0.2, 0.58):
        canvas.shape(
            [
                (x + w * column, y - h * 0.36),
                (x + w * column, y - h * 0.72),
                (x + w * (column + 0.2), y - h * 0.72),
                (x + w * (column + 0.2), y - h * 0.36),
            ],
            "#3c4250",
        )


def dawn() -> Canvas:
    """Wide: first light over the harbour, three boats at rest."""
    canvas = daybreak(13)
    canvas.glow((1010, 470), 620, "#ffd9a0", 0.75, 1.7)
    canvas.round((1010, 462), 34, "#fff3d2")
    canvas.glow((1010, 462), 160, "#fff0c8", 0.9)
    hills(canvas, 500)
    sea(canvas, 500, [(0.575, "#f2c69c"), (0.64, "#c7a79c"), (0.8, "#71808f"), (1, "#344858")], 61, "#fff0d4", 240)
    for step in range(40):
        wide = 10 + step * 2.2 + 12 * abs((step * 37 % 11) / 11 - 0.5)
        canvas.line(
            [(1010 - wide, 506 + step * 7.4), (1010 + wide, 507 + step * 7.4)],
            "#fff0cc",
            2.2,
            blur=1,
            strength=0.6 - step * 0.012,
        )
    quay = [(-20, 560), (470, 534), (500, 560), (500, 604), (-20, 700)]
    for number, (x, y, size) in enumerate(((-10, 556, 1.7), (110, 550, 1.4), (212, 546, 1.75), (338, 540, 1.25))):
        house(
            canvas,
            (x, y),
            size,
            ("#8c6a62", "#a98a72", "#6f7480", "#9a7466")[number],
            ("#4d3b40", "#5a4440", "#3c4250", "#533f42")[number],
        )
    canvas.shape(quay, ramp([(0.62, "#6b625f"), (0.8, "#3a3c44")]), rough=1.4)
    canvas.line([(-20, 560), (470, 534), (500, 560)], "#f3cfa4", 2.4, strength=0.7)
    for x, y, size in ((640, 566, 0.75), (1210, 560, 0.66), (820, 640, 1.35)):
        _moored(canvas, (x, y), size)
    for place in range(9):
        x, y = 40 + place * 62, 596 + place % 3 * 3 - place * 6
        canvas.line([(x, y), (x, y + 90 - place * 4)], "#2b2e38", 8 - place * 0.4)
    canvas.texture(33, 9, 20, 0.15)
    return canvas


def _moored(canvas: Canvas, at: Point, size: float) -> None:
    """A boat and its picture in the water."""
    x, y = at
    for step in range(14):
        wide = (92 - step * 3.4) * size
        shift = 8 * math.sin(step * 1.7) * size
        canvas.line(
            [(x - wide + shift, y + (14 + step * 6) * size), (x + wide + shift, y + (14 + step * 6) * size)],
            "#27323f",
            3 * size,
            blur=1,
            strength=0.5 - step * 0.034,
        )
    boat(canvas, at, size, "#202834")
    canvas.line([(x - 70 * size, y - 4 * size), (x + 82 * size, y - 16 * size)], "#b4473a", 5 * size, strength=0.9)


def tom_on_the_pier() -> Canvas:
    """Medium: Tom with his cap in his eyes, the lighthouse behind him."""
    canvas = daybreak(29)
    canvas.glow((1290, 400), 760, "#ffe0ac", 0.7, 1.7)
    hills(canvas, 560)
    tower(canvas, 340, 566, 246)
    rock: list[Point] = [
        *ragged((120, 584), (300, 552), 3, 6),
        *ragged((300, 552), (520, 584), 4, 6),
        (520, 600),
        (120, 600),
    ]
    canvas.shape(rock, "#5c5660", blur=1.5)
    canvas.shape(ellipse((340, 430), (210, 240)), "#f3d2b0", blur=60, strength=0.36)
    sea(canvas, 580, [(0.66, "#f0c8a2"), (0.75, "#b9a39c"), (1, "#566677")], 71, "#fff0d4", 170)
    tom(canvas, (800, 420), 3.4)
    canvas.glow((1120, 380), 420, "#ffe2b0", 0.34, 1.8)
    canvas.texture(35, 9, 12, 0.14)
    return canvas


def gulls() -> Canvas:
    """Wide, from below: gulls go up all at once."""
    canvas = Canvas([(0, "#5f8db2"), (0.45, "#a6c0c9"), (0.8, "#f1d5b4"), (1, "#f6bf95")])
    clouds(canvas, 83, -40, 520, "#f4ece0", 0.5, across=3, cut=146)
    clouds(canvas, 89, 420, 860, "#f8b391", 0.5, across=3, cut=146)
    canvas.glow((1180, 900), 820, "#ffe6bc", 0.8, 1.6)
    tower(canvas, 250, 990, 470)
    chance = random.Random(6)
    birds = sorted((chance.random() ** 2, chance.uniform(330, 1480), chance.uniform(50, 690)) for _ in range(34))
    for near, x, y in birds:
        _gull(canvas, (x, y), 0.22 + near * 1.15, chance)
    _gull(canvas, (800, 330), 2.3, chance)
    _gull(canvas, (1190, 560), 1.7, chance)
    canvas.texture(37, 8, 8, 0.14)
    return canvas


def _gull(canvas: Canvas, at: Point, size: float, chance: random.Random) -> None:
    """One gull, wings at some moment of their beat; the sun is below right."""
    lift, turn = chance.uniform(-0.5, 1), chance.choice([-1, 1])

    def wing(side: int) -> list[Point]:
        tip = (side * 104, -40 * lift + 12)
        return [(side * 10, -6), (side * 48, -34 * lift - 18), tip, (side * 66, -14 * lift + 2), (side * 12, 12)]

    def put(points: list[Point], fill: str, **how: float) -> None:
        placed = [(at[0] + x * size * turn, at[1] + (y + x * 0.12) * size) for x, y in points]
        canvas.shape(smooth(placed), fill, **how)

    for side in (-1, 1):
        put(wing(side), "#d9d6d0" if side > 0 else "#8d97a2")
        tip = (side * 104, -40 * lift + 12)
        put([(side * 80, -30 * lift), tip, (side * 78, -20 * lift + 6)], "#2d333c")
    put([(-40, 10), (-10, -9), (24, -8), (46, -2), (52, 3), (44, 8), (10, 14), (-20, 14), (-56, 20)], "#f2eee6")
    put([(-30, 14), (10, 9), (40, 6), (20, 15), (-10, 17)], "#a3a3a6", blur=1)
    put([(50, 1), (62, 5), (51, 6)], "#d98a2b")


def mara_at_home() -> Canvas:
    """Mara as everybody draws her: plain wall, light from the window."""
    canvas = Canvas([(0, "#6d6a63"), (0.6, "#8d877b"), (1, "#4b4842")])
    for row in range(9):
        canvas.line([(0, row * 106 + 30), (WIDTH, row * 106 + 24)], "#57534c", 2.4, blur=0.8, strength=0.55)
    canvas.light(polygon([(860, -10), (1330, -10), (1130, 874), (560, 874)], blur=36), "#ffe2b4", 0.5)
    canvas.shade(polygon([(-20, -20), (430, -20), (250, 890), (-20, 890)], blur=90), "#101014", 0.45)
    for number, (x, y) in enumerate(((1180, 150), (1330, 210))):
        canvas.shape([(x, y), (x + 104, y), (x + 104, y + 138), (x, y + 138)], "#3a3530")
        canvas.shape(
            [(x + 10, y + 10), (x + 94, y + 10), (x + 94, y + 128), (x + 10, y + 128)],
            ramp([(0, "#8fa6b0"), (0.3, "#c9b79c"), (1, "#5b6a74")]) if number else "#55707c",
        )
    mara(canvas, (720, 420), 3.4)
    canvas.shade(
        polygon([(0, HEIGHT - 70), (WIDTH, HEIGHT - 70), (WIDTH, HEIGHT), (0, HEIGHT)], blur=40), "#1a1714", 0.4
    )
    canvas.texture(39, 10, 8, 0.16)
    return canvas
