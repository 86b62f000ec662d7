"""Burn-ins drawn straight on the planes: a slate at the lower left, running timecode at the lower right."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image, ImageDraw

from projects.media import lettering
from projects.media.planes import BLACK, GREY, WHITE, Planes

_SHADE = 168
_WIDEST_SLATE = 0.56


def timecode(frame: int, fps: int) -> str:
    """`HH:MM:SS:FF` of a frame counted from 0, at a whole rate (so nothing is ever dropped)."""
    seconds, rest = divmod(frame, fps)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}:{rest:02d}"


@dataclass(frozen=True, slots=True)
class Strip:
    """A dark plate at `place` (even pixels) with bright `ink`; `shade` and `grey` say how far it covers the picture."""

    place: tuple[int, int]
    ink: Image.Image
    shade: Image.Image
    grey: Image.Image

    def draw(self, frame: Planes) -> None:
        """Draw on planes that may be drawn on."""
        x, y = self.place
        frame.luma.paste(BLACK, self.place, self.shade)
        frame.luma.paste(WHITE, self.place, self.ink)
        frame.blue.paste(GREY, (x // 2, y // 2), self.grey)
        frame.red.paste(GREY, (x // 2, y // 2), self.grey)


def _strip(place: tuple[int, int], ink: Image.Image) -> Strip:
    """A strip whose colours fade as far as its plate and its ink cover them."""
    shade = Image.new("L", ink.size, _SHADE)
    covered = shade.copy()
    covered.paste(255, mask=ink)
    return Strip(place, ink, shade, covered.reduce(2))


def _measures(size: tuple[int, int]) -> tuple[int, int, int]:
    """Letter height, plate height and margin for a frame of this size, plate and margin even."""
    short = min(size)
    return round(short * 0.028), 2 * round(short * 0.028), 2 * round(short * 0.017)


def slate(size: tuple[int, int], *, board: str, number: int, shots: int, label: str) -> Strip:
    """The slate of one shot: board, which shot of how many, and its label."""
    letter, high, margin = _measures(size)
    words = " · ".join(part for part in (f"{number}/{shots}", lettering.plain(label), lettering.plain(board)) if part)
    type = lettering.font(lettering.face(words, lettering.MEASURES), letter)
    words = lettering.shortened(words, type, size[0] * _WIDEST_SLATE)
    wide = 2 * round((type.getlength(words) + 1.4 * letter) / 2)
    ink = Image.new("L", (wide, high), 0)
    ImageDraw.Draw(ink).text((0.7 * letter, high / 2), words, font=type, fill=255, anchor="lm")
    return _strip((margin, size[1] - margin - high), ink)


class Clock:
    """Running timecode: every digit is drawn once and then only pasted."""

    def __init__(self, size: tuple[int, int], fps: int) -> None:
        letter, self._high, margin = _measures(size)
        self._fps = fps
        self._type = lettering.font(lettering.MEASURES, letter)
        self._cell = round(self._type.getlength("0"))
        self._inset = round(0.7 * letter)
        self._wide = 2 * round((11 * self._cell + 2 * self._inset) / 2)
        self._place = (2 * ((size[0] - margin - self._wide) // 2), size[1] - margin - self._high)
        self._letters = {letter: self._drawn(letter) for letter in "0123456789:"}

    def _drawn(self, letter: str) -> Image.Image:
        cell = Image.new("L", (self._cell, self._high), 0)
        ImageDraw.Draw(cell).text((self._cell / 2, self._high / 2), letter, font=self._type, fill=255, anchor="mm")
        return cell

    def at(self, frame: int) -> Strip:
        """The strip that shows the timecode of a frame."""
        ink = Image.new("L", (self._wide, self._high), 0)
        for turn, letter in enumerate(timecode(frame, self._fps)):
            ink.paste(self._letters[letter], (self._inset + turn * self._cell, 0))
        return _strip(self._place, ink)
