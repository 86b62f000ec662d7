"""Accounts at providers: connected, tested with a free call, priced, paused, and taken away without losing what runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.models import Connection, User, Workspace
from projects.providers import catalog
from projects.providers.base import Desk, OrderStill
from projects.providers.troubles import ProviderError
from projects.rules.capabilities import Capabilities
from projects.rules.storyboard import BoardPlan
from projects.services import addresses, desks, gates, sealing
from projects.services.feed import announce

SECRETS = ("key", "secret", "webhook_secret")
TEST_SECONDS = 5.0


def live(workspace: Workspace) -> list[Connection]:
    """The workspace's connections, the animatic first, then the oldest."""
    rows = workspace.connections.filter(removed_at=None).order_by("created_at", "pk")
    return sorted(rows, key=lambda connection: not connection.local)


def by_driver(workspace: Workspace) -> dict[str, Connection]:
    """What renders each driver's models: an own account before practice, the oldest first."""
    preferred = sorted(live(workspace), key=lambda connection: connection.practice)
    return {connection.driver: connection for connection in reversed(preferred)}


def choose(workspace: Workspace, model: Capabilities, slug: str = "") -> Connection | None:
    """The connection that renders a model: the one that was asked for, or the first live one of its driver, real before practice."""
    rows = workspace.connections.filter(driver=model.driver, removed_at=None).order_by("practice", "created_at", "pk")
    return (rows.filter(slug=slug) if slug else rows).first()


def connect(
    *, by: User | None, workspace: Workspace, driver: str, label: str, secrets: Mapping[str, str], **facts: Any
) -> Connection:
    """A new connection with its secrets sealed; `facts` are columns such as `base_url` or `prices`.

    Raises `IntegrityError` when the workspace has one of this driver and label.
    """
    with transaction.atomic():
        made = Connection(workspace=workspace, driver=driver, label=label, **facts)
        _seal(made, secrets)
        made.save()
        announce(workspace, "connections", by=by)
    return made


def replace_secrets(*, by: User | None, connection: Connection, secrets: Mapping[str, str]) -> None:
    """New secrets in place of the old ones; whatever waited because the old key was refused goes out again."""
    _seal(connection, secrets)
    connection.save(update_fields=["sealed", "last_four", "has_webhook_secret"])
    gates.resume(connection)
    announce(connection.workspace, "connections", by=by)


def _seal(connection: Connection, secrets: Mapping[str, str]) -> None:
    kept = {name: secrets[name] for name in SECRETS if secrets.get(name)}
    connection.sealed = sealing.seal(kept, connection.slug) if kept else ""
    connection.last_four = kept.get("key", "")[-4:] if len(kept.get("key", "")) >= 12 else ""
    connection.has_webhook_secret = "webhook_secret" in kept


def change(*, by: User | None, connection: Connection, **facts: Any) -> None:
    """Other columns: label, addresses, prices, limits."""
    for name, value in facts.items():
        setattr(connection, name, value)
    connection.save(update_fields=[*facts])
    announce(connection.workspace, "connections", by=by)


def remove(*, by: User | None, connection: Connection) -> None:
    """Nothing new goes through it; what is on its way is followed to its end, and the secrets stay sealed until then."""
    connection.removed_at = timezone.now()
    connection.save(update_fields=["removed_at"])
    announce(connection.workspace, "connections", by=by)


def test(connection: Connection) -> bool:
    """Prove the key with a free call and write the outcome down as a sentence; answers whether it works.

    No transaction may be open: it asks the provider.
    """
    driver = catalog.remote(connection.driver)
    try:
        desk = desk_of(connection)
        left = driver.test(desk.account, desk)
        good, words = True, " ".join(filter(None, (_("Works."), left and f"{left[:1].upper()}{left[1:]}.")))
    except ProviderError as trouble:
        good, words = False, str(trouble)
    except sealing.SealBroken as broken:
        good, words = False, str(broken)
    facts = {"checked_at": timezone.now(), "check_good": good, "check_words": words[:300]}
    for name, value in facts.items():
        setattr(connection, name, value)
    Connection.objects.filter(pk=connection.pk).update(**facts)
    if good and connection.paused_because:
        gates.resume(connection)
    announce(connection.workspace, "connections")
    return good


def desk_of(connection: Connection) -> Desk:
    """For questions that are about no render. Raises `sealing.SealBroken`."""

    def nothing(_still: OrderStill) -> str:
        raise ProviderError("A test sends no pictures.")

    return Desk(
        still=lambda digest: desks.scratch(),
        scratch=desks.scratch(),
        progress=lambda percent: None,
        line=desks.way_out(),
        account=desks.account(connection),
        address=nothing,
    )


def seal_anew() -> int:
    """Every secret under the newest key of `STUDIO_SEAL_KEYS`; answers how many. Raises `sealing.SealBroken`."""
    rows = list(Connection.objects.exclude(sealed=""))
    with transaction.atomic():
        for row in rows:
            Connection.objects.filter(pk=row.pk).update(sealed=sealing.reseal(row.sealed))
    return len(rows)


def practise(workspace: Workspace) -> None:
    """Connect the practice provider under every driver's name, where this installation runs one."""
    if not settings.PRACTICE_URL:
        return
    for slug in catalog.REMOTES:
        if workspace.connections.filter(driver=slug, practice=True, removed_at=None).exists():
            continue
        connect(
            by=None,
            workspace=workspace,
            driver=slug,
            label=_("Practice"),
            secrets={"key": "practice-key-0000", **PRACTICE_WEBHOOKS.get(slug, {})},
            practice=True,
            prices={"currency": "USD", "per_second": {"*": "0.10", "*/pro": "0.14"}},
            check_good=True,
            check_words=_("Practice: nothing is charged."),
            most_running=20,
        )


# The practice provider signs its callbacks with these published words; they guard nothing.
PRACTICE_WEBHOOKS = {
    "kie": {"webhook_secret": "practice-webhook-key"},
    "kling": {"webhook_secret": "whsec_cHJhY3RpY2Utd2ViaG9vay1zZWNyZXQtMDAwMDAwMDA="},
}


def reachable(connection: Connection, plan: BoardPlan, model: Capabilities) -> bool:
    """Whether the provider can come for the board's pictures, or needs none."""
    driver = catalog.driver(connection.driver)
    pictured = model.takes_picture and any(shot.first_picture for shot in plan.shots)
    return driver.pictures != "url" or not pictured or bool(addresses.outside(connection))
