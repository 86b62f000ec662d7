"""When a connection's provider may be asked for another job: pauses, places, the rate, the breaker and our own disk.

Everything is judged under a lock on the connection's row, in the transaction that commits the intent to buy.
"""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.models import Connection, Render, RenderState
from projects.providers.troubles import Busy, Category, ProviderError, Refused, Unknown

S = RenderState
RUNNING = (S.SUBMITTING, S.UNCERTAIN, S.SUBMITTED, S.RUNNING)
FULL_WAIT = 5.0
PAUSE_WAIT = 30.0
WINDOW = timedelta(seconds=60)
MOST_AMBIGUOUS, MOST_BUSY = 5, 10
OPEN_FIRST, OPEN_MOST = 30.0, 600.0
SPARE_BYTES = 1_000_000_000
FOREVER = timedelta(days=3650)


class Wait(Exception):
    """Not now: look again in `seconds`; the message says why."""

    def __init__(self, seconds: float, why: str) -> None:
        super().__init__(why)
        self.seconds = seconds


def admit(connection: Connection, rate: tuple[int, float], running: int) -> None:
    """Take a place for one create call. Call it with the row locked. Raises `Wait`.

    `rate` (creates, seconds) and `running` are what is known of the driver; the connection's own numbers win.
    """
    now = timezone.now()
    calm(connection)
    if shutil.disk_usage(settings.SCRATCH_ROOT).free < SPARE_BYTES:
        raise Wait(
            PAUSE_WAIT, _("This installation's disk is nearly full, so nothing is bought that could not be kept.")
        )
    most = connection.most_running or running
    if connection.renders.filter(state__in=RUNNING).count() >= most:
        words = _("%(name)s takes %(count)d jobs at a time from us and all are running.")
        raise Wait(FULL_WAIT, words % {"name": connection.label, "count": most})
    creates, seconds = connection.creates or rate[0], float(connection.per_seconds or rate[1])
    _take_turn(connection, now, creates, seconds)


def calm(connection: Connection) -> None:
    """Raises `Wait` while it is paused, or its provider is in trouble."""
    now = timezone.now()
    if connection.paused_until and connection.paused_until > now:
        raise Wait(PAUSE_WAIT, connection.paused_because or _("The connection is paused."))
    if connection.open_until and connection.open_until > now:
        seconds = (connection.open_until - now).total_seconds()
        raise Wait(seconds, _("%s is having trouble; this goes out when it has calmed down.") % connection.label)


def _take_turn(connection: Connection, now: datetime, creates: int, seconds: float) -> None:
    """A leaky bucket in one column: `free_at` is when the bucket would be empty; a quarter of the rate may come at once."""
    period = timedelta(seconds=seconds / creates)
    slack = period * (max(1, creates // 4) - 1)
    free_at = max(connection.free_at, now)
    if free_at - slack > now:
        raise Wait((free_at - slack - now).total_seconds() + 0.01, _("Waiting for a turn: the provider's rate limit."))
    connection.free_at = free_at + period
    connection.save(update_fields=["free_at"])


def learn(connection: Connection, trouble: ProviderError | None) -> None:
    """What a create call taught about the connection: None means it was taken.

    A refused key or an empty account pauses it until a person acts; repeated trouble opens the breaker, longer each time.
    """
    if trouble is None:
        if connection.tripped or connection.troubles:
            Connection.objects.filter(pk=connection.pk).update(tripped=0, troubles=[], open_until=None)
        return
    if isinstance(trouble, Refused) and trouble.category in {Category.AUTH, Category.CREDITS}:
        pause(connection, str(trouble))
    elif isinstance(trouble, Busy | Unknown):
        _count(Connection.objects.get(pk=connection.pk), "busy" if isinstance(trouble, Busy) else "unknown")


def _count(connection: Connection, kind: str) -> None:
    now = timezone.now()
    recent = [row for row in connection.troubles if row[0] > (now - WINDOW).timestamp()]
    recent.append([now.timestamp(), kind])
    unknown = sum(row[1] == "unknown" for row in recent)
    facts: dict[str, Any] = {"troubles": recent[-20:]}
    if unknown >= MOST_AMBIGUOUS or len(recent) - unknown >= MOST_BUSY:
        seconds = min(OPEN_MOST, OPEN_FIRST * 2**connection.tripped)
        facts = {
            "troubles": [],
            "tripped": min(10, connection.tripped + 1),
            "open_until": now + timedelta(seconds=seconds),
        }
    Connection.objects.filter(pk=connection.pk).update(**facts)


def pause(connection: Connection, because: str, until: datetime | None = None) -> None:
    """Send nothing more through it until then, or until somebody resumes it."""
    connection.paused_until = until or timezone.now() + FOREVER
    connection.paused_because = because[:300]
    Connection.objects.filter(pk=connection.pk).update(
        paused_until=connection.paused_until, paused_because=connection.paused_because
    )


def resume(connection: Connection) -> None:
    """Send again, at once."""
    facts: dict[str, Any] = {
        "paused_until": None,
        "paused_because": "",
        "open_until": None,
        "tripped": 0,
        "troubles": [],
    }
    Connection.objects.filter(pk=connection.pk).update(**facts)
    Render.objects.filter(connection=connection, state=S.QUEUED).exclude(due_at=None).update(due_at=timezone.now())
