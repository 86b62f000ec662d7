"""What was chosen for a render against a model: does it have the choice, and is the value one of its own?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from projects.rules.capabilities import Capabilities
from projects.rules.options import OPTIONS, Option, told
from projects.rules.preflight.problem import INTENDED, Fix, Problem
from projects.rules.storyboard import BoardPlan


def judge(board: BoardPlan, model: Capabilities) -> Iterator[Problem]:
    """RESOLUTION_IGNORED, CFG_IGNORED, WATERMARK_IGNORED, PROVIDER_IGNORED, and CFG_RANGE, WATERMARK_RANGE, PROVIDER_RANGE.

    The animatic has a form of its own for its size.
    """
    for option in OPTIONS:
        value = model.asked.get(option.name)
        offered = option.offers(model)
        if value is None or value in offered or (model.local and offered):
            continue
        yield _beyond(option, value, model) if offered and not option.usual else _ignored(option, value, model)


def _drop(option: Option) -> Fix:
    return Fix("drop_option", "Leave it out", {"option": option.name, "value": ""})


def _ignored(option: Option, value: Any, model: Capabilities) -> Problem:
    what = f"{model.opening} takes no {option.said}; “{told(value)}” is not sent."
    why = ""
    if option.offers(model):
        what = f"{model.opening} makes {option.spanned(model)}; {told(value)} is not sent."
        why = f"{told(option.offers(model)[0])} is ordered."
    return Problem(f"{option.name.upper()}_IGNORED", "look", "board", what, why, fixes=(_drop(option), INTENDED))


def _beyond(option: Option, value: Any, model: Capabilities) -> Problem:
    what = f"The {option.said} is {told(value)}; {model.said} takes {option.spanned(model)}."
    near = _nearest(value, option.offers(model))
    fix = Fix("set_option", f"Use {told(near)}", {"option": option.name, "value": told(near)})
    code = f"{option.name.upper()}_RANGE"
    return Problem(
        code, "block", "board", what, how="Choose one of these, or leave it out.", fixes=(fix, _drop(option))
    )


def _nearest(value: Any, offered: tuple[Any, ...]) -> Any:
    if not isinstance(value, float):
        return offered[0]
    return min(offered, key=lambda each: abs(each - value))
