"""What the model chosen for a project allows of lengths."""

from __future__ import annotations

from projects.models import Board
from projects.rules.lengths import Limits
from projects.services.preflight import model_of


def limits_of(board: Board, shots: int) -> Limits:
    """The limits that gestures keep while the board has so many live shots: one alone may be allowed more."""
    return model_of(board).for_shots(shots).limits
