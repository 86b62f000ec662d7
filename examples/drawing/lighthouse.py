"""The Lighthouse: dusk on the headland, the stair, the lamp, the boat that answers."""

from __future__ import annotations

import math
import random

from drawing.paint import HEIGHT, WIDTH, Canvas, Point, ellipse, mixed, polygon, ragged, ramp, smooth
from drawing.people import mara_back, mara_climbing
from drawing.scenery import boat, clouds, headland, lantern, sea, tower


def dusk() -> Canvas:
    """Wide: the lighthouse at dusk, its beam over the sea."""
    canvas = Canvas(
        [(0, "#16203f"), (0.22, "#2f3a66"), (0.42, "#7a5a7c"), (0.56, "#d98468"), (0.645, "#f6bf78"), (1, "#f6bf78")]
    )
    clouds(canvas, 11, 60, 330, "#4a4068", 0.62, cut=136)
    clouds(canvas, 17, 300, 520, "#f0a070", 0.5, across=3, cut=150)
    clouds(canvas, 23, 380, 545, "#57405f", 0.55, across=3, cut=146)
    canvas.glow((420, 566), 620, "#ff9a4e", 0.55)
    canvas.round((420, 556), 27, "#ffe6b0")
    canvas.glow((420, 556), 150, "#ffd58a", 0.8)
    chance = random.Random(2)
    for _ in range(70):
        canvas.round(
            (chance.uniform(0, WIDTH), chance.uniform(0, 240)),
            chance.uniform(0.6, 1.5),
            "#e8ecff",
            strength=chance.uniform(0.3, 0.9),
        )
    canvas.shape([*ragged((0, 548), (330, 556), 31, 5), (330, 562), (0, 562)], "#5c4a6b", blur=1)
    sea(canvas, 560, [(0.64, "#e9a573"), (0.67, "#9b6a78"), (0.76, "#3f4468"), (1, "#10162e")], 6, "#ffcf96")
    for step in range(46):
        y = 564 + step * 6.4
        wide = 14 + step * 2.4 + 18 * math.sin(step * 1.9)
        canvas.line(
            [(420 - wide + 9 * math.sin(step), y), (420 + wide, y + 1)],
            "#ffd896",
            2.2,
            blur=1,
            strength=0.55 - step * 0.009,
        )
    lamp = (1178.0, 226.0)
    canvas.beam(lamp, ((-260, 120), (-260, 420)), "#ffe9b8", 0.72)
    canvas.beam(lamp, ((1760, 150), (1760, 262)), "#ffe9b8", 0.4)
    headland(canvas)
    tower(canvas, 1178, 622, 254)
    canvas.shape(
        [(1236, 616), (1236, 572), (1276, 548), (1330, 566), (1330, 618)],
        ramp([(0, "#cdb3a8"), (0.66, "#cdb3a8"), (0.72, "#3b3850"), (1, "#3b3850")]),
    )
    canvas.shape([(1228, 576), (1276, 544), (1340, 566), (1330, 576), (1278, 560)], "#4a2530")
    canvas.shape([(1256, 584), (1268, 584), (1268, 600), (1256, 600)], "#ffc878")
    canvas.glow(lamp, 250, "#ffd890", 0.9)
    canvas.glow(lamp, 70, "#fff6dc", 1)
    for x, y, size in ((640, 250, 9), (690, 228, 7), (598, 286, 6), (742, 262, 5)):
        canvas.line(
            smooth(
                [
                    (x - size, y - size * 0.5),
                    (x - size * 0.4, y - size * 0.7),
                    (x, y),
                    (x + size * 0.4, y - size * 0.7),
                    (x + size, y - size * 0.4),
                ],
                closed=False,
            ),
            "#241f38",
            1.6,
        )
    canvas.texture(41, 9, 30, 0.16)
    return canvas


def stair() -> Canvas:
    """Medium: Mara climbs the last turn of the iron stair with her lantern."""
    canvas = Canvas([(0, "#1d2a33"), (0.5, "#2b3a3e"), (1, "#0f171c")])
    chance = random.Random(5)
    for row in range(17):
        y = row * 56 - 40
        for brick in range(-1, 12):
            x = brick * 148 + (row % 2) * 74
            tone = chance.choice(["#32434a", "#2a3a41", "#3a4a4d", "#263439", "#2e3c3f"])
            left, right = (22 * math.cos((side - 768) / 520) for side in (x, x + 145))
            corners = [
                (x + 3, y + 3 + left),
                (x + 145, y + 3 + right),
                (x + 145, y + 53 + right),
                (x + 3, y + 53 + left),
            ]
            canvas.shape(corners, tone, rough=1.6, strength=0.75, seed=row)
    canvas.glow((1000, 640), 900, "#d98a3a", 0.66, 1.7)
    canvas.glow((1000, 660), 380, "#ffcf7a", 0.55, 1.8)
    for turn in range(12):
        _step(canvas, 470 + turn * 118, 962 - turn * 78)
    under: list[Point] = [(-40, -40), (1180, -40), (900, 40), (560, 92), (220, 98), (-40, 70)]
    canvas.shape(smooth(under), "#080d11", blur=3)
    canvas.line(
        smooth([(-40, 74), (220, 100), (560, 94), (900, 42), (1120, -30)], closed=False),
        "#b0752f",
        3,
        blur=1,
        strength=0.7,
    )
    canvas.shape([(-20, -20), (150, -20), (118, 884), (-20, 884)], ramp([(0, "#0a1015"), (1, "#05080b")]), blur=8)
    mara_climbing(canvas, (700, 330), 1.95)
    lantern(canvas, (990, 690), 0.68)
    canvas.glow((990, 690), 300, "#ffc468", 0.85)
    canvas.glow((990, 690), 84, "#fff4d2", 1)
    _rail(canvas)
    canvas.texture(51, 12, 9, 0.18)
    return canvas


def _step(canvas: Canvas, x: float, y: float) -> None:
    canvas.shape(
        [(x, y), (x + 208, y - 8), (x + 232, y + 12), (x + 4, y + 22)],
        ramp([(0, "#8c7650"), (0.6, "#6d5f45"), (1, "#2c2f30")]),
    )
    canvas.shape([(x + 4, y + 22), (x + 232, y + 12), (x + 232, y + 26), (x + 4, y + 38)], "#0c1216")
    canvas.line([(x + 4, y + 22), (x + 232, y + 12)], "#e0a659", 1.6, blur=0.5, strength=0.6)
    for hole in range(6):
        canvas.round((x + 36 + hole * 32, y + 7 - hole), (9, 3), "#14191b", strength=0.75)


def _rail(canvas: Canvas) -> None:
    upper: list[Point] = [(1090 + turn * 118, 900 - turn * 78) for turn in range(6)]
    canvas.line(upper, "#070a0c", 20)
    canvas.line([(x, y - 8) for x, y in upper], "#d8964a", 2.6, blur=0.8, strength=0.8)
    for x, y in upper:
        canvas.line([(x + 60, y - 40), (x + 60, y + 260)], "#080b0e", 9)
        canvas.line([(x + 57, y - 30), (x + 57, y + 250)], "#b5782f", 1.5, blur=0.6, strength=0.6)


def lamp() -> Canvas:
    """Insert: the great lens catches fire, ring by ring."""
    canvas = Canvas([(0, "#1a0f08"), (0.5, "#3a220f"), (1, "#120a06")])
    middle = (800.0, 432.0)
    canvas.glow(middle, 980, "#c2701e", 0.85, 1.6)
    for place in range(24):
        angle = math.radians(place * 15 + 4)
        far = (middle[0] + 1300 * math.cos(angle), middle[1] + 1300 * math.sin(angle))
        side = (middle[0] + 1300 * math.cos(angle + 0.05), middle[1] + 1300 * math.sin(angle + 0.05))
        canvas.light(polygon([middle, far, side], blur=7), "#ffb455", 0.22)
    for ring, radius in enumerate((402, 356, 310, 266, 222, 178, 134, 92)):
        _prism(canvas, middle, radius, 34, ring)
    canvas.round(middle, 54, "#ffedbe")
    canvas.glow(middle, 330, "#ffdf95", 1, 1.5)
    canvas.glow(middle, 120, "#ffffff", 1, 1.2)
    for x, lean in ((250, -26), (1350, 26)):
        canvas.shape(
            [(x - 34, -20), (x + 34, -20), (x + 34 + lean, 884), (x - 34 + lean, 884)],
            ramp(
                [
                    (0, "#0d0806"),
                    ((x - 34) / WIDTH, "#2b1709"),
                    (x / WIDTH, "#6d3f16"),
                    ((x + 34) / WIDTH, "#0f0906"),
                    (1, "#0d0806"),
                ],
                across=True,
            ),
        )
    for y in (14, 812):
        canvas.shape([(0, y), (WIDTH, y), (WIDTH, y + 40), (0, y + 40)], ramp([(0, "#2e190b"), (1, "#1a0e07")]))
        canvas.line([(0, y + (40 if y < 100 else 0)), (WIDTH, y + (40 if y < 100 else 0))], "#e09a45", 2, strength=0.7)
    for place in range(10):
        canvas.round((90 + place * 150, 34), 8, "#7a4a1c")
        canvas.round((90 + place * 150, 832), 8, "#7a4a1c")
    chance = random.Random(12)
    for _ in range(120):
        canvas.round(
            (chance.uniform(0, WIDTH), chance.uniform(0, HEIGHT)),
            chance.uniform(0.8, 2.6),
            "#ffdf9e",
            blur=0.8,
            strength=chance.uniform(0.15, 0.6),
        )
    canvas.texture(61, 8, 5, 0.14)
    return canvas


def _prism(canvas: Canvas, middle: Point, radius: float, wide: float, ring: int) -> None:
    """One ring of the lens: glass lit from within, brighter towards the top left."""
    hole = radius - wide
    for start in range(0, 360, 30):
        outer, inner = (
            ellipse(middle, (radius * 0.96, radius), start + 0.8, start + 29.2, 16),
            ellipse(middle, (hole * 0.96, hole), start + 0.8, start + 29.2, 16),
        )
        turn = math.cos(math.radians(start + 15 - 225 + ring * 9)) * 0.5 + 0.5
        tone = mixed((120, 58, 14), (255, 205, 120), turn)
        canvas.shape([*outer, *reversed(inner)], tone, strength=0.5 + 0.3 * turn)
        canvas.line(outer, "#fff2cf", 2.6, blur=0.6, strength=0.25 + 0.6 * turn)
        canvas.line(inner, "#3a1c07", 3.2, blur=0.6, strength=0.8)


def answer() -> Canvas:
    """Over the shoulder: beyond the glass, a boat's light answers."""
    canvas = Canvas([(0, "#0e1730"), (0.35, "#1d2c50"), (0.5, "#33507a"), (0.56, "#6f8aa2"), (1, "#6f8aa2")])
    clouds(canvas, 29, 40, 300, "#0b1226", 0.7, cut=132)
    clouds(canvas, 37, 260, 470, "#8fa3b5", 0.35, across=3, cut=150)
    sea(canvas, 486, [(0.56, "#5f7f98"), (0.62, "#274463"), (1, "#071021")], 16, "#a9c7d8", 240)
    boat(canvas, (1010, 520), 1.0)
    for step in range(30):
        canvas.line(
            [(1024 - 3 - step * 0.6 + 4 * math.sin(step * 2), 536 + step * 8), (1024 + 5 + step * 0.8, 537 + step * 8)],
            "#ffd27c",
            2.4,
            blur=1.2,
            strength=0.75 - step * 0.022,
        )
    canvas.beam((-80, 190), ((1500, 372), (1500, 480)), "#ffeec4", 0.42)
    canvas.glow((1024, 478), 170, "#ffbe5c", 0.9)
    canvas.glow((1024, 478), 34, "#fff5d8", 1)
    for x in (470, 1330):
        canvas.shape(
            [(x - 17, -10), (x + 17, -10), (x + 17, 880), (x - 17, 880)],
            ramp(
                [
                    (0, "#0a0d14"),
                    ((x - 17) / WIDTH, "#53401f"),
                    ((x - 8) / WIDTH, "#12151d"),
                    ((x + 17) / WIDTH, "#06080d"),
                    (1, "#06080d"),
                ],
                across=True,
            ),
        )
    canvas.shape([(0, 742), (WIDTH, 742), (WIDTH, 770), (0, 770)], "#0b0e15")
    canvas.line([(0, 742), (WIDTH, 742)], "#b47c36", 2.6, blur=0.7, strength=0.8)
    mara_back(canvas, (310, 330), 2.1)
    canvas.glow((40, 360), 520, "#e8913a", 0.42, 1.6)
    canvas.texture(71, 10, 8, 0.16)
    return canvas
