"""Where things are kept: rows, rate limits, files and messages, each embedded in one folder or on a server of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from studio import env

Settings = dict[str, Any]

SQLITE: Settings = {
    "CONN_MAX_AGE": None,
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-20000;"
        ),
    },
}
POSTGRES: Settings = {
    "CONN_MAX_AGE": 60,
    "CONN_HEALTH_CHECKS": True,
    "OPTIONS": {
        "options": "-c statement_timeout=15000 -c lock_timeout=3000 -c idle_in_transaction_session_timeout=30000"
    },
}
WAYS = {"sqlite3": SQLITE, "postgresql": POSTGRES}

# Visibility must exceed the longest task; left to itself the transport looks for lost messages every hundred seconds.
REDIS: Settings = {
    "visibility_timeout": 900,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "socket_keepalive": True,
    "health_check_interval": 25,
}


def databases(var: Path) -> Settings:
    """`DATABASE_URL`, or a SQLite file in `var`."""
    if env.text("DATABASE_URL"):
        base = env.database("DATABASE_URL")
    else:
        base = {"ENGINE": "django.db.backends.sqlite3", "NAME": var / "storyreel.sqlite3"}
    kind = base["ENGINE"].rpartition(".")[2]
    if kind not in WAYS:
        raise env.BadSetting(f"DATABASE_URL names {kind}; use postgres:// or sqlite:///.")
    given = base.get("OPTIONS", {})
    return {"default": {**base, **WAYS[kind], "OPTIONS": {**WAYS[kind]["OPTIONS"], **given}}}


def caches(var: Path) -> Settings:
    """`STUDIO_CACHE_URL` (Redis), or a folder: rate limits and pulses are shared by every process of a machine."""
    if env.text("STUDIO_CACHE_URL"):
        return {
            "default": {
                "BACKEND": "django.core.cache.backends.redis.RedisCache",
                "LOCATION": env.text("STUDIO_CACHE_URL"),
            }
        }
    return {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": var / "cache",
            "OPTIONS": {"MAX_ENTRIES": 10_000},
        }
    }


def storages() -> Settings:
    """Uploads and clips in `STUDIO_S3_BUCKET` or in `MEDIA_ROOT`; static files hashed, compressed, from this process."""
    kept: Settings = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    if env.text("STUDIO_S3_BUCKET"):
        kept = {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": env.text("STUDIO_S3_BUCKET"),
                "endpoint_url": env.text("STUDIO_S3_ENDPOINT") or None,
                "file_overwrite": False,
            },
        }
    return {"default": kept, "staticfiles": {"BACKEND": "studio.static.Storage"}}


BROKERS: dict[str, Settings] = {
    "files": {"CELERY_WORKER_ENABLE_REMOTE_CONTROL": False},
    "redis": {"CELERY_BROKER_TRANSPORT_OPTIONS": REDIS},
    "rediss": {"CELERY_BROKER_TRANSPORT_OPTIONS": REDIS},
    "amqp": {"CELERY_TASK_DEFAULT_QUEUE_TYPE": "quorum"},
    "amqps": {"CELERY_TASK_DEFAULT_QUEUE_TYPE": "quorum"},
}


def broker_url(var: Path) -> str:
    """`CELERY_BROKER_URL`, or the embedded broker in `var`."""
    return env.text("CELERY_BROKER_URL", f"files://localhost{var / 'broker'}")


def broker_ways(url: str) -> Settings:
    """Celery's settings for this kind of broker."""
    scheme = url.partition("://")[0]
    if scheme not in BROKERS:
        raise env.BadSetting(f"CELERY_BROKER_URL starts with “{scheme}://”; use {', '.join(BROKERS)}.")
    return BROKERS[scheme]
