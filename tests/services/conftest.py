"""What several of these tests stand on."""

from __future__ import annotations

import pytest

from projects.models import Board, Workspace
from tests.faults.house import Practice, World
from tests.people import make_board, make_project
from tests.services.buying import make_paid


@pytest.fixture
def paid(harbour: Workspace) -> Board:
    """A board of one shot of 5 s that costs 50 cents."""
    make_paid(harbour)
    return make_board(make_project(harbour), (5,))


@pytest.fixture
def house(reached: Practice, transactional_db: None) -> World:
    """Harbour, connected to the practice provider; nobody can call back."""
    return World(reached)
