"""The badge over the timing bar: whether the lengths add up, in words, and the ways out when they do not."""

from __future__ import annotations

from dataclasses import dataclass

from projects.rules.lengths.gestures import fit, retotal, set_shot
from projects.rules.lengths.timing import Offer, Refusal, Timing, total_offer, unlock_longest, unlock_offer


@dataclass(frozen=True, slots=True)
class Badge:
    """`state` is exact, over, under, short, long or total; `words` stand on the badge, `offers` on its buttons.

    Every offer is a gesture that will be done; doing the first again and again leads to a board that is right, wherever
    offers can lead there.
    """

    state: str
    words: str
    offers: tuple[Offer, ...] = ()

    @property
    def right(self) -> bool:
        """True when nothing about the lengths stands in the way of a render."""
        return self.state == "exact"


def badge(timing: Timing) -> Badge:
    """Judge the lengths alone."""
    limits, difference = timing.limits, timing.sum - timing.total
    if timing.total not in limits.offered:
        return Badge("total", f"{timing.total} s is not offered — {limits.offered_words}", _to_nearest(timing))
    if difference:
        state = "over" if difference > 0 else "under"
        return Badge(state, f"{abs(difference)} s {state}", _to_fit(timing))
    for shot, length in enumerate(timing.lengths):
        if length < limits.least:
            ways = (unlock_offer(shot),) if timing.locks[shot] else _to_fit(timing)
            return Badge("short", f"Shot {shot + 1} is {length} s, needs {limits.least} s", ways)
        if length > limits.most:
            return Badge("long", f"Shot {shot + 1} is {length} s, at most {limits.most}", _to_most(timing, shot))
    locked = " · all locked" if timing.locks and all(timing.locks) else ""
    return Badge("exact", f"Exactly {timing.total} s{locked}")


def _to_nearest(timing: Timing) -> tuple[Offer, ...]:
    nearest = timing.limits.nearest_total(timing.total)
    try:
        retotal(timing, nearest)
    except Refusal as refusal:
        return refusal.offers
    return (total_offer(nearest),)


def _to_fit(timing: Timing) -> tuple[Offer, ...]:
    try:
        fit(timing)
    except Refusal as refusal:
        return refusal.offers
    return (Offer(f"Fit to {timing.total} s", {"op": "fit"}),)


def _to_most(timing: Timing, shot: int) -> tuple[Offer, ...]:
    """Set that shot to the most; where the locks forbid it unlock, where it is alone shorten the board."""
    most = timing.limits.most
    if timing.locks[shot]:
        return (unlock_offer(shot),)
    try:
        capped = set_shot(timing, shot, most).lengths[shot] <= most
    except Refusal:
        capped = False
    if capped:
        return (Offer(f"Shot {shot + 1} to {most} s", {"op": "set", "shot": shot, "value": most}),)
    reachable = range(timing.room_needed, most * len(timing.lengths) + 1)
    shorter = [total for total in timing.limits.offered if total in reachable][-1:]
    return unlock_longest(timing) or tuple(total_offer(total) for total in shorter)
