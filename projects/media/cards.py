"""Title cards: what stands in the animatic for a shot that has no picture yet."""

from __future__ import annotations

from PIL import Image, ImageDraw

from projects.media import lettering

GROUND, PAPER, QUIET, LAMP, RULE = "#0e0e0e", "#f1f0ed", "#9f9e9c", "#f7a745", "#393939"
_SIZES = (0.058, 0.05, 0.043, 0.037, 0.032)
_LEADING = 1.45


def card(size: tuple[int, int], *, board: str, number: int, label: str, words: str, seconds: int) -> Image.Image:
    """An RGB card of `size`: the shot's number, label, length and words wrapped to fit, under the board's title.

    Any text can be drawn; letters that no shipped face has are drawn as boxes.
    """
    picture = Image.new("RGB", size, GROUND)
    pen, short = ImageDraw.Draw(picture), min(size)
    margin = round(short * 0.09)
    head = _head(pen, size, margin, lettering.plain(board), seconds)
    beside = size[0] > size[1]
    corner = (margin, head + round(short * 0.07))
    right, below = _figure(pen, corner, short, number, lettering.plain(label))
    left, top = (max(right, round(size[0] * 0.26)) + margin // 2, corner[1]) if beside else (margin, below + margin)
    _words(pen, (left, top, size[0] - margin, size[1] - round(short * 0.16)), short, lettering.plain(words))
    return picture


def _head(pen: ImageDraw.ImageDraw, size: tuple[int, int], margin: int, board: str, seconds: int) -> int:
    """The line at the top: board and length over a rule. Answers the rule's height on the card."""
    height = round(min(size) * 0.032)
    length = lettering.font(lettering.MEASURES, height)
    wide = length.getlength(f"{seconds} s")
    pen.text((size[0] - margin - wide, margin + height), f"{seconds} s", font=length, fill=QUIET, anchor="ls")
    title = lettering.font(lettering.WIDEST, round(height * 1.1))
    room = size[0] - 2 * margin - wide - height
    pen.text((margin, margin + height), lettering.shortened(board, title, room), font=title, fill=QUIET, anchor="ls")
    rule = margin + 2 * height
    pen.line((margin, rule, size[0] - margin, rule), fill=RULE, width=max(1, round(min(size) / 720)))
    return rule


def _figure(pen: ImageDraw.ImageDraw, corner: tuple[int, int], short: int, number: int, label: str) -> tuple[int, int]:
    """The number in tungsten with the label under it. Answers their right and lower edge."""
    large = lettering.font(lettering.MEASURES, round(short * 0.15))
    _, _, right, bottom = pen.textbbox(corner, str(number), font=large, anchor="lt")
    pen.text(corner, str(number), font=large, fill=LAMP, anchor="lt")
    if not label:
        return round(right), round(bottom)
    small = lettering.font(lettering.face(label, lettering.MEASURES), round(short * 0.036))
    place = (corner[0], bottom + round(short * 0.045))
    shown = lettering.shortened(label, small, short * 0.4)
    pen.text(place, shown, font=small, fill=QUIET, anchor="lt")
    edge = pen.textbbox(place, shown, font=small, anchor="lt")
    return round(max(right, edge[2])), round(edge[3])


def _words(pen: ImageDraw.ImageDraw, box: tuple[int, int, int, int], short: int, words: str) -> None:
    """The shot's words in the largest size that fits the box; the smallest size is cut with an ellipsis."""
    face = lettering.face(words, lettering.WORDS)
    wide, high = box[2] - box[0], box[3] - box[1]
    for share in _SIZES:
        type = lettering.font(face, round(short * share))
        step = type.size * _LEADING
        lines, room = lettering.wrapped(words, type, wide), max(1, int(high / step))
        if len(lines) <= room:
            break
    if len(lines) > room:
        lines = [*lines[: room - 1], lettering.shortened(" ".join(lines[room - 1 :]), type, wide)]
    for turn, line in enumerate(lines):
        pen.text((box[0], box[1] + turn * step), line, font=type, fill=PAPER)
