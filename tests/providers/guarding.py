"""What a paid driver never does: tell a secret, believe a callback, fall over."""

from __future__ import annotations

import json
import traceback
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from projects.providers.base import Answer, Desk
from projects.providers.troubles import (
    Category,
    ProviderError,
)
from tests.providers import values
from tests.providers.orders import KEY, SECRET, WEBHOOK, account
from tests.providers.promised import Promised
from tests.providers.wire import Wire, said

FUZZ = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors],
)


class Guarding(Promised):
    """Against providers and callers who mean ill, and bodies that nobody foresaw."""

    # What nobody may read.

    def test_no_secret_in_any_trouble(self, wire: Wire, desk: Desk, subtests: pytest.Subtests) -> None:
        """Not even where the provider says our key back, whole or in part."""
        desk = replace(desk, account=replace(desk.account, secret=SECRET))
        for secret in (KEY, SECRET, WEBHOOK, f"Bearer {KEY}", "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJDQU5BUlkifQ.CANARY"):
            for status, body, _category in self.refusals:
                if not isinstance(body, dict):
                    continue
                echo = json.loads(json.dumps(body))
                for name in {"msg", "message"} & echo.keys():
                    echo[name] = f"{echo[name]} \x1b[31m<b>{secret}</b> {'x' * 240} {secret}"
                wire.answers(said(echo, status))
                with subtests.test(f"{status} {secret[:6]}"), pytest.raises(ProviderError) as caught:
                    self.submit(desk)
                trouble = caught.value
                known = "".join(traceback.format_exception(trouble)).split("wire.py")[0]
                shown = f"{trouble} {trouble!r} {trouble.raw} {known}"
                assert not any(hidden in shown for hidden in (KEY[:10], SECRET[:10], WEBHOOK[:10], "eyJpc3Mi"))
                assert trouble.raw.isprintable() and len(trouble.raw) <= 500
        assert "CANARY" not in repr(desk.account)

    # What a callback claims.

    def test_bodies_that_are_none_say_nothing(self) -> None:
        """Never an exception, never a word."""
        bad = (
            b"", b"{", b"[" * 60_000, b'{"a":' * 10_000, b"\xff\xfe", b"null", b"[]", b'"x"', b"1e999", b"9" * 9_000,
            b'{"task_id":NaN,"id":"x"}', b'{"task_id":"a","task_id":"b"}', b'{"data":{"taskId":"a","taskId":"b"}}',
            b'{"task":{"task_id":"a","task_id":"b"}}', b" " * 65_537, b"\x1f\x8b\x08\x00",
        )  # fmt: skip
        for known in (account(), account(webhook_secret=WEBHOOK)):
            for body in bad:
                hint = self.driver.hint({}, body, known, 0)
                assert (hint.task_id, hint.word) == ("", "")

    def test_ids_that_are_none(self) -> None:
        """CRLF, SQL and control bytes do not get past the door."""
        for name in ("x\r\nSet-Cookie: a", "a' OR 1=1", "../../etc", "a" * 129, "ид", "x\0", " ", "a/b", "\ud800"):
            task = {"task_id": name, "taskId": name, "id": name}
            body = json.dumps({**task, "data": task, "task": task, "payload": {"task": task}}).encode()
            assert self.driver.hint({}, body, account(), 0).task_id == ""

    # What nobody foresaw.

    @FUZZ
    @given(body=values.anything | values.mutations("any"), status=st.integers(100, 599))
    def test_no_answer_breaks_the_reader(self, body: Any, status: int) -> None:
        """Any JSON at all is a report or a `ProviderError`."""
        body = body(self.examples) if callable(body) else body
        found = self.driver.trouble(Answer(status, body))
        assert found is None or isinstance(found[0], Category)
        assert self.driver.created(body).isascii()
        assert isinstance(self.driver.verdict(Answer(status, body)), bool)
        assert isinstance(self.driver.balance(body), str)
        try:
            report = self.driver.read(body)
        except ProviderError:
            return
        values.harmless(report)

    @FUZZ
    @given(body=st.binary() | values.mutations("bytes"), headers=values.headers, now=st.floats(0, 2e9))
    def test_no_callback_breaks_the_door(self, body: Any, headers: dict[str, str], now: float) -> None:
        """Any bytes with any headers are a hint, and never one that is well signed."""
        raw = json.dumps(body(self.examples)).encode() if callable(body) else body
        hint = self.driver.hint(headers, raw, account(webhook_secret=WEBHOOK), now)
        assert hint.signature == ("bad" if self.driver.signs else "none") or not self.driver.signs
        assert hint.signature != "good"
        assert len(hint.word) <= 60
        hint.word.encode()
