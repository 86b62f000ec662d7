"""Elements that Kling keeps: made, asked for, deleted, and named in orders."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import Any

import pytest

from projects.providers.base import Desk, ElementKeeper, OrderElement, OrderStill, Phase, Report
from projects.providers.drivers.kling import Kling
from projects.providers.drivers.kling_elements import element_body
from projects.providers.troubles import Busy, Category, NoSuchJob, ProviderError, Refused, Unknown, Unsent
from tests.providers.orders import EXTERNAL, FIRST, LAST, PICTURE, account, bodies, job, picture, same, shot
from tests.providers.promised import Promised
from tests.providers.wire import Wire, hung_up, said

EXAMPLES = bodies("kling")
PATH = "/v1/general/advanced-custom-elements"
ID = "700000000000000050"
MARA = OrderElement("mara", "Young clockmaker in a grey apron", (FIRST, LAST), "e_23456789")
TOM = replace(MARA, handle="tom", remote="161")


def task(word: str, **facts: Any) -> dict[str, Any]:
    data = {"task_id": ID, "task_status": word, "task_info": {"external_task_id": EXTERNAL}, "task_result": {}, **facts}
    return {"code": 0, "message": "SUCCEED", "request_id": "req-90", "data": data}


def done(**facts: Any) -> dict[str, Any]:
    return task("succeed", task_result={"elements": [{"element_id": 160, "status": "succeed", **facts}]})


def refused(code: int, words: str = "No") -> dict[str, Any]:
    return {"code": code, "message": words, "request_id": "req-91"}


class TestKlingElements(Promised):
    driver = Kling()

    def made(self, desk: Desk) -> Report:
        return self.driver.make_element(MARA, external_id=EXTERNAL, desk=desk)

    def test_it_keeps_elements(self) -> None:
        assert isinstance(self.driver, ElementKeeper)

    # In orders.

    def test_an_order_names_them_in_their_place(self) -> None:
        order = job(
            "kling-v3",
            shot(6, "@mara hands a letter to @tom", FIRST),
            options={"mode": "pro"},
            elements=(replace(MARA, remote="160"), TOM),
        )
        body = dict(self.driver.payload(order, account=account(), image=picture).body or {})
        assert body.pop("sound") == "off"
        assert same(body, EXAMPLES["image2video with elements"])

    def test_several_shots_name_them_and_leave_other_words_alone(self) -> None:
        order = job(
            "kling-v3",
            shot(3, "@tom, @tomb and a@tom", FIRST),
            shot(4, "Rain on @tom.", None),
            elements=(replace(TOM, remote="9007199254740993"),),
        )
        body = self.driver.payload(order, account=account(), image=picture).body or {}
        assert [each["prompt"] for each in body["multi_prompt"]] == [
            "<<<element_1>>>, @tomb and a@tom",
            "Rain on <<<element_1>>>.",
        ]
        assert json.dumps(body["element_list"]) == '[{"element_id": 9007199254740993}]'

    @pytest.mark.parametrize("model", ["kling-v3-omni", "kling-v2-6"])
    def test_other_models_name_none(self, model: str) -> None:
        order = job(model, shot(5, "Snow", FIRST), elements=(TOM,))
        assert "element_list" not in (self.driver.payload(order, account=account(), image=picture).body or {})

    def test_an_order_never_leaves_without_their_ids(self, wire: Wire, desk: Desk) -> None:
        order = job("kling-v3", shot(5, "@mara waits", FIRST), elements=(MARA,))
        with pytest.raises(Unsent):
            self.driver.submit(order, external_id=EXTERNAL, callback_url="", desk=desk)
        assert not wire.asked

    # Making.

    def test_what_is_sent(self, wire: Wire, desk: Desk) -> None:
        wire.answers(said(task("submitted")))
        assert self.made(desk) == Report(Phase.SUBMITTED, ID)
        (asked,) = wire.asked
        shown = base64.b64encode(PICTURE).decode()
        assert (asked.method, asked.path) == ("POST", PATH)
        assert same(
            asked.json,
            {
                "element_name": "mara",
                "element_description": "Young clockmaker in a grey apron",
                "reference_type": "image_refer",
                "element_image_list": {"frontal_image": shown, "refer_images": [{"image_url": shown}]},
                "external_task_id": EXTERNAL,
            },
        )

    def test_names_and_descriptions_keep_their_lengths(self) -> None:
        long = replace(MARA, handle="m" * 24, description="grey apron " * 40)
        body = element_body(long, picture, EXTERNAL)
        assert len(body["element_name"]) == 20
        assert 90 < len(body["element_description"]) <= 100
        assert 0 < len(element_body(replace(MARA, description="x" * 300), picture, "")["element_description"]) <= 100

    @pytest.mark.parametrize(
        ("answer", "kind", "category"),
        [
            (hung_up, Unknown, Category.SERVER),
            (said(b"", 500), Unknown, Category.SERVER),
            (said({"code": 0, "data": None}), Unknown, Category.SERVER),
            (said(refused(1302), 429), Busy, Category.RATE_LIMITED),
            (said(refused(1301), 400), Refused, Category.MODERATION),
            (said(refused(1201), 400), Refused, Category.INVALID),
            (said(refused(1000), 401), Refused, Category.AUTH),
        ],
    )
    def test_what_becomes_of_it(self, wire: Wire, desk: Desk, answer: Any, kind: type, category: Category) -> None:
        wire.answers(answer)
        with pytest.raises(ProviderError) as caught:
            self.made(desk)
        assert (type(caught.value), caught.value.category) == (kind, category)
        assert len(wire.asked) == 1

    def test_a_lost_picture_is_unsent(self, wire: Wire, desk: Desk) -> None:
        desk.still("").unlink()
        with pytest.raises(Unsent):
            self.made(desk)
        few = replace(MARA, pictures=(OrderStill("a" * 64, 800, 800, "png"),))
        with pytest.raises(Refused):
            self.driver.make_element(few, external_id=EXTERNAL, desk=desk)
        assert not wire.asked

    # Asking.

    @pytest.mark.parametrize("name", [ID, EXTERNAL])
    def test_how_it_stands(self, wire: Wire, desk: Desk, name: str) -> None:
        wire.answers(said(task("processing")), said(done()), said(done(element_id="161")))
        assert self.driver.find_element(name, desk).phase == Phase.RUNNING
        found = [self.driver.find_element(name, desk).result for _ in range(2)]
        assert found == ["160", "161"]
        assert {asked.path for asked in wire.asked} == {f"{PATH}/{name}"}

    def test_why_it_failed(self, wire: Wire, desk: Desk) -> None:
        wire.answers(said(task("failed", task_status_msg="Failure to pass the risk control system")))
        report = self.driver.find_element(ID, desk)
        assert (report.phase, report.category) == (Phase.FAILED, Category.MODERATION)
        assert "risk control" in report.reason

    @pytest.mark.parametrize("body", [done(status="deleted"), refused(1203), refused(1201)])
    def test_it_is_gone(self, wire: Wire, desk: Desk, body: Any) -> None:
        wire.answers(said(body))
        with pytest.raises(NoSuchJob):
            self.driver.find_element(ID, desk)

    @pytest.mark.parametrize(
        "body",
        [done(element_id=None), task("succeed"), task("succeed", task_id="7"), {"code": 0, "data": []}, refused(5000)],
    )
    def test_nobody_can_tell(self, wire: Wire, desk: Desk, body: Any) -> None:
        if body.get("data") and body["data"]["task_id"] == "7":
            body["data"]["task_info"] = {}
        wire.answers(said(body))
        with pytest.raises(ProviderError) as caught:
            self.driver.find_element(ID, desk)
        assert not isinstance(caught.value, NoSuchJob)

    # Deleting.

    def test_deleting(self, wire: Wire, desk: Desk) -> None:
        wire.answers(said(task("succeed")), said(refused(1203), 404), said(refused(1201), 400), said(b"", 404))
        self.driver.drop_element("160", desk)
        self.driver.drop_element("160", desk)
        for _ in range(2):
            with pytest.raises(ProviderError):
                self.driver.drop_element("160", desk)
        assert same(wire.asked[0].json, {"element_id": "160"})
        assert wire.asked[0].path == "/v1/general/delete-elements"
