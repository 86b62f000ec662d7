"""Pictures come in pieces, and every trouble has its sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from projects.models import Picture, Workspace
from tests.people import still_bytes

As = Callable[[str], Client]


def send(client: Client, workspace: Workspace, data: bytes, *, name: str = "pier.jpg", **fields: Any) -> HttpResponse:
    whole = {"key": "k1", "offset": 0, "size": len(data), "name": name, "workspace": workspace.slug}
    piece = SimpleUploadedFile(name, data)
    return client.post(reverse("upload"), {**whole, **fields, "file": piece})


def test_a_picture_in_one_piece(as_: As, harbour: Workspace) -> None:
    answer = send(as_("art"), harbour, still_bytes((900, 600)))
    assert answer.status_code == 201
    picture = Picture.objects.get(slug=answer.json()["picture"])
    assert (picture.width, picture.height, picture.format, picture.original_name) == (900, 600, "jpeg", "pier.jpg")
    assert picture.original.size == len(still_bytes((900, 600)))


def test_a_picture_in_pieces_goes_on_where_it_stopped(as_: As, harbour: Workspace) -> None:
    data, art = still_bytes((900, 600)), as_("art")
    first = send(art, harbour, data[:1000], size=len(data))
    assert (first.status_code, first.json()) == (202, {"offset": 1000})
    gap = send(art, harbour, data[3000:], size=len(data), offset=3000)
    assert (gap.status_code, gap.json()) == (409, {"offset": 1000})
    again = send(art, harbour, data[:1000], size=len(data))
    assert again.json() == {"offset": 1000}
    assert send(art, harbour, data[1000:], size=len(data), offset=1000).status_code == 201


def test_the_same_bytes_are_stored_once(as_: As, harbour: Workspace) -> None:
    first = send(as_("art"), harbour, still_bytes(), key="a")
    second = send(as_("dirk"), harbour, still_bytes(), key="b", name="other.jpg")
    assert first.json()["picture"] == second.json()["picture"]
    assert Picture.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "name", "code", "fix"),
    [
        (b"", "empty.jpg", "PIC_BROKEN", None),
        (b"<html></html>", "page.png", "PIC_BROKEN", None),
        (still_bytes()[:900], "cut.jpg", "PIC_BROKEN", None),
        (still_bytes((20, 20)), "tiny.jpg", "PIC_SIZE", None),
        (still_bytes(format="TIFF"), "scan.tif", "PIC_FORMAT", "convert"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "IMG_2041.heic", "PIC_FORMAT", None),
    ],
)
def test_what_is_no_good_is_told_why(
    as_: As, harbour: Workspace, data: bytes, name: str, code: str, fix: str | None
) -> None:
    answer = send(as_("art"), harbour, data, name=name)
    body = answer.json()
    assert (answer.status_code, body["code"], body["fix"]) == (422, code, fix)
    assert name in body["sentence"]
    assert not Picture.objects.exists()


def test_one_click_converts_what_was_sent_without_sending_it_again(as_: As, harbour: Workspace) -> None:
    data, art = still_bytes(format="TIFF"), as_("art")
    assert send(art, harbour, data, name="scan.tif").status_code == 422
    answer = send(art, harbour, b"", name="scan.tif", offset=len(data), size=len(data), convert="on")
    assert answer.status_code == 201
    assert Picture.objects.get().format in {"jpeg", "png"}


def test_too_heavy_is_told_before_it_is_sent_whole(as_: As, harbour: Workspace) -> None:
    answer = send(as_("art"), harbour, b"x", size=20_000_001, name="huge.png")
    assert answer.json()["code"] == "PIC_WEIGHT"
    assert send(as_("art"), harbour, b"x" * 50, size=20, key="lies").json()["code"] == "PIC_WEIGHT"


def test_a_form_without_a_file_is_told(as_: As, harbour: Workspace) -> None:
    answer = as_("art").post(reverse("upload"), {"workspace": harbour.slug, "key": "k", "offset": 0, "size": 3})
    assert (answer.status_code, answer.json()["sentence"]) == (422, "No picture was sent. Choose one.")


def test_nobody_sends_into_a_workspace_that_is_not_theirs(as_: As, harbour: Workspace) -> None:
    assert send(as_("mallory"), harbour, still_bytes()).status_code == 404
    assert send(as_("clara"), harbour, still_bytes()).status_code == 403
