"""`manage.py practice`: a provider that costs nothing, speaks all five wires and makes real films."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from projects.practice.running import add_options, options, run


class Command(BaseCommand):
    """Run the practice provider until a signal comes."""

    help = "Serve a practice provider that speaks all five wires, sells nothing and returns real films."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The options of `python -m projects.practice`."""
        add_options(parser)

    def handle(self, *args: Any, **given: Any) -> None:
        """Serve."""
        import argparse

        sys.exit(run(options(argparse.Namespace(**given))))
