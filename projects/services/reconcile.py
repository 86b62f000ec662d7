"""Once an hour: what the providers say we bought against what we know, and results that may soon be gone."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import IntegrityError
from django.utils import timezone

from projects.models import Connection, Render, RenderState
from projects.providers import catalog
from projects.providers.base import Report
from projects.providers.troubles import ProviderError
from projects.services import connections, sealing
from projects.services.feed import announce
from projects.services.moves import WATCHED

log = logging.getLogger(__name__)

S = RenderState
LOOK_BACK = timedelta(hours=48)
OVERLAP = timedelta(hours=1)
WARN_AFTER = 0.1


def all_connections() -> dict[str, int]:
    """Every connection whose provider lists jobs; answers how many results were adopted and how many are unknown here."""
    found = {"adopted": 0, "unknown": 0, "expiring": expiring()}
    for connection in Connection.objects.exclude(driver="animatic").filter(sealed__gt=""):
        for name, count in one(connection).items():
            found[name] += count
    return found


def one(connection: Connection) -> dict[str, int]:
    """Adopt what is ours and was forgotten, report what nobody here knows. Providers without a list answer nothing."""
    driver = catalog.remote(connection.driver)
    listed = getattr(driver, "listed", None)
    if listed is None:
        return {}
    since = connection.reconciled_at or timezone.now() - LOOK_BACK
    try:
        desk = connections.desk_of(connection)
        jobs = listed(desk.account, desk, since.timestamp())
    except (ProviderError, sealing.SealBroken) as trouble:
        log.warning("connection %s could not be reconciled: %s", connection.pk, trouble)
        return {}
    outcome = {"adopted": 0, "unknown": 0}
    for job in jobs:
        verdict = _compare(connection, job)
        if verdict:
            outcome[verdict] += 1
    Connection.objects.filter(pk=connection.pk).update(reconciled_at=timezone.now() - OVERLAP)
    return outcome


def _compare(connection: Connection, job: Report) -> str:
    """What one listed job means: known (nothing), ours and forgotten ("adopted"), or bought by nobody here ("unknown")."""
    if Render.objects.filter(connection=connection, provider_task_id=job.task_id).exists():
        return ""
    try:
        adopted = Render.objects.filter(
            connection=connection, external_id=job.echo, provider_task_id="", state__in=WATCHED
        ).update(provider_task_id=job.task_id, due_at=timezone.now())
    except IntegrityError:
        adopted = 0
    if adopted:
        return "adopted"
    log.error("provider task %s of connection %s is known to nobody here", job.task_id, connection.pk)
    announce(connection.workspace, "unknown_purchase", task=job.task_id, connection=connection.slug)
    return "unknown"


def expiring() -> int:
    """Results that are not ours yet although a good part of their life is over; their workspace is told."""
    now, count = timezone.now(), 0
    rows = Render.objects.filter(state__in=WATCHED, result_expires_at__isnull=False, result_expires_at__gt=now)
    for render in rows.exclude(result="").select_related("take__board__project__workspace"):
        life = timedelta(seconds=catalog.driver(render.connection.driver).retention)
        if render.result_expires_at and render.result_expires_at - now < life * (1 - WARN_AFTER):
            count += 1
            announce(render.take.board.project.workspace, "expiring", take=render.take.slug)
    return count
