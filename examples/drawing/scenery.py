"""What several pictures share: the sea, the clouds, the headland, the tower, the boat, the lantern."""

from __future__ import annotations

import random

from drawing.paint import HEIGHT, WIDTH, Canvas, Point, curve, moved, noise, polygon, ragged, ramp, smooth


def sea(
    canvas: Canvas, horizon: float, stops: list[tuple[float, str]], seed: int, glints: str, count: int = 260
) -> None:
    """Water from the horizon down, with strokes of light that grow towards us."""
    canvas.shape([(0, horizon), (WIDTH, horizon), (WIDTH, HEIGHT), (0, HEIGHT)], ramp(stops))
    chance = random.Random(seed)
    for _ in range(count):
        depth = chance.random() ** 1.7
        y = horizon + 4 + depth * (HEIGHT - horizon)
        x, long = chance.uniform(-40, WIDTH), chance.uniform(14, 60) * (0.5 + depth * 3)
        bend = chance.uniform(-2, 2)
        canvas.line(
            [(x, y), (x + long / 2, y + bend), (x + long, y)],
            glints,
            1 + depth * 2.4,
            blur=0.6,
            strength=chance.uniform(0.05, 0.32),
        )


def clouds(
    canvas: Canvas, seed: int, top: float, bottom: float, colour: str, strength: float, across: int = 5, cut: int = 128
) -> None:
    """Banks of cloud between two heights."""
    band = polygon([(0, top), (WIDTH, top), (WIDTH, bottom), (0, bottom)], blur=40)
    patches = noise(seed, across, 14, 5).point(curve(lambda value: (value - cut) * 5))
    canvas.lay(colour, band.times(patches), strength)


def tower(canvas: Canvas, x: float, foot: float, top: float) -> Point:
    """The tower; answers where its lamp is."""
    body = [(x - 44, foot), (x - 27, top), (x + 27, top), (x + 44, foot)]
    canvas.shape(
        body, ramp([(0.44, "#8d8296"), (0.47, "#e9d9c9"), (0.5, "#d8bfb4"), (0.56, "#6c6480")], across=False), seed=2
    )
    canvas.shape(
        body,
        ramp(
            [
                (0, "#d9c3b6"),
                ((x - 30) / WIDTH, "#efdcc8"),
                ((x + 2) / WIDTH, "#b59fa2"),
                ((x + 44) / WIDTH, "#4d4a66"),
                (1, "#4d4a66"),
            ],
            across=True,
        ),
    )
    for share in (0.24, 0.66):
        y, wide = top + (foot - top) * share, 27 + 17 * share
        band = [(x - wide, y), (x + wide, y), (x + wide + 4, y + 66), (x - wide - 4, y + 66)]
        canvas.shape(
            band,
            ramp(
                [(0, "#9a3b34"), ((x - 20) / WIDTH, "#a8443a"), ((x + 44) / WIDTH, "#421f33"), (1, "#421f33")],
                across=True,
            ),
        )
    for y in (top + 110, top + 236):
        canvas.shape([(x - 5, y), (x + 5, y), (x + 5, y + 17), (x - 5, y + 17)], "#f3b96a")
    canvas.shape([(x - 42, top - 4), (x + 42, top - 4), (x + 36, top + 12), (x - 36, top + 12)], "#2b2a3c")
    for rail in range(-40, 41, 10):
        canvas.line([(x + rail, top - 4), (x + rail, top - 24)], "#23233a", 1.6)
    canvas.line([(x - 41, top - 24), (x + 41, top - 24)], "#23233a", 2.2)
    canvas.shape([(x - 22, top - 4), (x - 22, top - 50), (x + 22, top - 50), (x + 22, top - 4)], "#ffdf9c")
    for bar in (-22, -8, 8, 22):
        canvas.line([(x + bar, top - 4), (x + bar, top - 50)], "#3a2f36", 2)
    canvas.shape(
        smooth(
            [(x - 30, top - 50), (x - 16, top - 68), (x, top - 80), (x + 16, top - 68), (x + 30, top - 50)],
            closed=False,
        ),
        "#5a2a33",
    )
    canvas.line([(x, top - 80), (x, top - 98)], "#2b2030", 2.4)
    return x, top - 28


def boat(canvas: Canvas, at: Point, size: float, hull: str = "#0a101c") -> None:
    """A small trawler, seen from the side."""
    x, y = at
    canvas.shape(
        smooth(
            [
                (x - 74 * size, y - 12 * size),
                (x + 40 * size, y - 10 * size),
                (x + 92 * size, y - 26 * size),
                (x + 70 * size, y + 12 * size),
                (x - 62 * size, y + 14 * size),
            ],
            steps=8,
        ),
        hull,
    )
    canvas.shape(
        [
            (x - 22 * size, y - 12 * size),
            (x - 18 * size, y - 46 * size),
            (x + 24 * size, y - 46 * size),
            (x + 30 * size, y - 12 * size),
        ],
        hull,
    )
    canvas.shape(
        [
            (x + 6 * size, y - 41 * size),
            (x + 20 * size, y - 41 * size),
            (x + 23 * size, y - 28 * size),
            (x + 6 * size, y - 28 * size),
        ],
        "#ffcf7e",
    )
    canvas.line([(x - 44 * size, y - 12 * size), (x - 44 * size, y - 96 * size)], hull, 3 * size)
    canvas.line([(x - 44 * size, y - 88 * size), (x + 4 * size, y - 48 * size)], hull, 2 * size)
    canvas.line([(x - 44 * size, y - 90 * size), (x + 84 * size, y - 24 * size)], hull, 1.2 * size)
    canvas.line([(x + 14 * size, y - 46 * size), (x + 14 * size, y - 66 * size)], hull, 2 * size)


def headland(canvas: Canvas) -> None:
    """The rock the tower stands on, with light catching its edge."""
    rock: list[Point] = [
        *ragged((760, 742), (980, 640), 3, 8),
        *ragged((980, 640), (1290, 606), 5, 5),
        *ragged((1290, 606), (1536, 690), 9, 8),
        (1536, 864),
        (700, 864),
    ]
    canvas.shape(rock, ramp([(0.68, "#2a2b3d"), (0.82, "#15182a"), (1, "#0a0c18")]), rough=2.2, seed=4)
    chance = random.Random(8)
    for _ in range(130):
        x, y = chance.uniform(800, 1530), chance.uniform(655, 850)
        canvas.line(
            [(x, y), (x + chance.uniform(10, 60), y + chance.uniform(6, 34))],
            chance.choice(["#3f3b4e", "#0a0b16", "#54485a"]),
            chance.uniform(1, 4),
            blur=0.8,
            strength=0.35,
        )
    for step in range(9):
        x = 760 + step * 12
        canvas.round((x - 30 + step * 3, 748 + step * 7), (40, 6), "#cfd3dc", rough=2, blur=2, strength=0.25)


def lantern(canvas: Canvas, at: Point, size: float, lit: bool = True) -> None:
    """A brass hand lantern, hung by its ring at the top."""
    s = 100 * size

    def there(*points: Point) -> list[Point]:
        return moved(points, at, s)

    ring: list[Point] = [(-0.42, -0.7), (-0.34, -1.25), (0, -1.45), (0.34, -1.25), (0.42, -0.7)]
    canvas.line(moved(smooth(ring, closed=False), at, s), "#2a1c0e", 0.06 * s)
    canvas.shape(there((-0.5, 0.62), (0.5, 0.62), (0.56, 0.9), (-0.56, 0.9)), "#3d2812")
    canvas.shape(there((-0.5, 0.62), (0.5, 0.62), (0.5, 0.7), (-0.5, 0.7)), "#c08a3c")
    canvas.shape(there((-0.42, -0.6), (0.42, -0.6), (0.42, 0.62), (-0.42, 0.62)), "#ffe6a6" if lit else "#6f8790")
    flame: list[Point] = [(0, -0.42), (0.17, 0.12), (0, 0.42), (-0.17, 0.12)]
    canvas.shape(moved(smooth(flame), at, s), "#fffaf0" if lit else "#3f5058", blur=1.5)
    canvas.shape(there((-0.54, -0.6), (-0.3, -0.95), (0.3, -0.95), (0.54, -0.6)), "#4a3114")
    canvas.shape(there((-0.54, -0.6), (0.54, -0.6), (0.54, -0.52), (-0.54, -0.52)), "#d09a48")
    for bar in (-0.42, -0.14, 0.14, 0.42):
        canvas.line(there((bar, -0.56), (bar, 0.64)), "#2b1b0c", 0.055 * s)
    canvas.line(there((-0.42, 0.04), (0.42, 0.04)), "#2b1b0c", 0.04 * s)
