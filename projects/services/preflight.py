"""What stands in the way of a board on the model chosen for its project."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from projects.models import Board, Project
from projects.rules import capabilities, options
from projects.rules.capabilities import Capabilities
from projects.rules.preflight import Problem, preflight
from projects.rules.storyboard import BoardPlan


@dataclass(frozen=True, slots=True)
class Verdict:
    """A model's judgement of a board: its problems, and sentences about what is right."""

    model: Capabilities
    plan: BoardPlan
    problems: Sequence[Problem]
    good: Sequence[str]

    @property
    def blocks(self) -> list[Problem]:
        """What must change before a render."""
        return [problem for problem in self.problems if problem.level == "block"]

    @property
    def looks(self) -> list[Problem]:
        """What is worth a look."""
        return [problem for problem in self.problems if problem.level == "look"]


def choice(project: Project) -> dict[str, Any]:
    """How a project is rendered: its `method`, its `mode` and whatever else was chosen."""
    texts = {name: getattr(project, name) for name in options.NAMES}
    return {"method": project.method, "mode": project.mode, **options.typed(texts)}


def model_of(board: Board) -> Capabilities:
    """The model chosen for the board's project; the animatic when that one is no longer in the table."""
    try:
        return capabilities.find(board.project.model).chosen(choice(board.project))
    except LookupError:
        return capabilities.find("animatic")


def check(board: Board) -> Verdict:
    """Judge the board as its rows are now: three queries."""
    plan, model = board.plan(), model_of(board)
    problems = preflight(plan, model)
    return Verdict(model, plan, problems, _good(plan, problems))


def _good(plan: BoardPlan, problems: Sequence[Problem]) -> list[str]:
    codes = {problem.code for problem in problems}
    shots, pictured = len(plan.shots), sum(shot.first_picture is not None for shot in plan.shots)
    lines = []
    if shots and not codes & {"SUM", "TOTAL_RANGE", "SHOT_MIN", "SHOT_MAX"}:
        lines.append(_("Length adds up to %d s") % plan.total)
    if shots and pictured == shots and not any(code.startswith("PIC_") for code in codes):
        lines.append(_("Every shot has a picture"))
    if shots and all(shot.prompt.strip() for shot in plan.shots) and "PROMPT_LONG" not in codes:
        lines.append(_("Every shot has words"))
    return lines
