"""Mara in her yellow oilskin and Tom in his cap. Figures are drawn around (0, 0) and moved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from drawing.paint import Canvas, Point, ellipse, mixed, moved, smooth

Put = Callable[..., None]


@dataclass(frozen=True)
class Look:
    """The colours of a person in one light: deep, middle and lit."""

    skin: tuple[str, str, str]
    hair: tuple[str, str]
    coat: tuple[str, str, str]


MARA_LAMP = Look(("#5a3a2e", "#a06a4a", "#efb27a"), ("#4b4648", "#c9a987"), ("#5a3c14", "#b98222", "#f0bd52"))
MARA_NIGHT = Look(("#3a3238", "#86695c", "#c9a48c"), ("#3f434c", "#a7abb2"), ("#4a3a1a", "#a57c28", "#d8ad4c"))
MARA_DAY = Look(("#6b4a3c", "#b98a6c", "#e8c0a0"), ("#6b686a", "#d2cdc6"), ("#7a5618", "#c08a24", "#f0c05a"))
TOM_DAY = Look(("#6a4334", "#bb8462", "#efbf97"), ("#2c1f1a", "#5f4231"), ("#16243a", "#27405f", "#4a6c90"))


def putter(canvas: Canvas, at: Point, size: float, flip: bool = False) -> Put:
    """Paints smooth shapes around `at`."""

    def put(points: list[Point], fill: Any, **how: Any) -> None:
        canvas.shape(moved(smooth(points), at, size, flip), fill, **{**how, "blur": how.get("blur", 0) * size})

    return put


def head(canvas: Canvas, at: Point, size: float, look: Look, flip: bool = False) -> None:
    """A head in three-quarter view, looking right, lit from the right; hair and hat come on top."""
    put = putter(canvas, at, size, flip)
    deep, middle, lit = look.skin
    put([(-26, 30), (20, 40), (26, 84), (0, 104), (-34, 92)], deep)
    put([(6, 52), (22, 50), (27, 84), (8, 98)], middle, blur=2, strength=0.8)
    face: list[Point] = [
        (-34, -10),
        (-26, -48),
        (8, -64),
        (40, -46),
        (46, -16),
        (47, 0),
        (54, 15),
        (48, 21),
        (46, 29),
        (44, 38),
    ]
    put([*face, (39, 52), (24, 61), (6, 57), (-14, 44), (-28, 22)], middle)
    put(
        [(-34, -10), (-26, -48), (-4, -60), (0, -20), (4, 16), (10, 42), (22, 60), (6, 57), (-14, 44), (-28, 22)],
        deep,
        blur=3,
        strength=0.62,
    )
    put(
        [
            (30, -50),
            (41, -44),
            (46, -16),
            (47, 0),
            (54, 15),
            (48, 21),
            (46, 29),
            (44, 38),
            (39, 51),
            (32, 54),
            (34, 24),
            (38, -6),
            (32, -30),
        ],
        lit,
        blur=1.6,
        strength=0.85,
    )
    put(ellipse((26, 14), (9, 7)), lit, blur=4, strength=0.6)
    put([(34, -8), (40, 10), (37, 19), (47, 21), (44, 10)], deep, blur=1.2, strength=0.55)
    put([(12, -20), (24, -26), (38, -22), (38, -18), (24, -21)], look.hair[0])
    put([(17, -8), (25, -13), (35, -9), (27, -5)], mixed(deep, "#000000", 0.55))
    put(ellipse((29, -9.6), 1.3, steps=12), "#f4ead8", strength=0.9)
    put([(41, -20), (46, -22), (47, -18)], look.hair[0])
    put([(41, -10), (46, -11), (46, -8)], mixed(deep, "#000000", 0.55))
    put([(14, -2), (24, 1), (33, -2), (25, 3)], deep, blur=1, strength=0.5)
    put([(27, 35), (37, 32), (45, 34), (38, 37)], mixed(deep, "#6b1f1a", 0.4))
    put([(30, 40), (38, 42), (42, 39), (38, 44)], deep, blur=1.2, strength=0.45)
    put(ellipse((-12, 4), (8, 13)), mixed(deep, middle, 0.5))
    put(ellipse((-11, 5), (4, 8)), deep, strength=0.8)


def mara_hair(canvas: Canvas, at: Point, size: float, look: Look, flip: bool = False) -> None:
    """Grey, swept back, in one braid over the shoulder."""
    put = putter(canvas, at, size, flip)
    dark, lit = look.hair
    for step in range(7):
        wide = 15 - step * 1.1
        put(ellipse((-40 + step * 1.5, 46 + step * 19), (wide, 14)), dark)
        put(
            [
                (-46 + step * 1.5, 38 + step * 19),
                (-34 + step * 1.5, 42 + step * 19),
                (-40 + step * 1.5, 52 + step * 19),
            ],
            lit,
            blur=1.5,
            strength=0.5,
        )
    put(
        [
            (-44, 44),
            (-56, 12),
            (-56, -24),
            (-40, -62),
            (0, -82),
            (36, -72),
            (48, -46),
            (28, -54),
            (6, -44),
            (-4, -18),
            (-16, -12),
            (-22, 14),
            (-26, 34),
        ],
        dark,
    )
    put([(0, -80), (36, -71), (47, -47), (30, -56), (8, -50), (-2, -62)], lit, blur=3, strength=0.75)
    for strand in range(7):
        points: list[Point] = [
            (40 - strand * 7, -56 - strand * 1.5),
            (6 - strand * 6, -62 + strand * 3),
            (-28 - strand * 2, -34 + strand * 6),
            (-42, 24 + strand * 2),
        ]
        canvas.line(
            moved(smooth(points, closed=False), at, size, flip), lit, 0.9 * size, blur=0.4 * size, strength=0.34
        )


def tom_cap(canvas: Canvas, at: Point, size: float, look: Look, flip: bool = False) -> None:
    """Short dark hair, stubble, and the flat cap pulled down."""
    put = putter(canvas, at, size, flip)
    put(
        [(-14, 44), (6, 57), (24, 61), (39, 52), (43, 40), (30, 47), (12, 44), (-4, 26), (-18, 12)],
        look.hair[0],
        blur=4,
        strength=0.34,
    )
    put([(-44, 26), (-48, -20), (-30, -46), (4, -50), (-6, -20), (-15, -14), (-17, 14), (-26, 34)], look.hair[0])
    put(
        [(-54, -18), (-56, -52), (-26, -82), (18, -88), (50, -66), (58, -44), (30, -50), (-8, -42), (-34, -24)],
        "#1d2f49",
    )
    put([(-20, -82), (18, -88), (50, -66), (56, -48), (34, -58), (6, -70)], "#4a678a", blur=3, strength=0.85)
    put([(16, -48), (44, -54), (66, -46), (88, -30), (82, -25), (56, -34), (24, -38)], "#14223a")
    put([(50, -50), (68, -44), (88, -30), (70, -37)], "#5d7fa3", blur=1.4, strength=0.7)
    put([(8, -36), (40, -40), (47, -18), (20, -16)], "#1b1414", blur=5, strength=0.4)


def coat(canvas: Canvas, at: Point, size: float, look: Look, flip: bool = False) -> None:
    """Shoulders and collar, down to where the picture ends."""
    put = putter(canvas, at, size, flip)
    deep, middle, lit = look.coat
    put([(-190, 330), (-170, 170), (-110, 106), (-46, 84), (24, 84), (84, 106), (140, 166), (168, 330)], deep)
    put([(20, 96), (62, 98), (116, 140), (146, 200), (160, 330), (60, 330), (40, 200)], middle, blur=2)
    put([(84, 108), (132, 152), (154, 216), (166, 330), (136, 330), (124, 220)], lit, blur=3, strength=0.85)
    put(
        [(-70, 100), (-48, 70), (-26, 84), (0, 108), (22, 82), (44, 72), (62, 98), (30, 138), (0, 150), (-40, 136)],
        mixed(deep, middle, 0.55),
    )
    put([(10, 104), (26, 80), (44, 73), (60, 97), (32, 132)], middle, blur=1.5)
    put([(40, 76), (60, 97), (44, 118)], lit, blur=2, strength=0.8)


def mara(canvas: Canvas, at: Point, size: float, look: Look = MARA_DAY, flip: bool = False) -> None:
    """Head and shoulders of Mara."""
    coat(canvas, at, size, look, flip)
    head(canvas, at, size, look, flip)
    mara_hair(canvas, at, size, look, flip)


def tom(canvas: Canvas, at: Point, size: float, look: Look = TOM_DAY, flip: bool = False) -> None:
    """Head and shoulders of Tom."""
    coat(canvas, at, size, look, flip)
    head(canvas, at, size, look, flip)
    tom_cap(canvas, at, size, look, flip)


def mara_climbing(canvas: Canvas, at: Point, size: float) -> None:
    """Mara from the knees up, lantern arm forward; the light comes from the right."""
    put, look = putter(canvas, at, size), MARA_LAMP
    deep, middle, lit = look.coat
    put([(-70, 100), (-34, 80), (36, 82), (66, 126), (80, 230), (100, 400), (-120, 400), (-96, 220)], deep)
    put([(10, 86), (40, 86), (66, 128), (82, 232), (98, 400), (30, 400), (28, 220)], middle, blur=2)
    put([(46, 96), (68, 130), (84, 240), (100, 400), (74, 400), (64, 230)], lit, blur=3)
    put(
        [(-72, 108), (-44, 98), (-62, 190), (-92, 252), (-124, 290), (-140, 274), (-112, 216)],
        mixed(deep, "#000000", 0.25),
    )
    put([(-126, 266), (-146, 286), (-134, 302), (-114, 286)], look.skin[0])
    put([(30, 104), (58, 98), (96, 138), (132, 150), (136, 172), (96, 178), (52, 158)], middle)
    put([(58, 98), (96, 138), (132, 150), (134, 158), (94, 150)], lit, blur=2, strength=0.9)
    put([(126, 150), (146, 144), (154, 156), (146, 170), (128, 172)], look.skin[1])
    put([(138, 146), (152, 150), (152, 160), (142, 158)], look.skin[2], blur=1)
    put(
        [(-70, 100), (-48, 70), (-26, 84), (0, 108), (22, 82), (44, 72), (62, 98), (30, 138), (0, 150), (-40, 136)],
        mixed(deep, middle, 0.55),
    )
    put([(10, 104), (26, 80), (44, 73), (60, 97), (32, 132)], middle, blur=1.5)
    head(canvas, at, size, look)
    mara_hair(canvas, at, size, look)


def mara_back(canvas: Canvas, at: Point, size: float) -> None:
    """From behind, cropped at the shoulders; warm light from the left."""
    put = putter(canvas, at, size)
    put([(-190, 330), (-168, 150), (-96, 96), (0, 84), (96, 96), (164, 150), (196, 330)], "#2c2010")
    put([(-190, 330), (-168, 150), (-96, 96), (-60, 92), (-110, 160), (-126, 330)], "#8a5d1d", blur=5)
    put([(-188, 330), (-168, 152), (-110, 104), (-136, 160), (-160, 330)], "#e9b64c", blur=3)
    put([(-78, 120), (-66, 78), (0, 64), (66, 78), (80, 118), (0, 150)], "#3c2b12")
    put([(-78, 120), (-68, 80), (-30, 70), (-48, 112), (-40, 140)], "#a8721f", blur=3)
    put(
        [(-62, 44), (-68, -18), (-48, -70), (0, -90), (48, -70), (66, -18), (60, 44), (30, 82), (0, 88), (-32, 82)],
        "#1c1d24",
    )
    put([(-64, 40), (-68, -18), (-50, -68), (-12, -86), (-38, -46), (-50, 0), (-48, 50)], "#5d4a3c", blur=5)
    put([(-66, 30), (-68, -18), (-52, -66), (-32, -80), (-54, -36), (-60, 10)], "#d0a06c", blur=2, strength=0.85)
    for strand in range(11):
        x = -50 + strand * 10
        points: list[Point] = [(x * 0.5, -86 + abs(strand - 5) * 4), (x * 1.1, -14), (x * 0.3, 72)]
        canvas.line(
            moved(smooth(points, closed=False), at, size),
            "#b98d60" if strand < 4 else "#3f444f",
            1.3 * size,
            blur=0.6 * size,
            strength=0.45,
        )
    for step in range(8):
        put(ellipse((step * 2, 78 + step * 22), (18 - step, 15)), "#24252d")
        put(
            [(-15 + step * 2, 72 + step * 22), (-3 + step * 2, 78 + step * 22), (-9 + step * 2, 88 + step * 22)],
            "#a37b52",
            blur=2,
            strength=0.75,
        )
