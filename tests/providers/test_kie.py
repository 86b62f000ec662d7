"""KIE.AI: errors under HTTP 200, JSON inside JSON, uploads first, fresh links at the end."""

from __future__ import annotations

import base64
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from projects.providers.base import Account, Answer, Desk, Order, Phase
from projects.providers.drivers.kie import Kie
from projects.providers.troubles import Busy, Category, LinkExpired, NoSuchJob, ProviderError, Refused, Unsent
from tests.providers.clips import CLIP
from tests.providers.contract import CALLBACK, Case, DriverContract
from tests.providers.orders import EXTERNAL, FIRST, LAST, PICTURE, account, bodies, job, picture, same, shot
from tests.providers.wire import Wire, hung_up, said

C = Category
EXAMPLES = bodies("kie")
ID = "task_kling_1767225600123"
HOOK = "https://studio.example.com/hooks/kie/4f1c0c9b"
CREATE = "/api/v1/jobs/createTask"
UPLOADED = EXAMPLES["upload response"]
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

    # Models that the examples leave out.

    def sent(self, model: str, *shots: Any, **facts: Any) -> Any:
        return self.driver.payload(job(model, *shots, **facts), account=account(), image=picture).body

    def test_several_shots_on_3_0(self) -> None:
        wanted = json.loads(json.dumps(EXAMPLES["create, 3.0 multi-shot with an element"]))
        del wanted["input"]["kling_elements"], wanted["callBackUrl"]
        shots = (
            shot(4, "@mara walks into the workshop", FIRST, LAST),
            shot(5, "Close on her hands assembling the clock", None, LAST),
        )
        assert same(self.sent("kie-kling-3.0", *shots, sound=True, options={"mode": "pro"}), wanted)
        assert self.sent("kie-kling-3.0", *shots)["input"]["sound"] is True
        assert self.sent("kie-kling-3.0", shots[0])["input"]["sound"] is False

    def test_omni(self) -> None:
        one = {
            "prompt": "Snow",
            "duration": 7,
            "audio": True,
            "resolution": "1080p",
            "aspect_ratio": "1:1",
            "customize_multi_shots": False,
        }
        words = self.sent(
            "kie-kling-3.0-omni", shot(7, "Snow"), aspect="1:1", sound=True, options={"resolution": "1080p"}
        )
        assert same(words, {"model": "kling-3.0-omni/text-to-video", "input": one})
        several = self.sent("kie-kling-3.0-omni", shot(4, "Snow", FIRST), shot(3, "Ice"))
        assert same(
            several,
            {
                "model": "kling-3.0-omni/image-to-video",
                "input": {
                    "prompt": "Snow Ice",
                    "duration": 7,
                    "audio": False,
                    "resolution": "720p",
                    "aspect_ratio": "16:9",
                    "customize_multi_shots": True,
                    "image_urls": [picture(FIRST)],
                    "multi_prompt": [{"prompt": "Snow", "duration": 4}, {"prompt": "Ice", "duration": 3}],
                },
            },
        )

    def test_turbo_and_2_6_from_words(self) -> None:
        assert same(
            self.sent("kie-kling-v3-turbo", shot(3, "Snow"), options={"resolution": "1080p"}),
            {
                "model": "kling/v3-turbo-text-to-video",
                "input": {"prompt": "Snow", "duration": "3", "aspect_ratio": "16:9", "resolution": "1080p"},
            },
        )
        assert same(
            self.sent("kie-kling-v3-turbo", shot(15, "Snow", FIRST)),
            {
                "model": "kling/v3-turbo-image-to-video",
                "input": {"prompt": "Snow", "duration": "15", "image_urls": [picture(FIRST)], "resolution": "720p"},
            },
        )
        assert same(
            self.sent("kie-kling-2.6", shot(5, "Snow"), aspect="9:16"),
            {
                "model": "kling-2.6/text-to-video",
                "input": {"prompt": "Snow", "sound": False, "duration": "5", "aspect_ratio": "9:16"},
            },
        )

    def test_the_2_1_family(self) -> None:
        pro = self.sent("kie-kling-2.1-pro", shot(5, "Snow", FIRST, LAST))
        assert pro["model"] == "kling/v2-1-pro" and pro["input"]["tail_image_url"] == picture(LAST)
        standard = self.sent("kie-kling-2.1-standard", shot(5, "Snow", FIRST, LAST))
        assert standard["model"] == "kling/v2-1-standard" and "tail_image_url" not in standard["input"]
        assert self.sent("kie-kling-2.1-master", shot(5, "Snow"))["model"] == "kling/v2-1-master-text-to-video"
        for model in ("kie-kling-2.1-pro", "kie-kling-2.1-standard"):
            with pytest.raises(Refused):
                self.sent(model, shot(5, "Snow"))
        with pytest.raises(Refused):
            self.sent("kie-kling-2.6", shot(5, "Snow"), shot(5, "Ice"))

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

    # Uploads.

    def place(self, desk: Desk, order: Order | None = None) -> Any:
        order = order or job("kie-kling-2.1-pro", shot(5, "Snow", FIRST, LAST))
        return self.driver.submit(order, external_id=EXTERNAL, callback_url=CALLBACK, desk=desk)

    def test_pictures_are_uploaded_before_the_order(self, wire: Wire, desk: Desk) -> None:
        other = json.loads(json.dumps(UPLOADED))
        other["data"] = {"fileUrl": "https://tempfile.example.org/refs/2.png", "downloadUrl": ""}
        wire.answers(said(UPLOADED), said(other), said(EXAMPLES["create response, accepted"]))
        assert self.place(desk).task_id == ID
        first, last, create = wire.asked
        assert first.path == last.path == "/api/file-base64-upload" and create.path == CREATE
        assert base64.b64decode(first.json["base64Data"]) == PICTURE and first.json["uploadPath"] == "storyreel"
        assert first.json.keys() == EXAMPLES["upload by base64, request"].keys()
        assert re.fullmatch(r"a1a1a1a1a1a1a1a1-[0-9a-f]{8}\.png", first.json["fileName"])
        assert re.fullmatch(r"b2b2b2b2b2b2b2b2-[0-9a-f]{8}\.png", last.json["fileName"])
        assert create.json["input"]["image_url"] == UPLOADED["data"]["downloadUrl"]
        assert create.json["input"]["tail_image_url"] == other["data"]["fileUrl"]

    def test_only_pictures_that_are_sent_are_uploaded(self, wire: Wire, desk: Desk) -> None:
        wire.answers(said(UPLOADED), said(EXAMPLES["create response, accepted"]))
        self.place(desk, job("kie-kling-2.1-standard", shot(5, "Snow", FIRST, LAST)))
        assert [asked.path for asked in wire.asked] == ["/api/file-base64-upload", CREATE]

    def test_an_upload_host_of_its_own(self, wire: Wire, desk: Desk) -> None:
        known = account("http://127.0.0.1:9", upload_url=wire.url)
        wire.answers(said(UPLOADED))
        with pytest.raises(Unsent):
            self.place(Desk(desk.still, desk.scratch, desk.progress, desk.line, known, desk.address))
        assert [asked.path for asked in wire.asked] == ["/api/file-base64-upload"] * 2

    @pytest.mark.parametrize(
        ("answer", "kind"),
        [
            (hung_up, Unsent),
            (said(b"", 500), Unsent),
            (said(b"<html>", 502), Unsent),
            (said(b""), Unsent),
            (said({"success": False, "code": 200, "data": None}), Unsent),
            (said({**UPLOADED, "data": {"downloadUrl": "ftp://x"}}), Unsent),
            (said(refused(777)), Unsent),
            (said(b"", 429), Busy),
            (said(refused(429)), Busy),
            (said(refused(455)), Busy),
            (said(refused(401)), Refused),
            (said(b"", 401), Refused),
            (said(refused(402)), Refused),
            (said(refused(400, "Unsupported file type")), Refused),
            (said(b"", 413), Refused),
            (said(b"", 404), Refused),
        ],
    )
    def test_a_failed_upload_is_no_riddle(self, wire: Wire, desk: Desk, answer: Any, kind: type[Exception]) -> None:
        wire.answers(answer)
        with pytest.raises(ProviderError) as caught:
            self.place(desk)
        assert type(caught.value) is kind
        assert [asked.path for asked in wire.asked] == ["/api/file-base64-upload"]

    # Results.

    def test_a_fresh_link_once(self, wire: Wire, desk: Desk, tmp_path: Path) -> None:
        to = tmp_path / "a.mp4"
        wire.answers(said(b"", 403), said({"code": 200, "data": f"{wire.url}/fresh"}), said(CLIP))
        self.driver.fetch(self.order, f"{wire.url}/old.mp4", to, desk)
        assert to.read_bytes() == CLIP
        old, ask, fresh = wire.asked
        assert (ask.method, ask.path, ask.json) == (
            "POST",
            "/api/v1/common/download-url",
            {"url": f"{wire.url}/old.mp4"},
        )
        assert "authorization" in ask.headers and "authorization" not in {**old.headers, **fresh.headers}
        for answer in (said(refused(404)), said(EXAMPLES["create response, accepted"]), said(b"", 403)):
            wire.answers(said(b"", 410), answer)
            with pytest.raises(LinkExpired):
                self.driver.fetch(self.order, f"{wire.url}/old.mp4", to, desk)

    def test_credits(self, wire: Wire, desk: Desk, known: Account) -> None:
        wire.answers(said(EXAMPLES["credits"]))
        assert self.driver.test(known, desk) == "60.62 credits left"
        assert (wire.asked[0].method, wire.asked[0].path) == ("GET", "/api/v1/chat/credit")
        for odd in (None, "x", -1, float("nan"), {}):
            assert self.driver.balance({"data": odd}) == ""

    # Callbacks.

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

    def test_the_effective_code(self) -> None:
        assert self.driver.trouble(Answer(200, {"code": 200})) is None
        assert self.driver.trouble(Answer(200, {"code": "200"})) is None
        assert self.driver.trouble(Answer(404, {"code": 429})) == (C.RATE_LIMITED, "429", "")
