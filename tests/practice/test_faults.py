"""Every fault of creates, polls and endings does what it says."""

from __future__ import annotations

import time

import httpx
import pytest

from projects.practice import faults
from tests.practice.listener import Listener
from tests.practice.speakers import APIKLEY, APIXO, HIGHWAY, KIE, KLING, Speaker
from tests.practice.world import Caller
from tests.studio.processes import wait_until

CODES = {
    "rate_limited": {"kie": 429, "apikley": 429, "apixo": 429, "kling": 1302, "highway": 429},
    "concurrency": {"kie": 429, "apikley": 429, "apixo": 429, "kling": 1303, "highway": 429},
    "no_credits": {"kie": 402, "apikley": 402, "apixo": 402, "kling": 1102, "highway": 403},
    "no_credits_text": {"kie": 500, "apikley": 500, "apixo": 402, "kling": 1102, "highway": 403},
    "spend_cap": {"kie": 433, "apikley": 402, "apixo": 402, "kling": 1101, "highway": 403},
    "maintenance": {"kie": 455, "apikley": 455, "apixo": 503, "kling": 5001, "highway": 503},
    "auth": {"kie": 401, "apikley": 401, "apixo": 401, "kling": 1000, "highway": 403},
    "auth_early": {"kie": 401, "apikley": 401, "apixo": 401, "kling": 1003, "highway": 403},
    "auth_late": {"kie": 401, "apikley": 401, "apixo": 401, "kling": 1004, "highway": 403},
    "moderation_early": {"kie": 501, "apikley": 501, "apixo": 403, "kling": 1301, "highway": 400},
    "error_before": {"kie": 500, "apikley": 500, "apixo": 500, "kling": 5000, "highway": 500},
}


@pytest.mark.parametrize("name", CODES)
def test_refused_and_nothing_bought(caller: Caller, speaker: Speaker, name: str) -> None:
    answer = speaker.create(caller, f"A heron [practice:{name}]")
    assert answer.json()["code"] == CODES[name][speaker.wire]
    assert (answer.status_code == 200) == (speaker in (KIE, APIKLEY))
    assert caller.bought() == []


def test_bought_though_the_answer_was_lost(caller: Caller, speaker: Speaker) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        speaker.create(caller, "[practice:lost_answer]")
    assert len(caller.bought()) == 1
    with pytest.raises(httpx.RemoteProtocolError):
        speaker.create(caller, "[practice:lost_before]")
    assert len(caller.bought()) == 1


def test_bought_though_the_answer_was_wrong(caller: Caller, speaker: Speaker) -> None:
    broken = speaker.create(caller, "[practice:error_after]")
    assert broken.json()["code"] == CODES["error_before"][speaker.wire]
    page = speaker.create(caller, "[practice:garbage_answer]")
    assert page.status_code == 200 and page.text.startswith("<!doctype html>")
    empty = speaker.create(caller, "[practice:empty_answer]")
    assert empty.status_code == 200 and not empty.json().get("data") and "task_id" not in empty.json()
    assert len(caller.bought()) == 3


def test_a_task_id_twice(caller: Caller, speaker: Speaker) -> None:
    mine = speaker.created(caller)
    again = speaker.task_id(speaker.create(caller, "[practice:repeat_task_id]").json())
    ids = [task["task_id"] for task in caller.bought()]
    assert len(ids) == 2 and mine in ids and again != ids[1]


def test_slow(caller: Caller) -> None:
    begun = time.monotonic()
    APIXO.created(caller, "[practice:slow_answer:0.4]")
    assert time.monotonic() - begun >= 0.4
    begun = time.monotonic()
    APIXO.ended(caller, APIXO.created(caller, "[practice:slow]"))
    assert time.monotonic() - begun > 0.9


LATE = {
    "moderation_late": ("Failure to pass the risk control system", "CONTENT_VIOLATION", "image content is not allowed"),
    "fail_late": ("nternal", "GENERATION_FAILED", "internal error"),
    "invalid_late": ("resolution or aspect ratio", "UNSUPPORTED_FORMAT", "invalid image"),
    "unreachable_late": ("Failed to download image", "INVALID_IMAGE_URL", "failed to download"),
}


@pytest.mark.parametrize("name", LATE)
def test_fails_later(caller: Caller, speaker: Speaker, name: str) -> None:
    answer = speaker.ended(caller, speaker.created(caller, f"[practice:{name}]"))
    assert speaker.word(answer) == speaker.failed and speaker.urls(answer) == []
    official, code, highway = LATE[name]
    expected = {"apixo": code, "highway": highway}.get(speaker.wire, official)
    assert expected in str(answer)
    told = caller.listener.wait(caller.name, 3 if speaker is KLING else 1)
    assert speaker.callback(told[-1].body)[1] == speaker.failed


@pytest.mark.parametrize(
    ("picture", "name"),
    [
        ("/none.png", "unreachable_late"),
        ("/small.png", "invalid_late"),
        ("/words.png", "invalid_late"),
        ("/wide.png", "invalid_late"),
    ],
)
def test_pictures_are_looked_at_later(caller: Caller, speaker: Speaker, picture: str, name: str) -> None:
    body = speaker.body(caller, "x")
    text = caller.listener.base + picture
    given = body.get("input", body)
    field = next(field for field in ("image_url", "image_urls", "image") if field in given)
    given[field] = [text] if field == "image_urls" else text
    answer = speaker.ended(caller, speaker.task_id(caller.web.post(speaker.path, json=body).json()))
    official, code, highway = LATE[name]
    assert speaker.word(answer) == speaker.failed
    assert {"apixo": code, "highway": highway}.get(speaker.wire, official) in str(answer)


def test_webp_where_it_is_taken(caller: Caller) -> None:
    for speaker, word in ((APIKLEY, "success"), (KIE, "fail")):
        body = speaker.body(caller, "x")
        body["input"]["image_url"] = f"{caller.listener.base}/web.webp"
        answer = speaker.ended(caller, speaker.task_id(caller.web.post(speaker.path, json=body).json()))
        assert speaker.word(answer) == word


def test_fails_and_then_succeeds(caller: Caller, speaker: Speaker) -> None:
    task_id = speaker.created(caller, "[practice:fail_then_success:0.5]")
    assert speaker.word(speaker.ended(caller, task_id)) == speaker.failed
    wait_until(lambda: speaker.word(speaker.poll(caller, task_id).json()) == speaker.done, 5)
    told = caller.listener.wait(caller.name, 4 if speaker is KLING else 2)
    assert [speaker.callback(one.body)[1] for one in told][-2:] == [speaker.failed, speaker.done]


def test_an_unknown_word(caller: Caller, speaker: Speaker) -> None:
    task_id = speaker.created(caller, "[practice:unknown_state,slow]")
    wait_until(lambda: speaker.word(speaker.poll(caller, task_id).json()).lower() == "queued_v2", 5)
    assert speaker.word(speaker.ended(caller, task_id)) == speaker.done


def test_not_visible_at_first(caller: Caller, speaker: Speaker) -> None:
    task_id = speaker.created(caller, "[practice:not_visible:0.5]")
    answer = speaker.poll(caller, task_id)
    codes = {"kie": 422, "apikley": 422, "apixo": 404, "kling": 1203, "highway": 404}
    assert answer.json()["code"] == codes[speaker.wire]
    assert speaker.word(speaker.ended(caller, task_id)) == speaker.done


def test_polls_that_go_wrong(caller: Caller, speaker: Speaker) -> None:
    task_id = speaker.created(caller, "[practice:poll_errors]")
    first, second, third = (speaker.poll(caller, task_id) for _ in range(3))
    assert first.json()["code"] in (500, 5000) and second.json()["code"] in (429, 1302)
    assert third.text.startswith("<!doctype")
    assert speaker.word(speaker.ended(caller, task_id)) == speaker.done


def test_success_without_an_address(caller: Caller, speaker: Speaker) -> None:
    task_id = speaker.created(caller, "[practice:no_url]")
    wait_until(lambda: caller.server.task(task_id)["done_ms"])
    answers = [speaker.poll(caller, task_id).json() for _ in range(3)]
    assert [speaker.word(answer) for answer in answers] == [speaker.done] * 3
    assert [len(speaker.urls(answer)) for answer in answers] == [0, 0, 1]


def test_several_addresses(caller: Caller, speaker: Speaker) -> None:
    urls = speaker.urls(speaker.ended(caller, speaker.created(caller, "[practice:several_urls]")))
    one, two = (caller.web.get(url).content for url in urls)
    assert one != two and len(one) > 1000 and len(two) > 1000


def test_costs_that_surprise(caller: Caller) -> None:
    answer = KIE.ended(caller, KIE.created(caller, "[practice:cost_odd]"))
    assert answer["data"]["creditsConsumed"] in (-1, 1_000_000_000_000)
    answer = KLING.ended(caller, KLING.created(caller, "[practice:cost_higher]"))
    assert answer["data"]["final_unit_deduction"] == "6"


def test_by_header(caller: Caller, speaker: Speaker) -> None:
    headers = {"X-Practice-Fault": "maintenance"}
    assert speaker.create(caller, **headers).json()["code"] == CODES["maintenance"][speaker.wire]
    assert speaker.create(caller, **{"X-Practice-Fault": "nonsense"}).json()["code"] in (422, 400, 1201)


def test_by_script(caller: Caller) -> None:
    caller.server.control("script", wire="highway", next=["error_after", "ok", "busy"])
    codes = [HIGHWAY.create(caller).status_code for _ in range(4)]
    assert codes == [500, 200, 429, 200]


def test_the_switch_is_not_drawn_but_is_in_the_order(caller: Caller) -> None:
    answer = KIE.ended(caller, KIE.created(caller, "A heron [practice:callback_missing] lands"))
    assert "[practice:callback_missing]" in answer["data"]["param"]
    assert faults.without_switches("A heron [practice:slow] lands") == "A heron lands"


def test_names_and_numbers() -> None:
    assert faults.named("slow_answer:7, ok,busy") == {"slow_answer": 7.0, "concurrency": None}
    assert faults.switched("x [practice:slow] y [practice:no_url:1,nonsense]") == {"slow": 10, "no_url": 1.0}
    assert faults.mixture("lost_answer=0.2,slow") == {"lost_answer": 0.2, "slow": 1.0}
    for wrong in ("nonsense", "slow:much"):
        with pytest.raises(faults.Unknown):
            faults.named(wrong)
    for wrong in ("nonsense", "slow=much"):
        with pytest.raises(faults.Unknown):
            faults.mixture(wrong)


@pytest.mark.parametrize("profile", faults.PROFILES)
def test_profiles_name_faults_that_exist(profile: str) -> None:
    assert set(faults.PROFILES[profile]) <= set(faults.NAMES)


def test_the_same_seed_gives_the_same_faults() -> None:
    def drawn(seed: int) -> list[faults.Faults]:
        chooser = faults.Chooser(seed=seed)
        chooser.mix("chaos")
        return [chooser.choose("kie", "", "") for _ in range(400)]

    assert drawn(7) == drawn(7) != drawn(8)
    missing = sum("callback_missing" in one for one in drawn(7)) / 400
    assert 0.12 < missing < 0.28


def test_rates(server: object, listener: Listener, caller: Caller) -> None:
    answers = [APIKLEY.create(caller).json()["code"] for _ in range(6)]
    assert answers == [200] * 5 + [429]
    assert HIGHWAY.create(caller).status_code == 200
    codes = [KIE.create(caller, "").json()["code"] for _ in range(21)]
    assert codes == [422] * 20 + [429]
