"""The official Kling API: code before status, tokens signed per call, jobs found by our own id."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import replace
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
    KEY,
    LAST,
    PICTURE,
    SECRET,
    account,
    bodies,
    job,
    picture,
    same,
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

    def sent(self, model: str, *shots: Any, **facts: Any) -> Any:
        return self.driver.payload(job(model, *shots, **facts), account=account(), image=picture).body

    # Models that the examples leave out.

    def test_omni(self) -> None:
        request = self.driver.payload(
            job("kling-v3-omni", shot(6, "Snow", FIRST, LAST), negative_prompt="x", options={"cfg": 0.3}),
            account=account(),
            image=picture,
        )
        assert request.url.endswith(OMNI)
        assert same(
            request.body,
            {
                "model_name": "kling-v3-omni",
                "image_list": [
                    {"image_url": picture(FIRST), "type": "first_frame"},
                    {"image_url": picture(LAST), "type": "end_frame"},
                ],
                "prompt": "Snow",
                "mode": "pro",
                "sound": "off",
                "duration": "6",
            },
        )
        words = self.sent("kling-video-o1", shot(5, "Snow", None, LAST), options={"mode": "std"}, sound=True)
        assert same(
            words,
            {
                "model_name": "kling-video-o1",
                "prompt": "Snow",
                "mode": "std",
                "aspect_ratio": "16:9",
                "duration": "5",
            },
        )
        several = self.sent("kling-v3-omni", shot(2, "Snow"), shot(3, "Ice"), sound=True, aspect="1:1")
        assert "prompt" not in several and several["shot_type"] == "customize" and several["multi_shot"] is True
        assert several["multi_prompt"] == [
            {"index": 1, "prompt": "Snow", "duration": "2"},
            {"index": 2, "prompt": "Ice", "duration": "3"},
        ]
        assert (several["aspect_ratio"], several["sound"], several["duration"]) == ("1:1", "on", "5")

    def test_masters_have_no_mode_and_v2_no_guidance(self) -> None:
        wish = {"mode": "pro", "cfg": 0.4}
        for model in ("kling-v2-master", "kling-v2-1-master"):
            body = self.sent(model, shot(5, "Snow", FIRST, LAST), options=wish)
            assert body.keys() == {"model_name", "image", "prompt", "duration"}
        for model in ("kling-v2-1", "kling-v2-5-turbo", "kling-v2-6"):
            assert "cfg_scale" not in self.sent(model, shot(5, "Snow", FIRST), options=wish)
        assert self.sent("kling-v3", shot(5, "Snow"), options=wish)["cfg_scale"] == 0.4
        assert "cfg_scale" not in self.sent("kling-v3", shot(5, "Snow"))
        assert self.sent("kling-v1-6", shot(5, "Snow"), options={"cfg": 1})["cfg_scale"] == 1.0

    def test_end_pictures(self) -> None:
        def has(model: str, mode: str, *pictures: Any, **facts: Any) -> set[str]:
            body = self.sent(model, shot(5, "Snow", *pictures), options={"mode": mode}, **facts)
            return body.keys() & {"image", "image_tail"}

        both, tail, only = {"image", "image_tail"}, {"image_tail"}, {"image"}
        for model in ("kling-v2-1", "kling-v2-5-turbo", "kling-v1-6", "kling-v1-5"):
            assert has(model, "pro", FIRST, LAST) == both
            assert has(model, "std", FIRST, LAST) == only
        assert has("kling-v1", "std", FIRST, LAST) == has("kling-v3", "std", FIRST, LAST) == both
        assert has("kling-v1-6", "pro", None, LAST) == has("kling-v1-5", "pro", None, LAST) == tail
        assert has("kling-v1-6", "std", None, LAST) == has("kling-v3", "pro", None, LAST) == set()
        assert has("kling-v2-6", "pro", FIRST, LAST) == both
        assert has("kling-v2-6", "pro", FIRST, LAST, sound=True) == only

    def test_the_kind_is_the_same_for_creating_and_asking(self) -> None:
        for model, mode, pictures, kind in (
            ("kling-v1-6", "pro", (None, LAST), IMAGE),
            ("kling-v1-6", "std", (None, LAST), TEXT),
            ("kling-v3", "pro", (None, LAST), TEXT),
            ("kling-v3", "std", (FIRST,), IMAGE),
            ("kling-video-o1", "std", (), OMNI),
        ):
            order = job(model, shot(5, "Snow", *pictures), options={"mode": mode})
            url = self.driver.payload(order, account=account(), image=picture).url
            assert url == f"https://api.example.com{kind}"
            assert self.driver.query(order, ID, account()).url == f"{url}/{ID}"

    def test_sound_is_said_where_there_is_a_choice(self) -> None:
        assert self.sent("kling-v3", shot(5, "Snow"))["sound"] == "off"
        assert self.sent("kling-v3", shot(5, "Snow"), sound=True)["sound"] == "on"
        assert "sound" not in self.sent("kling-v2-6", shot(5, "Snow"), sound=True, options={"mode": "std"})
        assert "sound" not in self.sent("kling-v1-6", shot(5, "Snow"), sound=True)

    def test_one_axis_of_the_camera(self) -> None:
        def config(model: str, mode: str, *pictures: Any, seconds: int = 5, **axes: float) -> Any:
            body = self.sent(model, shot(seconds, "Snow", *pictures, **axes), options={"mode": mode})
            return body.get("camera_control")

        still = dict.fromkeys(("horizontal", "vertical", "pan", "tilt", "roll", "zoom"), 0)
        for axis, name, sign in (
            ("truck", "horizontal", 1),
            ("pedestal", "vertical", 1),
            ("pan", "pan", 1),
            ("tilt", "tilt", 1),
            ("roll", "roll", 1),
            ("zoom", "zoom", -1),
        ):
            wanted = {"type": "simple", "config": {**still, name: sign * 3}}
            assert same(config("kling-v1", "std", **{axis: 3}), wanted)
            assert same(config("kling-v1-5", "pro", FIRST, **{axis: 3}), wanted)
        assert config("kling-v1", "std") is config("kling-v1", "std", pan=1, tilt=1) is None
        assert config("kling-v1", "pro", pan=1) is config("kling-v1", "std", FIRST, pan=1) is None
        assert config("kling-v1", "std", seconds=10, pan=1) is config("kling-v1-5", "std", FIRST, pan=1) is None
        assert config("kling-v1-5", "pro", FIRST, LAST, pan=1) is config("kling-v3", "pro", pan=1) is None

    def test_what_a_model_cannot_be_asked(self) -> None:
        for model in ("kling-v1-5", "kling-v2-1"):
            with pytest.raises(Refused):
                self.sent(model, shot(5, "Snow"))
        with pytest.raises(Refused):
            self.sent("kling-v2-6", shot(5, "Snow"), shot(5, "Ice"))

    def test_no_field_is_empty_and_none_is_called_model(self) -> None:
        for model in self.driver.models:
            body = self.sent(model, shot(5, "Snow", FIRST), options={"mode": "pro"})
            assert "model" not in body and all(value not in ("", None, [], {}) for value in body.values())

    def test_pictures_travel_as_raw_base64(self, wire: Wire, desk: Desk) -> None:
        wire.answers(said(EXAMPLES["create response"]))
        self.submit(desk)
        sent = wire.asked[0].json
        assert base64.b64decode(sent["image"], validate=True) == PICTURE
        assert (sent["external_task_id"], sent["callback_url"]) == (EXTERNAL, CALLBACK)

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
