"""Mentions as words: what a model that is sent no elements reads instead of “@mara”."""

from __future__ import annotations

import re

from projects.rules.capabilities import Capabilities
from projects.rules.sending import travels
from projects.rules.storyboard import MENTION, BoardPlan, ElementFacts

_ANY_MENTION = re.compile(r"@\w+")


def readable(handle: str) -> str:
    """“night_guard” → “night guard”: as many characters as the handle."""
    return handle.replace("_", " ")


def as_words(prompt: str, known: frozenset[str] | None = None) -> str:
    """The prompt with the mentions of `known` handles (None: of any) as bare words; the others stay as they are."""
    return MENTION.sub(
        lambda found: readable(found[1]) if known is None or found[1].lower() in known else found[0], prompt
    )


def count(text: str, model: Capabilities) -> int:
    """Characters as the model counts them: a sent element may count as one fixed length, a mention that goes as words as typed."""
    if model.mention_cost is None:
        return len(text)
    read = text if model.elements_sent else as_words(text)
    return len(_ANY_MENTION.sub("x" * model.mention_cost, read))


def spoken(board: BoardPlan, model: Capabilities) -> tuple[str, ...]:
    """The prompts of a board as they are ordered, never longer than `model` reads.

    Where an element travels as words, its first mention in a prompt is followed by its description in brackets,
    “mara (young clockmaker)”, as long as the prompt and the board's prompts together still fit. One that is sent is called
    exactly by its handle.
    """
    known = {element.handle: element for element in board.elements if not travels(element, model)}
    sent = () if model.local else (each.handle for each in board.elements if each.handle not in known)
    named = frozenset(sent)
    called = [_folded(shot.prompt, named) for shot in board.shots]
    prompts = [as_words(prompt, frozenset(known)) for prompt in called]
    room = None if model.board_prompt_max is None else model.board_prompt_max - sum(count(p, model) for p in prompts)
    for number, shot in enumerate(board.shots):
        described: set[str] = set()
        for handle in shot.mentions:
            longer = _told(called[number], known, described | {handle}) if handle in known else prompts[number]
            added = count(longer, model) - count(prompts[number], model)
            if added <= 0 or count(longer, model) > model.prompt_max or (room is not None and added > room):
                continue
            prompts[number], described = longer, described | {handle}
            room = None if room is None else room - added
    return tuple(prompts)


def _folded(prompt: str, known: frozenset[str]) -> str:
    return MENTION.sub(lambda found: found[0].lower() if found[1].lower() in known else found[0], prompt)


def _told(prompt: str, known: dict[str, ElementFacts], described: set[str]) -> str:
    """The prompt in words, the first mention of each handle in `described` with its description."""
    left = set(described)

    def told(found: re.Match[str]) -> str:
        handle = found[1].lower()
        if handle not in known:
            return found[0]
        text = description(known[handle]) if handle in left else ""
        left.discard(handle)
        return f"{readable(found[1])} ({text})" if text else readable(found[1])

    return MENTION.sub(told, prompt)


def description(element: ElementFacts) -> str:
    """What an element looks like, on one line, without mentions and without a full stop; may be empty."""
    return as_words(" ".join(element.description.split())).rstrip(" .")
