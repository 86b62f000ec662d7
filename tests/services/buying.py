"""Purchases without a provider: a priced connection, clicks, and renders that are moved by hand through the table of moves."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any

from projects.models import Board, Connection, LedgerEntry, Render, RenderState, Take, Workspace
from projects.services import takes
from projects.services.moves import move
from tests.people import make_user

S = RenderState
_keys = count(1)

PRICES = {"currency": "USD", "per_second": {"*": "0.10"}, "per_unit": "0.10"}
"""Five seconds cost 50 cents, and so do the five units that a provider takes for them."""

WAYS: dict[str, Sequence[str]] = {
    S.SUCCEEDED: (S.SUBMITTING, S.SUBMITTED, S.RUNNING, S.FETCHING, S.SUCCEEDED),
    S.RESULT_LOST: (S.SUBMITTING, S.SUBMITTED, S.FETCHING, S.RESULT_LOST),
    S.FAILED: (S.SUBMITTING, S.SUBMITTED, S.FAILED),
    S.CANCELLED: (S.CANCELLED,),
}
"""How a render that waits comes to each end."""


def make_paid(workspace: Workspace, driver: str = "kling", prices: Any = PRICES, **facts: Any) -> Connection:
    """A connection that costs money."""
    return Connection.objects.create(
        workspace=workspace, driver=driver, **{"label": "Paid", "prices": prices, "practice": True, **facts}
    )


def click(board: Board, by: str = "olga", through: Connection | None = None, key: str = "", **more: Any) -> Take:
    """Somebody presses Render."""
    connection = through or board.project.workspace.connections.exclude(driver="animatic").get()
    return takes.request(
        by=make_user(by),
        board=board,
        connection=connection,
        model=MODELS[connection.driver],
        options={},
        form_key=key or f"click {next(_keys)}",
        **more,
    )


MODELS = {"kling": "kling-v3", "apixo": "apixo-kling-2.5-turbo"}
"""One makes a board in one render, the other makes a render of each shot."""


def end(take: Take, state: str, **facts: Any) -> Render:
    """The take's only render, brought from the queue to this end; `facts` (such as `units`) are written with the last move."""
    row = the_render(take)
    *before, last = WAYS[state]
    for step in before:
        move(row, step, who="worker")
    move(row, last, who="worker", **facts)
    return row


def the_render(take: Take) -> Render:
    """The take's only render."""
    return Render.objects.select_related("take__board__project__workspace", "connection").get(take=take)


def rows(take: Take) -> list[tuple[str, int]]:
    """What the ledger says of a take: kind and amount of each entry, the oldest first."""
    entries = LedgerEntry.objects.filter(render__take=take).order_by("pk")
    return [(str(entry.kind), entry.amount) for entry in entries]
