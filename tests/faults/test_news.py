"""c-3 and c-4: callbacks, polls and files, by the numbers of the fault model."""

from __future__ import annotations

import itertools
import json
import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from projects.models import Callback, Clip, LedgerEntry, Movement, Render, RenderState, Take
from projects.providers.http import Line
from projects.services import addresses, attention, callbacks, reconcile, renders
from projects.services.polling import GIVEN_UP_AFTER
from tests.faults.house import KINDS, World, age, hurry, path_of, render_of
from tests.people import make_user

S = RenderState
pytestmark = pytest.mark.django_db(transaction=True)
kinds = pytest.mark.parametrize("kind", KINDS)


def post(row: Render, word: str, *, task_id: str = "", extra: str = "") -> int:
    """Somebody calls the render's address, in the shape of its provider; answers the status."""
    task = task_id or row.provider_task_id or "task-0"
    data = {"taskId": task, "state": word, "note": extra}
    flat = {"task_id": task, "task_status": word, "task_status_msg": extra}
    body = flat if row.connection.driver == "kling" else {"code": 200, "data": data}
    address = f"/callbacks/{row.connection.driver}/{addresses.token(row.external_id)}/"
    return Client().post(address, json.dumps(body), content_type="application/json").status_code


def unsigned(world: World) -> None:
    """Connections without a secret, so that tests may call."""
    from projects.services import connections

    for connection in world.workspace.connections.exclude(driver="animatic"):
        connections.replace_secrets(by=None, connection=connection, secrets={"key": "practice-key-0000"})


@kinds
def test_33_without_any_callback_polling_gets_there(world: World, kind: str) -> None:
    assert world.work(world.click(kind)).state == S.SUCCEEDED
    assert not Callback.objects.exists()


@kinds
def test_34_a_callback_three_times_is_one_row_and_one_end(world: World, kind: str) -> None:
    unsigned(world)
    take = world.click(kind)
    world.step(render_of(take))
    for _ in range(3):
        assert post(render_of(take), "success") == 200
    assert Callback.objects.count() == 1
    row = world.work(take)
    assert path_of(row).count("succeeded") == 1
    assert post(row, "success") == 200


@pytest.mark.parametrize("kind", ["kie", "apixo"])
def test_35_a_callback_before_the_answer_is_adopted_after_a_check(world: World, kind: str) -> None:
    """The answer of the create call is lost; a callback names the task; the provider shows it as ours."""
    unsigned(world)
    world.script(kind, "lost_answer")
    take = world.click(kind)
    world.step(render_of(take))
    assert render_of(take).state == S.UNCERTAIN
    assert post(render_of(take), "success", task_id=world.practice.purchases()[0]["task_id"]) == 200
    assert callbacks.wake() == [render_of(take).pk]
    assert world.work(take).state == S.SUCCEEDED
    assert world.bought() == 1


def test_36_40_states_in_any_order_end_once(world: World) -> None:
    unsigned(world)
    for order in itertools.islice(itertools.permutations(["submitted", "processing", "succeed"]), 6):
        take = world.click("kling")
        world.step(render_of(take))
        for number, word in enumerate(order):
            assert post(render_of(take), word, extra=str(number)) == 200
            world.step(render_of(take))
        row = world.work(take)
        assert row.state == S.SUCCEEDED
        assert path_of(row).count("succeeded") == 1
        assert post(row, "processing", extra="late") == 200
        callbacks.wake()
        assert render_of(take).state == S.SUCCEEDED


def test_39_killed_between_the_inbox_and_its_reading(world: World) -> None:
    unsigned(world)
    take = world.click("kie")
    world.step(render_of(take))
    run = "from projects.services import callbacks; callbacks.receive('kie', token, {}, body); import os; os.kill(os.getpid(), 9)"
    body = json.dumps({"code": 200, "data": {"taskId": render_of(take).provider_task_id, "state": "success"}}).encode()
    assert world.child(run, token=addresses.token(render_of(take).external_id), body=body.decode()) in {-9, 1}
    Render.objects.filter(take=take).update(due_at=timezone.now() + timedelta(hours=1), lease_until=timezone.now())
    if Callback.objects.exists():
        assert callbacks.wake() == [render_of(take).pk]
        assert render_of(take).due_at <= timezone.now()
    assert world.work(take).state == S.SUCCEEDED


@kinds
def test_41_polls_that_fail_are_missed_polls(world: World, kind: str) -> None:
    world.script(kind, "poll_errors:4")
    row = world.work(world.click(kind))
    assert row.state == S.SUCCEEDED
    assert world.bought() == 1


@kinds
def test_42_a_task_that_is_not_visible_yet_is_waited_for(world: World, kind: str) -> None:
    world.script(kind, "not_visible:0.5")
    assert world.work(world.click(kind)).state == S.SUCCEEDED


@pytest.mark.parametrize("kind", ["kie", "apixo"])
def test_42_a_task_that_never_becomes_visible_is_put_aside(world: World, kind: str) -> None:
    world.script(kind, "not_visible:60")
    take = world.click(kind)
    world.step(render_of(take))
    age(take, seconds=61)
    world.step(render_of(take))
    row = render_of(take)
    assert row.state == S.NEEDS_ATTENTION
    assert row.due_at is not None, "it is asked again, hourly"


@kinds
def test_43_an_unknown_word_is_still_running(world: World, kind: str) -> None:
    world.script(kind, "unknown_state")
    assert world.work(world.click(kind)).state == S.SUCCEEDED


def test_44_after_six_hours_a_person_is_told_and_it_goes_on_hourly(world: World) -> None:
    world.script("kie", "slow:10000")
    take = world.click("kie")
    world.step(render_of(take))
    age(take, hours=GIVEN_UP_AFTER.total_seconds() / 3600 + 1)
    world.step(render_of(take))
    row = render_of(take)
    assert row.state == S.NEEDS_ATTENTION
    assert row.due_at is not None
    world.practice.ask("finish")
    hurry(row)
    assert renders.step(row.pk)
    assert world.work(take).state == S.SUCCEEDED


@kinds
@pytest.mark.parametrize("fault", ["no_url", "several_urls", "cost_odd", "cost_higher"])
def test_45_83_odd_answers_of_success(world: World, kind: str, fault: str) -> None:
    world.script(kind, fault)
    row = world.work(world.click(kind))
    assert row.state == S.SUCCEEDED
    assert sum(entry.amount for entry in row.ledger.filter(kind__in=(Movement.CAPTURE, Movement.ADJUSTMENT))) >= 0


@kinds
@pytest.mark.parametrize("fault", ["moderation_late", "fail_late", "invalid_late"])
def test_46_refused_after_it_was_accepted(world: World, kind: str, fault: str) -> None:
    world.script(kind, fault)
    row = world.work(world.click(kind))
    assert row.state == S.FAILED
    assert row.reason
    assert row.ledger.filter(kind=Movement.RELEASE).count() == 1
    assert fault != "moderation_late" or row.category == "moderation"


@pytest.mark.parametrize("kind", KINDS)
def test_47_failed_and_later_a_success_is_a_take_of_its_own_for_nothing(world: World, kind: str) -> None:
    unsigned(world)
    world.script(kind, "fail_then_success:0.3")
    take = world.click(kind)
    row = world.work(take)
    assert row.state == S.FAILED
    held = LedgerEntry.objects.count()
    for number in range(40):
        post(row, "success", extra=str(number))
        callbacks.wake()
        if Take.objects.count() == 2:
            break
        time.sleep(0.1)
    late = Take.objects.exclude(pk=take.pk).get()
    assert world.work(late).state == S.SUCCEEDED
    assert render_of(take).state == S.FAILED
    assert LedgerEntry.objects.count() == held
    assert world.bought() == 1


@kinds
def test_49_killed_in_the_middle_of_a_download(world: World, kind: str) -> None:
    take = world.fetching(kind)
    assert world.step_in_child(render_of(take), fail="fetch.half=kill9") == -9
    row = world.work(take)
    assert row.state == S.SUCCEEDED
    assert Clip.objects.count() == 1


@kinds
@pytest.mark.parametrize("fault", ["file_truncated", "file_html", "file_lying_length", "link_expired"])
def test_50_51_a_file_that_is_damaged_or_gone_for_now_is_fetched_again_free(
    world: World, kind: str, fault: str
) -> None:
    world.script(kind, fault)
    take = world.click(kind)
    row = world.work(take)
    assert row.state == (S.NEEDS_ATTENTION if fault == "file_html" else row.state)
    assert world.bought() == 1
    if row.state == S.NEEDS_ATTENTION:
        assert "again for free" in row.reason
    else:
        assert row.state == S.SUCCEEDED


@kinds
def test_22_video_bad_a_file_that_is_too_short_is_never_accepted(world: World, kind: str) -> None:
    world.script(kind, "file_wrong_length")
    take = world.click(kind)
    row = world.work(take)
    assert row.state == S.NEEDS_ATTENTION
    assert "ends at" in row.reason
    assert row.ledger.filter(kind__in=(Movement.CAPTURE, Movement.RELEASE)).count() == 0
    assert attention.fetch_again(by=make_user("pia"), take=take) == [row.pk]
    assert world.work(take).state == S.NEEDS_ATTENTION
    attention.give_up(by=make_user("pia"), take=take, charged=True)
    row = render_of(take)
    assert row.state == S.RESULT_LOST
    assert row.ledger.filter(kind=Movement.CAPTURE).count() == 1


@kinds
def test_51_a_result_that_is_gone_for_ever_is_lost_and_told(world: World, kind: str) -> None:
    world.script(kind, "link_gone")
    row = world.work(world.click(kind))
    assert row.state == S.RESULT_LOST
    assert row.ledger.filter(kind=Movement.CAPTURE).count() == 1
    assert row.reason


def test_52_results_that_may_soon_be_gone_are_counted(world: World) -> None:
    world.script("kie", "file_wrong_length")
    row = world.work(world.click("kie"))
    Render.objects.filter(pk=row.pk).update(result_expires_at=timezone.now() + timedelta(hours=1))
    assert reconcile.expiring() == 1


def test_55_stored_and_then_the_commit_fails(world: World) -> None:
    take = world.fetching("kling")
    assert world.step_in_child(render_of(take), fail="fetch.after_store=kill9") == -9
    assert Clip.objects.count() == 1
    assert world.work(take).state == S.SUCCEEDED
    assert Clip.objects.count() == 1


@kinds
@pytest.mark.parametrize("fault", ["file_redirect_inward", "file_gzip_bomb", "file_drip"])
def test_b3_a_file_server_that_leads_inward_or_never_ends(
    world: World, kind: str, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(Line.download.__kwdefaults__, "seconds", 0.5)
    monkeypatch.setattr("projects.services.fetching.MOST_TRIES", 2)
    world.script(kind, fault)
    row = world.work(world.click(kind))
    assert row.state == S.NEEDS_ATTENTION
    assert not Clip.objects.exists()
