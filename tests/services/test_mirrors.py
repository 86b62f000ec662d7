"""Elements that Kling keeps: there before the order that names them, made once, made again when lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from projects.models import ElementMirror, MirrorState, Movement, RenderState
from projects.rules import capabilities
from projects.services import dryrun, elements, gates, mirrors, standing, takes
from projects.services.clearing import all_mirrors
from tests.faults.house import World, path_of, render_of
from tests.people import make_picture, make_user
from tests.services.elements import ELEMENTS, GREY, called, draw, drop, kept, sent, step, work

S, M = RenderState, MirrorState


def test_the_order_waits_until_its_elements_are_there(house: World) -> None:
    draw(house, "mara", *GREY, description="Young clockmaker, grey apron.")
    draw(house, "tom", "#667788", "#8899aa")
    take = house.click("kling", called(house, "@Mara hands @tom a lamp"))
    row = step(house, take)
    assert (row.state, row.reason) == (S.QUEUED, "Preparing @mara, @tom at Kling.")
    assert row.due_at is not None and row.due_at > timezone.now()
    assert not sent(house, "image2video")
    assert standing.row(take, take.board.plan()).reason == "Preparing @mara, @tom at Kling."
    row = work(house, take)
    assert row.state == S.SUCCEEDED
    [body] = sent(house, "image2video")
    assert body["prompt"] == "<<<element_1>>> hands <<<element_2>>> a lamp"
    ids = [mirror.remote_id for mirror in ElementMirror.objects.order_by("pk")]
    assert [str(each["element_id"]) for each in body["element_list"]] == ids
    assert [each["element_description"] for each in sent(house, ELEMENTS)] == ["Young clockmaker, grey apron", "tom"]
    waits = row.events.filter(from_state=S.QUEUED, to_state=S.QUEUED).values_list("note", flat=True)
    assert list(waits)[:1] == ["Preparing @mara, @tom at Kling."]
    assert house.bought() == 1


def test_what_is_there_is_not_made_again(house: World) -> None:
    draw(house, "mara", *GREY)
    for _ in range(2):
        assert work(house, house.click("kling", called(house, "@mara waits"))).state == S.SUCCEEDED
    assert (len(sent(house, ELEMENTS)), house.bought()) == (1, 2)
    (job,) = dryrun.preview(called(house, "@mara"), house.connection("kling"), capabilities.find("kling-v3"), {})
    assert f'"element_id": {ElementMirror.objects.get().remote_id}' in job.body


def test_several_shots_share_it(house: World) -> None:
    draw(house, "mara", *GREY)
    take = takes.request(
        by=make_user("olga"),
        board=called(house, "@mara waits", "@mara leaves"),
        connection=house.connection("kling"),
        model="kling-v3",
        options={"method": "shot_by_shot"},
        form_key="shots",
    )
    assert take.renders.count() == 2
    work(house, take)
    assert {render.state for render in take.renders.all()} == {S.SUCCEEDED}
    assert (len(sent(house, ELEMENTS)), house.bought()) == (1, 2)


def test_what_will_be_sent_says_that_the_id_is_to_come(house: World) -> None:
    draw(house, "mara", *GREY)
    (job,) = dryrun.preview(called(house, "@mara"), house.connection("kling"), capabilities.find("kling-v3"), {})
    assert "(the id that Kling gives @mara)" in job.body
    assert not ElementMirror.objects.exists()


def test_new_pictures_are_a_new_element_and_the_old_one_goes(house: World) -> None:
    element = draw(house, "mara", *GREY)
    work(house, house.click("kling", called(house, "@mara waits")))
    elements.add_picture(
        by=make_user("art"), element=element, picture=make_picture(house.workspace, (800, 800), "#010203")
    )
    take = house.click("kling", called(house, "@mara leaves"))
    assert all_mirrors()["deleted"] == 1
    assert work(house, take).state == S.SUCCEEDED
    assert (kept(house), ElementMirror.objects.count()) == (["NoSuchJob", "succeed"], 1)
    assert all_mirrors() == {"deleted": 0, "later": 0, "given_up": 0}


def test_one_that_the_provider_lost_is_made_again(house: World) -> None:
    draw(house, "mara", *GREY)
    work(house, house.click("kling", called(house, "@mara waits")))
    drop(house, ElementMirror.objects.get())
    row = work(house, house.click("kling", called(house, "@mara waits")))
    assert (row.state, row.category) == (S.FAILED, "invalid")
    assert "not charged" in row.reason
    assert work(house, house.click("kling", called(house, "@mara waits"))).state == S.SUCCEEDED
    drop(house, ElementMirror.objects.get())
    ElementMirror.objects.update(due_at=timezone.now())
    assert work(house, house.click("kling", called(house, "@mara waits"))).state == S.SUCCEEDED
    assert (len(sent(house, ELEMENTS)), house.bought()) == (3, 3)


@pytest.mark.parametrize(("fault", "asked"), [("lost_answer", 1), ("garbage_answer", 1), ("lost_before", 2)])
def test_an_answer_that_was_lost_makes_no_second_one(house: World, fault: str, asked: int) -> None:
    draw(house, "mara", *GREY)
    house.script("kling", fault)
    take = house.click("kling", called(house, "@mara waits"))
    step(house, take)
    assert ElementMirror.objects.get().state == M.UNCERTAIN
    assert work(house, take).state == S.SUCCEEDED
    assert (len(sent(house, ELEMENTS)), kept(house), house.bought()) == (asked, ["succeed"], 1)


def test_a_worker_that_died_while_sending_leaves_a_question(house: World) -> None:
    draw(house, "mara", *GREY)
    take = house.click("kling", called(house, "@mara waits"))
    step(house, take)
    ElementMirror.objects.update(state=M.SENDING, provider_task_id="")
    assert work(house, take).state == S.SUCCEEDED
    assert kept(house) == ["succeed"]


def test_while_another_worker_makes_it_nobody_else_does(house: World) -> None:
    draw(house, "mara", *GREY)
    take = house.click("kling", called(house, "@mara waits"))
    step(house, take)
    later = timezone.now() + timedelta(minutes=2)
    ElementMirror.objects.update(state=M.NEW, provider_task_id="", lease_until=later, due_at=timezone.now())
    house.step(render_of(take))
    assert len(sent(house, ELEMENTS)) == 1
    assert render_of(take).state == S.QUEUED


@pytest.mark.parametrize(
    ("fault", "category", "words"),
    [
        ("moderation_early", "moderation", "safety filter"),
        ("moderation_late", "moderation", "risk control"),
        ("invalid_late", "invalid", "resolution or aspect ratio"),
    ],
)
def test_a_refusal_ends_the_render_with_the_providers_reason(
    house: World, fault: str, category: str, words: str
) -> None:
    draw(house, "mara", *GREY)
    house.script("kling", fault)
    take = house.click("kling", called(house, "@mara waits"))
    row = work(house, take)
    assert (row.state, row.category) == (S.FAILED, category)
    assert row.reason.startswith("@mara could not be prepared.")
    assert words in row.reason and row.reason.endswith("You were not charged.")
    assert row.ledger.filter(kind=Movement.RELEASE).count() == 1
    assert work(house, house.click("kling", called(house, "@mara waits"))).state == S.SUCCEEDED
    assert house.bought() == 1


def test_a_refused_key_pauses_the_connection_and_nothing_goes_out_until_it_is_resumed(house: World) -> None:
    draw(house, "mara", *GREY)
    through = house.connection("kling")
    take = house.click("kling", called(house, "@mara waits"))
    gates.pause(through, "The key was refused.")
    row = step(house, take)
    assert row.reason == "Preparing @mara at Kling. The key was refused."
    assert not sent(house)
    gates.resume(through)
    assert work(house, take).state == S.SUCCEEDED


@pytest.mark.parametrize("fault", ["rate_limited", "maintenance"])
def test_busy_waits(house: World, fault: str) -> None:
    draw(house, "mara", *GREY)
    house.script("kling", *[fault] * 4)
    take = house.click("kling", called(house, "@mara waits"))
    assert step(house, take).state == S.QUEUED
    assert ElementMirror.objects.get().due_at > timezone.now() + timedelta(seconds=5)
    assert work(house, take).state == S.SUCCEEDED


def test_a_cancelled_render_needs_no_element(house: World) -> None:
    draw(house, "mara", *GREY)
    take = house.click("kling", called(house, "@mara waits"))
    step(house, take)
    takes.cancel(by=make_user("olga"), take=take)
    assert work(house, take).state == S.CANCELLED
    assert house.bought() == 0


def test_a_making_that_never_ends_is_given_up(house: World) -> None:
    draw(house, "mara", *GREY)
    house.script("kling", "slow:10000")
    take = house.click("kling", called(house, "@mara waits"))
    step(house, take)
    ElementMirror.objects.update(sent_at=timezone.now() - mirrors.PATIENCE - timedelta(minutes=1))
    row = work(house, take)
    assert (row.state, row.category) == (S.FAILED, "server")
    assert "within an hour" in row.reason
    assert "submitting" not in path_of(row)
