"""The official Kling API: code before status, tokens signed per call, jobs found by our own id."""

from __future__ import annotations

import base64
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from projects.providers.base import Account, Desk, Phase
from projects.providers.drivers import kling_auth
from projects.providers.drivers.kling import CODES, Kling
from projects.providers.troubles import Category, NoSuchJob, ProviderError, Refused
from tests.providers.contract import CALLBACK, Case, DriverContract
from tests.providers.orders import (
    EXTERNAL,
    FIRST,
    LAST,
    PICTURE,
    bodies,
    job,
    shot,
)
from tests.providers.wire import Wire, said

C = Category
EXAMPLES = bodies("kling")
ID, OURS = "700000000000000001", "shot-012-take-3"
HOOK = "https://studio.example.com/hooks/kling/a1b2"
IMAGE, TEXT, OMNI = "/v1/videos/image2video", "/v1/videos/text2video", "/v1/videos/omni-video"
STATUSES = {
    1100: 429,
    1101: 429,
    1102: 429,
    1103: 403,
    1202: 404,
    1203: 404,
    1302: 429,
    1303: 429,
    1304: 429,
    5000: 500,
    5001: 503,
    5002: 504,
}


def refused(code: int, said_: str = "no") -> dict[str, Any]:
    return {"code": code, "message": said_, "request_id": "req-7a10"}


def task(word: str, **facts: Any) -> dict[str, Any]:
    return {"code": 0, "message": "SUCCEED", "data": {"task_id": ID, "task_status": word, **facts}}


class TestKling(DriverContract):
    driver = Kling()
    examples = EXAMPLES
    secret = ""
    order = job("kling-v2-5-turbo", shot(5, "She turns toward the window", FIRST), options={"mode": "pro"})
    cases = (
        Case(
            "image2video, first and end frame",
            job(
                "kling-v2-5-turbo",
                shot(5, "She turns toward the window", FIRST, LAST),
                negative_prompt="distortion",
                options={"mode": "pro", "cfg": 0.5},
                sound=True,
            ),
            IMAGE,
            HOOK,
            OURS,
        ),
        Case(
            "image2video, raw base64 image",
            job("kling-v2-1", shot(5, "Leaves stir", FIRST, LAST)),
            IMAGE,
            image="iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB",
        ),
        Case(
            "image2video, simple camera",
            job("kling-v1-5", shot(5, "Quiet street", FIRST, zoom=-4.5), options={"mode": "pro", "cfg": 0.5}),
            IMAGE,
        ),
        Case(
            "image2video, multi-shot, customised",
            job(
                "kling-v3",
                shot(4, "Wide view of the harbour", FIRST, LAST),
                shot(3, "Close on the rope being untied"),
                shot(3, "The boat drifts out"),
                sound=True,
                options={"mode": "pro"},
            ),
            IMAGE,
            external="scene-4-take-1",
        ),
        Case(
            "text2video",
            job(
                "kling-v2-6",
                shot(10, "Snow over a night market"),
                negative_prompt="text",
                sound=True,
                aspect="9:16",
                options={"mode": "pro", "watermark": False},
            ),
            TEXT,
        ),
    )
    accepted = "create response", ID
    reports = {
        "query, processing": {
            "task_id": ID,
            "phase": Phase.RUNNING,
            "word": "processing",
            "echo": OURS,
            "units": Decimal(0),
            "created_ms": 1767225600123,
        },
        "query, succeed": {
            "task_id": ID,
            "phase": Phase.SUCCEEDED,
            "result": "https://cdn.example.org/kling/8009.mp4",
            "units": Decimal("3.5"),
            "lives": 30 * 24 * 3600,
            "extra": (),
        },
        "query, failed (top-level message still positive)": {
            "task_id": ID,
            "phase": Phase.FAILED,
            "category": C.MODERATION,
            "reason": "Kling's safety filter declined this order. It said: Failure to pass the risk control system",
        },
    }
    strange = task("storyboarding"), "storyboarding"
    empty = (
        task("succeed"),
        task("succeed", task_result={"videos": []}),
        task("succeeded", task_result={"videos": [{"id": "1", "watermark_url": "https://cdn.example.org/w.mp4"}]}),
        task("succeed", task_result={"videos": {"url": "https://cdn.example.org/a.mp4"}}),
        {"code": 0, "data": {"task_status": "processing"}},
        {"code": 0, "data": []},
        EXAMPLES["callback, succeed"],
    )
    refusals = (
        (401, EXAMPLES["error, HTTP 401"], C.AUTH),
        (429, EXAMPLES["error, HTTP 429, concurrency"], C.CONCURRENCY),
        (429, EXAMPLES["error, HTTP 429, not retryable"], C.CREDITS),
        (400, EXAMPLES["error, HTTP 400, parameters"], C.INVALID),
        (400, EXAMPLES["error, HTTP 400, moderation"], C.MODERATION),
        *(
            (STATUSES.get(code, 401 if code < 1100 else 400), refused(code), category)
            for code, category in CODES.items()
        ),
        *((200, refused(code), category) for code, category in CODES.items()),
        (429, refused(0), C.RATE_LIMITED),
        (400, refused(1299), C.INVALID),
    )
    unclear = ((200, refused(777)), (429, refused(1399)), (500, refused(6000)), (500, refused(0)))

    def missed(self, category: Category, body: Any) -> type[ProviderError]:
        """Two codes say that there is no such task; 1202 and a bare 404 prove nothing."""
        code = body["code"] if isinstance(body, dict) else 0
        if code in {1201, 1203}:
            return NoSuchJob
        return Refused if category in {C.AUTH, C.CREDITS} else ProviderError

    def test_pictures_travel_as_raw_base64(self, wire: Wire, desk: Desk) -> None:
        wire.answers(said(EXAMPLES["create response"]))
        self.submit(desk)
        sent = wire.asked[0].json
        assert base64.b64decode(sent["image"], validate=True) == PICTURE
        assert (sent["external_task_id"], sent["callback_url"]) == (EXTERNAL, CALLBACK)

    # Looking up.

    def test_looking_up(self, wire: Wire, desk: Desk) -> None:
        wire.answers(said(EXAMPLES["query, processing"]))
        found = self.driver.look_up(self.order, OURS, desk)
        assert found is not None and found.task_id == ID
        assert wire.asked[0].path == f"{IMAGE}/{OURS}"
        for status, code in ((404, 1203), (400, 1201)):
            wire.answers(said(refused(code), status))
            assert self.driver.look_up(self.order, OURS, desk) is None

    def test_only_kling_itself_says_that_there_is_none(self, wire: Wire, desk: Desk) -> None:
        """Anything else would be bought twice."""
        for answer in (
            said(b"", 404),
            said(b"<html>", 404),
            said(refused(1202), 404),
            said(refused(0), 404),
            said({"code": 0, "data": None}),
            said(b""),
            said(b"", 410),
        ):
            wire.answers(answer)
            with pytest.raises(ProviderError) as caught:
                self.driver.look_up(self.order, OURS, desk)
            assert not isinstance(caught.value, NoSuchJob | Refused)

    def test_a_job_that_does_not_show_our_id_is_not_ours(self, wire: Wire, desk: Desk) -> None:
        for info in ({}, {"external_task_id": "shot-012-take-4"}, {"external_task_id": None}):
            wire.answers(said(task("processing", task_info=info)))
            with pytest.raises(ProviderError, match="another job"):
                self.driver.look_up(self.order, OURS, desk)

    def test_further_videos_are_kept(self) -> None:
        videos = [{"url": f"https://cdn.example.org/{name}.mp4"} for name in "abc"]
        report = self.driver.read(task("succeeded", task_result={"videos": videos}))
        assert report.result.endswith("/a.mp4") and [link[-5:] for link in report.extra] == ["b.mp4", "c.mp4"]

    # What is left.

    def test_units_left(
        self, wire: Wire, desk: Desk, known: Account, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setattr(kling_auth, "clock", lambda: 1767225600)
        wire.answers(said(EXAMPLES["account costs"]))
        assert self.driver.test(known, desk) == "118 of 200 units left"
        assert wire.asked[0].path == "/account/costs?start_time=1764633600000&end_time=1767225600000"
        pack = EXAMPLES["account costs"]["data"]["resource_pack_subscribe_infos"][0]

        def left(*packs: Any) -> str:
            return self.driver.balance({"code": 0, "data": {"resource_pack_subscribe_infos": list(packs)}})

        assert left(pack, {**pack, "remaining_quantity": 0.5}) == "118.5 of 400 units left"
        assert left(pack, {**pack, "status": "expired"}, 5, None) == "118 of 200 units left"
        assert left() == left({**pack, "status": "runOut"}) == self.driver.balance({"code": 0}) == ""


def test_the_file_with_the_watermark_is_fetched_where_one_was_ordered() -> None:
    """Both files are there then; without an address for the marked one the other is better than none."""
    plain, marked = "https://cdn.example.org/a.mp4", "https://cdn.example.org/a-marked.mp4"
    for enabled, address, result in ((True, marked, marked), (False, marked, plain), (True, "", plain)):
        videos = [{"id": "1", "url": plain, "watermark_url": address}]
        body = task("succeed", watermark_info={"enabled": enabled}, task_result={"videos": videos})
        report = Kling().read(body)
        assert (report.result, report.extra) == (result, ())
