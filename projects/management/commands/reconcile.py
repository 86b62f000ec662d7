"""`reconcile`: ask providers that list their jobs what was bought, now instead of within the hour."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from projects.services import reconcile


class Command(BaseCommand):
    """Adopts what is ours and was forgotten; what nobody here knows is counted and logged."""

    help = "Compare what providers say we bought with what we know."

    def handle(self, *args: Any, **wish: Any) -> None:
        """One line per kind of finding."""
        for name, count in reconcile.all_connections().items():
            self.stdout.write(f"{name}: {count}")
