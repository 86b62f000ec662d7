"""Tokens signed for one call, and callbacks signed over every byte."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import replace
from typing import Any

import pytest

from projects.providers.base import Account, Desk
from projects.providers.drivers import kling_auth
from projects.providers.drivers.kling import Kling
from projects.providers.troubles import Refused
from tests.providers.orders import (
    FIRST,
    KEY,
    SECRET,
    account,
    bodies,
    job,
    shot,
)
from tests.providers.promised import Promised
from tests.providers.wire import Wire, said

EXAMPLES = bodies("kling")
ID = "700000000000000001"


def refused(code: int, said_: str = "no") -> dict[str, Any]:
    return {"code": code, "message": said_, "request_id": "req-7a10"}


class TestKlingAuth(Promised):
    driver = Kling()
    secret = ""
    order = job("kling-v2-5-turbo", shot(5, "She turns", FIRST), options={"mode": "pro"})

    # Keys.

    def test_the_token(self, monkeypatch: pytest.MonkeyPatch) -> None:
        wanted = (
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJBS19ERU1PIiwiZXhwIjoxNzY3MjI3NDAwLCJuYmYiOjE3NjcyMjU1OTV9"
            ".xUCOMf14NLJKh_i7Bl-mJH1T4e3I6g3WEKwQ_TIHzbA"
        )
        assert kling_auth.token("AK_DEMO", "SK_DEMO", 1767225600) == wanted
        monkeypatch.setattr(kling_auth, "clock", lambda: 1767225600.9)
        known = Account("https://api.example.com", key="AK_DEMO\n", secret="SK_DEMO\n")
        assert self.driver.headers(known) == {"Authorization": f"Bearer {wanted}"}
        assert self.driver.headers(account()) == {"Authorization": f"Bearer {KEY}"}

    def test_a_token_refused_for_its_time_is_signed_anew_once(
        self, wire: Wire, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        times = iter(range(1767225600, 1767226600))
        monkeypatch.setattr(kling_auth, "clock", lambda: next(times))
        desk = replace(desk, account=replace(desk.account, secret=SECRET))
        for code in (1003, 1004):
            wire.asked.clear()
            wire.answers(said(refused(code), 401), said(EXAMPLES["create response"]))
            assert self.submit(desk).task_id == ID
            first, second = wire.asked
            assert first.body == second.body
            assert first.headers["authorization"] != second.headers["authorization"]
            wire.asked.clear()
            wire.answers(said(refused(code), 401))
            with pytest.raises(Refused, match="clock"):
                self.submit(desk)
            assert len(wire.asked) == 2
        for answer in (said(refused(1002), 401), said(b"", 401)):
            wire.asked.clear()
            wire.answers(answer)
            with pytest.raises(Refused):
                self.submit(desk)
            assert len(wire.asked) == 1

    # Callbacks.

    def test_callbacks(self) -> None:
        for title, word in (
            ("callback, processing (flat body)", "processing"),
            ("callback, succeed", "succeed"),
            ("callback, failed", "failed"),
        ):
            hint = self.hinted(EXAMPLES[title])
            assert (hint.task_id, hint.word, hint.signature) == (ID, word, "none")
        newer = self.hinted(EXAMPLES["callback, new API"])
        assert (newer.task_id, newer.word) == ("1234567890", "succeeded")

    VECTORS = (
        (
            "whsec_dGVzdHNlY3JldHRlc3RzZWNyZXR0ZXN0c2VjcmV0MTI=",
            "9876543210",
            "1781080794",
            b'{"id":"1234567890","status":"succeeded","message":"","create_time":1781080778802,"update_time":1781080794151}',
            "v1,UsKlJP00XoQyOn410NM9xv34sP+Gl0jnOO9Lcpr7NJ4=",
        ),
        (
            "whsec_bG9jYWwtc2ltdWxhdG9yLWtsaW5nLXNlY3JldC0zMmI=",
            "msg-0001",
            "1767225600",
            b'{"task_id":"700000000000000001","task_status":"succeed"}',
            "v1,MQPkDhSSVSEzZFKCLQMAYgI5Qc2XU1YDNNNqgYF0QAw=",
        ),
    )

    @pytest.mark.parametrize("vector", VECTORS, ids=["theirs", "ours"])
    def test_a_signature(self, vector: tuple[str, str, str, bytes, str]) -> None:
        secret, name, stamp, body, good = vector

        def signature(
            body: bytes = body,
            given: str = good,
            off: float = 0,
            name: str = name,
            stamp: str = stamp,
            secret: str = secret,
        ) -> str:
            headers = {"webhook-id": name, "webhook-timestamp": stamp, "webhook-signature": given}
            return self.driver.hint(headers, body, account(webhook_secret=secret), int(vector[2]) + off).signature

        assert signature() == signature(off=300) == signature(off=-300) == "good"
        assert signature(off=301) == signature(off=-301) == "bad"
        assert signature(given=f"v1,AAAA {good}") == signature(given=f"{good} v2,xyz") == "good"
        assert signature(body[:-2] + b" " + body[-2:]) == signature(json.dumps(json.loads(body)).encode()) == "bad"
        digest = base64.b64decode(good.partition(",")[2])
        odd = (
            "",
            "v1,",
            digest.hex(),
            f"v1,{digest.hex()}",
            good.removeprefix("v1,"),
            good.replace("v1,", "v2,"),
            good.lower(),
            f"{good},{good}",
            "v1,é",
            "a" * 70_000,
            f"{'v1,AAAA ' * 1000}{good}",
        )
        assert {signature(given=given) for given in odd} == {"bad"}
        assert {signature(stamp=odd) for odd in ("", "x", "-1", "９９", "9" * 400)} == {"bad"}
        assert {signature(name=name) for name in ("", "msg-0002", "é")} == {"bad"}
        assert {signature(secret=wrong) for wrong in ("whsec_AAAA", "whsec_", "whsec_!!!", "é", secret[:-8])} == {"bad"}
        assert self.driver.hint({}, body, account(webhook_secret=secret), int(stamp)).signature == "bad"
        assert signature(secret="") == "none"

    def test_the_message_is_the_bytes_as_they_came(self) -> None:
        key, body = b"k" * 32, '{"task_id": "1",  "task_status":"größer"}'.encode()
        made = hmac.new(key, b"m.1767225600." + body, hashlib.sha256).digest()
        headers = {
            "webhook-id": "m",
            "webhook-timestamp": "1767225600",
            "webhook-signature": f"v1,{base64.b64encode(made).decode()}",
        }
        known = account(webhook_secret=f"whsec_{base64.b64encode(key).decode()}")
        assert self.driver.hint(headers, body, known, 1767225600).signature == "good"
