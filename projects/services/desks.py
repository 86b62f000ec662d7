"""What a driver works with for one render: its account, the way out, the pictures, and how progress is told."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import cache
from pathlib import Path

from django.conf import settings

from projects import failpoints
from projects.models import Connection, Picture, Render
from projects.providers import catalog
from projects.providers.base import Account, Desk, Driver, OrderStill
from projects.providers.http import Line
from projects.providers.troubles import Cancelled, Unsent
from projects.services import addresses, leases, sealing
from projects.services.feed import announce
from projects.services.files import on_disk

TELL_SECONDS = 0.5
_one = threading.Lock()


@cache
def line(allowed: frozenset[str]) -> Line:
    """The way out of this process."""
    return Line(allowed)


def way_out() -> Line:
    """The way out as the settings are now."""
    with _one:
        return line(frozenset(settings.ALLOWED_PRIVATE_HOSTS))


def account(connection: Connection) -> Account:
    """What the driver may know of a connection. Raises `sealing.SealBroken`."""
    driver = catalog.driver(connection.driver)
    secrets = sealing.open_sealed(connection.sealed, connection.slug) if connection.sealed else {}
    base = connection.base_url or getattr(driver, "base_url", "")
    upload = connection.upload_url or ("" if connection.base_url else getattr(driver, "upload_url", ""))
    if connection.practice:
        base, upload = f"{settings.PRACTICE_URL}/{connection.driver}", ""
    return Account(
        base_url=base,
        upload_url=upload,
        key=secrets.get("key", ""),
        secret=secrets.get("secret", ""),
        webhook_secret=secrets.get("webhook_secret", ""),
        settings=connection.settings,
    )


def desk(render: Render, driver: Driver, files: ExitStack, watch: Callable[[int], None]) -> Desk:
    """For one step of a render; pictures stay readable until `files` closes."""
    workspace = render.take.board.project.workspace
    told = 0.0

    def still(digest: str) -> Path:
        name = Picture.objects.values_list("file", flat=True).get(workspace=workspace, digest=digest)
        return files.enter_context(on_disk(name))

    def address(wanted: OrderStill) -> str:
        found = Picture.objects.get(workspace=workspace, digest=wanted.digest)
        lent = addresses.picture(render.connection, found)
        if not lent:
            raise Unsent("Pictures cannot be lent to the provider: STUDIO_PUBLIC_URL is not set here.")
        return lent

    def progress(percent: int) -> None:
        nonlocal told
        watch(percent)
        if time.monotonic() - told < TELL_SECONDS and percent < 100:
            return
        told = time.monotonic()
        leases.hold(render, progress=percent)
        announce(render.take.board, "progress", take=render.take.slug, percent=percent)
        if driver.cancels and Render.objects.filter(pk=render.pk).exclude(cancel_requested_at=None).exists():
            raise Cancelled("It was stopped.")

    return Desk(
        still=still,
        scratch=scratch(),
        progress=progress,
        line=way_out(),
        account=account(render.connection),
        address=address,
        tick=failpoints.tick,
    )


def scratch() -> Path:
    """The folder where files are worked on."""
    folder = Path(settings.SCRATCH_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
