"""What every test stands on: its own folders, no network but loopback, people who are always the same."""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

# Examples are bounded by count, never by the clock of a busy machine.
hypothesis_settings.register_profile(
    "storyreel",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
hypothesis_settings.load_profile("storyreel")

pytest_plugins = ["tests.people"]

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
JOURNEYS = Path(__file__).parent / "browser"
left_out = pytest.StashKey[list[str]]()


@pytest.fixture(autouse=True)
def own_folders(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Each test writes its media, uploads, scratch and rate limits where nobody else looks."""
    own = tmp_path_factory.mktemp("var")
    for name in ("MEDIA_ROOT", "UPLOADS_ROOT", "SCRATCH_ROOT"):
        folder = own / name.lower()
        folder.mkdir()
        setattr(settings, name, folder)
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": str(own)}}


@pytest.fixture(autouse=True, scope="session")
def loopback_only() -> Iterator[None]:
    """A test that reaches for the network fails with the address it wanted."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = "127.0.0.1" if address[0] == "localhost" else address[0]
            if not ipaddress.ip_address(host).is_loopback:
                raise AssertionError(f"a test wanted the network: {address}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What needs a Chromium or a real key is left out without one, and the last lines of the run say so."""
    journeys = [item for item in items if JOURNEYS in item.path.parents]
    if journeys and not any(shutil.which(name) for name in CHROMIUMS):
        _leave_out(config, items, journeys, "no Chromium was found (on Debian: apt install chromium)")
    live = [item for item in items if item.get_closest_marker("live") and not _has_key(item)]
    if live:
        _leave_out(config, items, live, "no STORYREEL_LIVE_…_KEY is set; see tests/live")


def _has_key(item: pytest.Item) -> bool:
    slug = getattr(item, "callspec", None) and item.callspec.params.get("slug", "")  # type: ignore[attr-defined]
    return f"STORYREEL_LIVE_{str(slug).upper()}_KEY" in os.environ


def _leave_out(config: pytest.Config, items: list[pytest.Item], some: list[pytest.Item], why: str) -> None:
    names = ", ".join(sorted({item.path.name for item in some}))
    config.stash.setdefault(left_out, []).append(f"{names} ({len(some)}): {why}.")
    config.hook.pytest_deselected(items=some)
    items[:] = [item for item in items if item not in some]


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Which tests were left out, and how to get them."""
    lines = config.stash.get(left_out, [])
    if lines:
        terminalreporter.section("left out")
        for line in lines:
            terminalreporter.line(line)
