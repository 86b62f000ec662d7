"""What attackers have to do with: a workspace with an account of its own at two providers, and a render on its way."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from projects.models import Board, Connection, Render, RenderState, Take, Workspace
from projects.services import addresses, connections, takes
from tests.faults.house import Practice, World
from tests.people import make_board, make_project, make_user

CANARY = "canary-key-0123456789abcdef"
MODELS = {"kie": "kie-kling-3.0", "kling": "kling-v3", "apixo": "apixo-kling-2.5-turbo"}
PRICES = {"currency": "USD", "per_second": {"*": "0.10"}}

Sent = Callable[..., Render]


def connect(workspace: Workspace, driver: str, **secrets: str) -> Connection:
    """An account with a key and a price."""
    held = {"key": CANARY, **secrets}
    return connections.connect(
        by=None, workspace=workspace, driver=driver, label=f"Our {driver}", secrets=held, prices=PRICES
    )


@pytest.fixture
def lent(harbour: Workspace) -> dict[str, Connection]:
    """Accounts at three providers."""
    return {driver: connect(harbour, driver) for driver in MODELS}


def clicked(board: Board, connection: Connection, by: str = "olga", key: str = "") -> Take:
    """Somebody pressed Render."""
    return takes.request(
        by=make_user(by),
        board=board,
        connection=connection,
        model=MODELS[connection.driver],
        options={},
        form_key=key or uuid4().hex,
    )


@pytest.fixture
def render(harbour: Workspace, lent: dict[str, Connection]) -> Sent:
    """`render("kie")` is a render that is with its provider as `task-…`."""

    def made(driver: str, state: str = RenderState.RUNNING, task_id: str = "") -> Render:
        board = make_board(make_project(harbour), (5,))
        row: Render = clicked(board, lent[driver]).renders.get()
        task_id = task_id or f"task-{uuid4().hex[:8]}"
        Render.objects.filter(pk=row.pk).update(state=state, provider_task_id=task_id, due_at=None)
        row.refresh_from_db()
        return row

    return made


def address(row: Render) -> str:
    """Where the provider of a render calls."""
    return f"/callbacks/{row.connection.driver}/{addresses.token(row.external_id)}/"


@pytest.fixture
def house(reached: Practice, settings: Any, transactional_db: None) -> World:
    """Harbour, connected to a real provider that signs nothing; this site has an address to be called at."""
    settings.PUBLIC_URL = "http://127.0.0.1:9"
    made = World(reached)
    for account in made.workspace.connections.exclude(driver="animatic"):
        connections.replace_secrets(by=None, connection=account, secrets={"key": CANARY})
    return made


def body(row: Render, word: str = "success", **more: Any) -> dict[str, Any]:
    """What a gateway says of its job."""
    return {"code": 200, "data": {"taskId": row.provider_task_id, "state": word, **more}}


def post(path: str, data: Any, **headers: Any) -> int:
    """Somebody posts; answers the status."""
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    return Client().post(path, raw, content_type="application/json", headers=headers).status_code
