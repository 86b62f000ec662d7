"""Sizes in pixels: what the fixes of a still make of it, and the caps every still must keep.

The label of a fix and the fix itself use the same function, so what is announced is what is made.
"""

from __future__ import annotations

LEAST_SIDE = 64
MOST_SIDE = 8192
MOST_PIXELS = 40_000_000
MOST_BYTES = 20_000_000


def _scaled(value: int, to: int, of: int) -> int:
    """`value × to ÷ of`, rounded half up, at least 1."""
    return max(1, (2 * value * to + of) // (2 * of))


def enlarged_size(width: int, height: int, min_side: int) -> tuple[int, int]:
    """The size whose shorter side is `min_side` and whose shape is kept; unchanged when it is large enough already."""
    short = min(width, height)
    if short >= min_side:
        return width, height
    if short < 1:
        return min_side, min_side
    return _scaled(width, min_side, short), _scaled(height, min_side, short)


def cropped_size(width: int, height: int, aspect: tuple[int, int]) -> tuple[int, int]:
    """The largest size of shape `aspect` that fits inside the still."""
    wide, high = aspect
    if width * high > height * wide:
        return min(width, _scaled(height, wide, high)), height
    return width, min(height, _scaled(width, high, wide))


def cropped_box(width: int, height: int, aspect: tuple[int, int]) -> tuple[int, int, int, int]:
    """The centred box (left, top, right, bottom) of `cropped_size`."""
    wide, high = cropped_size(width, height, aspect)
    left, top = (width - wide) // 2, (height - high) // 2
    return left, top, left + wide, top + high


def narrowed_size(width: int, height: int, most_width: int) -> tuple[int, int]:
    """The size no wider than `most_width` whose shape is kept."""
    if width <= most_width:
        return width, height
    return most_width, _scaled(height, most_width, width)


def size_trouble(width: int, height: int) -> str | None:
    """`small`, `large` or None: whether a still keeps the caps every still must keep."""
    if min(width, height) < LEAST_SIDE:
        return "small"
    if max(width, height) > MOST_SIDE or width * height > MOST_PIXELS:
        return "large"
    return None
