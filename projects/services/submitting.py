"""Buying: intent is committed before bytes leave, and what cannot be known afterwards is asked for, never bought again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects import failpoints
from projects.models import Callback, Connection, Render, RenderState
from projects.models.base import locking
from projects.providers.base import Desk, Driver, Order, Report
from projects.providers.troubles import Busy, ProviderError, Refused, Unknown, Unsent
from projects.services import addresses, gates, leases, mirrors, receipts
from projects.services.moves import move, park

S = RenderState

LEASE = timedelta(seconds=150)
LOOK_UPS = (5, 60, 300)
PATIENCE = timedelta(minutes=30)
PATIENT_FOR_A_TURN = timedelta(hours=12)
UNSENT_WAIT = 5.0


def order_of(render: Render) -> Order:
    """What was bought or is to be bought."""
    return Order.from_json(render.order)


def submit(render: Render, driver: Driver, desk: Desk, who: str) -> float | None:
    """Take a place at the gate, commit the intent, send once, and write down what was learnt."""
    if render.cancel_requested_at:
        move(render, S.CANCELLED, who=who, reason="")
        return None
    try:
        order = mirrors.mirrored(render, order_of(render), driver, desk)
        _intend(render, driver, who)
    except gates.Wait as wait:
        return _waits(render, wait, who)
    except Refused as refused:
        return _not_taken(render, refused, who)
    callback = addresses.callback(render.connection, render.external_id) if driver.calls else ""
    trouble: ProviderError | None = None
    try:
        report = driver.submit(order, external_id=render.external_id, callback_url=callback, desk=desk)
    except ProviderError as known:
        trouble = known
    except Exception as unclear:
        trouble = Unknown(f"{type(unclear).__name__} while sending.")
    if not driver.local:
        gates.learn(render.connection, trouble)
    return accepted(render, report, who) if trouble is None else _not_taken(render, trouble, who)


def _waits(render: Render, wait: gates.Wait, who: str) -> float | None:
    """Say what it waits for; the timeline hears of elements that are made first."""
    if timezone.now() - render.created_at > PATIENT_FOR_A_TURN:
        park(render, who, str(wait))
        return None
    if isinstance(wait, mirrors.Preparing) and render.reason != str(wait):
        move(render, S.QUEUED, who=who, note=str(wait), reason=str(wait))
    leases.hold(render, reason=str(wait))
    return wait.seconds


def _intend(render: Render, driver: Driver, who: str) -> None:
    """SUBMITTING is committed together with the place taken at the gate."""
    now = timezone.now()
    facts: dict[str, Any] = {
        "submit_started_at": now,
        "lease_until": now + LEASE,
        "callback_token_hash": addresses.token_hash(addresses.token(render.external_id)),
        "reason": "",
    }
    with transaction.atomic():
        if not driver.local:
            connection = locking(Connection).get(pk=render.connection_id)
            gates.admit(connection, getattr(driver, "rate", (5, 10.0)), getattr(driver, "running", 5))
        move(render, S.SUBMITTING, who=who, **facts)


def _not_taken(render: Render, trouble: ProviderError, who: str) -> float | None:
    note = f"{trouble} {trouble.raw}".strip()
    if isinstance(trouble, Unsent | Busy):
        move(render, S.QUEUED, who=who, note=note, reason=str(trouble), category=trouble.category)
        return trouble.after if isinstance(trouble, Busy) else UNSENT_WAIT
    if isinstance(trouble, Refused):
        mirrors.doubt(render.connection, order_of(render))
        reason = f"{trouble} " + _("You were not charged.")
        move(render, S.FAILED, who=who, note=note, reason=reason, category=trouble.category)
        return None
    move(render, S.UNCERTAIN, who=who, note=note, looked_up=0)
    return LOOK_UPS[0]


def accepted(render: Render, report: Report, who: str) -> float | None:
    """The task id is a fact: on disk first, then in the row, whoever learns it. An id that is somebody else's is none."""
    receipts.keep(render.external_id, report.task_id)
    failpoints.tick("submit.after_receipt")
    try:
        with transaction.atomic():
            failpoints.tick("submit.commit_task_id")
            Render.objects.filter(pk=render.pk, provider_task_id="").update(provider_task_id=report.task_id)
            move(
                render,
                S.SUBMITTED,
                who=who,
                provider_task_id=report.task_id,
                lease_until=timezone.now() + leases.LEASE,
                reason="",
            )
    except IntegrityError:
        receipts.drop(render.external_id)
        if render.state != S.SUBMITTING:
            park(render, who, _("The provider named a job that belongs to another render. It may already be paid."))
            return None
        move(render, S.UNCERTAIN, who=who, note=f"the provider named task {report.task_id}, which is another render's")
        return LOOK_UPS[0]
    receipts.drop(render.external_id)
    return None


def resume(render: Render, driver: Driver, desk: Desk, who: str) -> float | None:
    """SUBMITTING found by a new holder: the old one died between the intent and the answer."""
    move(render, S.UNCERTAIN, who=who, note="the worker died while it was sending", looked_up=0)
    return 0 if driver.local or render.provider_task_id else LOOK_UPS[0]


def look_up(render: Render, driver: Driver, desk: Desk, who: str) -> float | None:
    """Find out whether it was bought: a receipt, our own id at the provider, or a callback that the provider confirms."""
    if render.provider_task_id:
        move(render, S.SUBMITTED, who=who, note="a receipt names the task", lease_until=timezone.now() + leases.LEASE)
        return None
    if not driver.looks_up:
        return _adopt(render, driver, desk, who)
    try:
        found = driver.look_up(order_of(render), render.external_id, desk)
    except ProviderError as trouble:
        leases.hold(render, missed_polls=render.missed_polls + 1, reason=str(trouble))
        return LOOK_UPS[-1] if render.missed_polls > 3 else LOOK_UPS[1]
    if found is not None:
        return accepted(render, found, who)
    leases.hold(render, looked_up=render.looked_up + 1)
    if render.looked_up < 2:
        return LOOK_UPS[1]
    move(render, S.QUEUED, who=who, note="the provider says twice that it has no such order", looked_up=0)
    return 0


def find_again(render: Render, driver: Driver, desk: Desk, who: str) -> float | None:
    """A render put aside without a task's id: only the provider or a confirmed callback may wake it."""
    if not driver.looks_up:
        return _adopt(render, driver, desk, who)
    try:
        found = driver.look_up(order_of(render), render.external_id, desk)
    except ProviderError as trouble:
        leases.hold(render, reason=str(trouble))
        return None
    return accepted(render, found, who) if found else None


def _adopt(render: Render, driver: Driver, desk: Desk, who: str) -> float | None:
    """Believe a callback's task id only when the provider, asked with our key, shows the job as ours."""
    for callback in render.callbacks.filter(done_at=None).exclude(task_id=""):
        report = _confirmed(render, driver, desk, callback)
        Callback.objects.filter(pk=callback.pk).update(done_at=timezone.now())
        if report is not None:
            return accepted(render, report, who)
    if render.state == S.NEEDS_ATTENTION:
        return None
    if timezone.now() - (render.submit_started_at or render.created_at) < PATIENCE:
        return LOOK_UPS[1]
    park(render, who, _("Nobody knows whether the provider took this order. It may already be paid."))
    return None


def _confirmed(render: Render, driver: Driver, desk: Desk, callback: Callback) -> Report | None:
    if Render.objects.filter(connection=render.connection, provider_task_id=callback.task_id).exists():
        return None
    try:
        report = driver.poll(order_of(render), callback.task_id, desk)
    except ProviderError:
        return None
    ours = {render.external_id, addresses.callback(render.connection, render.external_id)}
    if driver.echoes:
        return _named(report, callback) if report.echo in ours else None
    began = (render.submit_started_at or render.created_at) - timedelta(minutes=1)
    late = report.created_ms is None or report.created_ms >= began.timestamp() * 1000
    return _named(report, callback) if late else None


def _named(report: Report, callback: Callback) -> Report:
    return Report(report.phase, callback.task_id)
