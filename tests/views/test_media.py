"""Media is sent in ranges, after an access check."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import cast

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from projects.models import Picture, Workspace
from tests.people import make_picture

As = Callable[[str], Client]


@pytest.fixture
def picture(harbour: Workspace) -> Picture:
    return make_picture(harbour)


def body(answer: HttpResponseBase) -> bytes:
    # Read to its end the client closes it; closing it here would take the test's connection along.
    return b"".join(cast("Iterable[bytes]", answer))


def address(picture: Picture, size: str = "full") -> str:
    return reverse("picture", args=[picture.slug, size])


def test_the_whole_file(as_: As, picture: Picture) -> None:
    answer = as_("art").get(address(picture))
    assert answer.status_code == 200
    assert (answer["Content-Type"], answer["Accept-Ranges"]) == ("image/jpeg", "bytes")
    assert "immutable" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]
    assert len(body(answer)) == picture.bytes


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-9", 0, 9), ("bytes=100-", 100, None), ("bytes=-10", -10, None), ("bytes=5-99999999", 5, None)],
)
def test_a_range(as_: As, picture: Picture, asked: str, first: int, last: int | None) -> None:
    whole = body(as_("art").get(address(picture)))
    answer = as_("art").get(address(picture), headers={"Range": asked})
    wanted = whole[first:] if last is None else whole[first : last + 1]
    assert answer.status_code == 206
    assert body(answer) == wanted
    start = first % len(whole)
    assert answer["Content-Range"] == f"bytes {start}-{start + len(wanted) - 1}/{len(whole)}"
    assert answer["Content-Length"] == str(len(wanted))


@pytest.mark.parametrize("asked", ["bytes=999999999-", "bytes=9-3"])
def test_a_range_outside(as_: As, picture: Picture, asked: str) -> None:
    answer = as_("art").get(address(picture), headers={"Range": asked})
    assert answer.status_code == 416
    assert answer["Content-Range"] == f"bytes */{picture.bytes}"


@pytest.mark.parametrize("asked", ["bytes=-", "items=0-1", "bytes=0-1,4-5", "bytes=a-b"])
def test_an_odd_range_gets_the_whole_file(as_: As, picture: Picture, asked: str) -> None:
    answer = as_("art").get(address(picture), headers={"Range": asked})
    assert answer.status_code == 200
    assert len(body(answer)) == picture.bytes


def test_strangers_and_clients_do_not_see_it(as_: As, picture: Picture) -> None:
    assert as_("mallory").get(address(picture)).status_code == 404
    assert as_("clara").get(address(picture)).status_code == 404
    assert as_("").get(address(picture)).status_code == 401
    assert as_("art").get(address(picture).replace("full", "huge")).status_code == 404
