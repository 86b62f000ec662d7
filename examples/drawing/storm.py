"""Storm: the wave, Mara at the window, the boat held by the beam."""

from __future__ import annotations

import math
import random

from drawing.paint import HEIGHT, WIDTH, Canvas, Point, ellipse, polygon, ragged, ramp, smooth
from drawing.people import MARA_NIGHT, mara
from drawing.scenery import boat, clouds, tower


def swell(canvas: Canvas, points: list[Point], stops: list[tuple[float, str]], crest: str, seed: int) -> None:
    """A long wave with light on its back and foam along its top."""
    top = smooth(points, closed=False)
    canvas.shape([*top, (WIDTH + 40, HEIGHT + 40), (-40, HEIGHT + 40)], ramp(stops), rough=1.6, seed=seed)
    canvas.line(top, crest, 5, blur=1.6, strength=0.8)
    chance = random.Random(seed)
    for _ in range(150):
        x, y = chance.choice(top)
        drop = chance.uniform(6, 130)
        bend: list[Point] = [(x, y + drop), (x + 30, y + drop + 10), (x + chance.uniform(50, 130), y + drop + 34)]
        canvas.line(
            smooth(bend, closed=False, steps=6),
            crest,
            chance.uniform(0.8, 2.6),
            blur=0.8,
            strength=chance.uniform(0.05, 0.34),
        )


def spray(canvas: Canvas, at: Point, count: int, seed: int, reach: float, colour: str = "#e6eef2") -> None:
    """Water thrown up from a point, thick below and thin above."""
    chance = random.Random(seed)
    for _ in range(count):
        angle, far = chance.gauss(-1.35, 0.5), abs(chance.gauss(0, reach))
        x, y = at[0] + far * math.cos(angle) + chance.gauss(0, reach / 5), at[1] + far * math.sin(angle)
        size = chance.uniform(0.8, 4.6) * max(0.3, 1.25 - far / reach / 1.6)
        canvas.round((x, y), size, colour, blur=chance.choice([0, 0.6, 1.6]), strength=chance.uniform(0.3, 0.95))


def night(seed: int) -> Canvas:
    """A low sky that moves."""
    canvas = Canvas([(0, "#090d18"), (0.4, "#1a2638"), (0.62, "#3a4b5c"), (1, "#0b121c")])
    clouds(canvas, seed, -60, 330, "#05070e", 0.85, across=4, cut=120)
    clouds(canvas, seed + 7, 120, 520, "#5d7080", 0.4, across=3, cut=150)
    return canvas


def wave() -> Canvas:
    """Wide: a wave rises over the rocks and breaks white against the dark."""
    canvas = night(41)
    canvas.glow((1290, 250), 900, "#8fa6b4", 0.26, 1.5)
    lamp = (1290.0, 262.0)
    canvas.beam(lamp, ((-200, 20), (-200, 330)), "#f3ecd2", 0.6)
    tower(canvas, 1290, 640, 290)
    canvas.shade(polygon([(1220, 280), (1360, 280), (1360, 660), (1220, 660)], blur=10), "#4a5a70", 0.72)
    canvas.glow(lamp, 220, "#ffe6ae", 0.95)
    canvas.glow(lamp, 60, "#fffaf0", 1)
    rock: list[Point] = [
        *ragged((1030, 720), (1180, 634), 3, 9),
        *ragged((1180, 634), (1420, 626), 5, 6),
        *ragged((1420, 626), (1576, 700), 6, 8),
        (1576, 904),
        (980, 904),
    ]
    canvas.shape(rock, ramp([(0.7, "#1b222d"), (1, "#06080d")]), rough=2.2)
    swell(
        canvas,
        [(-40, 600), (300, 560), (700, 640), (1100, 600), (1580, 660)],
        [(0.6, "#243a48"), (1, "#0a1219")],
        "#9db6c0",
        11,
    )
    curl: list[Point] = [
        (-40, 620),
        (120, 470),
        (300, 330),
        (470, 262),
        (600, 262),
        (690, 318),
        (716, 398),
        (680, 372),
        (610, 340),
        (560, 372),
        (560, 470),
        (620, 590),
        (780, 700),
        (1000, 770),
        (1000, 904),
        (-40, 904),
    ]
    canvas.shape(
        smooth(curl), ramp([(0.28, "#5f8d94"), (0.42, "#2f5866"), (0.7, "#15303c"), (1, "#08131b")]), rough=2.4, seed=8
    )
    chance = random.Random(9)
    for step in range(46):
        share = step / 46
        x = 40 + share * 560
        line: list[Point] = [
            (x, 560 - 290 * math.sin(share * 1.5) + 20),
            (x + 26, 640 - 170 * share),
            (x + 40 + 60 * share, 800),
        ]
        canvas.line(
            smooth(line, closed=False), "#b9d6d6", chance.uniform(0.8, 2.8), blur=1, strength=chance.uniform(0.08, 0.34)
        )
    canvas.shape(
        smooth([(460, 258), (600, 250), (700, 310), (730, 400), (700, 392), (640, 330), (560, 318), (470, 300)]),
        "#eef5f4",
        rough=5,
        seed=12,
        strength=0.92,
    )
    for number, (x, y) in enumerate(((500, 270), (590, 262), (660, 300), (712, 372), (740, 430))):
        spray(canvas, (x, y), 190, 30 + number, 62)
    spray(canvas, (1060, 700), 420, 44, 130)
    spray(canvas, (1180, 690), 240, 46, 70)
    canvas.shape(
        smooth([(960, 716), (1060, 690), (1180, 700), (1290, 726), (1170, 722), (1040, 726)]),
        "#dfe9ec",
        rough=5,
        blur=2,
        strength=0.7,
        seed=3,
    )
    swell(
        canvas,
        [(-40, 800), (300, 770), (760, 818), (1200, 780), (1580, 820)],
        [(0.9, "#14242e"), (1, "#060b10")],
        "#7f97a1",
        21,
    )
    canvas.rain(4, 520, 0.42)
    canvas.texture(81, 9, 8, 0.16)
    return canvas


def keeper() -> Canvas:
    """Close: Mara at the window, rain on the glass. She has seen something."""
    canvas = night(53)
    canvas.glow((1120, 300), 760, "#8ba0b2", 0.4, 1.6)
    canvas.glow((1190, 520), 120, "#ffce86", 0.7)
    canvas.glow((1190, 520), 22, "#fff2d6", 1)
    canvas.rain(8, 420, 0.3, strength=0.34)
    chance = random.Random(21)
    for _ in range(190):
        x, y = chance.uniform(0, WIDTH), chance.uniform(0, HEIGHT)
        size = chance.uniform(1.4, 5)
        canvas.round((x, y), (size, size * 1.3), "#0c131d", strength=0.35)
        canvas.round((x - size * 0.25, y - size * 0.4), size * 0.42, "#dfe9ef", strength=0.6)
    for _ in range(26):
        x, y = chance.uniform(560, WIDTH), chance.uniform(-20, 500)
        trail: list[Point] = [
            (x, y),
            (x + chance.uniform(-8, 8), y + 70),
            (x + chance.uniform(-14, 14), y + chance.uniform(120, 260)),
        ]
        canvas.line(smooth(trail, closed=False, steps=8), "#d3e0e8", 1.6, blur=0.5, strength=0.3)
    for x, wide in ((548, 30), (1010, 22), (1462, 26)):
        canvas.shape(
            [(x - wide, -10), (x + wide, -10), (x + wide, 880), (x - wide, 880)],
            ramp(
                [
                    (0, "#06080d"),
                    ((x - wide) / WIDTH, "#0a0d14"),
                    ((x + wide * 0.6) / WIDTH, "#2c3642"),
                    ((x + wide) / WIDTH, "#0b0e15"),
                    (1, "#06080d"),
                ],
                across=True,
            ),
        )
    canvas.shape([(-10, 150), (WIDTH + 10, 150), (WIDTH + 10, 184), (-10, 184)], ramp([(0, "#0a0d14"), (1, "#0a0d14")]))
    canvas.line([(-10, 184), (WIDTH, 184)], "#3a4652", 2, strength=0.8)
    canvas.shape([(-10, -10), (520, -10), (470, 880), (-10, 880)], "#05070b", blur=60, strength=0.86)
    mara(canvas, (560, 420), 3.5, MARA_NIGHT)
    canvas.glow((760, 390), 260, "#a9bccb", 0.18)
    canvas.texture(91, 10, 8, 0.15)
    return canvas


def rescue() -> Canvas:
    """Wide: the boat in the beam, bow up, held by the light."""
    canvas = night(67)
    canvas.beam((1720, 60), ((120, 380), (240, 640)), "#f6edd0", 0.9, blur=14)
    canvas.beam((1720, 60), ((380, 440), (420, 560)), "#fff6dc", 0.5, blur=10)
    swell(
        canvas,
        [(-40, 560), (260, 500), (620, 600), (980, 520), (1300, 590), (1580, 540)],
        [(0.58, "#31495a"), (1, "#0b151d")],
        "#a8bcc6",
        13,
    )
    canvas.glow((620, 520), 420, "#f3e6bf", 0.3)
    _tilted(canvas)
    spray(canvas, (520, 590), 380, 51, 84)
    spray(canvas, (800, 600), 220, 57, 56)
    swell(
        canvas,
        [(-40, 700), (220, 640), (560, 610), (760, 640), (1040, 720), (1320, 660), (1580, 700)],
        [(0.7, "#223846"), (1, "#070d13")],
        "#8fa6b2",
        17,
    )
    swell(
        canvas,
        [(-40, 820), (360, 770), (800, 826), (1240, 786), (1580, 830)],
        [(0.9, "#12202a"), (1, "#05090e")],
        "#6f8793",
        29,
    )
    canvas.rain(14, 620, 0.5, strength=0.34)
    canvas.texture(95, 9, 8, 0.16)
    return canvas


def _tilted(canvas: Canvas) -> None:
    """The trawler climbing a wave: drawn level, then turned with the sea."""
    before = canvas.image.copy()
    boat(canvas, (660, 560), 2.1, "#0c1119")
    canvas.line([(500, 546), (840, 506)], "#9a3b34", 7, strength=0.85)
    canvas.glow((692, 486), 150, "#ffc063", 0.85)
    canvas.glow((692, 486), 40, "#fff3d4", 1)
    turned = canvas.image.rotate(11, center=(660 * 2, 560 * 2))
    canvas.image = before
    canvas.lay(turned, polygon(ellipse((664, 480), (260, 180)), blur=16))
