"""Characters, props and places against a model, and from shot to shot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches

from projects.rules.capabilities import Capabilities
from projects.rules.preflight.pictures import Spot, judged
from projects.rules.preflight.problem import ADD_PICTURE, INTENDED, USE_ANIMATIC, Fix, Problem
from projects.rules.sending import Sent, jobs, sent, travels
from projects.rules.storyboard import BoardPlan, ElementFacts


def judge(board: BoardPlan, model: Capabilities) -> Iterator[Problem]:
    """EL_UNKNOWN, EL_AS_WORDS, EL_LIMIT, EL_NEEDS_PIC, CONTINUITY, and PIC_* of the pictures of elements that are sent."""
    known = {element.handle: element for element in board.elements}
    called = [(number, handle) for number, shot in enumerate(board.shots, 1) for handle in shot.mentions]
    yield from (_unknown(number, handle, list(known)) for number, handle in called if handle not in known)
    uses = Counter(handle for _number, handle in called if handle in known)
    if uses and not model.elements_sent:
        yield _worded([known[handle] for handle in uses], model)
    elif uses:
        for job in jobs(sent(board, model), model):
            yield from _job(board, job, known, model)
        for handle in uses:
            yield from _pictures(board, known[handle], model)
    yield from _continuity(board)


def _worded(called: list[ElementFacts], model: Capabilities) -> Problem:
    names = [f"@{element.handle}" for element in called]
    one = len(names) == 1
    who = names[0] if one else f"{', '.join(names[:-1])} and {names[-1]}"
    stay = f"; {'its' if one else 'their'} pictures stay here" if any(element.pictures for element in called) else ""
    what = f"{who} {'goes' if one else 'go'} to {model.said} as words{stay}."
    return Problem("EL_AS_WORDS", "look", "board", what, fixes=(INTENDED,))


def _job(
    board: BoardPlan, job: tuple[Sent, ...], known: dict[str, ElementFacts], model: Capabilities
) -> Iterator[Problem]:
    """What is sent together has its own limits: the whole board, or a shot."""
    handles = (handle for each in job for handle in board.shots[each.number - 1].mentions)
    uses = Counter(handle for handle in handles if handle in known and travels(known[handle], model))
    if len(uses) > model.elements_max:
        yield _too_many(uses, "board" if model.one_piece else f"shot {job[0].number}", model)
    if uses and model.element_needs_picture and job[0].first is None:
        place = f"shot {job[0].number}"
        fixes = (ADD_PICTURE, _words_for(*uses), USE_ANIMATIC)
        yield Problem("EL_NEEDS_PIC", "block", place, f"Elements need a picture in {place}.", fixes=fixes)


def _words_for(*handles: str) -> Fix:
    named = f"@{handles[0]}" if len(handles) == 1 else "them"
    return Fix("words_for", f"Turn {named} into words", {"handles": list(handles)})


def _too_many(uses: Counter[str], place: str, model: Capabilities) -> Problem:
    rarest = min(uses, key=lambda handle: (uses[handle], handle))
    what = f"{len(uses)} elements, and {model.said} keeps {model.elements_max}."
    why = f"@{rarest} is used least."
    fixes = (_words_for(rarest), USE_ANIMATIC)
    return Problem("EL_LIMIT", "block", place, what, why, "Describe it in words instead.", fixes)


def _pictures(board: BoardPlan, element: ElementFacts, model: Capabilities) -> Iterator[Problem]:
    """Enough of them, or it goes as words; and each as the model takes pictures."""
    handle, has, least = element.handle, len(element.pictures), model.element_images[0]
    opened = Fix("open_element", f"Open @{handle}", {"handle": handle})
    if not travels(element, model):
        what = f"@{handle} needs {least} pictures for {model.said}; it has {has}."
        yield Problem("EL_NEEDS_PIC", "look", "board", what, "It goes as words.", fixes=(opened, INTENDED))
        return
    for number, still in enumerate(() if model.local else element.pictures, 1):
        spot = Spot("board", f"Picture {number} of @{handle}", {"element": handle, "digest": still.digest}, opened)
        yield from judged(board, model, spot, replace(still, name=""))


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
