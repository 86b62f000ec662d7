"""File names as people may see them."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath

MOST_LETTERS = 120
_HIDDEN = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def display_name(name: str, otherwise: str = "picture") -> str:
    """A client's file name made safe to show: no folders, controls or direction marks, NFC, at most 120 letters.

    The ending survives the cut. It is a label, never a path: stored files are named by their digest.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(
        letter
        for letter in last
        if letter not in _HIDDEN and unicodedata.category(letter) not in {"Cc", "Cs", "Zl", "Zp"}
    ).strip()
    if not kept.strip("."):
        return otherwise
    if len(kept) <= MOST_LETTERS:
        return kept
    ending = PurePosixPath(kept).suffix[:12]
    return kept[: MOST_LETTERS - len(ending) - 1] + "…" + ending
