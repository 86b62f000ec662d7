"""The capability table: every model of every provider, connected or not."""

from __future__ import annotations

from difflib import get_close_matches

from projects.rules.capabilities import animatic, gateways, kie, kling
from projects.rules.capabilities.record import Capabilities

__all__ = ["Capabilities", "all_models", "find"]

_TABLE: dict[str, Capabilities] = {
    model.slug: model for room in (animatic, kling, kie, gateways) for model in room.MODELS
}


def all_models() -> tuple[Capabilities, ...]:
    """Every record, the animatic first."""
    return tuple(_TABLE.values())


def find(slug: str) -> Capabilities:
    """The record of a model. Raises `LookupError` whose sentence names the nearest ones."""
    if slug in _TABLE:
        return _TABLE[slug]
    near = get_close_matches(slug, _TABLE, 3, 0.4) or ["animatic"]
    raise LookupError(f"There is no model “{slug}”. Did you mean {' or '.join(near)}?")
