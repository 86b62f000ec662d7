"""KIE.AI: callbacks are signed over id and time, never over what they say."""

from __future__ import annotations

import base64
from typing import Any

from projects.providers.drivers.kie import Kie
from tests.providers.orders import bodies
from tests.providers.promised import Promised

EXAMPLES = bodies("kie")
ID = "task_kling_1767225600123"


class TestKieCallbacks(Promised):
    driver = Kie()

    def test_a_signature(self) -> None:
        key, stamp, good = "kie-demo-hmac-key", "1767225600", "JRUTMwkb/v1HiMpl2gNSUkO1/Y84mzBofa3t0dKGY/w="
        body = {"code": 200, "data": {"taskId": "task_demo_0001", "state": "success"}}

        def signature(body: Any = body, now: float = 1767225600, stamp: str = stamp, given: str = good) -> str:
            headers = {"x-webhook-timestamp": stamp, "x-webhook-signature": given}
            return self.hinted(body, headers, key, now).signature

        assert signature() == "good"
        assert signature({"data": {"task_id": "task_demo_0001", "state": "fail"}}) == "good"
        assert signature({"taskId": "task_demo_0001"}) == "good"
        assert signature(now=1767225900) == signature(now=1767225300) == "good"
        assert signature(now=1767225901) == signature(now=1767225299) == "bad"
        assert signature({"data": {"taskId": "task_demo_0002"}}) == "bad"
        assert signature({"data": {}}) == "bad"
        digest = base64.b64decode(good).hex()
        odd = ("", digest, good + " ", f"{good},{good}", good.lower(), "é" * 44, "A" * 70_000)
        assert {signature(given=given) for given in odd} == {"bad"}
        assert {signature(stamp=odd) for odd in ("", "x", "-1", "1e9", "１７６７２２５６００", "9" * 400)} == {"bad"}
        assert self.hinted(body, {}, key, 1767225600).signature == "bad"
        assert self.hinted(body, {}).signature == "none"

    def test_two_different_ids_are_a_forgery(self) -> None:
        for body in (
            {"data": {"taskId": "a", "task_id": "b"}},
            {"taskId": "a", "data": {"taskId": "b"}},
            {"data": {"taskId": "a", "task_id": "b\r\n"}},
            {"data": {"taskId": "a", "task_id": ["a"]}},
        ):
            hint = self.hinted(body)
            assert (hint.task_id, hint.signature) == ("", "bad")
        assert self.hinted({"taskId": "a", "data": {"taskId": "a", "task_id": "a"}}).task_id == "a"

    def test_callbacks(self) -> None:
        for title, word in (("callback, success", "success"), ("callback, failure", "fail")):
            hint = self.hinted(EXAMPLES[title])
            assert (hint.task_id, hint.word, hint.signature) == (ID, word, "none")
