"""What of a board a model would keep, put into words, or drop: the report before one switches to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from projects.rules.capabilities import Capabilities
from projects.rules.sending import Sent, accompanying, called, jobs, sent, sound
from projects.rules.storyboard import BoardPlan, ShotPlan

Verdict = Literal["kept", "words", "part", "dropped"]


@dataclass(frozen=True, slots=True)
class Loss:
    """One thing that a board has: `feature`, how many of it there are, and how many the model is sent.

    `verdict` is "kept", "words" (it travels in the prompt), "part" or "dropped".
    """

    feature: str
    sent: int
    of: int
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class _Feature:
    """How a thing is counted on a shot, and on what of the shot is sent."""

    name: str
    there: Callable[[ShotPlan], bool]
    goes: Callable[[Sent], bool]


OF_SHOTS = (
    _Feature("pictures", lambda shot: shot.first_picture is not None, lambda row: row.first is not None),
    _Feature("last pictures", lambda shot: shot.last_picture is not None, lambda row: row.last is not None),
    _Feature("camera", lambda shot: not shot.camera.still, lambda row: row.camera),
    _Feature("motion", lambda shot: bool(shot.motion.moving), lambda row: row.motion),
)

FEATURES = (*(each.name for each in OF_SHOTS), "elements", "sound", "keep out", "lengths")
"""Every thing that is reported, in this order."""


def report(board: BoardPlan, model: Capabilities) -> tuple[Loss, ...]:
    """Only what the board has, judged for `model` as it is tuned and made."""
    record = model.for_shots(len(board.shots))
    rows = sent(board, record)
    found = [_counted(feature, board.shots, rows, record) for feature in OF_SHOTS]
    found += [_elements(board, rows, record), _sound(board, record), _negative(board, record), _lengths(rows, board)]
    return tuple(loss for loss in found if loss.of)


def _counted(feature: _Feature, shots: Iterable[ShotPlan], rows: tuple[Sent, ...], model: Capabilities) -> Loss:
    pairs = [(feature.there(shot), feature.goes(row)) for shot, row in zip(shots, rows, strict=True)]
    there, goes = sum(has for has, _ in pairs), sum(has and gone for has, gone in pairs)
    worded = feature.name == "camera" and model.camera == "prompt_only"
    return Loss(feature.name, goes, there, _verdict(goes, there, worded))


def _verdict(goes: int, there: int, worded: bool = False) -> Verdict:
    if goes == there:
        return "kept"
    if goes:
        return "part"
    return "words" if worded else "dropped"


def _elements(board: BoardPlan, rows: tuple[Sent, ...], model: Capabilities) -> Loss:
    """What runs here needs no pictures of them: it shows the mentions themselves."""
    known = len(called(board, rows))
    sent_along = {each.handle for job in jobs(rows, model) for each in accompanying(board, job, model)}
    goes = min(known, model.elements_max) if model.local else len(sent_along)
    return Loss("elements", goes, known, _verdict(goes, known, worded=True))


def _sound(board: BoardPlan, model: Capabilities) -> Loss:
    goes = int(sound(board, model))
    return Loss("sound", goes, int(board.sound), _verdict(goes, 1))


def _negative(board: BoardPlan, model: Capabilities) -> Loss:
    there = int(bool(board.negative_prompt))
    goes = int(bool(there and model.negative_prompt_max))
    return Loss("keep out", goes, there, _verdict(goes, there))


def _lengths(rows: tuple[Sent, ...], board: BoardPlan) -> Loss:
    """How many shots are made at exactly their length; the others are longer and cut."""
    exact = sum(row.seconds == shot.seconds for row, shot in zip(rows, board.shots, strict=True))
    verdict: Verdict = "kept" if exact == len(rows) else "part"
    return Loss("lengths", exact, len(rows), verdict)
