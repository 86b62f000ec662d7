"""Asking how a job stands. Polling is complete on its own; callbacks only make it sooner."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.models import Render, RenderState
from projects.providers.base import Desk, Driver, Phase, Report
from projects.providers.troubles import Cancelled, NoSuchJob, ProviderError, Refused
from projects.services import gates, leases
from projects.services.feed import announce
from projects.services.moves import move, park
from projects.services.submitting import order_of

S = RenderState

RHYTHM = ((6, 10), (12, 20), (60, 60), (36, 600))
"""How often at which interval in seconds; hourly afterwards."""

JITTER = 0.2
POLLS_A_SECOND = 5.0
MOST_MISSED = 30
GRACE = timedelta(seconds=60)
HOURLY = 3600.0
GIVEN_UP_AFTER = timedelta(hours=6)


def poll(render: Render, driver: Driver, desk: Desk, who: str) -> float | None:
    """The provider's own word; a local driver works here. A poll that fails is a missed poll, never a verdict."""
    if render.state == S.SUBMITTED and driver.local:
        move(render, S.RUNNING, who=who)
    heard = render.callbacks.filter(done_at=None).aggregate(last=Max("pk"))["last"]
    try:
        report = driver.poll(order_of(render), render.provider_task_id, desk)
    except Cancelled:
        move(render, S.CANCELLED, who=who, reason="")
        return None
    except NoSuchJob as trouble:
        return _not_there(render, who, trouble)
    except ProviderError as trouble:
        return _missed(render, who, trouble, driver)
    if heard:
        render.callbacks.filter(done_at=None, pk__lte=heard).update(done_at=timezone.now())
    return _heard(render, report, who, driver)


def _heard(render: Render, report: Report, who: str, driver: Driver) -> float | None:
    now = timezone.now()
    facts: dict[str, Any] = {
        "polled_at": now,
        "provider_state": report.word[:60],
        "units": _units(report) or render.units,
    }
    if report.phase == Phase.SUCCEEDED:
        lives = timedelta(seconds=report.lives or driver.retention)
        move(render, S.FETCHING, who=who, result=report.result, result_expires_at=now + lives, progress=100, **facts)
        return None
    if report.phase == Phase.FAILED:
        category = report.category or ""
        reason = report.reason or _("The provider gave no reason.")
        move(render, S.FAILED, who=who, note=report.reason, reason=reason, category=category, **facts)
        return None
    progress = max(render.progress, report.progress or 0)
    told = progress != render.progress
    leases.hold(render, polls=render.polls + 1, missed_polls=0, progress=progress, reason="", **facts)
    if told:
        announce(render.take.board, "progress", take=render.take.slug, percent=progress)
    if report.phase == Phase.RUNNING and render.state != S.RUNNING:
        move(render, S.RUNNING, who=who)
    elif render.state == S.NEEDS_ATTENTION:
        move(render, S.SUBMITTED, who=who, note="the provider still has it")
    if not driver.local and now - (render.submit_started_at or render.created_at) > GIVEN_UP_AFTER:
        park(render, who, _("The provider has been at it for more than 6 hours. It is asked once an hour from now on."))
        return HOURLY
    return pace(render)


def _units(report: Report) -> str:
    return "" if report.units is None else str(report.units)


def rhythm(polls: int) -> float:
    """Seconds until the next poll: often at first, hourly at last."""
    for count, seconds in RHYTHM:
        if polls <= count:
            return seconds
        polls -= count
    return HOURLY


def pace(render: Render) -> float:
    """The rhythm with jitter, slowed down where a connection has so many jobs that polls would crowd its provider."""
    if render.connection.local:
        return rhythm(render.polls)
    many = render.connection.renders.filter(state__in=gates.RUNNING).count()
    seconds = max(rhythm(render.polls), many / POLLS_A_SECOND)
    return seconds * random.uniform(1 - JITTER, 1 + JITTER)


def _not_there(render: Render, who: str, trouble: NoSuchJob) -> float | None:
    """A job may not be visible at once; later it is a riddle that a person should know of."""
    if timezone.now() - (render.submit_started_at or render.created_at) < GRACE:
        leases.hold(render, polled_at=timezone.now(), missed_polls=render.missed_polls + 1)
        return rhythm(0)
    park(render, who, _("The provider says that it knows no such job, though it took the order. It may be paid."))
    return HOURLY


def _missed(render: Render, who: str, trouble: ProviderError, driver: Driver) -> float | None:
    reason = str(trouble)
    leases.hold(render, polled_at=timezone.now(), missed_polls=render.missed_polls + 1, reason=reason)
    if isinstance(trouble, Refused):
        gates.learn(render.connection, trouble)
    if render.missed_polls < (3 if driver.local else MOST_MISSED):
        return rhythm(render.missed_polls)
    if driver.local:
        move(render, S.FAILED, who=who, note=reason, reason=reason)
        return None
    park(render, who, reason)
    return HOURLY
