"""`reconcile`: ask providers that list their jobs what was bought, now instead of within the hour."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from projects.services import reconcile, recovery


class Command(BaseCommand):
    """Adopts what is ours and was forgotten; what nobody here knows is counted and logged."""

    help = "Compare what providers say we bought with what we know."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The command line."""
        words = "a backup was put back: doubt what is queued, so that nothing is bought twice"
        parser.add_argument("--restored", action="store_true", help=words)

    def handle(self, *args: Any, **wish: Any) -> None:
        """One line per kind of finding."""
        if wish["restored"]:
            self.stdout.write(f"doubted: {recovery.doubt()}")
        for name, count in reconcile.all_connections().items():
            self.stdout.write(f"{name}: {count}")
