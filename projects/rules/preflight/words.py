"""Words, names and cameras against a model."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from difflib import get_close_matches

from projects.rules.capabilities import Capabilities
from projects.rules.preflight.problem import Fix, Problem
from projects.rules.preflight.timing import USE_ANIMATIC
from projects.rules.storyboard import MENTION, BoardPlan, ShotPlan

SENTENCE_END = re.compile(r"[.!?…](?=\s|$)")
INTENDED = Fix("intend", "Intended")


def count(text: str, model: Capabilities) -> int:
    """Characters as the model counts them: some count every mention as one fixed length."""
    if model.mention_cost is None:
        return len(text)
    mentions = [found[0] for found in MENTION.finditer(text)]
    return len(text) - sum(map(len, mentions)) + model.mention_cost * len(mentions)


def cut(text: str, model: Capabilities) -> str:
    """As many full sentences of the text as the model reads; as many words where not one sentence fits."""
    ends = [found.end() for found in SENTENCE_END.finditer(text)] + [
        found.start() for found in re.finditer(r"\s", text)
    ]
    fitting = [end for end in ends if count(text[:end], model) <= model.prompt_max]
    sentences = [end for end in fitting if text[:end].rstrip()[-1:] in ".!?…"]
    return text[: max(sentences or fitting or [model.prompt_max])].rstrip()


def judge(board: BoardPlan, model: Capabilities) -> Iterator[Problem]:
    """PROMPT_EMPTY, PROMPT_LONG, EL_UNKNOWN, EL_LIMIT, EL_NEEDS_PIC, CAM_IGNORED, CONTINUITY, ASPECT, NEGATIVE_LONG, SOUND."""
    for number, shot in enumerate(board.shots, 1):
        yield from _prompt(model, number, shot)
        yield from _camera(model, number, shot)
    yield from _whole(board, model)
    yield from _elements(board, model)
    yield from _continuity(board)


def _prompt(model: Capabilities, number: int, shot: ShotPlan) -> Iterator[Problem]:
    place, used = f"shot {number}", count(shot.prompt, model)
    if not shot.prompt.strip():
        if model.needs_prompt:
            what = f"Shot {number} has no words; the model will guess."
            yield Problem("PROMPT_EMPTY", "look", place, what, fixes=(INTENDED,))
    elif used > model.prompt_max:
        kept = cut(shot.prompt, model)
        yield Problem(
            "PROMPT_LONG",
            "block",
            place,
            f"Shot {number}'s prompt is {used - model.prompt_max} characters too long.",
            f"{model.opening} reads {model.prompt_max}; yours has {used}.",
            "Everything after the last full sentence can move to notes.",
            (Fix("cut_prompt", f"Cut at last sentence ({count(kept, model)})", {"keep": len(kept)}),),
        )


def _camera(model: Capabilities, number: int, shot: ShotPlan) -> Iterator[Problem]:
    moving = shot.camera.as_json()
    if not moving or model.camera == "six_axis":
        return
    if model.camera == "simple" and len(moving) <= 1:
        return
    place = f"shot {number}"
    if model.camera == "simple":
        what = f"{model.opening} moves the camera on one axis; shot {number} uses {len(moving)}."
        yield Problem("CAM_IGNORED", "look", place, what, fixes=(USE_ANIMATIC, INTENDED))
        return
    reads = f"{model.opening} reads camera from the prompt; shot {number}'s move is not sent."
    ignores = f"{model.opening} ignores shot {number}'s camera move."
    write = (Fix("write_camera", "Write it into the prompt"),) if model.camera == "prompt_only" else ()
    yield Problem("CAM_IGNORED", "look", place, reads if write else ignores, fixes=(*write, USE_ANIMATIC, INTENDED))


def _whole(board: BoardPlan, model: Capabilities) -> Iterator[Problem]:
    if board.aspect not in model.aspects:
        what = f"{model.opening} does not make {board.aspect}."
        why = f"It makes {', '.join(model.aspects)}."
        yield Problem(
            "ASPECT", "block", "board", what, why, "Change the project's shape or the renderer.", (USE_ANIMATIC,)
        )
    together = sum(count(shot.prompt, model) for shot in board.shots)
    if model.board_prompt_max is not None and together > model.board_prompt_max:
        what = f"The prompts are {together - model.board_prompt_max} characters too long together."
        why = f"{model.opening} reads {model.board_prompt_max} for the whole board; yours have {together}."
        yield Problem(
            "PROMPT_LONG",
            "block",
            "board",
            what,
            why,
            "Shorten the longest prompt.",
            () if model.local else (USE_ANIMATIC,),
        )
    over = len(board.negative_prompt) - model.negative_prompt_max
    if board.negative_prompt and not model.negative_prompt_max:
        yield Problem(
            "NEGATIVE_IGNORED", "look", "board", f"{model.opening} has no list of what to keep out.", fixes=(INTENDED,)
        )
    elif over > 0:
        what = f"“Keep out” is {over} characters too long."
        yield Problem(
            "NEGATIVE_LONG",
            "block",
            "board",
            what,
            f"{model.opening} reads {model.negative_prompt_max}.",
            "Shorten it.",
        )
    if board.sound and model.audio == "off":
        yield Problem("SOUND_IGNORED", "look", "board", f"{model.opening} makes no sound.", fixes=(INTENDED,))


def _elements(board: BoardPlan, model: Capabilities) -> Iterator[Problem]:
    known = {element.handle: element for element in board.elements}
    called = [(number, handle) for number, shot in enumerate(board.shots, 1) for handle in shot.mentions]
    yield from (_unknown(number, handle, list(known)) for number, handle in called if handle not in known)
    uses = Counter(handle for _number, handle in called if handle in known)
    if not uses or not model.elements_max:
        return
    if len(uses) > model.elements_max:
        yield _too_many(uses, model)
    least = model.element_images[0]
    yield from (
        _bare(handle, len(known[handle].pictures), least, model)
        for handle in uses
        if len(known[handle].pictures) < least
    )
    if model.element_needs_picture and board.shots[0].first_picture is None:
        what, fix = "Elements need a picture in shot 1.", Fix("add_picture", "Add picture")
        yield Problem("EL_NEEDS_PIC", "block", "shot 1", what, fixes=(fix,))


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
