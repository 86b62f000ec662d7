"""KIE.AI: errors under HTTP 200, JSON inside JSON, uploads first, fresh links at the end."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from projects.providers.base import Answer, Desk, Phase
from projects.providers.drivers.kie import Kie
from projects.providers.troubles import Category, NoSuchJob, ProviderError
from tests.providers.contract import Case, DriverContract
from tests.providers.orders import EXTERNAL, FIRST, LAST, bodies, job, shot
from tests.providers.wire import Wire, said

C = Category
EXAMPLES = bodies("kie")
ID = "task_kling_1767225600123"
HOOK = "https://studio.example.com/hooks/kie/4f1c0c9b"
CREATE = "/api/v1/jobs/createTask"
KEEPER = "A lighthouse keeper lifts a lantern while fog rolls over the rocks"


def refused(code: Any, said: str = "No") -> dict[str, Any]:
    return {"code": code, "msg": said, "data": None}


def record(state: str, **facts: Any) -> dict[str, Any]:
    return {"code": 200, "msg": "success", "data": {"taskId": ID, "state": state, **facts}}


CODES = (
    (400, C.INVALID), (401, C.AUTH), (402, C.CREDITS), (404, C.NOT_FOUND), (408, C.SERVER), (422, C.INVALID),
    (429, C.RATE_LIMITED), (433, C.CREDITS), (455, C.MAINTENANCE), (500, C.SERVER), (501, C.SERVER),
    (505, C.FEATURE_DISABLED),
)  # fmt: skip


class TestKie(DriverContract):
    driver = Kie()
    examples = EXAMPLES
    order = job("kie-kling-2.5-turbo", shot(5, "Paper boats"))
    cases = (
        Case(
            "create, 2.1 master i2v",
            job(
                "kie-kling-2.1-master",
                shot(5, KEEPER, FIRST, LAST),
                negative_prompt="jitter, text",
                options={"cfg": 0.5},
            ),
            CREATE,
            HOOK,
        ),
        Case(
            "create, 2.5 turbo i2v pro with end frame",
            job(
                "kie-kling-2.5-turbo",
                shot(10, "Slow dolly toward the open door", FIRST, LAST),
                negative_prompt="blur",
                options={"cfg": 0.6},
            ),
            CREATE,
            HOOK,
            EXTERNAL,
        ),
        Case(
            "create, 2.5 turbo t2v pro",
            job(
                "kie-kling-2.5-turbo",
                shot(5, "Paper boats drift down a flooded street at dusk"),
                aspect="9:16",
                negative_prompt="people",
                options={"cfg": 0.4},
            ),
            CREATE,
        ),
        Case(
            "create, 2.6 i2v",
            job("kie-kling-2.6", shot(5, "Rain starts, she opens an umbrella", FIRST, LAST), sound=True),
            CREATE,
            HOOK,
        ),
        Case(
            "create, 3.0 single shot with first and last frame",
            job("kie-kling-3.0", shot(7, "The train leaves the station", FIRST, LAST), options={"mode": "std"}),
            CREATE,
            HOOK,
        ),
    )
    accepted = "create response, accepted", ID
    reports = {
        "recordInfo, waiting": {"task_id": ID, "phase": Phase.SUBMITTED, "echo": HOOK, "created_ms": 1767225600123},
        "recordInfo, generating": {"task_id": ID, "phase": Phase.RUNNING, "progress": 40, "word": "generating"},
        "recordInfo, success": {
            "task_id": ID,
            "phase": Phase.SUCCEEDED,
            "result": "https://cdn.example.org/out/abc123.mp4",
            "units": Decimal(50),
            "lives": 24 * 3600,
            "reason": "",
        },
        "recordInfo, fail": {
            "task_id": ID,
            "phase": Phase.FAILED,
            "category": C.MODERATION,
            "reason": "KIE.AI's safety filter declined this order. It said: Failure to pass the risk control system",
        },
        "callback, failure": {"task_id": ID, "phase": Phase.FAILED, "category": C.MODERATION},
    }
    strange = record("dreaming"), "dreaming"
    empty = (
        record("success"),
        record("success", resultJson=""),
        record("success", resultJson="not json"),
        record("success", resultJson="[" * 100_000),
        record("success", resultJson='{"resultUrls":"https://cdn.example.org/a.mp4"}'),
        {"code": 200, "msg": "success", "data": None},
        {"code": 200},
    )
    refusals = (
        (200, EXAMPLES["create response, refused (HTTP status may be 200)"], C.INVALID),
        (200, EXAMPLES["create response, no credits (documented form)"], C.CREDITS),
        (200, EXAMPLES["create response, no credits (form seen live)"], C.CREDITS),
        (200, EXAMPLES["rate limited"], C.RATE_LIMITED),
        (429, EXAMPLES["rate limited"], C.RATE_LIMITED),
        (200, EXAMPLES["recordInfo, not visible yet"], C.NOT_FOUND),
        *((200, refused(code), category) for code, category in CODES),
        *((code, refused(code), category) for code, category in CODES),
        (200, refused("402"), C.CREDITS),
        (200, {"code": 401, "message": "You do not have access permissions"}, C.AUTH),
        (200, refused(500, "Your balance is too low"), C.CREDITS),
        (500, refused(500, "sound cannot be empty"), C.INVALID),
        (500, refused(500, "Invalid parameter: mode"), C.INVALID),
        (500, refused(500, "The load balancer failed"), C.SERVER),
        (500, {"msg": "Credits insufficient"}, C.CREDITS),
        (422, refused(422, "task not found"), C.NOT_FOUND),
        (400, refused(4003), C.INVALID),
    )
    unclear = (
        (200, refused(0)),
        (200, refused(777)),
        (200, refused("E1")),
        (500, refused(200)),
        (200, {"code": True, "msg": "success"}),
    )

    # Verdicts that come as refusals.

    def test_a_failed_job_without_a_record(self, wire: Wire, desk: Desk) -> None:
        for code, said_, category in (
            (501, "Generation failed", C.SERVER),
            (408, "Upstream timed out", C.SERVER),
            (501, "sensitive content", C.MODERATION),
        ):
            for status in (200, code):
                wire.answers(said(refused(code, said_), status))
                report = self.driver.poll(self.order, ID, desk)
                assert (report.phase, report.category) == (Phase.FAILED, category)
                assert report.word == f"code {code}" and said_ in report.reason

    def test_a_bare_501_is_no_verdict(self, wire: Wire, desk: Desk) -> None:
        for status in (408, 501):
            wire.answers(said(b"", status))
            with pytest.raises(ProviderError) as caught:
                self.driver.poll(self.order, ID, desk)
            assert type(caught.value) is ProviderError

    def test_not_visible_yet(self, wire: Wire, desk: Desk) -> None:
        for body in (EXAMPLES["recordInfo, not visible yet"], refused(404), refused(422, "record not found")):
            wire.answers(said(body))
            with pytest.raises(NoSuchJob):
                self.driver.poll(self.order, ID, desk)

    def test_results_count_with_success_alone(self) -> None:
        report = self.driver.read(record("waiting", resultJson='{"resultUrls":["https://cdn.example.org/old.mp4"]}'))
        assert (report.phase, report.result) == (Phase.SUBMITTED, "")

    @pytest.mark.parametrize(
        ("said_", "category"),
        [
            ("Failure to pass the risk control system", C.MODERATION),
            ("NSFW detected", C.MODERATION),
            ("violates our policy", C.MODERATION),
            ("Prohibited words", C.MODERATION),
            ("Failed to download image", C.IMAGE_UNREACHABLE),
            ("image url cannot be accessed", C.IMAGE_UNREACHABLE),
            ("Could not load the image", C.IMAGE_UNREACHABLE),
            ("Image resolution or aspect ratio is not accepted", C.INVALID),
            ("image pixel is invalid", C.INVALID),
            ("file too large", C.INVALID),
            ("internal error, no information", C.SERVER),
            ("", C.SERVER),
        ],
    )
    def test_why_jobs_fail(self, said_: str, category: Category) -> None:
        assert self.driver.read(record("fail", failMsg=said_, failCode="500")).category == category

    def test_lies_about_cost_and_progress(self) -> None:
        for lie in (-5, 1e308, float("nan"), float("inf"), "NaN", "1e9", "-1", True, [], {}, None, 10**30, "9" * 5000):
            report = self.driver.read(record("generating", creditsConsumed=lie, progress=lie))
            assert report.units is None and report.progress is None
        assert self.driver.read(record("generating", consumeCredits="3.5")).units == Decimal("3.5")
        assert self.driver.read(record("generating", progress=101)).progress is None
        assert self.driver.read(record("generating", progress=40.5)).progress is None

    def test_what_fails_is_told_on_one_line(self) -> None:
        reason = self.driver.read(record("fail", failMsg="<b>no\x1b[31m\r\n\u202ego\0</b>" + "x" * 900)).reason
        assert reason.isprintable() and len(reason) == 300 and "<b>no [31m go </b>xxx" in reason

    def test_the_effective_code(self) -> None:
        assert self.driver.trouble(Answer(200, {"code": 200})) is None
        assert self.driver.trouble(Answer(200, {"code": "200"})) is None
        assert self.driver.trouble(Answer(404, {"code": 429})) == (C.RATE_LIMITED, "429", "")
