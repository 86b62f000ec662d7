"""Takes beside each other: how each stands, and what was changed between the first and every other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from projects.models import Board, Take
from projects.rules import options, snapshot
from projects.rules.differences import Change, differences
from projects.services import standing

LETTERS = "ABCD"
OPTIONS = ("mode", *options.NAMES, "slate", "timecode")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the takes: its letter, its row, and what changed from the first take to it."""

    letter: str
    row: standing.Row
    changes: list[Change]

    @property
    def take(self) -> Take:
        """The take."""
        return self.row.take


def sides(board: Board, takes: Sequence[Take]) -> list[Side]:
    """The finished takes in this order, lettered A to D. `takes` come with what `standing.listed` prefetches."""
    plan = board.plan()
    for take in takes:
        take.board = board
    rows = [standing.row(take, plan) for take in takes]
    return [
        Side(letter, row, list(_changes(rows[0], row)) if row is not rows[0] else [])
        for letter, row in zip(LETTERS, rows, strict=False)
    ]


def _changes(then: standing.Row, now: standing.Row) -> Iterator[Change]:
    if then.model_label != now.model_label:
        yield Change("take", "", "model", then.model_label, now.model_label)
    for name in () if then.take.own or now.take.own else OPTIONS:
        was, is_ = (_told(row.take.options.get(name)) for row in (then, now))
        if was != is_:
            yield Change("take", "", name, was, is_)
    if then.lasts != now.lasts and (then.uneven or now.uneven):
        yield Change("take", "", "seconds", f"{then.lasts:g} s", f"{now.lasts:g} s")
    yield from differences(*(snapshot.from_json(row.take.snapshot) for row in (then, now)))


def _told(value: object) -> str:
    return "" if value is None else options.told(value)
