"""A task on every wire: accepted, running, done, its film, its cost and its callback."""

from __future__ import annotations

import base64
import hmac
import time
from itertools import pairwise

import httpx

from projects.practice import signing
from tests.practice.films import looked_at
from tests.practice.speakers import APIKLEY, APIXO, HIGHWAY, KIE, KLING, Speaker
from tests.practice.world import Caller
from tests.studio.processes import wait_until


def test_from_order_to_film(caller: Caller, speaker: Speaker) -> None:
    task_id = speaker.created(caller, "[practice:slow:4]")
    first = speaker.poll(caller, task_id)
    assert speaker.word(first.json()) in speaker.running
    assert speaker.urls(first.json()) == []
    answer = speaker.ended(caller, task_id)
    assert speaker.word(answer) == speaker.done
    (url,) = speaker.urls(answer)
    film = httpx.get(url, trust_env=False, verify=False)
    assert film.headers["content-type"] == "video/mp4" and int(film.headers["content-length"]) == len(film.content)
    assert looked_at(film.content) == (640, 360, 121, False)
    (task,) = caller.bought()
    assert (task["task_id"], task["state"], task["seconds"], task["files_served"]) == (task_id, "succeeded", 5, 1)


def test_the_callback_tells_the_end(caller: Caller, speaker: Speaker) -> None:
    task_id = speaker.created(caller)
    expected = 3 if speaker is KLING else 1
    told = caller.listener.wait(caller.name, expected)
    words = [speaker.callback(one.body) for one in told]
    assert words[-1] == (task_id, speaker.done)
    if speaker is KLING:
        assert [word for _, word in words] == ["submitted", "processing", "succeed"]


def test_kie_callbacks_are_signed_over_id_and_time(caller: Caller) -> None:
    task_id = KIE.created(caller)
    (told,) = caller.listener.wait(caller.name)
    stamp = told.headers["x-webhook-timestamp"]
    expected = signing.kie_signature(signing.KIE_WEBHOOK_KEY, task_id, int(stamp))
    assert hmac.compare_digest(expected, told.headers["x-webhook-signature"])
    assert abs(int(stamp) - time.time()) < 60
    assert told.body["code"] == 200 and told.body["msg"] == "Playground task completed successfully."


def test_official_callbacks_are_signed_over_the_body(caller: Caller) -> None:
    KLING.created(caller)
    told = caller.listener.wait(caller.name, 3)
    for one in told:
        stamp, message = int(one.headers["webhook-timestamp"]), one.headers["webhook-id"]
        made = signing.standard_signature(signing.KLING_WEBHOOK_SECRET, message, stamp, one.raw)
        assert one.headers["webhook-signature"] == made
    assert len({one.headers["webhook-id"] for one in told}) == 3
    last = told[-1].body
    assert "code" not in last and "data" not in last
    assert last["task_info"]["parent_video"] == {"id": "", "url": "", "duration": ""}
    assert last["task_result"]["images"] == [] and last["task_result"]["videos"][0]["duration"] == "5.041"
    assert base64.b64decode(signing.KLING_WEBHOOK_SECRET[6:]) == b"practice-webhook-secret-00000000"


def test_apikley_and_apixo_and_highway_do_not_sign(caller: Caller) -> None:
    for speaker in (APIKLEY, APIXO, HIGHWAY):
        speaker.created(caller)
    for told in caller.listener.wait(caller.name, 3):
        assert not [name for name in told.headers if "signature" in name]


def test_a_failed_kie_task_calls_back_with_501(caller: Caller) -> None:
    KIE.created(caller, "[practice:moderation_late]")
    (told,) = caller.listener.wait(caller.name)
    assert (
        told.body["code"] == 501 and told.body["data"]["failCode"] == "500" and told.body["data"]["resultJson"] is None
    )


def test_apixo_tries_again_three_times(caller: Caller) -> None:
    name = f"{caller.name}/503"
    body = APIXO.body(caller, "x") | {"callback_url": caller.listener.hook(name)}
    assert caller.web.post(APIXO.path, json=body).status_code == 200
    told = caller.listener.wait(name, 4)
    waits = [later.at - earlier.at for earlier, later in pairwise(told)]
    assert waits[0] >= 0.14 and waits[1] >= 0.55 and waits[2] >= 2.9


def test_a_redirect_is_not_followed(caller: Caller) -> None:
    name = f"{caller.name}/307"
    body = KIE.body(caller, "x") | {"callBackUrl": caller.listener.hook(name)}
    caller.web.post(KIE.path, json=body)
    caller.listener.wait(name)
    assert not caller.listener.heard("followed")


def test_costs_are_told_and_balances_go_down(caller: Caller) -> None:
    def kling_left() -> float:
        data = caller.web.get("/account/costs?start_time=1&end_time=2").json()["data"]
        return data["resource_pack_subscribe_infos"][0]["remaining_quantity"]

    before = kling_left()
    answer = KLING.ended(caller, KLING.created(caller))
    assert answer["data"]["final_unit_deduction"] == "5" and kling_left() == before - 5
    credit = caller.web.get("/kie/api/v1/chat/credit").json()["data"]
    answer = KIE.ended(caller, KIE.created(caller))
    assert answer["data"]["creditsConsumed"] == 5
    assert caller.web.get("/api/v1/chat/credit").json()["data"] == credit - 5
    dollars = caller.web.get("/api/v1/apikeys/current-balance").json()["data"]
    APIXO.created(caller)
    assert caller.web.get("/apixo/api/v1/apikeys/current-balance").json()["data"] < dollars
    assert caller.web.get("/apikley/api/v1/chat/credit").json()["data"] == 100_000


def test_a_failed_task_costs_nothing(caller: Caller) -> None:
    credit = caller.web.get("/kie/api/v1/chat/credit").json()["data"]
    KIE.ended(caller, KIE.created(caller, "[practice:fail_late]"))
    assert caller.web.get("/kie/api/v1/chat/credit").json()["data"] == credit


def test_progress_while_it_runs(caller: Caller) -> None:
    task_id = KIE.created(caller, "[practice:slow]")
    wait_until(lambda: "progress" in KIE.poll(caller, task_id).json()["data"], 5)
    assert 0 <= KIE.poll(caller, task_id).json()["data"].get("progress", 0) <= 99


def test_nobody_sees_another_keys_task(caller: Caller, speaker: Speaker) -> None:
    task_id = speaker.created(caller)
    other = Caller(caller.server, caller.listener)
    answer = speaker.poll(other, task_id)
    other.web.close()
    codes = {"kie": (200, 422), "apikley": (200, 422), "apixo": (404, 404), "kling": (404, 1203), "highway": (404, 404)}
    assert (answer.status_code, answer.json()["code"]) == codes[speaker.wire]
