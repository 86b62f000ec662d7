"""Callbacks that are missing, repeated, late, early, out of order or made up."""

from __future__ import annotations

import time

from projects.practice import signing
from tests.practice.speakers import APIXO, HIGHWAY, KIE, KLING, Speaker
from tests.practice.world import Caller

QUIET = 0.3


def words(caller: Caller, speaker: Speaker) -> list[str]:
    """The states told so far."""
    return [speaker.callback(told.body)[1] for told in caller.heard()]


def settled(caller: Caller, speaker: Speaker, task_id: str) -> list[str]:
    """What was told when nothing more comes."""
    speaker.ended(caller, task_id)
    time.sleep(QUIET)
    return words(caller, speaker)


def test_missing(caller: Caller, speaker: Speaker) -> None:
    assert settled(caller, speaker, speaker.created(caller, "[practice:callback_missing]")) == []


def test_doubled(caller: Caller, speaker: Speaker) -> None:
    told = settled(caller, speaker, speaker.created(caller, "[practice:callback_doubled]"))
    stages = ["submitted", "processing", "succeed"] if speaker is KLING else [speaker.done]
    assert told == [word for word in stages for _ in range(2)]
    if speaker is KLING:
        assert len({one.headers["webhook-id"] for one in caller.heard()}) == 3


def test_many(caller: Caller) -> None:
    APIXO.created(caller, "[practice:callback_many]")
    assert len(caller.listener.wait(caller.name, 20)) == 20


def test_late(caller: Caller, speaker: Speaker) -> None:
    task_id = speaker.created(caller, "[practice:callback_late:0.7]")
    speaker.ended(caller, task_id)
    assert speaker.done not in words(caller, speaker)
    caller.listener.wait(caller.name, 3 if speaker is KLING else 1)


def test_early(caller: Caller, speaker: Speaker) -> None:
    task_id = speaker.created(caller, "[practice:callback_early,slow:100]")
    told = [speaker.callback(one.body) for one in caller.heard()]
    assert told[-1] == (task_id, speaker.done)


def test_reordered(caller: Caller, speaker: Speaker) -> None:
    speaker.created(caller, "[practice:callback_reordered]")
    caller.listener.wait(caller.name, 3)
    told = words(caller, speaker)
    if speaker is KLING:
        times = [one.body["updated_at"] for one in caller.heard()]
        assert times == sorted(times, reverse=True) and times[0] > times[2]
    assert told[0] == speaker.done and set(told[1:]) <= set(speaker.running) and len(told) == 3


def test_forged(caller: Caller, speaker: Speaker) -> None:
    task_id = speaker.created(caller, "[practice:callback_forged]")
    real = speaker.urls(speaker.ended(caller, task_id))[0]
    time.sleep(QUIET)
    made_up = [told for told in caller.heard() if b"/files/forged/" in told.raw]
    assert len(made_up) == 1 and real.encode() not in made_up[0].raw
    assert caller.heard().index(made_up[0]) < len(caller.heard()) - 1
    headers = made_up[0].headers
    if speaker is KIE:
        right = signing.kie_signature(signing.KIE_WEBHOOK_KEY, task_id, int(headers["x-webhook-timestamp"]))
        assert headers["x-webhook-signature"] != right
    if speaker is KLING:
        stamp = int(headers["webhook-timestamp"])
        right = signing.standard_signature(signing.KLING_WEBHOOK_SECRET, headers["webhook-id"], stamp, made_up[0].raw)
        assert headers["webhook-signature"] != right


def test_after_the_end(caller: Caller, speaker: Speaker) -> None:
    speaker.created(caller, "[practice:callback_after_end:0.2]")
    caller.listener.wait(caller.name, 5 if speaker is KLING else 3)
    told = words(caller, speaker)[-3:]
    assert told[:2] == [speaker.done, speaker.done] and told[2] in speaker.running


def test_bare(caller: Caller) -> None:
    task_id = HIGHWAY.created(caller, "[practice:callback_bare]")
    (told,) = caller.listener.wait(caller.name)
    assert told.body["task"]["task_id"] == task_id and "payload" not in told.body


def test_switched_off(caller: Caller) -> None:
    caller.server.control("settings", callbacks=False)
    try:
        assert settled(caller, APIXO, APIXO.created(caller)) == []
    finally:
        caller.server.control("settings", callbacks=True)
