"""APIXO: the model is in the path, lengths are numbers, and a failed task comes in an envelope that says 200."""

from __future__ import annotations

from typing import Any

import pytest

from projects.providers.base import Account, Desk, Phase
from projects.providers.drivers.apixo import FAILURES, Apixo
from projects.providers.troubles import Category
from tests.providers.contract import CALLBACK, Case, DriverContract
from tests.providers.orders import FIRST, LAST, account, bodies, job, picture, same, shot
from tests.providers.wire import Wire, said

C = Category
EXAMPLES = bodies("apixo")
TURBO = "apixo-kling-2.5-turbo"
CREATE = "/api/v1/generateTask/kling-2-5-turbo-pro"
ID = "task_apixo_0001"


def refused(code: int, message: str, detail: str = "") -> tuple[int, dict[str, Any]]:
    return code, {"code": code, "message": message, "data": {"error": detail} if detail else None}


def state(word: str, **facts: Any) -> dict[str, Any]:
    return {"code": 200, "message": "success", "data": {"taskId": ID, "state": word, **facts}}


class TestApixo(DriverContract):
    driver = Apixo()
    examples = EXAMPLES
    order = job(TURBO, shot(5, "The curtain falls", FIRST))
    cases = (
        Case(
            "create t2v, polling",
            job(
                TURBO,
                shot(5, "A heron lands on a mossy pier"),
                negative_prompt="blur, jitter",
                options={"cfg": 0.5},
            ),
            CREATE,
            settings={"provider": "auto"},
        ),
        Case(
            "create i2v with end frame, callback",
            job(TURBO, shot(10, "The curtain falls", FIRST, LAST), options={"cfg": 0.7}),
            CREATE,
            callback="https://studio.example.com/hooks/apixo/9c21",
        ),
    )
    accepted = "create response", ID
    reports = {
        "status, pending": {"task_id": ID, "phase": Phase.SUBMITTED, "word": "pending", "created_ms": 1767225600000},
        "status, processing": {"task_id": ID, "phase": Phase.RUNNING, "word": "processing", "progress": None},
        "status, success": {
            "task_id": ID,
            "phase": Phase.SUCCEEDED,
            "result": "https://cdn.example.org/apixo/0001.mp4",
            "lives": 15 * 24 * 3600,
            "units": None,
            "echo": "",
            "extra": (),
        },
        "status, failed": {
            "task_id": ID,
            "phase": Phase.FAILED,
            "category": C.MODERATION,
            "reason": "APIXO's safety filter declined this order. It said: The prompt was refused by content rules",
        },
        "callback, failed (code stays 200)": {
            "task_id": ID,
            "phase": Phase.FAILED,
            "category": C.IMAGE_UNREACHABLE,
        },
    }
    strange = state("upscaling"), "upscaling"
    empty = (
        state("success"),
        state("success", resultJson=""),
        state("success", resultJson="{"),
        state("success", resultJson='{"resultUrls":[]}'),
        state("success", resultJson='{"resultUrls":["javascript:alert(1)",5,null]}'),
    )
    refusals = (
        (400, EXAMPLES["error, HTTP 400"], C.INVALID),
        (401, EXAMPLES["error, HTTP 401"], C.AUTH),
        (429, EXAMPLES["error, HTTP 429"], C.RATE_LIMITED),
        (*refused(402, "Insufficient balance"), C.CREDITS),
        (*refused(403, "Content policy violation"), C.MODERATION),
        (*refused(403, "Forbidden", "IP not allowed"), C.AUTH),
        (*refused(403, "Forbidden", "NSFW content"), C.MODERATION),
        (*refused(404, "Task not found"), C.NOT_FOUND),
        (*refused(429, "Too many concurrent tasks"), C.CONCURRENCY),
        (*refused(429, "Limit", "concurrency exceeded"), C.CONCURRENCY),
        (*refused(500, "Internal error"), C.SERVER),
        (*refused(503, "Service unavailable"), C.MAINTENANCE),
    )
    unclear = ((200, {"code": 777, "message": "?"}), (500, {"code": 999}), (429, {"code": 4290}))

    @pytest.mark.parametrize("code", [*FAILURES, "CONTENT_VIOLATION", "InputImageSensitiveContentDetected"])
    def test_every_fail_code_in_either_spelling(self, code: str) -> None:
        wanted = FAILURES[code.replace("_", "").lower()]
        for spelt in (code, code.upper(), "_".join(code)):
            assert self.driver.read(state("failed", failCode=spelt)).category == wanted

    def test_an_unknown_fail_code_is_judged_by_its_words(self) -> None:
        assert self.driver.read(state("failed", failCode="X1", failMsg="nsfw prompt")).category == C.MODERATION
        assert self.driver.read(state("failed", failCode="X1")).category == C.SERVER

    def test_the_models_and_their_modes(self) -> None:
        def sent(model: str, *pictures: Any, **facts: Any) -> tuple[str, dict[str, Any]]:
            order = job(model, shot(5, "A boat", *pictures), **facts)
            request = self.driver.payload(order, account=account(), image=picture)
            assert self.driver.query(order, "t1", account()).url.endswith(request.url.rpartition("/")[2] + "?taskId=t1")
            assert request.body is not None
            return request.url.rpartition("/")[2], request.body["input"]

        assert sent("apixo-kling-2.6", sound=True)[0] == "kling-2-6"
        assert sent("apixo-kling-2.6", sound=True)[1]["sound"] is True
        assert sent("apixo-kling-2.6", FIRST, LAST)[1]["image_urls"] == [picture(FIRST)]
        assert "sound" not in sent(TURBO, sound=True)[1]
        path, words = sent("apixo-kling-2.1")
        assert (path, words["mode"]) == ("kling-2-1", "master-text-to-video")
        assert sent("apixo-kling-2.1", FIRST)[1]["mode"] == "pro-image-to-video"
        assert sent("apixo-kling-2.1", FIRST, options={"mode": "standard"})[1]["mode"] == "standard-image-to-video"
        assert sent("apixo-kling-2.1", FIRST, options={"mode": "master"})[1]["mode"] == "master-image-to-video"
        assert sent("apixo-kling-2.1", FIRST, LAST, options={"mode": "standard"})[1] | {} == {
            "mode": "pro-image-to-video",
            "prompt": "A boat",
            "duration": 5,
            "image_urls": [picture(FIRST), picture(LAST)],
        }

    def test_callback_address_and_type_go_together(self) -> None:
        sent = self.driver.payload(self.order, account=account(), image=picture)
        assert sent.body is not None
        assert sent.body["request_type"] == "async" and "callback_url" not in sent.body and "provider" not in sent.body
        called = self.driver.payload(self.order, account=account(), image=picture, callback_url=CALLBACK)
        assert called.body is not None
        assert same(
            {name: called.body[name] for name in ("request_type", "callback_url")},
            {"request_type": "callback", "callback_url": CALLBACK},
        )

    def test_callbacks(self) -> None:
        for title, word in (("callback, success", "success"), ("callback, failed (code stays 200)", "failed")):
            hint = self.hinted(EXAMPLES[title])
            assert (hint.task_id, hint.word, hint.signature) == (ID, word, "none")

    def test_the_balance(self, wire: Wire, desk: Desk, known: Account) -> None:
        wire.answers(said(EXAMPLES["balance"]))
        assert self.driver.test(known, desk) == "$12.75 left"
        assert wire.asked[0].path == "/api/v1/apikeys/current-balance"
