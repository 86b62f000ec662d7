"""A workspace that can buy: connections without a provider behind them, takes that stand as a test wants them."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import count
from typing import Any

from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from projects.models import Board, Connection, Movement, Project, Render, RenderState, Take, Workspace
from projects.models import LedgerEntry as Entry
from projects.services import connections, takes
from tests.people import make_user
from tests.views.editor import HTMX

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


def page(browser: Client, board: Board) -> str:
    """The takes page."""
    answer = browser.get(f"/w/{board.project.workspace.slug}/b/{board.slug}/takes/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def bar(browser: Client, board: Board, **query: str) -> str:
    """The render bar."""
    return str(browser.get(f"/_/b/{board.slug}/render/bar/", query, headers=HTMX).content.decode())


def form(html: str) -> dict[str, str]:
    """What the Render button would send."""
    return dict(re.findall(r'<input type="hidden"\s+name="(\w+)"\s+value="([^"]*)"', html))


def press(browser: Client, board: Board, sent: dict[str, str]) -> Any:
    """Somebody presses Render on such a page."""
    return browser.post(f"/_/b/{board.slug}/render/", sent, headers=HTMX)


def counted(read: Callable[[], object]) -> int:
    """How many queries it takes."""
    with CaptureQueriesContext(database) as captured:
        read()
    return len(captured)


def row_of(html: str) -> str:
    """The newest take's row, its whitespace folded."""
    found = re.search(r'<li class="take .*?</details>\s*</li>', html, re.DOTALL)
    assert found
    return " ".join(found[0].split())
