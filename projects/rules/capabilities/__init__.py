"""The capability table: every model of every provider, connected or not."""

from __future__ import annotations

from difflib import get_close_matches

from projects.rules.capabilities import animatic, gateways, kie, kling
from projects.rules.capabilities.record import Capabilities

__all__ = ["Capabilities", "all_models", "find"]

_TABLE: dict[str, Capabilities] = {
    model.slug: model for room in (animatic, kling, kie, gateways) for model in room.MODELS
}
_LABELS = {model.label.casefold(): model for model in _TABLE.values()}


def all_models() -> tuple[Capabilities, ...]:
    """Every record, the animatic first."""
    return tuple(_TABLE.values())


def find(name: str) -> Capabilities:
    """The record of a model by its slug, or by its label in any case. Raises `LookupError` that names the nearest ones."""
    found = _TABLE.get(name) or _LABELS.get(name.casefold())
    if found:
        return found
    near = get_close_matches(name.casefold(), [*_TABLE, *_LABELS], 3, 0.4) or ["animatic"]
    raise LookupError(f"There is no model “{name}”. Did you mean {' or '.join(near)}?")
