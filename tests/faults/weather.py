"""What goes wrong around the house: a database that does not answer, a clock that is wrong, a store that is away."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.db import OperationalError
from django.db import connection as database
from django.db import connections as databases
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from projects.management.household import HIDDEN
from projects.models import Board, Project
from tests.people import make_user

FRAGMENT = {"HX-Request": "true"}
STORE = {"BACKEND": "tests.faults.weather.AwayStore"}
STATIC = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


def at_once(work: Callable[[int], object], many: int) -> list[object]:
    """Every answer of `work(n)`, asked at the same time on connections of their own."""

    def alone(number: int) -> object:
        try:
            return work(number)
        finally:
            databases.close_all()

    with ThreadPoolExecutor(many) as pool:
        return list(pool.map(alone, range(many)))


def browser(who: str = "olga", **defaults: Any) -> Client:
    """A browser in which somebody is signed in, and which shows what went wrong."""
    client = Client(raise_request_exception=False, **defaults)
    client.force_login(make_user(who), "django.contrib.auth.backends.ModelBackend")
    return client


def form_of(client: Client, board: Board, model: str = "kling-v3") -> dict[str, str]:
    """What the board's render button would send, the price that its reader saw among it."""
    Project.objects.filter(pk=board.project_id).update(model=model)
    page = client.get(reverse("render_bar", args=[board.slug]), headers=FRAGMENT).content.decode()
    return {name: html.unescape(value) for name, value in HIDDEN.findall(page)}


def press(client: Client, board: Board, form: dict[str, str]) -> Any:
    """The answer to the render button."""
    return client.post(reverse("take_start", args=[board.slug]), form, headers=FRAGMENT)


@contextmanager
def database_down() -> Iterator[None]:
    """Every query of this thread fails as it does when nobody listens."""

    def refuse(*_call: object) -> None:
        raise OperationalError("connection refused")

    with database.execute_wrapper(refuse):
        yield


@contextmanager
def commit_cut(*, done: bool) -> Iterator[None]:
    """The connection is cut during the next COMMIT of this thread, after (`done`) or before it took effect."""
    honest = database.commit

    def cut() -> None:
        database.commit = honest
        (honest if done else database.rollback)()
        raise OperationalError("the server closed the connection unexpectedly")

    database.commit = cut
    try:
        yield
    finally:
        database.commit = honest


@contextmanager
def clock(much: timedelta) -> Iterator[None]:
    """This process believes that it is so much later."""
    honest = timezone.now
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: honest() + much)
        yield


class StoreAway(Exception):
    """A store in the cloud has errors of its own, which are no `OSError`."""


class AwayStore(FileSystemStorage):
    """A store that refuses while `away` is more than 0, one less with every file."""

    away = 0

    def _save(self, name: str, content: File[Any]) -> str:
        if type(self).away > 0:
            type(self).away -= 1
            raise StoreAway("503 Slow Down")
        return super()._save(name, content)
