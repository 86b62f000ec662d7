"""`python -m studio.pulse worker|sweeper`: exit 0 when that process was heard within a minute, else 1 and a sentence."""

from __future__ import annotations

import os
import sys

import django


def listen(process: str) -> str:
    """What is wrong with the process, or nothing."""
    from studio import health

    return health.pulse(process)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.settings")
    django.setup()
    sys.exit(listen(sys.argv[1]) or None)
