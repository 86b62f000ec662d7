"""What tests of the editor's views say to it, and read from its answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from projects.models import Board

HTMX = {"HX-Request": "true", "X-Tab": "t1"}
Browser = Callable[[str], Client]


def lengths(board: Board) -> list[int]:
    return list(board.shots.live().values_list("seconds", flat=True))


def page_of(board: Board) -> str:
    return f"/w/{board.project.workspace.slug}/b/{board.slug}/"


def post(browser: Client, board: Board, tail: str, **values: Any) -> Any:
    return browser.post(f"/_/b/{board.slug}/{tail}", values, headers=HTMX)


def patch(browser: Client, address: str, **values: Any) -> Any:
    return browser.patch(address, urlencode(values), "application/x-www-form-urlencoded", headers=HTMX)


def events(answer: Any) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(answer.headers.get("HX-Trigger", "{}"))
    return told
