"""What the providers say we bought against what we know."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from projects.models import Connection, Event, Render, RenderState
from projects.providers import catalog
from projects.services import connections, reconcile
from tests.faults.house import World, hurry, render_of
from tests.people import make_workspace

S = RenderState
NOTHING = {"adopted": 0, "unknown": 0}


def bought(house: World, *faults: str) -> Render:
    """A render at Kling after the first step; `faults` may lose the answer."""
    house.script("kling", *faults)
    take = house.click("kling")
    house.step(render_of(take))
    return render_of(take)


def one(house: World) -> dict[str, int]:
    return reconcile.one(house.connection("kling"))


def test_what_is_known_is_left_alone(house: World) -> None:
    row = bought(house)
    assert one(house) == NOTHING
    assert render_of(row.take).provider_task_id == row.provider_task_id != ""


@pytest.mark.parametrize("aside", [False, True])
def test_a_purchase_whose_answer_was_lost_is_adopted_and_fetched(house: World, aside: bool) -> None:
    row = bought(house, "lost_answer")
    assert (row.state, row.provider_task_id) == (S.UNCERTAIN, "")
    if aside:
        Render.objects.filter(pk=row.pk).update(state=S.NEEDS_ATTENTION, due_at=None)
    assert one(house) == {"adopted": 1, "unknown": 0}
    found = render_of(row.take)
    assert found.provider_task_id != ""
    assert found.due_at is not None
    assert found.due_at <= timezone.now()
    hurry(found)
    house.step(found)
    assert house.work(row.take).state == S.SUCCEEDED
    assert house.bought() == 1
    assert one(house) == NOTHING


def test_a_purchase_that_nobody_here_knows_is_told(house: World) -> None:
    row = bought(house, "lost_answer")
    Render.objects.filter(pk=row.pk).update(external_id="somebody-else")
    assert one(house) == {"adopted": 0, "unknown": 1}
    [event] = Event.objects.filter(name="unknown_purchase")
    assert event.workspace == house.workspace
    assert event.payload["connection"] == house.connection("kling").slug
    assert event.payload["task"] in str(house.practice.purchases())


def test_a_render_that_has_ended_is_not_woken(house: World) -> None:
    row = bought(house, "lost_answer")
    Render.objects.filter(pk=row.pk).update(state=S.FAILED, due_at=None)
    assert one(house) == {"adopted": 0, "unknown": 1}
    assert render_of(row.take).provider_task_id == ""


def test_another_connections_task_is_not_ours(house: World) -> None:
    bought(house)
    other = connections.connect(
        by=None,
        workspace=house.workspace,
        driver="kling",
        label="Second",
        secrets={"key": "practice-key-0000"},
        practice=True,
    )
    assert reconcile.one(other) == {"adopted": 0, "unknown": 1}


def test_the_next_look_begins_where_this_one_was(house: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[float] = []
    driver = catalog.remote("kling")
    real: Any = driver.listed  # type: ignore[attr-defined]
    spy = lambda account, desk, since: asked.append(since) or real(account, desk, since)  # noqa: E731
    monkeypatch.setattr(driver, "listed", spy)
    began = timezone.now()
    one(house)
    one(house)
    assert asked[0] == pytest.approx((began - reconcile.LOOK_BACK).timestamp(), abs=5)
    assert asked[1] == pytest.approx((began - reconcile.OVERLAP).timestamp(), abs=5)


@pytest.mark.parametrize("trouble", ["refused", "unreachable", "sealed"])
def test_a_provider_that_does_not_answer_is_asked_from_the_same_place_next_time(house: World, trouble: str) -> None:
    facts: dict[str, dict[str, Any]] = {
        "refused": {"practice": False, "base_url": f"{house.practice.url}/nobody"},
        "unreachable": {"practice": False, "base_url": "http://127.0.0.1:9"},
        "sealed": {"sealed": "broken"},
    }
    Connection.objects.filter(driver="kling").update(**facts[trouble])
    assert one(house) == {}
    assert house.connection("kling").reconciled_at is None


def test_providers_without_a_list_answer_nothing(house: World) -> None:
    assert {slug: reconcile.one(house.connection(slug)) for slug in ("kie", "apixo", "highway", "apikley")} == {
        "kie": {}, "apixo": {}, "highway": {}, "apikley": {},
    }  # fmt: skip


def test_all_of_them_at_once_and_a_broken_one_stops_no_other(house: World) -> None:
    bought(house, "lost_answer")
    connections.practise(make_workspace("First"))
    Connection.objects.filter(workspace__title="First").update(sealed="broken")
    assert reconcile.all_connections() == {"adopted": 1, "unknown": 0, "expiring": 0}


@pytest.mark.parametrize(
    ("state", "result", "left", "told"),
    [
        (S.FETCHING, "x", 0.89, True),
        (S.NEEDS_ATTENTION, "x", 0.1, True),
        (S.FETCHING, "x", 0.91, False),
        (S.FETCHING, "x", -0.1, False),
        (S.FETCHING, "", 0.1, False),
        (S.SUCCEEDED, "x", 0.1, False),
    ],
)
def test_a_result_that_may_soon_be_gone_is_told(house: World, state: str, result: str, left: float, told: bool) -> None:
    row = bought(house)
    life = timedelta(seconds=catalog.driver("kling").retention)
    Render.objects.filter(pk=row.pk).update(state=state, result=result, result_expires_at=timezone.now() + life * left)
    assert reconcile.expiring() == told
    assert Event.objects.filter(name="expiring", payload__take=row.take.slug).count() == told
