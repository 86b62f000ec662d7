"""Addresses under which a provider fetches a picture: signed, for a day, of no other picture."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlparse

import pytest
from django.core import signing
from django.test import Client

from projects.models import Connection, Picture, Workspace
from projects.services import addresses
from tests.people import make_picture
from tests.services.buying import make_paid

PUBLIC = "https://storyreel.example"


@pytest.fixture
def through(harbour: Workspace, settings: Any) -> Connection:
    settings.PUBLIC_URL, settings.LOCAL_URL = PUBLIC, "http://127.0.0.1:8000"
    return make_paid(harbour, practice=False)


@pytest.fixture
def lent(harbour: Workspace) -> Picture:
    return make_picture(harbour)


def fetch(address: str) -> tuple[Any, bytes]:
    """The answer, read to its end and closed, and what it held."""
    answer = Client().get(urlparse(address).path)
    body = b"".join(answer) if answer.streaming else answer.content
    answer.close()
    return answer, body


def test_whoever_holds_the_address_gets_the_picture(through: Connection, lent: Picture) -> None:
    address = addresses.picture(through, lent)
    assert address.startswith(f"{PUBLIC}/")
    assert address.endswith(".jpg")
    answer, body = fetch(address)
    assert (answer.status_code, answer["Content-Type"], len(body)) == (200, "image/jpeg", lent.bytes)
    with lent.file.open("rb") as file:
        assert body == file.read()
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Robots-Tag"] == "noindex"
    assert Client().post(urlparse(address).path).status_code == 405


@pytest.mark.parametrize(("hours", "status"), [(23.9, 200), (24.1, 404)])
def test_it_is_over_after_a_day(
    through: Connection, lent: Picture, monkeypatch: pytest.MonkeyPatch, hours: float, status: int
) -> None:
    address, now = addresses.picture(through, lent), time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now + hours * 3600)
    assert fetch(address)[0].status_code == status


def test_an_address_that_was_changed_is_nobodys(through: Connection, lent: Picture, harbour: Workspace) -> None:
    path = urlparse(addresses.picture(through, lent)).path
    other = make_picture(harbour, colour="#ffffff")
    signed = path.rstrip("/").rpartition("/")[2].partition(".")[0]
    for forged in (
        path.replace(signed, signed[:-1] + ("A" if signed[-1] != "A" else "B")),
        path.replace(signed, other.slug),
        path.replace(signed, signing.dumps(other.slug)),
        path.replace(signed, signing.dumps(other.slug, salt="another room")),
    ):
        assert forged != path
        assert Client().get(forged).status_code == 404


def test_a_picture_that_is_gone_is_not_found(through: Connection, lent: Picture) -> None:
    address = addresses.picture(through, lent)
    lent.delete()
    assert fetch(address)[0].status_code == 404


@pytest.mark.parametrize(
    ("public", "practice", "base"),
    [
        (PUBLIC, False, PUBLIC),
        (PUBLIC, True, PUBLIC),
        ("", True, "http://127.0.0.1:8000"),
        ("", False, ""),
    ],
)
def test_where_nobody_can_come_nothing_is_lent(
    through: Connection, lent: Picture, settings: Any, public: str, practice: bool, base: str
) -> None:
    settings.PUBLIC_URL, through.practice = public, practice
    address = addresses.picture(through, lent)
    assert address.startswith(base)
    assert bool(address) == bool(base)
    assert bool(addresses.callback(through, "abc")) == bool(base)


def test_a_callbacks_token_is_of_this_installation_and_this_render(settings: Any) -> None:
    token = addresses.token("abc")
    assert addresses.token("abc") == token != addresses.token("abd")
    assert addresses.token_hash(token) not in token
    settings.SECRET_KEY = "another-installation"
    assert addresses.token("abc") != token
