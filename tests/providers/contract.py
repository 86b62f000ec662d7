"""What every paid driver promises, tried on the wire. A driver's own test inherits this and fills in the tables."""

from __future__ import annotations

from tests.providers.asking import Asking
from tests.providers.guarding import Guarding
from tests.providers.promised import CALLBACK, Case
from tests.providers.sending import Sending

__all__ = ["CALLBACK", "Case", "DriverContract"]


class DriverContract(Sending, Asking, Guarding):
    """Inherit, fill in the tables of `Promised`, and add what only this provider does."""
