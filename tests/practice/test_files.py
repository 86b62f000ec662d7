"""Films: as ordered, and as every fault makes them."""

from __future__ import annotations

import zlib

import httpx
import pytest

from tests.practice.films import apart, colours, looked_at
from tests.practice.official import SHOTS
from tests.practice.speakers import APIXO, HIGHWAY, KIE, KLING, Speaker
from tests.practice.world import Caller
from tests.studio.processes import wait_until


def order(caller: Caller, kind: str, body: dict[str, object]) -> bytes:
    """An official order; its film."""
    answer = caller.web.post(f"/v1/videos/{kind}", json=body).json()
    assert answer["code"] == 0, answer
    path = f"/v1/videos/{kind}/{answer['data']['task_id']}"
    wait_until(lambda: caller.web.get(path).json()["data"]["task_status"] == "succeed", 10)
    return caller.web.get(caller.web.get(path).json()["data"]["task_result"]["videos"][0]["url"]).content


@pytest.mark.parametrize(("aspect", "size"), [("16:9", (640, 360)), ("9:16", (360, 640)), ("1:1", (480, 480))])
def test_shapes(caller: Caller, aspect: str, size: tuple[int, int]) -> None:
    film = order(
        caller,
        "text2video",
        {"model_name": "kling-v2-6", "prompt": "Snow", "aspect_ratio": aspect, "mode": "pro", "sound": "on"},
    )
    assert looked_at(film) == (*size, 121, True)


def test_the_picture_gives_shape_and_ground(caller: Caller) -> None:
    film = order(caller, "image2video", {"image": f"{caller.listener.base}/tall.jpg", "prompt": "x", "duration": "5"})
    assert looked_at(film)[:3] == (360, 640, 121)
    assert not apart(colours(film)[60], (200, 90, 40))


def test_shots_are_cut_at_their_seconds(caller: Caller) -> None:
    body = {
        "model_name": "kling-v3",
        "multi_shot": True,
        "shot_type": "customize",
        "multi_prompt": SHOTS,
        "duration": "10",
    }
    film = order(caller, "text2video", body)
    seen = colours(film)
    assert len(seen) == 241
    cuts = [index for index in range(1, len(seen)) if apart(seen[index - 1], seen[index])]
    assert cuts == [96, 168]


def test_no_two_tasks_are_the_same_film(caller: Caller) -> None:
    body = {"prompt": "the same"}
    assert order(caller, "text2video", body) != order(caller, "text2video", body)


def test_the_same_task_is_the_same_film(caller: Caller) -> None:
    url = APIXO.film(caller)
    assert caller.web.get(url).content == caller.web.get(url).content
    head = caller.web.head(url)
    assert head.status_code == 200 and int(head.headers["content-length"]) > 1000


def test_a_link_that_has_expired(caller: Caller, speaker: Speaker) -> None:
    task_id = speaker.created(caller, "[practice:link_expired]")
    (url,) = speaker.urls(speaker.ended(caller, task_id))
    assert caller.web.get(url).status_code in (403, 410)
    (fresh,) = speaker.urls(speaker.poll(caller, task_id).json())
    if speaker is KIE:
        assert fresh == url
        fresh = caller.web.post("/api/v1/common/download-url", json={"url": url}).json()["data"]
    assert fresh != url and looked_at(caller.web.get(fresh).content)[2] == 121
    assert caller.web.get(url).status_code in (403, 410)


def test_a_link_that_is_gone(caller: Caller, speaker: Speaker) -> None:
    url = speaker.film(caller, "[practice:link_gone]")
    assert [caller.web.get(url).status_code for _ in range(2)] == [404, 404]


def test_truncated_once(caller: Caller) -> None:
    url = APIXO.film(caller, "[practice:file_truncated]")
    with pytest.raises(httpx.RemoteProtocolError):
        caller.web.get(url)
    assert looked_at(caller.web.get(url).content)[2] == 121


def test_truncated_always(caller: Caller) -> None:
    url = APIXO.film(caller, "[practice:file_truncated_always]")
    for _ in range(2):
        with pytest.raises(httpx.RemoteProtocolError):
            caller.web.get(url)


def test_wrong_length(caller: Caller) -> None:
    assert looked_at(caller.web.get(APIXO.film(caller, "[practice:file_wrong_length]")).content)[2] == 49


def test_a_page_for_a_film(caller: Caller) -> None:
    answer = caller.web.get(APIXO.film(caller, "[practice:file_html]"))
    assert answer.headers["content-type"] == "video/mp4" and answer.text.startswith("<!doctype html>")


def test_drip(caller: Caller) -> None:
    got = bytearray()
    with caller.web.stream("GET", KIE.film(caller, "[practice:file_drip]"), timeout=3) as answer:
        for piece in answer.iter_raw():
            got += piece
            if len(got) >= 2:
                break
    assert len(got) == 2


def test_redirect_inward(caller: Caller) -> None:
    answer = caller.web.get(HIGHWAY.film(caller, "[practice:file_redirect_inward]"))
    assert (answer.status_code, answer.headers["location"]) == (302, "http://127.0.0.1:1/")


def test_endless(caller: Caller) -> None:
    got = 0
    with caller.web.stream("GET", KLING.film(caller, "[practice:file_endless]")) as answer:
        assert "content-length" not in answer.headers
        for piece in answer.iter_raw():
            got += len(piece)
            if got > 3_000_000:
                break
    assert got > 3_000_000


def test_gzip_bomb(caller: Caller) -> None:
    packed, unpacked = 0, 0
    opener = zlib.decompressobj(wbits=31)
    with caller.web.stream("GET", KLING.film(caller, "[practice:file_gzip_bomb]")) as answer:
        assert answer.headers["content-encoding"] == "gzip"
        for piece in answer.iter_raw():
            packed += len(piece)
            unpacked += len(opener.decompress(piece))
            if packed > 100_000:
                break
    assert unpacked > 500 * packed


def test_lying_length(caller: Caller) -> None:
    url = APIXO.film(caller, "[practice:file_lying_length]")
    answer = caller.web.get(url)
    assert len(answer.content) == int(answer.headers["content-length"])
    with pytest.raises((AssertionError, OSError, ValueError)):
        assert looked_at(answer.content)[2] == 121


def test_another_clip_the_second_time(caller: Caller) -> None:
    url = APIXO.film(caller, "[practice:duplicate_clip]")
    one, two = caller.web.get(url).content, caller.web.get(url).content
    assert one != two and looked_at(one) == looked_at(two)


def test_nobody_serves_what_is_not_done(caller: Caller) -> None:
    KIE.created(caller, "[practice:slow:50]")
    assert caller.web.get("/files/kie/0123456789abcdef.mp4").status_code == 404
    assert caller.web.get("/files/uploads/../journal.jsonl").status_code == 404
