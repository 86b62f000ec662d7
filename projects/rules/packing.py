"""A long shot list as several boards that a model makes: as few renders, as few billed seconds and boards as can be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from projects.rules.capabilities import Capabilities

Cost = tuple[int, ...]
"""Renders, billed seconds, boards, and the sum of squared lengths, which is least when boards are even."""


@dataclass(frozen=True, slots=True)
class Packing:
    """`sizes` is how many shots each board takes, in order; none where it cannot be done, and `why` says what stands in the way.

    `renders` is how many jobs are bought, `billed` how many seconds are paid.
    """

    sizes: tuple[int, ...] = ()
    renders: int = 0
    billed: int = 0
    why: str = ""


def pack(seconds: Sequence[int], model: Capabilities) -> Packing:
    """Cut a list of shots, lengths in whole seconds, into boards of `model` without moving or changing a shot."""
    best: list[tuple[Cost, tuple[int, ...]] | None] = [((0, 0, 0, 0), ())]
    for end in range(1, len(seconds) + 1):
        ways = []
        for start, cost in _boards(seconds, end, model):
            before = best[start]
            if before is not None:
                ways.append((tuple(map(sum, zip(before[0], cost, strict=True))), (*before[1], end - start)))
        best.append(min(ways, default=None))
    if best[-1] is None:
        reached = max(place for place, each in enumerate(best) if each is not None)
        return Packing(why=_why(seconds, reached, model))
    (renders, billed, _boards_made, _squares), sizes = best[-1]
    return Packing(sizes, renders, billed)


def _boards(seconds: Sequence[int], end: int, model: Capabilities) -> Iterator[tuple[int, Cost]]:
    """Every board that the model makes and that ends before `end`: where it starts, and its cost."""
    limits = model.limits
    total = billed = 0
    for start in range(end - 1, max(-1, end - 1 - limits.most_shots), -1):
        length = seconds[start]
        total, billed = total + length, billed + model.billed(length)
        if not limits.least <= length <= limits.most or total > max(limits.offered):
            return
        if limits.nearest_total(total) == total:
            yield start, (1 if model.one_piece else end - start, billed, 1, total * total)


def _why(seconds: Sequence[int], reached: int, model: Capabilities) -> str:
    """Why the shots behind the first `reached`, the most that can be packed, find no board."""
    limits = model.limits
    for number, length in enumerate(seconds, 1):
        if not limits.least <= length <= limits.most:
            return f"Shot {number} is {length} s; {model.said} makes {limits.least} to {limits.most} s a shot."
    rest = sum(seconds[reached:])
    alone = reached + 1 == len(seconds)
    left = (
        f"Shot {reached + 1} is {rest} s and fits"
        if alone
        else f"Shots {reached + 1}–{len(seconds)} are {rest} s and fit"
    )
    return f"{left} no board: {model.said} makes {limits.offered_words} s of up to {limits.most_shots} shots."
