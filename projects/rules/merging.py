"""What becomes of two people's edits of the same thing: words merge word by word, orders by their neighbours."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from difflib import SequenceMatcher

WORDS = re.compile(r"\s+|[^\s]+")

Edit = tuple[int, int, list[str]]


def digest(text: str) -> str:
    """Eight hex digits that tell one version of a text from another."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def merge_words(base: str, mine: str, theirs: str) -> str | None:
    """Both edits of `base` in one text, or None where they touch the same words."""
    words = WORDS.findall(base)
    edits = sorted(_edits(words, mine) + _edits(words, theirs), key=lambda edit: edit[:2])
    out: list[str] = []
    at = 0
    last: Edit | None = None
    for edit in edits:
        start, end, new = edit
        if edit == last:
            continue
        if last is not None and (start < at or start == last[0]):
            return None
        out += [*words[at:start], *new]
        at, last = end, edit
    return "".join([*out, *words[at:]])


def _edits(words: list[str], text: str) -> list[Edit]:
    """How to get from `words` to `text`: replace the words from start to end with new ones."""
    other = WORDS.findall(text)
    changes = SequenceMatcher(None, words, other, autojunk=False).get_opcodes()
    return [(start, end, other[first:last]) for kind, start, end, first, last in changes if kind != "equal"]


def merge_order(was: Sequence[str], wanted: Sequence[str], now: Sequence[str]) -> list[str]:
    """The step from `was` to `wanted`, done to `now`: what it removed goes, what it added or moved follows its left neighbour."""
    kept = [each for each in wanted if each in was]
    moved = _moved([each for each in was if each in wanted], kept)
    order = [each for each in now if each not in was or (each in wanted and each not in moved)]
    for place, each in enumerate(wanted):
        if each in order or (each in was and each not in now):
            continue
        left = next((order.index(before) for before in reversed(wanted[:place]) if before in order), -1)
        order.insert(left + 1, each)
    return order


def _moved(was: list[str], wanted: list[str]) -> set[str]:
    """Those that left their place: everything outside the longest run that stayed in order."""
    stayed = {
        was[i]
        for block in SequenceMatcher(None, was, wanted, autojunk=False).get_matching_blocks()
        for i in range(block.a, block.a + block.size)
    }
    return set(wanted) - stayed


def compare_words(before: str, after: str) -> list[tuple[str, str]]:
    """The difference for people: pieces of text as `("same" | "gone" | "new", words)` in reading order."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    pieces: list[tuple[str, str]] = []
    for kind, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(("same", "".join(old[start:end])))
            continue
        pieces += [
            (name, "".join(words)) for name, words in (("gone", old[start:end]), ("new", new[first:last])) if words
        ]
    return pieces
