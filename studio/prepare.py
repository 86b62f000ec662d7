"""`python -m studio.prepare`: brings the database and the static files up to this release; quick when they are."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command


def prepare() -> None:
    """Migrate when a migration is missing, collect static files when one has changed."""
    from studio import health

    if health.database():
        print("Preparing the database.", flush=True)
        call_command("migrate", interactive=False, verbosity=0)
    stamp, now = Path(settings.STATIC_ROOT) / ".collected", fingerprint()
    if not stamp.exists() or stamp.read_text() != now:
        print("Collecting static files.", flush=True)
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(now)


def fingerprint() -> str:
    """Changes when any static file does: name, size or time of change."""
    from django.contrib.staticfiles import finders

    seen = hashlib.sha256()
    for finder in finders.get_finders():
        for name, storage in finder.list(None):
            facts = os.stat(storage.path(name))
            seen.update(f"{name}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode())
    return seen.hexdigest()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.settings")
    django.setup()
    prepare()
