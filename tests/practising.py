"""The practice provider for tests of any folder: one process for all of them, emptied for each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from projects.services import desks
from tests.faults.house import Practice


@pytest.fixture(scope="session")
def practice_process() -> Iterator[Practice]:
    """The practice provider, started once."""
    practice = Practice()
    practice.start()
    practice.ask("settings", callbacks=False)
    yield practice
    practice.stop()


@pytest.fixture
def practice(practice_process: Practice) -> Iterator[Practice]:
    """The practice provider with nothing bought and no callbacks; it stops calling when the test ends."""
    practice_process.ask("settings", callbacks=False, faults="calm", running=[0.05, 0.1])
    practice_process.ask("reset")
    yield practice_process
    practice_process.ask("settings", callbacks=False, faults="calm", running=[0.05, 0.1])
    practice_process.ask("reset")


@pytest.fixture
def reached(practice: Practice, settings: Any) -> Iterator[Practice]:
    """The practice provider, where practice connections of this installation find it."""
    settings.PRACTICE_URL = practice.url
    settings.ALLOWED_PRIVATE_HOSTS = frozenset({f"127.0.0.1:{practice.port}"})
    yield practice
    # No connection to a provider outlives the test that opened it.
    desks.way_out().close()
    desks.line.cache_clear()
