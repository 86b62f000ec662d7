"""`load callbacks|inflight|clicks`: the figures that need a whole installation; `script/bench` gives it one of its own."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from projects.management.household import Household
from projects.management.loads import callbacks, clicks, inflight
from projects.models import Render

FIGURES: dict[str, Callable[[Household], Iterator[dict[str, Any]]]] = {
    "callbacks": callbacks.measure,
    "inflight": inflight.measure,
    "clicks": clicks.measure,
}


class Command(BaseCommand):
    """Prints a JSON line per figure. Sends to this machine only and ends by itself."""

    help = "Measure callbacks, renders in flight and clicks on an installation of its own; use script/bench."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The command line."""
        parser.add_argument("figures", nargs="+", choices=[*FIGURES])

    def handle(self, *args: Any, **wish: Any) -> None:
        """Measure and print."""
        if not settings.PRACTICE_URL or Render.objects.exists():
            raise CommandError("It needs an empty installation of its own: use script/bench.")
        for name in wish["figures"]:
            house = Household()
            try:
                for line in FIGURES[name](house):
                    self.stdout.write(json.dumps({"figure": name, "database": connection.vendor, **line}))
                    self.stdout.flush()
            finally:
                house.stop()
