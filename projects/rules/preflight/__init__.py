"""The one judge of a board against a model. The page, the form, the headless door and the service all ask it."""

from __future__ import annotations

from projects.rules import wording
from projects.rules.capabilities import Capabilities
from projects.rules.preflight import choices, elements, endings, motion, moves, pictures, timing, words
from projects.rules.preflight.problem import Fix, Problem
from projects.rules.storyboard import BoardPlan, ShotPlan

__all__ = ["Fix", "Problem", "blocks", "preflight", "prompt_count"]

JUDGES = (
    timing.judge,
    pictures.judge,
    endings.judge,
    words.judge,
    moves.judge,
    motion.judge,
    elements.judge,
    choices.judge,
)


def preflight(board: BoardPlan, model: Capabilities) -> list[Problem]:
    """Every problem on a tuned record, blocks before looks, the board before its shots.

    Dismissed looks (`board.intended`) are left out.
    """
    record = model.for_shots(len(board.shots))
    found = [problem for judge in JUDGES for problem in judge(board, record)]
    kept = [problem for problem in found if problem.level == "block" or problem.key not in board.intended]
    return sorted(kept, key=lambda problem: (problem.level != "block", problem.shot or 0))


def blocks(problems: list[Problem]) -> list[Problem]:
    """Those that stand in the way of a render."""
    return [problem for problem in problems if problem.level == "block"]


def prompt_count(shot: ShotPlan, model: Capabilities, shots: int = 0) -> tuple[int, int]:
    """Characters used and allowed, as the model counts them on a board of so many shots (0: of several)."""
    record = model.for_shots(shots)
    return wording.count(shot.prompt, record), record.prompt_max
