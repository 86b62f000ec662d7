"""A board's timing as one frozen value, what a model allows of it, and why a gesture may be refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from projects.rules.lengths.arithmetic import Lengths


@dataclass(frozen=True, slots=True)
class Limits:
    """What a model allows, in whole seconds: a shot's and a board's least and most, and the number of shots.

    `totals` lists the only totals offered where a model is that strict.
    """

    least: int = 1
    most: int = 15
    least_total: int = 3
    most_total: int = 15
    totals: tuple[int, ...] = ()
    most_shots: int = 6

    @property
    def offered(self) -> Sequence[int]:
        """Every total that is allowed, shortest first."""
        return sorted(self.totals) or range(self.least_total, self.most_total + 1)

    @property
    def offered_words(self) -> str:
        """“5 or 10”, or “3 to 15”."""
        return " or ".join(map(str, self.totals)) or f"{self.least_total} to {self.most_total}"

    def nearest_total(self, total: int) -> int:
        """The allowed total nearest to `total`; the longer one on a tie."""
        return min(self.offered, key=lambda offered: (abs(offered - total), -offered))


@dataclass(frozen=True, slots=True)
class Timing:
    """The lengths of a board's shots, which are locked, the total, and whether the total holds.

    `note` is a sentence when the last gesture was clamped.
    """

    lengths: Lengths
    locks: tuple[bool, ...]
    total: int
    hold: bool = True
    limits: Limits = field(default_factory=Limits)
    note: str = ""

    @property
    def sum(self) -> int:
        """What the shots add up to."""
        return sum(self.lengths)

    @property
    def locked(self) -> list[int]:
        """The indexes of the locked shots."""
        return [shot for shot, locked in enumerate(self.locks) if locked]

    @property
    def room_needed(self) -> int:
        """The shortest total that the locks and the least length allow."""
        least = self.limits.least
        return sum(length if locked else least for length, locked in zip(self.lengths, self.locks, strict=True))


@dataclass(frozen=True, slots=True)
class Offer:
    """A way out: the gesture `op` and the words on its button."""

    label: str
    op: Mapping[str, Any]


class Refusal(Exception):
    """A gesture that cannot be done. The message says why with the numbers; `offers` are ways out, the default first."""

    def __init__(self, sentence: str, *offers: Offer) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.offers = offers


def unlock_offer(shot: int) -> Offer:
    """“Unlock shot 3”."""
    return Offer(f"Unlock shot {shot + 1}", {"op": "lock", "shot": shot, "locked": False})


def unlock_longest(timing: Timing) -> tuple[Offer, ...]:
    """An offer to unlock the longest locked shot; none where none is."""
    locked = timing.locked
    return (unlock_offer(max(locked, key=lambda shot: timing.lengths[shot])),) if locked else ()


def total_offer(total: int) -> Offer:
    """“Total 12 s”."""
    return Offer(f"Total {total} s", {"op": "retotal", "value": total})


def total_offers(timing: Timing, needed: int) -> tuple[Offer, ...]:
    """The shortest allowed total of at least `needed`, unless there is none or it is the present one."""
    total = next((offered for offered in timing.limits.offered if offered >= needed), timing.total)
    return () if total == timing.total else (total_offer(total),)


def cannot_fit(timing: Timing, total: int) -> Refusal:
    """Why the shots cannot add up to `total`, and what would make it possible."""
    least, count, needed = timing.limits.least, len(timing.lengths), timing.room_needed
    if not count:
        return Refusal("The board has no shots.")
    if all(timing.locks):
        exact = total_offers(timing, timing.sum) if timing.sum in timing.limits.offered else ()
        sentence = f"Every shot is locked, and together they are {timing.sum} s, not {total} s."
        return Refusal(sentence, *exact, *unlock_longest(timing))
    if least * count > total:
        needed = max(needed, least * count)
        locks = " with these locks" if needed > least * count else ""
        sentence = f"{count} shots of at least {least} s need {needed} s{locks}; the total is {total} s."
        return Refusal(sentence, *(total_offers(timing, needed) or unlock_longest(timing)))
    taken = sum(timing.lengths[shot] for shot in timing.locked)
    sentence = f"{numbered(timing.locked, 'locked')} at {taken} s, so {needed} s is the shortest."
    return Refusal(sentence, *unlock_longest(timing), *total_offers(timing, needed))


def numbered(shots: Sequence[int], state: str) -> str:
    """“Shot 2 is locked”, “Shots 1, 2 and 4 are locked”."""
    *first, last = [str(shot + 1) for shot in shots]
    return f"Shots {', '.join(first)} and {last} are {state}" if first else f"Shot {last} is {state}"
