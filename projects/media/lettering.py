"""Type for what is drawn on frames: the board's words in Courier Prime, measures in Martian Mono, the rest in Inter."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from functools import cache, lru_cache
from pathlib import Path

from PIL import ImageFont

WORDS, MEASURES, WIDEST = "CourierPrime-Regular.ttf", "MartianMono-Medium.ttf", "Inter-Medium.ttf"
MOST_LETTERS = 1500
_FOLDER = Path(__file__).with_name("fonts")


@lru_cache(maxsize=64)
def font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """A shipped face at `size` pixels. Basic layout: the same letters in the same places on every machine."""
    return ImageFont.truetype(_FOLDER / name, size, layout_engine=ImageFont.Layout.BASIC)


@cache
def _missing(name: str) -> bytes:
    return bytes(font(name, 24).getmask("\U0010fffe"))


@lru_cache(maxsize=4096)
def _draws(name: str, letter: str) -> bool:
    return letter.isspace() or bytes(font(name, 24).getmask(letter)) != _missing(name)


def face(text: str, wanted: str) -> str:
    """`wanted` when it has every letter of `text`, else the face with the widest choice of letters."""
    return wanted if all(_draws(wanted, letter) for letter in text) else WIDEST


def plain(text: str) -> str:
    """Text that can be drawn: no controls or lone surrogates, white space as one space, no more than fits any card."""
    kept = "".join(" " if unicodedata.category(letter) in {"Cc", "Cs", "Co", "Cn"} else letter for letter in text)
    return " ".join(kept.split())[:MOST_LETTERS]


def shortened(text: str, type: ImageFont.FreeTypeFont, width: float) -> str:
    """The text cut with an ellipsis so that it is no wider than `width` pixels."""
    if type.getlength(text) <= width:
        return text
    most = bisect_right(range(1, len(text)), width, key=lambda count: type.getlength(text[:count] + "…"))
    return text[:most].rstrip() + "…"


def wrapped(text: str, type: ImageFont.FreeTypeFont, width: float) -> list[str]:
    """The text in lines no wider than `width` pixels; a word wider than a line is broken."""
    lines: list[str] = []
    line = ""
    for word in (piece for whole in text.split() for piece in _pieces(whole, type, width)):
        longer = f"{line} {word}".strip()
        if line and type.getlength(longer) > width:
            lines, longer = [*lines, line], word
        line = longer
    return [*lines, line] if line else lines


def _pieces(word: str, type: ImageFont.FreeTypeFont, width: float) -> list[str]:
    """The word, cut wherever it would be wider than a line."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and type.getlength(pieces[-1] + letter) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces
