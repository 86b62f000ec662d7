"""Every gesture of the timing bar as a pure function from one Timing to the next. They clamp where a person expects that
and raise `Refusal` where nothing sensible can be done; whatever they answer adds up while the total holds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from projects.rules.lengths import arithmetic
from projects.rules.lengths.arithmetic import Lengths
from projects.rules.lengths.timing import (
    Limits,
    Refusal,
    Timing,
    cannot_fit,
    numbered,
    total_offers,
    unlock_longest,
    unlock_offer,
)


def _settled(timing: Timing, lengths: Lengths | None, total: int, note: str = "") -> Timing:
    """The timing with these lengths. None means that they cannot add up to the total."""
    if lengths is None:
        raise cannot_fit(timing, total)
    return replace(timing, lengths=lengths, total=total, note=note)


Share = Callable[[Lengths, tuple[bool, ...], int, int, int], Lengths | None]


def _scaled(timing: Timing, share: Share, total: int, note: str = "") -> Timing:
    limits = timing.limits
    return _settled(timing, share(timing.lengths, timing.locks, total, limits.least, limits.most), total, note)


def _within(value: int, limits: Limits) -> int:
    return min(max(value, limits.least), limits.most)


def _unlocked(timing: Timing, shot: int) -> int:
    """The present length of a shot that may change."""
    if timing.locks[shot]:
        raise Refusal(f"Shot {shot + 1} is locked at {timing.lengths[shot]} s.", unlock_offer(shot))
    return timing.lengths[shot]


def roll(timing: Timing, cut: int, delta: int) -> Timing:
    """Move a cut; clamped, never refused."""
    least, most = timing.limits.least, timing.limits.most
    lengths, moved = arithmetic.roll(timing.lengths, timing.locks, cut, delta, least, most)
    note = "" if moved == delta else f"A shot can be {least}–{most} s; the cut moved {abs(moved)} s."
    if note and (all(timing.locks[: cut + 1]) or all(timing.locks[cut + 1 :])):
        note = "Every shot on one side of the cut is locked."
    return replace(timing, lengths=lengths, note=note)


def set_shot(timing: Timing, shot: int, value: int) -> Timing:
    """Give a shot a length; the others share the difference. With the total free, the total follows as far as it may."""
    was, limits = _unlocked(timing, shot), timing.limits
    wish = _within(value, limits)
    total = timing.total if timing.hold else limits.nearest_total(timing.sum - was + wish)
    at = timing.lengths, timing.locks, shot
    low, high = arithmetic.limits(*at, total, limits.least, limits.most)
    if high < max(low, limits.least):
        raise cannot_fit(timing, total)
    given = min(max(wish, low), high)
    others_locked = [each for each in timing.locked if each != shot]
    if given == was != wish and others_locked and (wish > given or low == high):
        raise _stuck(timing, shot, wish)
    span = f"{low}–{high}" if low < high else f"only {low}"
    note = "" if given == value else f"Shot {shot + 1} can be {span} s here. Set to {given}."
    return _settled(timing, arithmetic.set_shot(*at, given, total, limits.least, limits.most), total, note)


def _stuck(timing: Timing, shot: int, wish: int) -> Refusal:
    """Why the locks of the others keep this shot exactly as long as it is."""
    was, place = timing.lengths[shot], shot + 1
    free = [each for each, locked in enumerate(timing.locks) if not locked and each != shot]
    what = f"Shot {place} can't {'grow past' if wish > was else 'be shorter than'} {was} s."
    keeps = f"shot {free[0] + 1} keeps its" if len(free) == 1 else "the others keep their"
    why = (
        f"{numbered(timing.locked, 'locked')}, {keeps} {timing.limits.least} s"
        if free
        else "Every other shot is locked"
    )
    return Refusal(f"{what} {why}.", *unlock_longest(timing), *total_offers(timing, timing.sum - was + wish))


def ripple(timing: Timing, shot: int, value: int) -> Timing:
    """Change one shot alone; the total becomes the sum, as near to the wish as the model's totals allow."""
    was, limits = _unlocked(timing, shot), timing.limits
    wish, rest = _within(value, limits), timing.sum - was
    ways = range(was if wish >= was else limits.least, (was if wish <= was else limits.most) + 1)
    allowed = [total - rest for total in limits.offered if total - rest in ways]
    if not allowed:
        return replace(timing, note=f"The total can be {limits.offered_words} s.")
    length = min(allowed, key=lambda each: (abs(each - wish), -each))
    note = (
        "" if length == value else f"A shot can be {limits.least}–{limits.most} s, the total {limits.offered_words} s."
    )
    lengths = (*timing.lengths[:shot], length, *timing.lengths[shot + 1 :])
    return replace(timing, lengths=lengths, total=rest + length, note=note)


def retotal(timing: Timing, value: int) -> Timing:
    """Change the total to the nearest that the model offers; the unlocked shots scale in proportion."""
    total = timing.limits.nearest_total(value)
    note = "" if total == value else f"{value} s is not offered. Set to {total} s."
    if not timing.lengths:
        return replace(timing, total=total, note=note)
    return _scaled(timing, arithmetic.fit, total, note)


def fit(timing: Timing) -> Timing:
    """Scale the unlocked shots so that all add up to the total."""
    return _scaled(timing, arithmetic.fit, timing.total)


def even(timing: Timing) -> Timing:
    """Share the total equally among the unlocked shots."""
    return _scaled(timing, arithmetic.even, timing.total)


def _room_for_one_more(timing: Timing) -> None:
    most = timing.limits.most_shots
    if len(timing.lengths) >= most:
        raise Refusal(f"There's no room for another shot. One render takes {most} at most.")


def insert(timing: Timing, at: int, wanted: int | None = None) -> Timing:
    """Add an unlocked shot before position `at`. Without `wanted` it asks for an even share."""
    _room_for_one_more(timing)
    limits, count = timing.limits, len(timing.lengths)
    length = max(limits.least, timing.total // (count + 1)) if wanted is None else wanted
    total = timing.total if timing.hold or not count else limits.nearest_total(timing.sum + length)
    lengths = arithmetic.insert(timing.lengths, timing.locks, at, length, total, limits.least, limits.most)
    if lengths is None:
        raise _no_room(timing, total)
    locks = (*timing.locks[:at], False, *timing.locks[at:])
    return replace(timing, lengths=lengths, locks=locks, total=total, note="")


def _no_room(timing: Timing, total: int) -> Refusal:
    least, needed = timing.limits.least, timing.room_needed
    longer = () if all(timing.locks) else total_offers(timing, needed + least)
    if needed == least * len(timing.lengths) and not all(timing.locks):
        return Refusal(f"No room at {total} s.", *longer)
    return Refusal(f"No room at {total} s with these locks.", *longer, *unlock_longest(timing))


def split(timing: Timing, shot: int, at: int | None = None) -> Timing:
    """Cut a shot in two, `at` seconds into it or in halves. The others keep their lengths; both parts are unlocked."""
    _room_for_one_more(timing)
    limits, length = timing.limits, timing.lengths[shot]
    if length < 2 * limits.least:
        raise Refusal(f"Shot {shot + 1} is {length} s; it needs {2 * limits.least} s to be split.")
    first = -(-length // 2) if at is None else min(max(at, limits.least), length - limits.least)
    lengths = (*timing.lengths[:shot], first, length - first, *timing.lengths[shot + 1 :])
    locks = (*timing.locks[:shot], False, False, *timing.locks[shot + 1 :])
    return replace(timing, lengths=lengths, locks=locks, note="")


def remove(timing: Timing, shot: int) -> Timing:
    """Take a shot out; its seconds go to the unlocked ones. Where all others are locked the board goes under."""
    lengths = (*timing.lengths[:shot], *timing.lengths[shot + 1 :])
    locks = (*timing.locks[:shot], *timing.locks[shot + 1 :])
    total, limits = timing.total, timing.limits
    if not timing.hold and lengths:
        total = limits.nearest_total(sum(lengths))
    fitted = arithmetic.fit(lengths, locks, total, limits.least, limits.most)
    return replace(timing, lengths=lengths if fitted is None else fitted, locks=locks, total=total, note="")


def lock(timing: Timing, shot: int, locked: bool) -> Timing:
    """Lock or unlock a length; no length changes."""
    return replace(timing, locks=(*timing.locks[:shot], locked, *timing.locks[shot + 1 :]), note="")


def hold(timing: Timing, on: bool) -> Timing:
    """Hold the total, or let it follow the shots; letting go takes the sum as the total where the model offers it."""
    follows = not on and timing.sum in timing.limits.offered
    return replace(timing, hold=on, total=timing.sum if follows else timing.total, note="")


Gesture = Callable[..., Timing]

GESTURES: Mapping[str, tuple[Gesture, Mapping[str, str]]] = {
    "roll": (roll, {"cut": "cut", "delta": "seconds"}),
    "spread": (set_shot, {"shot": "shot", "value": "seconds"}),
    "set": (set_shot, {"shot": "shot", "value": "seconds"}),
    "ripple": (ripple, {"shot": "shot", "value": "seconds"}),
    "retotal": (retotal, {"value": "seconds"}),
    "fit": (fit, {}),
    "even": (even, {}),
    "lock": (lock, {"shot": "shot", "locked": "flag"}),
    "hold": (hold, {"on": "flag"}),
}
"""What the timing bar may send: the function and the kind of each argument."""


def apply(timing: Timing, op: Mapping[str, Any]) -> Timing:
    """Do the gesture a page asked for. `op` is untrusted: anything odd about it is a `Refusal`, never another error."""
    gesture, arguments = GESTURES.get(str(op.get("op")), (None, {}))
    if gesture is None:
        raise Refusal(f"There is no gesture “{str(op.get('op'))[:20]}”.")
    return gesture(timing, **{name: _read(timing, kind, op.get(name)) for name, kind in arguments.items()})


def _read(timing: Timing, kind: str, value: Any) -> Any:
    if kind == "flag":
        if not isinstance(value, bool):
            raise Refusal("That is neither on nor off.")
        return value
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > 10_000:
        raise Refusal("Lengths are whole seconds.")
    count = len(timing.lengths) - (kind == "cut")
    if kind != "seconds" and not 0 <= value < count:
        raise Refusal(f"There is no {kind} {value + 1} on this board.")
    return value
