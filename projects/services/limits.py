"""What the model chosen for a project allows of lengths."""

from __future__ import annotations

from projects.models import Board
from projects.rules.lengths import Limits
from projects.services.preflight import model_of


def limits_of(board: Board) -> Limits:
    """The limits that gestures on this board keep."""
    return model_of(board).limits
