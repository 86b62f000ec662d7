"""Every driver there is. Adding one is a file in `drivers/` and a line here."""

from __future__ import annotations

from projects.providers.base import Driver
from projects.providers.drivers.animatic import Animatic

DRIVERS: dict[str, Driver] = {driver.slug: driver for driver in (Animatic(),)}


def driver(slug: str) -> Driver:
    """The driver by its slug. Raises `KeyError` for one that is gone."""
    return DRIVERS[slug]
