"""Sharing whole seconds among shots: proportional, largest remainder, integers only.

`static/js/timing.js` is the same arithmetic; both run `tests/rules/length-vectors.json`. A length list is whole seconds in
shot order; `locks` says which of them must stay. `least` and `most` are the shortest and longest a shot may be: the least is
always kept; the most is kept by whoever is not longer already, unless the total needs more.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

Lengths = tuple[int, ...]
Locks = Sequence[bool]
ENDLESS = sys.maxsize


def apportion(weights: Sequence[int], total: int, least: int = 1, most: int = ENDLESS) -> Lengths | None:
    """Whole numbers of at least `least`, adding up to `total`, as proportional to `weights` as can be.

    Whoever would fall under `least` is pinned there; the rest get the floor of their share, and the seconds left over go
    one each to the largest remainders (ties: larger weight, then earlier). Whoever would pass `most` is pinned in turn. All
    share alike where nobody has any weight; a negative one counts as none. None when `total` is too small.
    """
    if not weights:
        return () if total == 0 else None
    if total < least * len(weights):
        return None
    heavy = [max(weight, 0) for weight in weights]
    shares = _pinned_low(heavy if any(heavy) else [1] * len(heavy), total, least)
    caps = [max(most, weight) for weight in weights]
    under = [each for each, share in enumerate(shares) if share <= caps[each]]
    if len(under) == len(weights) or sum(caps) < total:
        return tuple(shares)
    left = total - sum(cap for each, cap in enumerate(caps) if each not in under)
    shared = apportion([weights[each] for each in under], left, least, most)
    return shared and _put(caps, under, shared)


def _pinned_low(weights: Sequence[int], total: int, least: int) -> list[int]:
    shares, live, left, whole = [least] * len(weights), list(range(len(weights))), total, sum(weights)
    while pinned := [each for each in live if weights[each] * left < least * whole]:
        left -= least * len(pinned)
        live = [each for each in live if each not in pinned]
        whole = sum(weights[each] for each in live)
    for each in live:
        shares[each] = weights[each] * left // whole
    spare = left - sum(shares[each] for each in live)
    for each in sorted(live, key=lambda one: (-(weights[one] * left % whole), -weights[one], one))[:spare]:
        shares[each] += 1
    return shares


def _put(lengths: Sequence[int], places: Sequence[int], values: Sequence[int]) -> Lengths:
    out = list(lengths)
    for place, value in zip(places, values, strict=True):
        out[place] = value
    return tuple(out)


def fit(lengths: Lengths, locks: Locks, total: int, least: int = 1, most: int = ENDLESS) -> Lengths | None:
    """The unlocked shots scaled so that all add up to `total`; None when the locks or `least` leave no room."""
    free = [shot for shot, locked in enumerate(locks) if not locked]
    rest = total - sum(length for length, locked in zip(lengths, locks, strict=True) if locked)
    shares = apportion([lengths[shot] for shot in free], rest, least, most)
    return None if shares is None else _put(lengths, free, shares)


def limits(
    lengths: Lengths, locks: Locks, shot: int, total: int, least: int = 1, most: int = ENDLESS
) -> tuple[int, int]:
    """The shortest and longest that one shot can be while the total holds; the same twice when nobody else can give."""
    others = [each for each in range(len(lengths)) if each != shot]
    room = total - sum(lengths[each] for each in others if locks[each])
    free = [lengths[each] for each in others if not locks[each]]
    if not free:
        return room, room
    low, high = least, room - least * len(free)
    capped = max(low, room - sum(max(most, length) for length in free)), min(high, max(most, lengths[shot]))
    return capped if capped[0] <= capped[1] else (low, high)


def set_shot(
    lengths: Lengths, locks: Locks, shot: int, value: int, total: int, least: int = 1, most: int = ENDLESS
) -> Lengths | None:
    """One shot gets `value`, clamped to `limits`; the other unlocked shots share the difference in proportion."""
    low, high = limits(lengths, locks, shot, total, least, most)
    if high < low:
        return None
    wanted = _put(lengths, [shot], [min(max(value, low), high)])
    return fit(wanted, [locked or each == shot for each, locked in enumerate(locks)], total, least, most)


def roll(
    lengths: Lengths, locks: Locks, cut: int, delta: int, least: int = 1, most: int = ENDLESS
) -> tuple[Lengths, int]:
    """Move the cut behind shot `cut` by `delta` seconds (right is positive); answers what was possible.

    The nearest unlocked shot on the growing side takes; on the other side the nearest gives down to `least`, then the next.
    """
    left = [shot for shot in range(cut, -1, -1) if not locks[shot]]
    right = [shot for shot in range(cut + 1, len(lengths)) if not locks[shot]]
    growing, giving = (left, right) if delta > 0 else (right, left)
    if not growing or not giving or not delta:
        return lengths, 0
    rolled, took = list(lengths), 0
    wanted = min(abs(delta), max(0, most - lengths[growing[0]]))
    for shot in giving:
        gift = max(0, min(rolled[shot] - least, wanted - took))
        rolled[shot] -= gift
        took += gift
    rolled[growing[0]] += took
    return tuple(rolled), took if delta > 0 else -took


def insert(
    lengths: Lengths, locks: Locks, at: int, wanted: int, total: int, least: int = 1, most: int = ENDLESS
) -> Lengths | None:
    """A new unlocked shot before position `at`; the unlocked shots make room in proportion. None when there is none."""
    wanted = min(wanted, most)
    wider, held = (*lengths[:at], wanted, *lengths[at:]), (*locks[:at], False, *locks[at:])
    if limits(wider, held, at, total, least, most)[1] < least:
        return None
    return set_shot(wider, held, at, wanted, total, least, most)


def even(lengths: Lengths, locks: Locks, total: int, least: int = 1, most: int = ENDLESS) -> Lengths | None:
    """The unlocked shots share what the locked ones leave equally; earlier shots get the spare seconds."""
    alike = tuple(length if locked else 1 for length, locked in zip(lengths, locks, strict=True))
    return fit(alike, locks, total, least, most)
