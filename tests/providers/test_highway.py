"""HighwayAPI: bare bodies, reasons instead of codes, and no call that tells what is left."""

from __future__ import annotations

from typing import Any

import pytest

from projects.providers.base import Account, Desk, Phase
from projects.providers.drivers.highway import REASONS, Highway
from projects.providers.troubles import Category, ProviderError, Refused
from tests.providers.contract import CALLBACK, Case, DriverContract
from tests.providers.orders import FIRST, account, bodies, job, picture, shot
from tests.providers.wire import Wire, said

C = Category
EXAMPLES = bodies("highway")
MODEL = "highway-kling-2.5-turbo"
CREATE = "/v3/async/kling-2.5-turbo-i2v"
ID = "hw-5b0e0c52"
STATUSES = {
    **dict.fromkeys(("INVALID_API_KEY", "ACCESS_DENY", "NOT_ENOUGH_BALANCE", "BILLING_AUTH_FAILED"), 403),
    **dict.fromkeys(("FEATURE_NOT_ALLOWED", "API_NOT_ALLOWED", "NEED_REAL_NAME_VERIFY"), 403),
    **dict.fromkeys(("MODEL_NOT_FOUND", "API_NOT_FOUND", "TASK_NOT_FOUND"), 404),
    **dict.fromkeys(("RATE_LIMIT_EXCEEDED", "TOKEN_LIMIT_EXCEEDED"), 429),
    **dict.fromkeys(("BILLING_FAILED", "CREATE_TASK_FAILED", "GET_RESULT_FAILED", "TASK_FAILED"), 500),
    "FAILED_TO_AUTH": 401,
    "SERVICE_NOT_AVAILABLE": 503,
}


def refused(reason: str) -> tuple[int, dict[str, Any]]:
    status = STATUSES.get(reason, 400)
    return status, {"code": status, "reason": reason, "message": "It said no", "metadata": {}}


def result(status: str, videos: Any = (), **task: Any) -> dict[str, Any]:
    return {"task": {"task_id": ID, "status": f"TASK_STATUS_{status}", **task}, "videos": list(videos)}


class TestHighway(DriverContract):
    driver = Highway()
    examples = EXAMPLES
    order = job(MODEL, shot(5, "The fox looks up", FIRST))
    cases = (
        Case(
            "create",
            job(
                MODEL,
                shot(5, "The fox looks up as the snow starts", FIRST),
                negative_prompt="blur",
                options={"cfg": 0.5, "mode": "pro"},
            ),
            CREATE,
            callback="https://studio.example.com/hooks/highway/c0de",
        ),
        Case(
            "create with webhook",
            order,
            CREATE,
            callback="https://studio.example.com/hooks/highway/c0de",
            settings={"webhook": True},
        ),
    )
    accepted = "create response", ID
    reports = {
        "result, queued": {"task_id": ID, "phase": Phase.SUBMITTED, "word": "TASK_STATUS_QUEUED"},
        "result, processing": {"task_id": ID, "phase": Phase.RUNNING, "progress": None, "created_ms": 1767225600000},
        "result, succeed": {
            "task_id": ID,
            "phase": Phase.SUCCEEDED,
            "result": "https://cdn.example.org/hw/5b0e.mp4?X-Expires=3600",
            "lives": 3600,
            "units": None,
        },
        "result, failed": {
            "task_id": ID,
            "phase": Phase.FAILED,
            "category": C.MODERATION,
            "reason": "HighwayAPI's safety filter declined this order. It said: image content is not allowed",
        },
    }
    strange = result("TRANSCODING"), "TASK_STATUS_TRANSCODING"
    empty = (
        result("SUCCEED"),
        result("SUCCEED", [{"video_url": ""}]),
        {**result("SUCCEED"), "videos": None},
        {**result("SUCCEED"), "videos": {"video_url": "https://cdn.example.org/a.mp4"}},
    )
    refusals = (
        (400, EXAMPLES["error, HTTP 400"], C.INVALID),
        (403, EXAMPLES["error, HTTP 403 (no balance)"], C.CREDITS),
        (429, EXAMPLES["error, HTTP 429"], C.RATE_LIMITED),
        (404, EXAMPLES["error, HTTP 404"], C.NOT_FOUND),
        *((*refused(reason), category) for reason, category in REASONS.items()),
        (403, {"message": "not enough balance"}, C.CREDITS),
        (403, {"error": {"message": "insufficient funds"}}, C.CREDITS),
        (403, {"error": "who are you"}, C.AUTH),
        (429, {"message": "the model is overloaded"}, C.RATE_LIMITED),
        (400, {"reason": "SOMETHING_NEW", "message": "no"}, C.INVALID),
    )
    unclear = ((500, {"reason": "SOMETHING_NEW"}), (502, {"message": "upstream"}), (200, {"message": "queued"}))

    @pytest.mark.parametrize("word", ["CANCELED", "FAILED"])
    def test_ends_without_a_video(self, word: str) -> None:
        report = self.driver.read(result(word))
        assert (report.phase, report.category) == (Phase.FAILED, C.SERVER)
        assert report.reason == "Something went wrong at HighwayAPI."

    def test_how_long_a_link_lives(self) -> None:
        for ttl, lives in (("604800", 604800), (7200, 7200), ("soon", 3600), (None, 3600), ("0", 3600), (-1, 3600)):
            videos = [{"video_url": "https://cdn.example.org/a.mp4", "video_url_ttl": ttl}]
            assert self.driver.read(result("SUCCEED", videos)).lives == lives

    def test_further_videos_are_kept(self) -> None:
        videos = [{"video_url": f"https://cdn.example.org/{name}.mp4"} for name in "aba"]
        report = self.driver.read(result("SUCCEED", videos, progress_percent=0))
        assert (report.result, report.extra) == ("https://cdn.example.org/a.mp4", ("https://cdn.example.org/b.mp4",))

    def test_only_from_pictures(self) -> None:
        for order in (job(MODEL, shot(5, "Words")), job(MODEL, shot(5, "A", FIRST), shot(5, "B"))):
            with pytest.raises(Refused):
                self.driver.payload(order, account=account(), image=picture)

    def test_callbacks_come_wrapped_and_bare(self) -> None:
        for title in ("webhook, wrapped form", "webhook, bare form"):
            hint = self.hinted(EXAMPLES[title])
            assert (hint.task_id, hint.word, hint.signature) == (ID, "TASK_STATUS_SUCCEED", "none")

    def test_no_callback_is_asked_for_by_half_a_word(self) -> None:
        for settings in ({}, {"webhook": "yes"}, {"webhook": 1}):
            known = account(settings=settings)
            sent = self.driver.payload(self.order, account=known, image=picture, callback_url=CALLBACK)
            assert sent.body is not None and "extra" not in sent.body

    def test_a_job_that_cannot_be_proves_the_key(self, wire: Wire, desk: Desk, known: Account) -> None:
        wire.answers(said(EXAMPLES["error, HTTP 404"], 404))
        assert self.driver.test(known, desk) == ""
        assert wire.asked[0].path == "/v3/async/task-result?task_id=storyreel-key-test"
        for status, body in (refused("API_NOT_FOUND"), refused("TASK_FAILED"), (200, {"task": {}})):
            wire.answers(said(body, status))
            with pytest.raises(ProviderError):
                self.driver.test(known, desk)
