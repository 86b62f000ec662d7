"""Lengths against a model: do they add up, and does it make such shots?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from projects.rules import lengths, packing
from projects.rules.capabilities import Capabilities
from projects.rules.lengths import Limits, Refusal, Timing
from projects.rules.preflight.problem import INTENDED, USE_ANIMATIC, Fix, Problem, listed
from projects.rules.storyboard import BoardPlan

__all__ = ["USE_ANIMATIC", "judge"]


def judge(board: BoardPlan, model: Capabilities) -> Iterator[Problem]:
    """SUM, TOTAL_RANGE, SHOT_MIN, SHOT_MAX, SHOT_COUNT, BILLED_LONGER."""
    if not board.shots:
        yield Problem(
            "SHOT_COUNT",
            "block",
            "board",
            "The board has no shots.",
            how="Add a shot first.",
            fixes=(Fix("add_shot", "Add a shot"),),
        )
        return
    timing = Timing(
        tuple(shot.seconds for shot in board.shots),
        tuple(shot.locked for shot in board.shots),
        board.total,
        True,
        model.limits,
    )
    yield from _total(timing, model)
    yield from _sum(timing)
    yield from _shots(timing, model)
    yield from _billed(timing, model)


def _sum(timing: Timing) -> Iterator[Problem]:
    difference = timing.sum - timing.total
    if not difference:
        return
    what = f"The board is {abs(difference)} s {'over' if difference > 0 else 'under'}."
    why = f"Shots add up to {timing.sum} s; the total is {timing.total} s."
    fixes, how = [], ""
    try:
        fitted = lengths.fit(timing).lengths
        moved = ", ".join(
            f"shot {n} {was}→{now} s"
            for n, (was, now) in enumerate(zip(timing.lengths, fitted, strict=True), 1)
            if was != now
        )
        how = f"Fit the unlocked shots: {moved}."
        fixes.append(Fix("timing", f"Fit to {timing.total} s", {"op": "fit"}))
    except Refusal as refused:
        how = refused.sentence
        fixes += [Fix("timing", offer.label, offer.op) for offer in refused.offers]
    if timing.limits.nearest_total(timing.sum) == timing.sum:
        fixes += _ways(timing, f"Make the total {timing.sum} s", {"op": "retotal", "value": timing.sum})
    yield Problem("SUM", "block", "board", what, why, how, tuple(fixes))


def _total(timing: Timing, model: Capabilities) -> Iterator[Problem]:
    limits, total = timing.limits, timing.total
    nearest = limits.nearest_total(total)
    if nearest == total:
        return
    offered = " or ".join(f"{each} s" for each in limits.totals) or f"{limits.least_total} to {limits.most_total} s"
    whole = f"{model.opening} makes {offered}; this board is {total} s."
    joined = f"A board is {offered} long; this one is {total} s."
    fixes = _ways(timing, f"Set total to {nearest} s", {"op": "retotal", "value": nearest})
    drawn = not model.local and total in Limits().offered
    yield Problem(
        "TOTAL_RANGE",
        "block",
        "board",
        whole if model.one_piece else joined,
        how="Change the total or the renderer." if drawn else "Change the total.",
        fixes=(*fixes, *_split(timing, packing.pack(timing.lengths, model)), *((USE_ANIMATIC,) if drawn else ())),
    )


def _shots(timing: Timing, model: Capabilities) -> Iterator[Problem]:
    limits, count = timing.limits, len(timing.lengths)
    if count > limits.most_shots:
        packed = packing.pack(timing.lengths, model)
        yield Problem(
            "SHOT_COUNT",
            "block",
            "board",
            f"{count} shots; {model.said} takes {limits.most_shots} in one render.",
            how=packed.why or "Continue on another board; it will follow this one in the reel.",
            fixes=(*_split(timing, packed), *_animatic(model, count)),
        )
    short = [number for number, length in enumerate(timing.lengths, 1) if length < limits.least]
    if short:
        yield _short(timing, model, short)
    if count == 1 and timing.total == timing.sum > limits.most_total:
        return
    for number, length in enumerate(timing.lengths, 1):
        if length > limits.most:
            op: dict[str, Any] = {"op": "set", "shot": number - 1, "value": limits.most}
            ways = _ways(timing, f"Set shot {number} to {limits.most} s", op)
            what = f"Shot {number} is {length} s; {model.said} makes {limits.most} s at most."
            yield Problem("SHOT_MAX", "block", f"shot {number}", what, fixes=(*ways, *_animatic(model, count)))


def _billed(timing: Timing, model: Capabilities) -> Iterator[Problem]:
    """A render of one shot is sold in some lengths only: what is over is paid and cut away."""
    billed = [model.billed(length) for length in timing.lengths]
    longer = [number for number, pair in enumerate(zip(timing.lengths, billed, strict=True), 1) if pair[0] != pair[1]]
    if not longer:
        return
    number = longer[0]
    one = f"Shot {number} is {timing.lengths[number - 1]} s and billed as {billed[number - 1]} s"
    many = f"{listed(longer).capitalize()} are billed longer than they are"
    yield Problem(
        "BILLED_LONGER",
        "look",
        "board",
        f"{many if len(longer) > 1 else one}; {model.said} sells {model.sold} s.",
        f"{timing.sum} s are billed as {sum(billed)} s." if len(billed) > 1 else "",
        "The take is cut to the board's lengths.",
        (INTENDED,),
    )


def _split(timing: Timing, packed: packing.Packing) -> tuple[Fix, ...]:
    """The board as several that the model makes, where that is a way out."""
    sizes = packed.sizes if timing.sum == timing.total else ()
    label = "Split into two boards" if len(sizes) == 2 else f"Split into {len(sizes)} boards"
    return (Fix("split_board", label, {"sizes": list(sizes)}),) if len(sizes) > 1 else ()


def _ways(timing: Timing, label: str, op: dict[str, Any]) -> tuple[Fix, ...]:
    """The gesture as a fix where it can be done; else what its refusal offers."""
    try:
        lengths.apply(timing, op)
    except Refusal as refused:
        return tuple(Fix("timing", offer.label, offer.op) for offer in refused.offers)
    return (Fix("timing", label, op),)


def _short(timing: Timing, model: Capabilities, short: list[int]) -> Problem:
    least, count = timing.limits.least, len(timing.lengths)
    one = len(short) == 1
    what = (
        f"Shot {short[0]} is too short for {model.said}."
        if one
        else f"{len(short)} shots are too short for {model.said}."
    )
    listed = " and ".join(f"{n} ({timing.lengths[n - 1]} s)" for n in short)
    needed = least * count
    why = f"It needs {least} s per shot; {'shot' if one else 'shots'} {listed} {'is' if one else 'are'} under it."
    if needed <= timing.total:
        ways = _ways(timing, f"Fit with {least} s minimum", {"op": "fit"})
    else:
        ways = _ways(timing, f"Make it {needed} s, {least} s each", {"op": "retotal", "value": needed})
    place = f"shot {short[0]}" if one else "board"
    return Problem(
        "SHOT_MIN",
        "block",
        place,
        what,
        why,
        "Lengthen the shots or use the animatic.",
        (*ways, *_animatic(model, count)),
    )


def _animatic(model: Capabilities, shots: int) -> tuple[Fix, ...]:
    return () if model.local or shots > 6 else (USE_ANIMATIC,)
