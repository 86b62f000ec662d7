"""Elements that a provider keeps itself: made once for each connection and look, before the order that names them is bought.

Making one costs nothing and still is never repeated blindly: intent is committed before bytes leave, and what cannot be known
afterwards is asked for by our own id. A worker never waits: it says when to look again.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone
from django.utils.translation import gettext as _

from projects.models import Connection, Element, ElementMirror, MirrorState, Render
from projects.providers.base import Desk, Driver, ElementKeeper, Order, OrderElement, Phase, Report
from projects.providers.troubles import Busy, Category, NoSuchJob, ProviderError, Refused, Unknown, Unsent
from projects.services import gates, leases

M = MirrorState

LEASE = timedelta(seconds=150)
FRESH = timedelta(minutes=10)
"""How long a provider's word that it has an element is believed."""

GRACE = timedelta(seconds=60)
PATIENCE = timedelta(hours=1)
MOST_TRIES = 3
LOOK_UPS = (5.0, 60.0)
SOON, AGAIN, UNSENT_WAIT, MISSED_WAIT = 2.0, 30.0, 5.0, 10.0


class Preparing(gates.Wait):
    """An element is being made at the provider; the order goes out when it is there."""


def mirrored(render: Render, order: Order, driver: Driver, desk: Desk) -> Order:
    """The order with the provider's ids of its elements, where its provider keeps them itself.

    Works each one as far as it goes now. Raises `Preparing` until all are there, and `Refused` where one cannot be made.
    """
    if not order.elements or not isinstance(driver, ElementKeeper):
        return order
    leases.hold(render, LEASE)
    rows = [(element, _advanced(render, element, driver, desk)) for element in order.elements]
    waiting = [(element, mirror) for element, mirror in rows if not _ready(mirror)]
    if waiting:
        words = _("Preparing %(elements)s at %(provider)s.") % {
            "elements": ", ".join(f"@{element.handle}" for element, _mirror in waiting),
            "provider": driver.label,
        }
        why = next((mirror.reason for _element, mirror in waiting if mirror.reason), "")
        raise Preparing(min(_seconds(mirror) for _element, mirror in waiting), f"{words} {why}".strip())
    return replace(order, elements=tuple(replace(element, remote=mirror.remote_id) for element, mirror in rows))


def remote(connection: Connection, element: OrderElement) -> str:
    """The provider's id of an element, or nothing while it has none."""
    rows = ElementMirror.objects.filter(connection=connection, element_slug=element.slug, digest=element.digest)
    return rows.filter(state=M.READY).values_list("remote_id", flat=True).first() or ""


def doubt(connection: Connection, order: Order) -> None:
    """An order that names these was refused: ask for each before it is named again."""
    digests = [element.digest for element in order.elements]
    rows = ElementMirror.objects.filter(connection=connection, digest__in=digests, state=M.READY)
    rows.update(due_at=timezone.now())


def _ready(mirror: ElementMirror) -> bool:
    """Whether the provider has lately said that it is there."""
    return mirror.state == M.READY and not mirror.reason and _left(mirror) > 0


def _left(mirror: ElementMirror) -> float:
    return (mirror.due_at - timezone.now()).total_seconds() if mirror.due_at else 0.0


def _seconds(mirror: ElementMirror) -> float:
    return max(1.0, _left(mirror))


def _advanced(render: Render, element: OrderElement, driver: ElementKeeper, desk: Desk) -> ElementMirror:
    """The element's row after as much work as can be done now. Raises `Refused` where it failed since the render was wanted."""
    mirror = _row(render.connection, element)
    if mirror.state == M.FAILED and mirror.finished_at and mirror.finished_at < render.created_at:
        _anew(mirror)
    taken = leases.claim(ElementMirror, mirror.pk, STEPS, LEASE)
    if taken is not None:
        with suppress(leases.LeaseLost):
            _work(taken, element, driver, desk)
    mirror.refresh_from_db()
    if mirror.state == M.FAILED:
        words = _("@%(handle)s could not be prepared. %(why)s") % {"handle": element.handle, "why": mirror.reason}
        raise Refused(words, Category(mirror.category or Category.SERVER))
    return mirror


def _row(connection: Connection, element: OrderElement) -> ElementMirror:
    held = Element.objects.filter(workspace=connection.workspace_id, slug=element.slug).first()
    return ElementMirror.objects.get_or_create(
        connection=connection,
        element_slug=element.slug,
        digest=element.digest,
        defaults={"element": held, "external_id": uuid4().hex},
    )[0]


def _anew(mirror: ElementMirror) -> None:
    """Somebody wants it again after it failed."""
    facts = {**_BLANK, "state": M.NEW, "tries": 0, "category": "", "due_at": timezone.now(), "external_id": uuid4().hex}
    ElementMirror.objects.filter(pk=mirror.pk, state=M.FAILED, fence=mirror.fence).update(**facts)


_BLANK: dict[str, Any] = {"provider_task_id": "", "remote_id": "", "reason": "", "looked_up": 0}


def _work(mirror: ElementMirror, element: OrderElement, driver: ElementKeeper, desk: Desk) -> None:
    wait = 0.0
    while not wait:
        wait = STEPS[mirror.state](mirror, element, driver, desk)
    leases.release(mirror, due_at=timezone.now() + timedelta(seconds=wait))


def _send(mirror: ElementMirror, element: OrderElement, driver: ElementKeeper, desk: Desk) -> float:
    """Commit the intent, ask once, and write down what was learnt."""
    if mirror.tries >= MOST_TRIES:
        return _fail(mirror, _("The provider lost it several times."), Category.SERVER)
    try:
        gates.calm(mirror.connection)
    except gates.Wait as wait:
        leases.hold(mirror, reason=str(wait))
        return wait.seconds
    leases.hold(mirror, LEASE, state=M.SENDING, sent_at=timezone.now(), tries=mirror.tries + 1, reason="")
    trouble: ProviderError | None = None
    try:
        report = driver.make_element(element, external_id=mirror.external_id, desk=desk)
    except ProviderError as known:
        trouble = known
    except Exception as unclear:
        trouble = Unknown(f"{type(unclear).__name__} while sending.")
    gates.learn(mirror.connection, trouble)
    if trouble is not None:
        return _not_taken(mirror, trouble)
    leases.hold(mirror, state=M.MAKING, provider_task_id=report.task_id)
    return SOON


def _not_taken(mirror: ElementMirror, trouble: ProviderError) -> float:
    if isinstance(trouble, Unsent | Busy):
        leases.hold(mirror, state=M.NEW, tries=mirror.tries - 1, reason=str(trouble))
        return trouble.after if isinstance(trouble, Busy) else UNSENT_WAIT
    if isinstance(trouble, Refused):
        said = _("It said: %s") % trouble.raw if trouble.raw else ""
        return _fail(mirror, f"{trouble} {said}".strip(), trouble.category)
    leases.hold(mirror, state=M.UNCERTAIN, looked_up=0, reason=str(trouble))
    return LOOK_UPS[0]


def _resume(mirror: ElementMirror, element: OrderElement, driver: ElementKeeper, desk: Desk) -> float:
    """SENDING found by a new holder: the old one died between the intent and the answer."""
    leases.hold(mirror, state=M.UNCERTAIN, looked_up=0)
    return LOOK_UPS[0]


def _look_up(mirror: ElementMirror, element: OrderElement, driver: ElementKeeper, desk: Desk) -> float:
    """Find out by our own id whether it was taken; only what the provider denies twice is asked for again."""
    try:
        report = driver.find_element(mirror.external_id, desk)
    except NoSuchJob:
        leases.hold(mirror, looked_up=mirror.looked_up + 1)
        if mirror.looked_up < len(LOOK_UPS):
            return LOOK_UPS[1]
        leases.hold(mirror, state=M.NEW, looked_up=0)
        return 0.0
    except ProviderError as trouble:
        return _missed(mirror, trouble)
    leases.hold(mirror, state=M.MAKING, provider_task_id=report.task_id)
    return _heard(mirror, report)


def _ask(mirror: ElementMirror, element: OrderElement, driver: ElementKeeper, desk: Desk) -> float:
    """How the making stands, or whether it is still there. One that the provider lost is made again."""
    try:
        report = driver.find_element(mirror.provider_task_id, desk)
    except NoSuchJob:
        if mirror.state == M.MAKING and _age(mirror) < GRACE:
            return LOOK_UPS[0]
        leases.hold(mirror, **{**_BLANK, "state": M.NEW, "external_id": uuid4().hex})
        return 0.0
    except ProviderError as trouble:
        return _missed(mirror, trouble)
    return _heard(mirror, report)


def _heard(mirror: ElementMirror, report: Report) -> float:
    if report.phase == Phase.SUCCEEDED:
        leases.hold(mirror, state=M.READY, remote_id=report.result, reason="", tries=0)
        return FRESH.total_seconds()
    if report.phase == Phase.FAILED:
        return _fail(mirror, report.reason or _("The provider gave no reason."), report.category or Category.SERVER)
    if _age(mirror) > PATIENCE:
        return _fail(mirror, _("The provider did not finish it within an hour."), Category.SERVER)
    leases.hold(mirror, reason="")
    return min(AGAIN, max(SOON, _age(mirror).total_seconds() / 4))


def _missed(mirror: ElementMirror, trouble: ProviderError) -> float:
    leases.hold(mirror, reason=str(trouble))
    if isinstance(trouble, Refused):
        gates.learn(mirror.connection, trouble)
    return MISSED_WAIT


def _fail(mirror: ElementMirror, reason: str, category: str) -> float:
    leases.hold(mirror, state=M.FAILED, reason=f"{reason.rstrip('.')}.", category=category, finished_at=timezone.now())
    return SOON


def _age(mirror: ElementMirror) -> timedelta:
    return timezone.now() - (mirror.sent_at or mirror.created_at)


STEPS: dict[str, Callable[[ElementMirror, OrderElement, ElementKeeper, Desk], float]] = {
    M.NEW: _send,
    M.SENDING: _resume,
    M.UNCERTAIN: _look_up,
    M.MAKING: _ask,
    M.READY: _ask,
}
"""What each state asks for. A step answers seconds until the next look, or 0 to go on at once."""
