"""Which moves a render may make, and the one way to make them."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from projects.models import Render, RenderEvent, RenderState, Take
from projects.services import leases, purse
from projects.services.feed import announce

S = RenderState

MOVES: dict[str, frozenset[str]] = {
    S.QUEUED: frozenset({S.QUEUED, S.SUBMITTING, S.CANCELLED, S.FAILED, S.NEEDS_ATTENTION}),
    S.SUBMITTING: frozenset({S.SUBMITTED, S.QUEUED, S.FAILED, S.UNCERTAIN}),
    S.UNCERTAIN: frozenset({S.SUBMITTED, S.QUEUED, S.NEEDS_ATTENTION}),
    S.SUBMITTED: frozenset({S.RUNNING, S.FETCHING, S.FAILED, S.CANCELLED, S.NEEDS_ATTENTION}),
    S.RUNNING: frozenset({S.RUNNING, S.FETCHING, S.FAILED, S.CANCELLED, S.NEEDS_ATTENTION}),
    S.FETCHING: frozenset({S.SUCCEEDED, S.RESULT_LOST, S.NEEDS_ATTENTION}),
    S.NEEDS_ATTENTION: frozenset({S.SUBMITTED, S.RUNNING, S.FETCHING, S.FAILED, S.RESULT_LOST, S.CANCELLED}),
    S.SUCCEEDED: frozenset(),
    S.FAILED: frozenset(),
    S.RESULT_LOST: frozenset(),
    S.CANCELLED: frozenset(),
}
"""From → to. QUEUED → QUEUED tells what it waits for. There is no way back to QUEUED once a purchase is known. SUBMITTED and RUNNING reach CANCELLED only at drivers
that can stop a job without a charge (`Driver.cancels`)."""

OVER = frozenset(state for state, ways in MOVES.items() if not ways)
WORKED = frozenset(MOVES) - OVER - {S.NEEDS_ATTENTION}
"""States in which a worker has something to do."""

WATCHED = WORKED | {S.NEEDS_ATTENTION}
"""States that are worked when they are due: one that was put aside is due when there may be news."""


class NoSuchMove(Exception):
    """The table has no such move: a mistake in the code, not in the world."""


def move(render: Render, to: str, *, who: str, note: str = "", **facts: Any) -> None:
    """Change the state, if it is still what this holder saw; write the timeline and tell open pages, all or nothing.

    `facts` are columns that change with it. Raises `leases.LeaseLost` when somebody was quicker, `NoSuchMove` for a way that
    is not in the table.
    """
    was = render.state
    if to not in MOVES[was]:
        raise NoSuchMove(f"{was} → {to}")
    over = {"due_at": None, "finished_at": timezone.now(), "lease_until": timezone.now()} if to in OVER else {}
    parked = {"due_at": None} if to == S.NEEDS_ATTENTION else {}
    with transaction.atomic():
        leases.change(render, Q(state=was), **{**over, **parked, "state": to, **facts})
        RenderEvent.objects.create(render=render, from_state=was, to_state=to, who=who, note=note[:2000])
        if to in OVER:
            purse.close(render, to)
        tell(render.take, finished=to == S.SUCCEEDED)


def park(render: Render, who: str, reason: str) -> None:
    """Put it aside for a person, with a reason they can read. One that is aside already only gets the newer reason."""
    if render.state == S.NEEDS_ATTENTION:
        leases.hold(render, reason=reason)
        return
    move(render, S.NEEDS_ATTENTION, who=who, note=reason, reason=reason)


def tell(take: Take, *, finished: bool = False) -> None:
    """Open pages of the board and of its project learn that its takes changed."""
    board = take.board
    announce(board, "takes", take=take.slug, finished=finished)
    announce(board.project, "boards", board=board.slug)
