"""KIE.AI: pictures are uploaded first, and links that are over are asked for anew."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any

import pytest

from projects.providers.base import Account, Desk, Order
from projects.providers.drivers.kie import Kie
from projects.providers.troubles import Busy, LinkExpired, ProviderError, Refused, Unsent
from tests.providers.clips import CLIP
from tests.providers.contract import CALLBACK
from tests.providers.orders import EXTERNAL, FIRST, LAST, PICTURE, account, bodies, job, shot
from tests.providers.promised import Promised
from tests.providers.wire import Wire, hung_up, said

EXAMPLES = bodies("kie")
ID = "task_kling_1767225600123"
CREATE = "/api/v1/jobs/createTask"
UPLOADED = EXAMPLES["upload response"]


def refused(code: Any, said: str = "No") -> dict[str, Any]:
    return {"code": code, "msg": said, "data": None}


class TestKieUploads(Promised):
    driver = Kie()
    order = job("kie-kling-2.1-pro", shot(5, "Snow", FIRST, LAST))

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
