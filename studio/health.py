"""Is it up, and can it work? For load balancers, containers and the operator at night."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

SILENT_SECONDS = 60.0


@never_cache
@login_not_required
def alive(request: HttpRequest) -> JsonResponse:
    """`/healthz`: this process answers."""
    return JsonResponse({"alive": True})


@never_cache
@login_not_required
def ready(request: HttpRequest) -> JsonResponse:
    """`/readyz`: 200 when the database is migrated and worker and sweeper were heard within a minute; else 503 and why."""
    troubles = {name: trouble for name, check in CHECKS.items() if (trouble := check())}
    return JsonResponse({"ready": not troubles, "troubles": troubles}, status=503 if troubles else 200)


def database() -> str:
    """What is wrong with the database, or nothing."""
    try:
        executor = MigrationExecutor(connection)
    except DatabaseError as trouble:
        return f"The database does not answer: {type(trouble).__name__}."
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(missing)} migrations are missing; run manage.py migrate." if missing else ""


def pulse(process: str) -> str:
    """What is wrong with a process that keeps `pulse:<process>` in the shared cache, or nothing."""
    last = cache.get(f"pulse:{process}")
    if last is None:
        return f"The {process} was never heard."
    age = time.time() - last
    return f"The {process} was last heard {age:.0f} s ago." if age > SILENT_SECONDS else ""


CHECKS: dict[str, Callable[[], str]] = {
    "database": database,
    "worker": partial(pulse, "worker"),
    "sweeper": partial(pulse, "sweeper"),
}
