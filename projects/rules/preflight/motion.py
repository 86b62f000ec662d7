"""Painted areas against a model: does it move them, and are they whole?"""

from __future__ import annotations

from collections.abc import Iterator

from projects.media.motion import STILL, Motion
from projects.rules.capabilities import Capabilities
from projects.rules.preflight.endings import DROP_END
from projects.rules.preflight.problem import ADD_PICTURE, INTENDED, USE_ANIMATIC, Fix, Problem, use_mode
from projects.rules.sending import Sent, sent
from projects.rules.storyboard import BoardPlan, ShotPlan

DRAW = Fix("open_motion", "Open the areas")
DROP = Fix("drop_motion", "Remove the areas")
DROP_CAMERA = Fix("drop_camera", "Remove the camera move")


def judge(board: BoardPlan, model: Capabilities) -> Iterator[Problem]:
    """MOTION_IGNORED, MOTION_UNFINISHED, MOTION_NO_PICTURE, MOTION_WITH_END, MOTION_WITH_CAMERA."""
    for shot, plan in zip(sent(board, model), board.shots, strict=True):
        if plan.motion.empty:
            continue
        if model.motion != "areas":
            yield _ignored(model, shot.number)
            continue
        yield from _unfinished(plan.motion, shot.number)
        if plan.motion.moving:
            yield from _together(model, shot, plan) if shot.motion else _unsent(model, shot, plan)


def _ignored(model: Capabilities, number: int) -> Problem:
    modes = model.modes_with("motion", "areas")
    where = f" in {model.mode}" if modes else ""
    what = f"{model.opening} ignores the moving areas of shot {number}{where}."
    why = f"It moves them in {' or '.join(modes)}." if modes else ""
    return Problem(
        "MOTION_IGNORED", "look", f"shot {number}", what, why, fixes=(*use_mode(modes), USE_ANIMATIC, INTENDED)
    )


def _unsent(model: Capabilities, shot: Sent, plan: ShotPlan) -> Iterator[Problem]:
    number, place = shot.number, f"shot {shot.number}"
    if plan.first_picture is None:
        what = f"Shot {number} has moving areas and no picture."
        yield Problem(
            "MOTION_NO_PICTURE",
            "look",
            place,
            what,
            "Areas are painted on the first picture.",
            fixes=(ADD_PICTURE, DROP),
        )
        return
    lengths = " or ".join(map(str, model.motion_s))
    what = f"{model.opening} moves areas at {lengths} s; those of shot {number} are not sent."
    why = f"The shot is billed as {shot.seconds} s."
    yield Problem("MOTION_IGNORED", "look", place, what, why, fixes=(USE_ANIMATIC, INTENDED))


def _unfinished(motion: Motion, number: int) -> Iterator[Problem]:
    """An area needs both: something painted, and a path."""
    for place, area in enumerate(motion.areas, 1):
        if (place in motion.painted) == bool(area.path[1:]):
            continue
        lacks = "has no path yet" if place in motion.painted else "has a path and nothing painted"
        what = f"Area {place} of shot {number} {lacks}."
        yield Problem(
            "MOTION_UNFINISHED", "look", f"shot {number}", what, "It stays where it is.", fixes=(DRAW, INTENDED)
        )
    if motion.painted == {STILL}:
        what = f"Shot {number} keeps an area still and moves none."
        yield Problem("MOTION_UNFINISHED", "look", f"shot {number}", what, fixes=(DRAW, INTENDED))


def _together(model: Capabilities, shot: Sent, plan: ShotPlan) -> Iterator[Problem]:
    """A remote model takes one of three: an end picture, moving areas, a camera move."""
    if model.local:
        return
    number, place = shot.number, f"shot {shot.number}"
    if shot.last is not None:
        what = f"Shot {number} has moving areas and a last picture; {model.said} takes one of them."
        yield Problem("MOTION_WITH_END", "block", place, what, how="Keep one of them.", fixes=(DROP_END, DROP))
    if plan.camera.as_json() and shot.camera:
        what = f"Shot {number} has moving areas and a camera move; {model.said} takes one of them."
        yield Problem("MOTION_WITH_CAMERA", "block", place, what, how="Keep one of them.", fixes=(DROP_CAMERA, DROP))
