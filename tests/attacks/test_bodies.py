"""b-2: bodies, lengths, types and ids that are none."""

from __future__ import annotations

import json
import random
from contextlib import suppress
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from projects.models import Callback
from projects.services import addresses, callbacks
from tests.attacks.conftest import Sent, address, body, post

BRACKETS = b"[" * 20_000 + b"]" * 20_000
ODD = {
    "nothing": b"",
    "brackets": BRACKETS,
    "not a number": b'{"data":{"taskId":NaN,"state":Infinity}}',
    "twice": b'{"data":{"taskId":"a"},"data":{"taskId":"b"}}',
    "no text": b"\xff\xfe\x00\x01",
    "a list": b"[1,2,3]",
    "a number": b"7",
    "nul": b'{"data":{"taskId":"a\\u0000b","state":"\\u0000"}}',
    "half a pair": b'{"data":{"taskId":"\\ud800","state":"\\udfff"}}',
}


@pytest.mark.parametrize("driver", ["kie", "kling", "apixo"])
@pytest.mark.parametrize("raw", ODD.values(), ids=ODD)
def test_35_odd_bodies_are_kept_and_do_nothing(render: Sent, driver: str, raw: bytes) -> None:
    assert post(address(render(driver)), raw) in {200, 401}


def test_35_five_thousand_broken_bodies_and_never_an_error(render: Sent) -> None:
    """Each one is kept and forgotten again, so that only the last step of the disk is left out."""
    chance, rows = random.Random(35), [render(driver) for driver in ("kie", "kling", "apixo")]
    sound = {row.pk: json.dumps(body(row)).encode() for row in rows}
    for _ in range(1_700):
        for row in rows:
            raw = bytearray(sound[row.pk])
            for _bite in range(chance.randint(1, 6)):
                raw[chance.randrange(len(raw))] = chance.randrange(256)
            headers = {"webhook-id": "x"}
            with suppress(callbacks.Forged), transaction.atomic():
                callbacks.receive(row.connection.driver, addresses.token(row.external_id), headers, bytes(raw))
                transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("raw", "headers"),
    [(b"x" * (64 * 1024 + 1), {}), (b"{}", {"Content-Encoding": "gzip"}), (b"x" * 10_000_000, {})],
    ids=["a byte too long", "packed", "ten megabytes"],
)
def test_35_what_is_too_long_or_packed_is_not_read(render: Sent, raw: bytes, headers: dict[str, str]) -> None:
    assert post(address(render("kie")), raw, **headers) == 413
    assert not Callback.objects.exists()


@pytest.mark.parametrize(
    ("length", "status"),
    [("many", 413), ("-1", 413), ("²", 413), ("9" * 400, 413), ("65537", 413), ("1_0", 413), ("", 200)],
)
def test_35_lengths_that_lie_are_no_error(render: Sent, length: str, status: int) -> None:
    assert Client().post(address(render("kie")), b"{}", "application/json", CONTENT_LENGTH=length).status_code == status


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "x", ""])
def test_36_what_a_body_calls_itself_changes_nothing(render: Sent, kind: str) -> None:
    """Decided: vendors do not document a type, so the body is read as JSON whatever it is called."""
    row = render("kie")
    raw = json.dumps(body(row)).encode()
    assert Client().post(address(row), raw, content_type=kind).status_code == 200
    assert row.callbacks.get().task_id == row.provider_task_id


@pytest.mark.parametrize("method", ["get", "put", "head", "options", "patch", "delete"])
def test_36_only_posts_are_answered(render: Sent, method: str) -> None:
    assert getattr(Client(), method)(address(render("kie"))).status_code == 405


@pytest.mark.parametrize(
    "odd", ["a\r\nSet-Cookie: x", "a'; drop table", "a\x00b", "é", "a" * 129, "../a", {"a": 1}, 1.5]
)
def test_44_ids_are_letters_digits_and_dashes(render: Sent, odd: Any) -> None:
    row = render("apixo")
    assert post(address(row), {"code": 200, "data": {"taskId": odd, "state": "success"}}) in {200, 401}
    assert set(row.callbacks.values_list("task_id", flat=True)) <= {""}
