"""The one judge of a board against a model. The page, the form, the headless door and the service all ask it."""

from __future__ import annotations

from projects.rules.capabilities import Capabilities
from projects.rules.preflight import pictures, timing, words
from projects.rules.preflight.problem import Fix, Problem
from projects.rules.storyboard import BoardPlan, ShotPlan

__all__ = ["Fix", "Problem", "blocks", "preflight", "prompt_count"]


def preflight(board: BoardPlan, model: Capabilities) -> list[Problem]:
    """Every problem, blocks before looks, the board before its shots. Dismissed looks (`board.intended`) are left out."""
    found = [problem for judge in (timing.judge, pictures.judge, words.judge) for problem in judge(board, model)]
    kept = [problem for problem in found if problem.level == "block" or problem.key not in board.intended]
    return sorted(kept, key=lambda problem: (problem.level != "block", problem.shot or 0))


def blocks(problems: list[Problem]) -> list[Problem]:
    """Those that stand in the way of a render."""
    return [problem for problem in problems if problem.level == "block"]


def prompt_count(shot: ShotPlan, model: Capabilities) -> tuple[int, int]:
    """Characters used and allowed, as the model counts them."""
    return words.count(shot.prompt, model), model.prompt_max
