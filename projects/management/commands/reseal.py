"""`reseal`: every provider secret under the newest key of STUDIO_SEAL_KEYS, so that an old one can be dropped."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from projects.services import connections
from projects.services.sealing import SealBroken


class Command(BaseCommand):
    """Run it after putting a new key in front of the old ones; it may run while everything works."""

    help = "Seal provider secrets anew with the first of STUDIO_SEAL_KEYS."

    def handle(self, *args: Any, **wish: Any) -> None:
        """All or nothing."""
        try:
            count = connections.seal_anew()
        except SealBroken as broken:
            raise CommandError(str(broken)) from broken
        self.stdout.write(f"{count} connections are sealed with the newest key.")
