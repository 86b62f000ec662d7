"""Characters, props and places against a model, and from shot to shot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from difflib import get_close_matches

from projects.rules.capabilities import Capabilities
from projects.rules.preflight.problem import ADD_PICTURE, INTENDED, USE_ANIMATIC, Fix, Problem
from projects.rules.storyboard import BoardPlan, ElementFacts


def judge(board: BoardPlan, model: Capabilities) -> Iterator[Problem]:
    """EL_UNKNOWN, EL_AS_WORDS, EL_LIMIT, EL_NEEDS_PIC, CONTINUITY."""
    known = {element.handle: element for element in board.elements}
    called = [(number, handle) for number, shot in enumerate(board.shots, 1) for handle in shot.mentions]
    yield from (_unknown(number, handle, list(known)) for number, handle in called if handle not in known)
    uses = Counter(handle for _number, handle in called if handle in known)
    if uses and not model.elements_sent:
        yield _worded([known[handle] for handle in uses], model)
    elif uses:
        yield from _sent(board, uses, known, model)
    yield from _continuity(board)


def _worded(called: list[ElementFacts], model: Capabilities) -> Problem:
    names = [f"@{element.handle}" for element in called]
    one = len(names) == 1
    who = names[0] if one else f"{', '.join(names[:-1])} and {names[-1]}"
    stay = f"; {'its' if one else 'their'} pictures stay here" if any(element.pictures for element in called) else ""
    what = f"{who} {'goes' if one else 'go'} to {model.said} as words{stay}."
    return Problem("EL_AS_WORDS", "look", "board", what, fixes=(INTENDED,))


def _sent(
    board: BoardPlan, uses: Counter[str], known: dict[str, ElementFacts], model: Capabilities
) -> Iterator[Problem]:
    if len(uses) > model.elements_max:
        yield _too_many(uses, model)
    least = model.element_images[0]
    yield from (
        _bare(handle, len(known[handle].pictures), least, model)
        for handle in uses
        if len(known[handle].pictures) < least
    )
    if model.element_needs_picture and board.shots[0].first_picture is None:
        yield Problem("EL_NEEDS_PIC", "block", "shot 1", "Elements need a picture in shot 1.", fixes=(ADD_PICTURE,))


def _too_many(uses: Counter[str], model: Capabilities) -> Problem:
    rarest = min(uses, key=lambda handle: (uses[handle], handle))
    what = f"{len(uses)} elements, and {model.said} keeps {model.elements_max}."
    why = f"@{rarest} is used least."
    fixes = (Fix("words_for", f"Turn @{rarest} into words", {"handle": rarest}), USE_ANIMATIC)
    return Problem("EL_LIMIT", "block", "board", what, why, "Describe it in words instead.", fixes)


def _bare(handle: str, has: int, least: int, model: Capabilities) -> Problem:
    what = f"@{handle} needs {least} pictures for {model.said}; it has {has}."
    fix = Fix("open_element", f"Open @{handle}", {"handle": handle})
    return Problem("EL_NEEDS_PIC", "block", "board", what, how="Add pictures to the element.", fixes=(fix,))


def _unknown(number: int, handle: str, known: list[str]) -> Problem:
    near = get_close_matches(handle, known, 1, 0.6)
    fixes = [Fix("rename_mention", f"Change to @{near[0]}", {"from": handle, "to": near[0]})] if near else []
    fixes.append(Fix("create_element", f"Create @{handle}", {"handle": handle}))
    how = f"Did you mean @{near[0]}?" if near else "Create it, or take the @ away."
    return Problem(
        "EL_UNKNOWN", "block", f"shot {number}", f"@{handle} isn't in this project.", how=how, fixes=tuple(fixes)
    )


def _continuity(board: BoardPlan) -> Iterator[Problem]:
    known = {element.handle for element in board.elements if element.kind == "character"}
    for handle in sorted(known):
        seen = [number for number, shot in enumerate(board.shots, 1) if handle in shot.mentions]
        if len(seen) < 2:
            continue
        for number in range(seen[0] + 1, seen[-1]):
            if number not in seen and number - 1 in seen and number + 1 in seen:
                what = f"@{handle} is in shots {number - 1} and {number + 1}, not {number}."
                fixes = (Fix("add_mention", f"Add to shot {number}", {"handle": handle}), INTENDED)
                yield Problem("CONTINUITY", "look", f"shot {number}", what, fixes=fixes)
