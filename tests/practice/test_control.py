"""Control: what was seen, what is set, for this machine only."""

from __future__ import annotations

from projects.practice.control import from_here
from tests.practice.speakers import HIGHWAY, KIE, KLING
from tests.practice.world import Caller


def test_state_has_what_was_ordered(caller: Caller) -> None:
    body = {**KLING.body(caller, "x"), "external_task_id": "mine"}
    task_id = KLING.task_id(caller.web.post(KLING.path, json=body).json())
    task = caller.server.task(task_id)
    expected = {
        "wire": "kling",
        "external_id": "mine",
        "callback_url": caller.hook,
        "key_tail": f"…{caller.key[-4:]}",
        "model": "kling-v2-1",
        "seconds": 5,
        "cost": 5.0,
        "faults": [],
    }
    assert {name: task[name] for name in expected} == expected
    assert {"state", "created_ms", "done_ms", "callbacks_sent", "files_served"} <= set(task)


def test_every_purchase_counts_once(caller: Caller) -> None:
    before = caller.web.get("/practice/purchases").json()
    KIE.created(caller)
    KIE.create(caller, "[practice:error_after]")
    KIE.create(caller, "[practice:error_before]")
    after = caller.web.get("/practice/purchases").json()
    assert len(after) - len(before) == 2
    assert caller.server.state()["purchases"] == len(after)


def test_requests_as_received(caller: Caller) -> None:
    log = caller.web.get("/practice/requests").json()
    since = log[-1]["n"] if log else 0
    HIGHWAY.create(caller, "first")
    caller.web.post(KLING.path, json={"duration": 5, "image": "A" * 30_000})
    one, two = caller.web.get(f"/practice/requests?since={since}").json()
    assert (one["wire"], one["body"]["prompt"], one["key"]) == ("highway", "first", f"…{caller.key[-4:]}")
    assert two["body"]["duration"] == 5 and len(two["body"]["image"]) < 200
    assert caller.web.get("/practice/requests?since=x").status_code == 400


def test_a_page_for_people(caller: Caller) -> None:
    KIE.ended(caller, KIE.created(caller, "<script>alert(1)</script>"))
    page = caller.web.get("/practice/")
    assert page.headers["content-type"].startswith("text/html")
    assert "&lt;script&gt;" in page.text and "<script>" not in page.text and "/files/kie/" in page.text


def test_settings(caller: Caller) -> None:
    before = caller.server.control("settings")
    assert before["faults"] == "calm" and before["rates"] == "default" and before["running"]
    for wrong in ({"running": [2, 1]}, {"running": 5}, {"faults": "nonsense"}, {"colour": "red"}, {"seed": "x"}):
        assert caller.web.post("/practice/settings", json=wrong).status_code == 400
    assert caller.server.control("settings") == before
    assert caller.web.post("/practice/script", json={"wire": "kie", "next": ["nonsense"]}).status_code == 400
    assert caller.web.post("/practice/script", json={"wire": "nobody", "next": []}).status_code == 400
    assert caller.web.get("/practice/nothing").status_code == 404


def test_only_from_this_machine(caller: Caller) -> None:
    assert from_here("127.0.0.1") and from_here("::1") and not from_here("192.0.2.1") and not from_here("")
    answer = caller.web.post("/practice/finish", headers={"origin": "https://elsewhere.example"})
    assert answer.status_code == 403


def test_paths_that_belong_to_nobody(caller: Caller) -> None:
    for path in ("/", "/nobody/v1/videos", "/files/none"):
        assert caller.web.get(path).status_code == 404
