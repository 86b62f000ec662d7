"""Faults: a real practice provider, real child processes, and the nine promises after every test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from projects.services import desks, invariants
from tests.faults.house import Nursery, Practice, World, process_env


@pytest.fixture(scope="session")
def practice_process() -> Iterator[Practice]:
    """The practice provider, started once."""
    practice = Practice()
    practice.start()
    practice.ask("settings", callbacks=False)
    yield practice
    practice.stop()


@pytest.fixture(scope="session")
def nursery(django_db_setup: None) -> Iterator[Nursery]:
    """Children of this installation, on the tests' database."""
    made = Nursery(process_env())
    yield made
    made.stop()


@pytest.fixture
def practice(practice_process: Practice) -> Iterator[Practice]:
    """The practice provider with nothing bought and no callbacks; it stops calling when the test ends."""
    practice_process.ask("settings", callbacks=False, faults="calm", running=[0.05, 0.1])
    practice_process.ask("reset")
    yield practice_process
    practice_process.ask("settings", callbacks=False, faults="calm", running=[0.05, 0.1])
    practice_process.ask("reset")


@pytest.fixture
def world(
    practice: Practice, nursery: Nursery, settings: Any, live_server: Any, transactional_db: None
) -> Iterator[World]:
    """Harbour, connected to the practice provider; this site answers callbacks."""
    settings.PRACTICE_URL = practice.url
    settings.PUBLIC_URL = live_server.url
    settings.ALLOWED_PRIVATE_HOSTS = frozenset({f"127.0.0.1:{practice.port}"})
    yield World(practice, nursery)
    # No connection to a provider outlives the test that opened it.
    desks.way_out().close()
    desks.line.cache_clear()


@pytest.fixture(autouse=True)
def promises(request: pytest.FixtureRequest) -> Iterator[None]:
    """After every test that touched the database the nine promises hold."""
    kept = {name for name in request.fixturenames if name in {"transactional_db", "db", "world"}}
    if kept:
        request.getfixturevalue("transactional_db")
    yield
    if kept:
        broken = [f"{name}: {said}" for name, _promise, check in invariants.CHECKS for said in check()]
        assert not broken
