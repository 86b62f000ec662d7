"""A workspace that can buy: connections without a provider behind them, takes that stand as a test wants them."""

from __future__ import annotations

from itertools import count
from typing import Any

from django.utils import timezone

from projects.models import Board, Connection, Movement, Project, Render, RenderState, Take, Workspace
from projects.models import LedgerEntry as Entry
from projects.services import connections, takes
from tests.people import make_user

KEY = "sk-harbour-0123456789-9f2c"
MODELS = {"kling": "kling-v3", "kie": "kie-kling-3.0"}
NOWHERE = "http://127.0.0.1:9"
"""Where nobody listens."""

_clicks = count(1)


def connected(workspace: Workspace, driver: str = "kling", label: str = "", **facts: Any) -> Connection:
    """A connection that would send to an address where nobody listens, ten cents a second unless `prices` say otherwise."""
    prices = {"currency": "USD", "per_second": {"*": "0.10"}}
    return connections.connect(
        by=None,
        workspace=workspace,
        driver=driver,
        label=label or driver.title(),
        secrets={"key": KEY},
        **{"base_url": NOWHERE, "prices": prices, **facts},
    )


def choose(board: Board, model: str = "kling-v3") -> None:
    """The model that the board's project is rendered by."""
    Project.objects.filter(pk=board.project_id).update(model=model)
    board.project.model = model


def bought(board: Board, connection: Connection, *, by: str = "pia") -> Take:
    """Somebody presses Render."""
    return takes.request(
        by=make_user(by),
        board=board,
        connection=connection,
        model=MODELS[connection.driver],
        options={},
        form_key=f"click {next(_clicks)}",
    )


def standing(take: Take, state: RenderState, **facts: Any) -> None:
    """The take's renders stand like this."""
    Render.objects.filter(take=take).update(state=state, due_at=None, submit_started_at=timezone.now(), **facts)


def entries(project: Project, number: int, *, by: str = "pia", words: str = "Storm · take %d · Kling 3.0") -> None:
    """So many lines of the spend log: each held and spent a dollar."""
    facts = {
        "workspace": project.workspace,
        "project": project,
        "person": make_user(by),
        "amount": 100,
        "currency": "USD",
    }
    rows = [{"kind": kind, "key": kind} for kind in (Movement.HOLD, Movement.CAPTURE)]
    Entry.objects.bulk_create(
        Entry(**facts, **row, words=words % place if "%d" in words else words)
        for place in range(number)
        for row in rows
    )
