"""What a person may choose of a render beside its mode and method: one table for the page, preflight, orders and the command line.

A choice is unset until somebody makes it, and what is unset is not sent: the vendor then does as it usually does. Values
are JSON: a number, a switch or a word. Sources: the vendors' create calls (`cfg_scale`, `watermark_info`, `provider`,
`resolution`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from projects.rules.capabilities import Capabilities

STEPS = tuple(tenth / 10 for tenth in range(11))
"""`cfg_scale` in the vendors' steps of 0.1."""


@dataclass(frozen=True, slots=True)
class Option:
    """One choice. `said` is its name inside a sentence, `offers` the values that a model takes (none: it has no such choice),
    `span` those values in words, `read` a value from its text.

    Where it is `usual`, the first value is ordered while nobody chose, and in place of one that the model does not have.
    """

    name: str
    said: str
    offers: Callable[[Capabilities], tuple[Any, ...]]
    read: Callable[[str], Any] = str
    span: str = ""
    usual: bool = False

    def spanned(self, model: Capabilities) -> str:
        """What a model takes, in words: “0 to 1 in steps of 0.1”, “720p or 1080p”."""
        return self.span or " or ".join(map(told, self.offers(model)))


def _number(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return text


def _switch(text: str) -> Any:
    return {"on": True, "off": False}.get(text, text)


OPTIONS: tuple[Option, ...] = (
    Option("resolution", "size", lambda model: model.resolutions, usual=True),
    Option("cfg", "cfg", lambda model: STEPS if model.cfg else (), _number, "0 to 1 in steps of 0.1"),
    Option("watermark", "watermark", lambda model: (True, False) if model.watermark else (), _switch),
    Option("provider", "upstream provider", lambda model: model.providers),
)
NAMES: tuple[str, ...] = tuple(option.name for option in OPTIONS)


def option(name: str) -> Option:
    """The choice of this name. Raises `KeyError` for any other."""
    return {each.name: each for each in OPTIONS}[name]


def typed(texts: Mapping[str, str]) -> dict[str, Any]:
    """Choices from their texts, the unset ones left out; a text that is no value stays one, and preflight says so."""
    return {each.name: each.read(texts[each.name]) for each in OPTIONS if texts.get(each.name)}


def told(value: Any) -> str:
    """A value as its text: `0.7`, `on`, `1080p`; the inverse of what an option reads."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:g}" if isinstance(value, float) else str(value)


def ordered(model: Capabilities) -> dict[str, Any]:
    """The choices that are ordered of what was asked of a model (`Capabilities.asked`): those it has, and its usual ones."""
    chosen = {}
    for each in OPTIONS:
        offered, value = each.offers(model), model.asked.get(each.name)
        if value in offered:
            chosen[each.name] = value
        elif offered and each.usual and not model.local:
            chosen[each.name] = offered[0]
    return chosen
