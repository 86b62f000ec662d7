"""Camera moves against a model."""

from __future__ import annotations

from collections.abc import Iterator

from projects.rules.capabilities import Capabilities
from projects.rules.preflight.problem import INTENDED, USE_ANIMATIC, Fix, Problem, use_mode
from projects.rules.sending import Sent, sent
from projects.rules.storyboard import BoardPlan, ShotPlan

WRITE = Fix("write_camera", "Write it into the prompt")


def judge(board: BoardPlan, model: Capabilities) -> Iterator[Problem]:
    """CAM_IGNORED."""
    for shot, plan in zip(sent(board, model), board.shots, strict=True):
        if plan.camera.as_json() and not shot.camera:
            yield _ignored(model, shot, plan)


def _ignored(model: Capabilities, shot: Sent, plan: ShotPlan) -> Problem:
    axes, number = len(plan.camera.as_json()), shot.number
    fixes: tuple[Fix, ...] = (WRITE, USE_ANIMATIC, INTENDED)
    why = ""
    if model.camera == "simple":
        fixes = fixes[axes > 1 :]
        what, why = _reason(model, shot, axes)
    elif model.camera == "prompt_only":
        what = f"{model.opening} reads camera from the prompt; shot {number}'s move is not sent."
        fixes = (WRITE, *use_mode(model.modes_with("camera", "simple", "six_axis")), USE_ANIMATIC, INTENDED)
    else:
        what, fixes = f"{model.opening} ignores shot {number}'s camera move.", fixes[1:]
    return Problem("CAM_IGNORED", "look", f"shot {number}", what, why, fixes=fixes)


def _reason(model: Capabilities, shot: Sent, axes: int) -> tuple[str, str]:
    number = shot.number
    if axes > 1:
        return f"{model.opening} moves the camera on one axis; shot {number} uses {axes}.", ""
    unsent = f"shot {number}'s move is not sent."
    if model.camera_words_only and shot.pictured:
        return f"{model.opening} moves the camera only from words alone; {unsent}", ""
    if shot.last is not None:
        return f"{model.opening} takes a last picture or a camera move, not both; {unsent}", ""
    lengths = " or ".join(map(str, model.camera_s))
    return f"{model.opening} moves the camera at {lengths} s; {unsent}", f"The shot is billed as {shot.seconds} s."
