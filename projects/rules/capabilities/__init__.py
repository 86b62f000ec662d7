"""The capability table: every model of every provider, connected or not."""

from __future__ import annotations

from difflib import get_close_matches

from projects.rules.capabilities import animatic, gateways, kie, kling
from projects.rules.capabilities.record import Capabilities

__all__ = ["Capabilities", "all_models", "find", "of_driver"]

_TABLE: dict[str, Capabilities] = {
    model.slug: model for room in (animatic, kling, kie, gateways) for model in room.MODELS
}


def all_models() -> tuple[Capabilities, ...]:
    """Every record, the animatic first."""
    return tuple(_TABLE.values())


def of_driver(slug: str) -> tuple[Capabilities, ...]:
    """The records of one driver in the order of the table; none for a driver that has no model."""
    return tuple(model for model in _TABLE.values() if model.driver == slug)


def find(name: str, driver: str = "") -> Capabilities:
    """The record of a model by its slug, its label in any case or the vendor's own id; of one driver where it is said.

    Raises `LookupError` that names the nearest ones, or the drivers where several sell a model under this id.
    """
    models = of_driver(driver) if driver else all_models()
    found = [model for model in models if model.slug == name] or [model for model in models if _called(name, model)]
    if len(found) == 1:
        return found[0]
    if found:
        slugs = " or ".join(model.slug for model in found)
        raise LookupError(f"Several providers have a model “{name}”. Say which: {slugs}.")
    names = {each: model.slug for model in models for each in (model.label.casefold(), *model.wire_names, model.slug)}
    near = get_close_matches(name.casefold(), names, 3, 0.4)
    offered = list(dict.fromkeys(names[each] for each in near)) or [model.slug for model in models][:1] or ["animatic"]
    raise LookupError(f"There is no model “{name}”. Did you mean {' or '.join(offered)}?")


def _called(name: str, model: Capabilities) -> bool:
    return name.casefold() == model.label.casefold() or name in model.wire_names
