"""A rude server and a way out to it alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from projects.providers.http import Line
from tests.providers.wire import Wire, wire


@pytest.fixture
def server() -> Iterator[Wire]:
    with wire() as made:
        yield made


@pytest.fixture
def line(server: Wire) -> Iterator[Line]:
    made = Line({server.place})
    yield made
    made.close()


@pytest.fixture
def to(tmp_path: Path) -> Path:
    return tmp_path / "clip.mp4"
