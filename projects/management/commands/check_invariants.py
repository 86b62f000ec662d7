"""`check_invariants`: the nine promises, one line each; exit code 1 when one is broken."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand

from projects.services.invariants import CHECKS

MOST = 20


class Command(BaseCommand):
    """Reads only. Files are hashed unless `--quick`."""

    help = "Check clicks, purchases, money and files against what must always be so."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The command line."""
        parser.add_argument("--quick", action="store_true", help="leave out I6, which reads every clip")

    def handle(self, *args: Any, **wish: Any) -> None:
        """One line per promise, and up to twenty sentences about each that is broken."""
        broken = 0
        for name, promise, check in CHECKS:
            if wish["quick"] and name == "I6":
                self.stdout.write(f"{name} left out  {promise}")
                continue
            found = list(islice(check(), MOST))
            broken += bool(found)
            self.stdout.write(f"{name} {'BROKEN' if found else 'holds '}  {promise}")
            for sentence in found:
                self.stdout.write(f"     {sentence}")
        if broken:
            self.stderr.write(f"{broken} of {len(CHECKS)} promises are broken.")
            sys.exit(1)
