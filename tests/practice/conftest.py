"""One practice provider and one listener for each run, a caller of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.practice.listener import Listener
from tests.practice.speakers import SPEAKERS, Speaker
from tests.practice.world import Caller, Server, start


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A quick practice provider that never misbehaves by itself."""
    running = start("--running", "0.1-0.15", "--retry-scale", "0.005")
    yield running
    running.stop()


@pytest.fixture(scope="session")
def listener() -> Iterator[Listener]:
    """Pictures and callbacks."""
    made = Listener()
    yield made
    made.close()


@pytest.fixture
def caller(server: Server, listener: Listener) -> Iterator[Caller]:
    """Somebody with a key nobody else has."""
    made = Caller(server, listener)
    yield made
    made.web.close()


@pytest.fixture(params=SPEAKERS, ids=[speaker.wire for speaker in SPEAKERS])
def speaker(request: pytest.FixtureRequest) -> Speaker:
    """Each wire in turn."""
    return request.param
