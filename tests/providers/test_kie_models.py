"""What each model of KIE.AI is sent where the documented examples leave it out."""

from __future__ import annotations

import json
from typing import Any

import pytest

from projects.providers.base import OrderElement, OrderStill
from projects.providers.drivers.kie import Kie
from projects.providers.troubles import Refused
from tests.providers.orders import FIRST, LAST, account, bodies, job, picture, same, shot
from tests.providers.promised import Promised

EXAMPLES = bodies("kie")


class TestKieModels(Promised):
    driver = Kie()

    def sent(self, model: str, *shots: Any, **facts: Any) -> Any:
        return self.driver.payload(job(model, *shots, **facts), account=account(), image=picture).body

    def test_several_shots_on_3_0(self) -> None:
        wanted = json.loads(json.dumps(EXAMPLES["create, 3.0 multi-shot with an element"]))
        del wanted["callBackUrl"]
        front, side = (OrderStill(digit * 64, 800, 800, "png") for digit in "cd")
        mara = OrderElement("mara", "Young clockmaker, grey apron", (front, side))
        places = dict(zip((front, side), wanted["input"]["kling_elements"][0]["element_input_urls"], strict=True))
        shots = (
            shot(4, "@mara walks into the workshop", FIRST, LAST),
            shot(5, "Close on her hands assembling the clock", None, LAST),
        )
        order = job("kie-kling-3.0", *shots, sound=True, options={"mode": "pro"}, elements=(mara,))
        body = self.driver.payload(
            order, account=account(), image=lambda still: places[still] if still in places else picture(still)
        ).body
        assert same(body, wanted)
        assert "kling_elements" not in self.sent("kie-kling-3.0", *shots)["input"]
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
