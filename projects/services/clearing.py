"""Once an hour: elements that providers keep for us and nobody wants any more are deleted there, and only then forgotten here."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from projects.models import Connection, ElementMirror, Render
from projects.providers import catalog
from projects.providers.base import Desk, ElementKeeper, Order, Phase
from projects.providers.troubles import NoSuchJob, ProviderError
from projects.rules.orders import ordered
from projects.services import connections, mirrors, sealing
from projects.services.moves import WATCHED

log = logging.getLogger(__name__)

SETTLED = timedelta(hours=1)
MOST_DROPS = 24 * 7
"""So many failed hours, and a person has to look: the log names what stays at the provider."""


class Later(Exception):
    """It cannot be deleted yet; the message says why."""


def all_mirrors() -> dict[str, int]:
    """Every connection that keeps elements; answers how many were deleted, how many will be tried again, how many given up."""
    found = {"deleted": 0, "later": 0, "given_up": 0}
    rows = Connection.objects.exclude(mirrors=None).select_related("workspace").distinct()
    for connection in rows:
        driver, needed = catalog.driver(connection.driver), _needed(connection)
        if not isinstance(driver, ElementKeeper):
            continue
        for mirror in connection.mirrors.select_related("element"):
            if mirror.digest not in needed and not _wanted(connection, mirror):
                found[_drop(connection, mirror, driver)] += 1
    return found


def held(workspace_id: int) -> bool:
    """Whether providers keep elements of real accounts for a workspace, which must be deleted there first."""
    return ElementMirror.objects.filter(connection__workspace=workspace_id, connection__practice=False).exists()


def _needed(connection: Connection) -> set[str]:
    """The looks that renders on their way were bought with, or will be."""
    orders = Render.objects.filter(connection=connection, state__in=WATCHED).values_list("order", flat=True)
    return {element.digest for order in orders for element in Order.from_json(order).elements}


def _wanted(connection: Connection, mirror: ElementMirror) -> bool:
    """The element is there, perhaps in the trash, and looks the same; the connection is in use."""
    expires = connection.workspace.expires_at
    over = connection.removed_at is not None or (expires is not None and expires < timezone.now())
    return not over and mirror.element is not None and ordered(mirror.element.facts()).digest == mirror.digest


def _drop(connection: Connection, mirror: ElementMirror, driver: ElementKeeper) -> str:
    """Delete one at the provider, then here. Whoever wants it meanwhile waits for the lease."""
    now = timezone.now()
    rows = ElementMirror.objects.filter(pk=mirror.pk, fence=mirror.fence, lease_until__lte=now)
    if not rows.update(fence=F("fence") + 1, lease_until=now + mirrors.LEASE, due_at=now, drops=F("drops") + 1):
        return "later"
    try:
        desk = connections.desk_of(connection)
        remote = _remote(mirror, driver, desk)
        if remote:
            driver.drop_element(remote, desk)
    except (ProviderError, sealing.SealBroken, Later) as trouble:
        return _kept(mirror, trouble)
    ElementMirror.objects.filter(pk=mirror.pk).delete()
    return "deleted"


def _remote(mirror: ElementMirror, driver: ElementKeeper, desk: Desk) -> str:
    """The provider's id of it; nothing where it has none. Raises `Later` and `ProviderError`."""
    if mirror.remote_id or mirror.sent_at is None:
        return mirror.remote_id
    try:
        report = driver.find_element(mirror.provider_task_id or mirror.external_id, desk)
    except NoSuchJob:
        if timezone.now() - mirror.sent_at < SETTLED:
            raise Later("It may not be visible yet.") from None
        return ""
    if report.phase not in (Phase.SUCCEEDED, Phase.FAILED):
        raise Later("It is still being made.")
    return report.result


def _kept(mirror: ElementMirror, trouble: Exception) -> str:
    """Try again in an hour, or give up aloud."""
    name = mirror.remote_id or mirror.provider_task_id or mirror.external_id
    if mirror.drops + 1 >= MOST_DROPS:
        log.error("element %s of connection %s stays at the provider: %s", name, mirror.connection_id, trouble)
        ElementMirror.objects.filter(pk=mirror.pk).delete()
        return "given_up"
    log.warning("element %s of connection %s is not deleted yet: %s", name, mirror.connection_id, trouble)
    ElementMirror.objects.filter(pk=mirror.pk).update(lease_until=timezone.now())
    return "later"
