"""The pictures that shots end on: whether a model takes them, and what it then asks of them."""

from __future__ import annotations

from collections.abc import Iterator

from projects.rules.capabilities import Capabilities
from projects.rules.preflight.pictures import cropped, fits, lopsided
from projects.rules.preflight.problem import ADD_PICTURE, INTENDED, Fix, Problem, use_mode
from projects.rules.sending import Sent, ends_with_picture, sent, sound
from projects.rules.storyboard import ASPECTS, BoardPlan, StillFacts

TOLERANCE = 0.02
"""How far the shapes of a first and a last picture may be apart; the vendor gives no number, and two shapes stretch."""

DROP_END = Fix("drop_end", "Remove the last picture", {"slot": "last_picture"})


def judge(board: BoardPlan, model: Capabilities) -> Iterator[Problem]:
    """END_IGNORED, END_WITH_SHOTS, END_NEEDS_FIRST, END_WITH_SOUND, END_RATIO, and PIC_* of last pictures."""
    for shot, plan in zip(sent(board, model), board.shots, strict=True):
        if plan.last_picture is None:
            continue
        if shot.last is None:
            yield from _unsent(board, model, shot)
            continue
        yield from fits(board, model, shot.number, "last_picture", shot.last)
        if model.end_frame_silent and sound(board, model):
            yield _loud(model, shot)
        if shot.first and not (lopsided(model, shot.first) or lopsided(model, shot.last)):
            yield from _shapes(board, shot, shot.first, shot.last)


def _unsent(board: BoardPlan, model: Capabilities, shot: Sent) -> Iterator[Problem]:
    number, count, place = shot.number, len(board.shots), f"shot {shot.number}"
    if not model.end_frame:
        modes = model.modes_with("end_frame", True)
        where = f" in {model.mode}" if modes else ""
        what = f"{model.opening} ignores the last picture of shot {number}{where}."
        why = f"It takes one in {' or '.join(modes)}." if modes else ""
        yield Problem("END_IGNORED", "look", place, what, why, fixes=(*use_mode(modes), INTENDED))
    elif not ends_with_picture(model, count, shot.seconds):
        if model.one_piece and count > 1:
            what = f"{model.opening} takes a last picture with one shot only; that of shot {number} is not sent."
            yield Problem("END_WITH_SHOTS", "look", place, what, f"The board has {count} shots.", fixes=(INTENDED,))
            return
        what = f"{model.opening} ignores the last picture of shot {number}."
        lengths = " or ".join(map(str, model.end_frame_s))
        why = f"It takes one at {lengths} s; the shot is billed as {shot.seconds} s."
        yield Problem("END_IGNORED", "look", place, what, why, fixes=(INTENDED,))
    elif not model.needs_picture:
        what = f"Shot {number} has a last picture and no first."
        why = f"{model.opening} ends on a picture only where it starts from one."
        yield Problem("END_NEEDS_FIRST", "block", place, what, why, fixes=(ADD_PICTURE, DROP_END))


def _loud(model: Capabilities, shot: Sent) -> Problem:
    what = f"{model.opening} makes no sound with a last picture."
    why = f"Sound is on, and shot {shot.number} has a last picture."
    how = "Turn the sound off or remove the picture."
    fixes = (Fix("sound_off", "Turn sound off"), DROP_END)
    return Problem("END_WITH_SOUND", "block", f"shot {shot.number}", what, why, how, fixes)


def _shapes(board: BoardPlan, shot: Sent, first: StillFacts, last: StillFacts) -> Iterator[Problem]:
    if not apart(first.width, first.height, last.width, last.height):
        return
    what = f"Shot {shot.number}'s two pictures have different shapes."
    why = f"The first is {first.width} × {first.height}, the last {last.width} × {last.height}."
    slot, still = ("last_picture", last)
    if board.aspect in ASPECTS and apart(first.width, first.height, *ASPECTS[board.aspect]):
        slot, still = ("first_picture", first)
    crop = cropped(board, {"slot": slot, "digest": still.digest}, still)
    how = "Crop them to the board's shape."
    yield Problem("END_RATIO", "block", f"shot {shot.number}", what, why, how, (*crop, DROP_END))


def apart(width: int, height: int, other_width: int, other_height: int) -> bool:
    """True where two shapes differ by more than the tolerance; a shape without size differs from none."""
    one, other = width * other_height, other_width * height
    return bool(one and other) and abs(one - other) > TOLERANCE * other
