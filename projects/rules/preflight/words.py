"""Words, shape and sound against a model."""

from __future__ import annotations

import re
from collections.abc import Iterator

from projects.rules.capabilities import Capabilities
from projects.rules.preflight.problem import INTENDED, USE_ANIMATIC, Fix, Problem, counted, use_mode
from projects.rules.sending import jobs, sent
from projects.rules.storyboard import BoardPlan, ShotPlan
from projects.rules.wording import count

SENTENCE_END = re.compile(r"[.!?…](?=\s|$)")


def cut(text: str, model: Capabilities) -> str:
    """As many full sentences of the text as the model reads; as many words where not one sentence fits."""
    ends = [found.end() for found in SENTENCE_END.finditer(text)] + [
        found.start() for found in re.finditer(r"\s", text)
    ]
    fitting = [end for end in ends if count(text[:end], model) <= model.prompt_max]
    sentences = [end for end in fitting if text[:end].rstrip()[-1:] in ".!?…"]
    return text[: max(sentences or fitting or [model.prompt_max])].rstrip()


def judge(board: BoardPlan, model: Capabilities) -> Iterator[Problem]:
    """PROMPT_EMPTY, PROMPT_LONG, ASPECT, NEGATIVE_LONG, NEGATIVE_IGNORED, SOUND_IGNORED."""
    for number, shot in enumerate(board.shots, 1):
        yield from _prompt(model, number, shot)
    yield from _together(board, model)
    yield from _shape(board, model)
    yield from _negative(board, model)
    yield from _sound(board, model)


def _prompt(model: Capabilities, number: int, shot: ShotPlan) -> Iterator[Problem]:
    place, used = f"shot {number}", count(shot.prompt, model)
    if not shot.prompt.strip():
        if model.needs_prompt:
            what = f"Shot {number} has no words; {model.said} needs some."
            yield Problem("PROMPT_EMPTY", "block", place, what, how="Say what happens in it.", fixes=(USE_ANIMATIC,))
    elif used > model.prompt_max:
        kept = cut(shot.prompt, model)
        yield Problem(
            "PROMPT_LONG",
            "block",
            place,
            f"Shot {number}'s prompt is {counted(used - model.prompt_max, 'character')} too long.",
            f"{model.opening} reads {model.prompt_max}; yours has {used}.",
            "Everything after the last full sentence can move to notes.",
            (Fix("cut_prompt", f"Cut at last sentence ({count(kept, model)})", {"keep": len(kept)}),),
        )


def _together(board: BoardPlan, model: Capabilities) -> Iterator[Problem]:
    if model.board_prompt_max is None or not model.one_piece:
        return
    together = sum(count(shot.prompt, model) for shot in board.shots)
    if together > model.board_prompt_max:
        yield Problem(
            "PROMPT_LONG",
            "block",
            "board",
            f"The prompts are {counted(together - model.board_prompt_max, 'character')} too long together.",
            f"{model.opening} reads {model.board_prompt_max} for the whole board; yours have {together}.",
            "Shorten the longest prompt.",
            () if model.local else (USE_ANIMATIC,),
        )


def _shape(board: BoardPlan, model: Capabilities) -> Iterator[Problem]:
    """A film that starts from a picture has the picture's shape; only one from words is asked for the board's."""
    starts = [job[0] for job in jobs(sent(board, model), model) if job]
    if board.aspect in model.aspects or not (model.local or any(not shot.pictured for shot in starts)):
        return
    what = f"{model.opening} does not make {board.aspect}."
    why = f"It makes {', '.join(model.aspects)}."
    yield Problem("ASPECT", "block", "board", what, why, "Change the project's shape or the renderer.", (USE_ANIMATIC,))


def _negative(board: BoardPlan, model: Capabilities) -> Iterator[Problem]:
    over = len(board.negative_prompt) - model.negative_prompt_max
    if board.negative_prompt and not model.negative_prompt_max:
        what = f"{model.opening} has no list of what to keep out."
        yield Problem("NEGATIVE_IGNORED", "look", "board", what, fixes=(INTENDED,))
    elif over > 0:
        what = f"“Keep out” is {counted(over, 'character')} too long."
        why = f"{model.opening} reads {model.negative_prompt_max}; yours has {len(board.negative_prompt)}."
        yield Problem("NEGATIVE_LONG", "block", "board", what, why, "Shorten it.")


def _sound(board: BoardPlan, model: Capabilities) -> Iterator[Problem]:
    if not board.sound or model.audio != "off":
        return
    modes = model.modes_with("audio", "optional", "always")
    what = f"{model.opening} makes no sound{f' in {model.mode}' if modes else ''}."
    why = f"It does in {' or '.join(modes)}." if modes else ""
    yield Problem("SOUND_IGNORED", "look", "board", what, why, fixes=(*use_mode(modes), INTENDED))
