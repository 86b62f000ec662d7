"""Elements that nobody wants any more are deleted at the provider, and only then forgotten here."""

from __future__ import annotations

import pytest

from projects.models import Connection, ElementMirror, RenderState
from projects.services import connections, elements, housekeeping, takes
from projects.services.clearing import MOST_DROPS, all_mirrors
from tests.faults.house import World
from tests.people import make_user
from tests.services.elements import GREY, called, draw, hurry, kept, step, work

S = RenderState


def test_deleted_for_good_is_deleted_there_too(house: World) -> None:
    element = draw(house, "mara", *GREY)
    take = house.click("kling", called(house, "@mara waits"))
    step(house, take)
    elements.trash(by=make_user("art"), element=element)
    assert all_mirrors()["deleted"] == 0
    element.delete()
    assert all_mirrors()["deleted"] == 0, "a render on its way needs it"
    assert work(house, take).state == S.SUCCEEDED
    Connection.objects.filter(driver="kling").update(practice=False, base_url="http://127.0.0.1:9")
    assert all_mirrors() == {"deleted": 0, "later": 1, "given_up": 0}
    assert not housekeeping.purge_workspace(house.workspace)
    Connection.objects.filter(driver="kling").update(practice=True, base_url="")
    assert all_mirrors() == {"deleted": 1, "later": 0, "given_up": 0}
    assert (kept(house), ElementMirror.objects.count()) == (["NoSuchJob"], 0)


def test_what_was_asked_for_and_never_used_is_found_and_deleted(house: World) -> None:
    element = draw(house, "mara", *GREY)
    house.script("kling", "lost_answer")
    take = house.click("kling", called(house, "@mara waits"))
    step(house, take)
    takes.cancel(by=make_user("olga"), take=take)
    work(house, take)
    element.delete()
    house.practice.settle()
    hurry()
    assert all_mirrors()["deleted"] == 1
    assert kept(house) == ["NoSuchJob"]


def test_a_week_of_failures_is_given_up_aloud(house: World, caplog: pytest.LogCaptureFixture) -> None:
    element = draw(house, "mara", *GREY)
    work(house, house.click("kling", called(house, "@mara waits")))
    element.delete()
    ElementMirror.objects.update(drops=MOST_DROPS - 1)
    remote = ElementMirror.objects.get().remote_id
    Connection.objects.filter(driver="kling").update(practice=False, base_url="http://127.0.0.1:9")
    assert all_mirrors()["given_up"] == 1
    assert remote in caplog.text and "stays at the provider" in caplog.text


def test_a_connection_that_was_removed_leaves_nothing_there(house: World) -> None:
    draw(house, "mara", *GREY)
    work(house, house.click("kling", called(house, "@mara waits")))
    connections.remove(by=make_user("olga"), connection=house.connection("kling"))
    assert all_mirrors()["deleted"] == 1
    assert kept(house) == ["NoSuchJob"]
