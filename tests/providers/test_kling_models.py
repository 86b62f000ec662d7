"""What each model of the official Kling API is sent, and what it is spared."""

from __future__ import annotations

from typing import Any

import pytest

from projects.providers.drivers.kling import Kling
from projects.providers.troubles import Refused
from tests.providers.orders import (
    FIRST,
    LAST,
    account,
    job,
    picture,
    same,
    shot,
)
from tests.providers.promised import Promised

ID = "700000000000000001"
IMAGE, TEXT, OMNI = "/v1/videos/image2video", "/v1/videos/text2video", "/v1/videos/omni-video"


class TestKlingModels(Promised):
    driver = Kling()

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
