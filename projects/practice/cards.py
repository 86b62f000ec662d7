"""What a practice film shows: the first picture or a coloured card, captions, and the task's number."""

from __future__ import annotations

import colorsys
import hashlib
import textwrap
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

SIZES = {"16:9": (640, 360), "9:16": (360, 640), "1:1": (480, 480)}
_GOLDEN = 0.618
_WHITE, _SHADE = (255, 255, 255), (0, 0, 0)


def size_of(aspect: str, shape: tuple[int, int] | None) -> tuple[int, int]:
    """The film's size in pixels: by aspect, else as the picture is shaped, even numbers."""
    if aspect in SIZES:
        return SIZES[aspect]
    if not shape:
        return SIZES["16:9"]
    scale = 640 / max(shape)
    wide, high = (max(2, round(side * scale / 2) * 2) for side in shape)
    return wide, high


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    try:
        return ImageFont.truetype("DejaVuSans.ttf", size)  # knows more scripts than Pillow's own
    except OSError:
        return ImageFont.load_default(size)


def colour(mark: str, number: int) -> tuple[int, int, int]:
    """A dark colour for a task's shot, far from that of the shot before."""
    hue = (hashlib.sha256(mark.encode()).digest()[0] / 256 + number * _GOLDEN) % 1
    red, green, blue = colorsys.hsv_to_rgb(hue, 0.62, 0.45)
    return round(red * 255), round(green * 255), round(blue * 255)


def ground(size: tuple[int, int], picture: Path | None, mark: str, number: int) -> Image.Image:
    """The still without words, an eighth larger than the film so that a zoom stays sharp."""
    wide, high = size[0] * 9 // 8, size[1] * 9 // 8
    if picture is None or not picture.exists():
        return Image.new("RGB", (wide, high), colour(mark, number))
    with Image.open(picture) as opened:
        still = opened.convert("RGB")
    scale = max(wide / still.width, high / still.height)
    box_wide, box_high = wide / scale, high / scale
    left, top = (still.width - box_wide) / 2, (still.height - box_high) / 2
    return still.resize((wide, high), Image.Resampling.BILINEAR, (left, top, left + box_wide, top + box_high))


def zoomed(still: Image.Image, size: tuple[int, int], part: float) -> Image.Image:
    """The still at `part` (0 to 1) of a slow zoom."""
    edge = part * 0.055
    box = (still.width * edge, still.height * edge, still.width * (1 - edge), still.height * (1 - edge))
    return still.resize(size, Image.Resampling.BILINEAR, box)


def lettering(size: tuple[int, int], title: str, prompt: str, foot: str) -> tuple[Image.Image, Image.Image]:
    """The captions and their mask, to be pasted on every still of a shot."""
    wide, high = size
    letters, mask = Image.new("RGB", size, _SHADE), Image.new("L", size, 0)
    pen, stencil = ImageDraw.Draw(letters), ImageDraw.Draw(mask)
    lines = textwrap.wrap(prompt, width=max(16, wide // 10))[:4]
    for edges in ((0, 0, wide, 34), (0, high - 26 - 20 * len(lines), wide, high)):
        stencil.rectangle(edges, fill=140)
    texts = [(12, 7, title, 18), (12, high - 21, foot, 12)]
    texts += [(12, high - 24 - 20 * (len(lines) - number), line, 15) for number, line in enumerate(lines)]
    for left, top, text, height in texts:
        pen.text((left, top), text, fill=_WHITE, font=_font(height))
        stencil.text((left, top), text, fill=255, font=_font(height))
    return letters, mask
