"""What `manage.py check --deploy` asks of an installation that others rely on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from projects import failpoints

CODECS = ("libx264", "aac")


@register(deploy=True)
def encoders(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """The animatic needs both encoders."""
    import av

    return [
        Error(f"PyAV was built without {codec}.", hint="Install PyAV from its wheel.", id="projects.E001")
        for codec in CODECS
        if codec not in av.codecs_available
    ]


@register(Tags.compatibility, deploy=True)
def embedded_parts(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """What serves one person on one machine, and would let a team down."""
    parts = {
        "W001": (
            settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"),
            "The database is a file: one machine, one writer at a time.",
            "Set DATABASE_URL to PostgreSQL.",
        ),
        "W002": (
            settings.CELERY_BROKER_URL.startswith("files:"),
            "The broker is a folder: workers on other machines hear nothing.",
            "Set CELERY_BROKER_URL to RabbitMQ or Redis.",
        ),
        "W003": (
            settings.EMAIL_BACKEND.endswith("console.EmailBackend"),
            "Mail is printed, not sent.",
            "Set STUDIO_MAIL_URL.",
        ),
        "W004": (
            bool(failpoints.armed()),
            f"STUDIO_FAIL_POINTS lets processes die on purpose: {', '.join(failpoints.armed())}.",
            "Unset it; it is for tests.",
        ),
    }
    return [Warning(text, hint=hint, id=f"projects.{code}") for code, (so, text, hint) in parts.items() if so]
