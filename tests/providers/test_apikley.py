"""Apikley: KIE's API at another address, without uploads, fresh links or signatures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from projects.providers.base import Account, Desk, Phase
from projects.providers.drivers.apikley import Apikley
from projects.providers.troubles import Category, LinkExpired, Refused
from tests.providers.contract import Case, DriverContract
from tests.providers.orders import FIRST, LAST, account, bodies, job, picture, shot
from tests.providers.wire import Wire, said

C = Category
EXAMPLES = bodies("apikley")
ID = "task_kling_1767225700456"
HOOK = "https://studio.example.com/hooks/apikley/77ab"


def refused(code: int, said: str = "No") -> dict[str, Any]:
    return {"code": code, "msg": said, "data": None}


def record(state: str, **facts: Any) -> dict[str, Any]:
    return {"code": 200, "message": "success", "data": {"taskId": ID, "state": state, **facts}}


class TestApikley(DriverContract):
    driver = Apikley()
    examples = EXAMPLES
    order = job("apikley-kling-2.1-standard", shot(5, "Fog", FIRST))
    cases = (
        Case(
            "create",
            job(
                "apikley-kling-2.1-master",
                shot(5, "A lighthouse keeper lifts a lantern while fog rolls over the rocks", FIRST, LAST),
                negative_prompt="jitter, text",
                options={"cfg": 0.5},
            ),
            "/api/v1/jobs/createTask",
            callback=HOOK,
        ),
    )
    accepted = "create response", ID
    reports = {
        "recordInfo (note `message`)": {
            "task_id": ID,
            "phase": Phase.SUCCEEDED,
            "result": "https://cdn.example.org/out/abc123.mp4",
            "lives": 24 * 3600,
            "echo": HOOK,
        },
    }
    strange = record("polishing"), "polishing"
    empty = (record("success"), record("success", resultJson=None), record("success", resultJson="null"))
    refusals = (
        (200, EXAMPLES["error"], C.MAINTENANCE),
        *((200, refused(code), category) for code, category in (
            (401, C.AUTH),
            (402, C.CREDITS),
            (404, C.NOT_FOUND),
            (422, C.INVALID),
            (429, C.RATE_LIMITED),
            (500, C.SERVER),
            (501, C.SERVER),
            (505, C.FEATURE_DISABLED),
        )),
        (500, refused(500, "insufficient credits"), C.CREDITS),
    )  # fmt: skip
    unclear = ((200, refused(4321)), (500, {"msg": "x"}), (200, {"code": 200, "msg": "success", "data": None}))

    def test_the_other_model(self) -> None:
        sent = self.driver.payload(self.order, account=account(), image=picture)
        assert sent.body == {
            "model": "kling/v2-1-standard",
            "input": {"prompt": "Fog", "duration": "5", "image_url": picture(FIRST)},
        }
        with pytest.raises(Refused, match="from a picture only"):
            self.driver.payload(job("apikley-kling-2.1-master", shot(5, "Fog")), account=account(), image=picture)

    def test_a_callback_is_not_signed(self) -> None:
        hint = self.hinted(EXAMPLES["callback"])
        assert (hint.task_id, hint.word, hint.signature) == (ID, "success", "none")

    def test_credits(self, wire: Wire, desk: Desk, known: Account) -> None:
        wire.answers(said(EXAMPLES["credits"]))
        assert self.driver.test(known, desk) == "1200 credits left"

    def test_a_link_that_is_over_is_left_to_the_next_poll(self, wire: Wire, desk: Desk, tmp_path: Path) -> None:
        wire.answers(said(b"", 403))
        with pytest.raises(LinkExpired):
            self.driver.fetch(self.order, f"{wire.url}/a.mp4", tmp_path / "a.mp4", desk)
        assert len(wire.asked) == 1
