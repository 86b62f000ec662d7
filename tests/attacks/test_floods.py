"""b-2 and b-11 by number: who calls, guesses, tests or clicks on and on is stopped, and nobody else is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from projects.models import Board, Render, RenderState, Take
from projects.services import takes
from projects.views import callbacks as door
from projects.views import pace
from tests.attacks.conftest import Sent, address
from tests.people import make_user

As = Callable[[str], Client]
BACKENDS = {
    "memory": "django.core.cache.backends.locmem.LocMemCache",
    "files": "django.core.cache.backends.filebased.FileBasedCache",
}


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three strays are many, and time stands still."""
    monkeypatch.setattr(door, "STRAYS", 3)
    monkeypatch.setattr(pace.time, "time", lambda: 1_800_000_000.0)


def calls(path: str, origin: str, **headers: str) -> int:
    """A call from an address of the internet; answers the status."""
    return Client(REMOTE_ADDR=origin).post(path, b"{}", content_type="application/json", headers=headers).status_code


@pytest.mark.usefixtures("few")
def test_37_who_guesses_tokens_learns_nothing(render: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stray is an unknown token. All that a guesser learns is 429, right or wrong; who is expected is always heard."""
    row = render("kie")
    guesses = [calls(f"/callbacks/kie/main-{number:064}/", "198.51.100.7") for number in range(5)]
    assert guesses == [404, 404, 404, 429, 429]
    assert calls("/callbacks/kie/unknown/", "198.51.100.8") == 404
    assert calls(address(row), "198.51.100.7") == 200
    monkeypatch.setattr(pace.time, "time", lambda: 1_800_000_060.0)
    assert calls("/callbacks/kie/unknown/", "198.51.100.7") == 404


@pytest.mark.usefixtures("few")
@pytest.mark.django_db(transaction=True)
def test_37_who_is_expected_may_call_as_often_as_they_like(render: Sent) -> None:
    row = render("apixo")
    assert {calls(address(row), "198.51.100.7") for _ in range(10)} == {200}


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize(
    ("behind", "noted", "statuses"),
    [
        (False, "203.0.113.{0}", [404, 404, 404, 429, 429]),
        (True, "203.0.113.{0}, 198.51.100.9", [404, 404, 404, 429, 429]),
        (True, "198.51.100.9, 203.0.113.{0}", [404] * 5),
    ],
    ids=["no proxy", "a spoofed entry first", "five callers behind the proxy"],
)
def test_45_what_a_caller_says_of_its_address_is_not_believed(
    db: None, settings: Any, behind: bool, noted: str, statuses: list[int]
) -> None:
    settings.BEHIND_PROXY = behind
    made = [
        calls("/callbacks/kie/unknown/", "192.0.2.1", **{"X-Forwarded-For": noted.format(number)})
        for number in range(5)
    ]
    assert made == statuses


@pytest.mark.parametrize("noted", ["", " ", ",", "a" * 5000, "203.0.113.1,"])
def test_45_an_odd_note_of_a_proxy_is_still_an_address(settings: Any, noted: str) -> None:
    settings.BEHIND_PROXY = True
    found = pace.caller(RequestFactory().get("/", headers={"X-Forwarded-For": noted}))
    assert found == "127.0.0.1" or found == "a" * 45


@pytest.mark.parametrize("backend", BACKENDS.values(), ids=BACKENDS)
def test_147_a_span_is_as_long_as_it_says(
    settings: Any, tmp_path: Path, backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also in a cache of files, which keeps a number that counts on for five minutes unless it is told again."""
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": str(tmp_path)}}
    now = 1_800_000_000.0
    monkeypatch.setattr("time.time", lambda: now)
    assert [pace.within("tested", 2, 3600) for _ in range(3)] == [True, True, False]
    now += 3599
    assert not pace.within("tested", 2, 3600)
    now += 1
    assert pace.within("tested", 2, 3600)
    pace.within("tested", 2, 3600)
    pace.forget("tested", 3600)
    assert pace.within("tested", 2, 3600)


def test_151_free_renders_are_counted_too_and_apart(board: Board, render: Sent, as_: As, settings: Any) -> None:
    """A guest may draw no end of animatics neither; those on their way do not hold up a paid render, nor the reverse."""
    settings.MOST_WAITING = 2
    render("kie")
    render("kie")
    form = {"model": "animatic", "fingerprint": ""}
    start = reverse("take_start", args=[board.slug])
    made = [as_("olga").post(start, {**form, "form_key": str(number)}) for number in range(4)]
    assert [answer.status_code for answer in made] == [302, 302, 422, 422]
    assert "2 of your renders are on their way; 2 fit." in made[-1].content.decode()
    assert as_("pia").post(start, {**form, "form_key": "another person"}).status_code == 302
    Render.objects.filter(take__board=board).update(state=RenderState.SUCCEEDED)
    assert as_("olga").post(start, {**form, "form_key": "later"}).status_code == 302


def test_151_the_same_form_is_no_further_render(board: Board, settings: Any) -> None:
    """A double click at the edge is answered with its take, not refused."""
    settings.MOST_WAITING = 1
    account = board.project.workspace.connections.get()
    wish = {"by": make_user("olga"), "board": board, "connection": account, "model": "animatic", "options": {}}
    assert takes.request(**wish, form_key="once") == takes.request(**wish, form_key="once")
    assert Take.objects.count() == 1
