"""Faults: a real practice provider, real child processes, and the nine promises after every test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from projects.services import invariants
from tests.faults.house import Nursery, Practice, World, process_env


@pytest.fixture(scope="session")
def nursery(django_db_setup: None) -> Iterator[Nursery]:
    """Children of this installation, on the tests' database."""
    made = Nursery(process_env())
    yield made
    made.stop()


@pytest.fixture
def world(reached: Practice, nursery: Nursery, settings: Any, live_server: Any, transactional_db: None) -> World:
    """Harbour, connected to the practice provider; this site answers callbacks."""
    settings.PUBLIC_URL = live_server.url
    return World(reached, nursery)


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
