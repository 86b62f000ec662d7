"""`manage.py capabilities`: the reference of what every model can do; `--write` puts it into docs/capabilities.md."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from projects.management.reference import reference

FILE = Path("docs") / "capabilities.md"


class Command(BaseCommand):
    """Print it, write it, or say with `--check` that the file is another one (exit code 1)."""

    help = "What every model of every provider can do, and what is sent to it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The command line."""
        ways = parser.add_mutually_exclusive_group()
        ways.add_argument("--write", action="store_true", help=f"write {FILE}")
        ways.add_argument("--check", action="store_true", help=f"fail when {FILE} is not what would be written")

    def handle(self, *args: Any, write: bool, check: bool, **wish: Any) -> None:
        """Do one of the three."""
        text, file = reference(), Path(settings.BASE_DIR) / FILE
        if write:
            file.write_text(text, encoding="utf-8")
        elif not check:
            self.stdout.write(text, ending="")
        elif not file.exists() or file.read_text(encoding="utf-8") != text:
            raise CommandError(f"{FILE} is not what the records say. Write it anew: manage.py capabilities --write")
