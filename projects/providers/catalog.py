"""Every driver there is. Adding one is a file in `drivers/` and a line here."""

from __future__ import annotations

from projects.providers.base import Driver
from projects.providers.drivers.animatic import Animatic
from projects.providers.drivers.apikley import Apikley
from projects.providers.drivers.apixo import Apixo
from projects.providers.drivers.highway import Highway
from projects.providers.drivers.kie import Kie
from projects.providers.drivers.kling import Kling
from projects.providers.drivers.remote import Remote

REMOTES: dict[str, Remote] = {driver.slug: driver for driver in (Kling(), Kie(), Apixo(), Highway(), Apikley())}
DRIVERS: dict[str, Driver] = {"animatic": Animatic(), **REMOTES}


def driver(slug: str) -> Driver:
    """The driver by its slug. Raises `KeyError` for one that is gone."""
    return DRIVERS[slug]


def remote(slug: str) -> Remote:
    """A paid provider's driver by its slug. Raises `KeyError` for one that is gone, or that runs here."""
    return REMOTES[slug]
