"""What every test stands on: its own folders, no network but loopback, people who are always the same."""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
from collections.abc import Callable, Iterator
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

pytest_plugins = ["tests.people", "tests.practising"]

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
TESTS = Path(__file__).parent


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


def _no_chromium() -> bool:
    return not any(shutil.which(name) for name in CHROMIUMS)


def _no_key() -> bool:
    return not any(name.startswith("STORYREEL_LIVE_") for name in os.environ)


def _deaf(port: int) -> Callable[[], bool]:
    """Whether nobody listens on a port of this machine."""

    def silent() -> bool:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            return True
        return False

    return silent


NEEDS: dict[str, tuple[Callable[[], bool], str]] = {
    "browser": (_no_chromium, "no Chromium was found (on Debian: apt install chromium)"),
    "live": (_no_key, "no STORYREEL_LIVE_…_KEY is set; tests/live says which"),
    "rabbitmq": (_deaf(5672), "no RabbitMQ listens on 127.0.0.1:5672"),
}
"""Folders and marks of tests that need what a machine may lack: when it does, and what to say."""


def _needs(item: pytest.Item, name: str) -> bool:
    return TESTS / name in item.path.parents or item.get_closest_marker(name) is not None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What cannot run here is left out; the last lines of the run say so."""
    for name, (lacking, _why) in NEEDS.items():
        some = [item for item in items if _needs(item, name)]
        if some and lacking():
            config.hook.pytest_deselected(items=some)
            items[:] = [item for item in items if item not in some]


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Which tests were left out, and how to get them: said by whoever prints, with one process or many."""
    asked = [Path(str(word)).resolve() for word in config.args]
    lines = [
        f"{name}: {why}."
        for name, (lacking, why) in NEEDS.items()
        if lacking() and any(_holds(each, name) for each in asked)
    ]
    if lines:
        terminalreporter.section("left out")
        for line in lines:
            terminalreporter.line(line)


def _holds(asked: Path, name: str) -> bool:
    """Whether what was asked for holds tests of that need; tests with a mark may be anywhere."""
    folder = TESTS / name
    return folder == asked or asked in folder.parents if folder.is_dir() else TESTS in {asked, *asked.parents}
