"""c-1 and c-2: between the click, the intent to buy and the record of what was bought. Numbers are those of the fault model."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from projects.models import Connection, LedgerEntry, Movement, Render, RenderState, Take
from projects.services import buying, connections, gates, leases, receipts, renders
from projects.services.moves import WORKED
from tests.faults.house import KINDS, World, age, hurry, path_of, render_of
from tests.faults.weather import at_once
from tests.people import make_user

S = RenderState
pytestmark = pytest.mark.django_db(transaction=True)
kinds = pytest.mark.parametrize("kind", KINDS)


@kinds
def test_00_nothing_goes_wrong(world: World, kind: str) -> None:
    row = world.work(world.click(kind))
    assert [state for state in path_of(row) if state != "running"] == [
        "queued", "submitting", "submitted", "fetching", "succeeded",
    ]  # fmt: skip
    assert world.bought() == 1


def test_01_02_two_clicks_and_a_lost_answer_are_one_take(world: World) -> None:
    board = world.board()
    made = at_once(lambda number: world.click("kling", board, key="same").pk, 8)
    assert len(set(made)) == 1
    world.work(Take.objects.get())
    assert (Take.objects.count(), world.bought()) == (1, 1)


def test_03_two_people_at_once_get_a_take_each_and_see_both(world: World) -> None:
    board = world.board()
    pair = {world.click("kling", board, by=who).number for who in ("olga", "pia")}
    assert pair == {1, 2}


def test_06_07_08_nobody_rings_and_the_sweeper_finds_it(world: World) -> None:
    take = world.click("kling")
    assert list(leases.due(Render, WORKED)) == [render_of(take)]


def test_09_a_message_delivered_twenty_times_buys_once(world: World) -> None:
    row = render_of(world.click("kie"))
    at_once(lambda _number: renders.step(row.pk), 12)
    world.work(row.take)
    assert world.bought() == 1


def test_10_a_message_that_overtakes_the_commit_does_nothing(world: World) -> None:
    assert renders.step(10**9) is False


@kinds
@pytest.mark.parametrize(
    ("fault", "bought_before"),
    [("claim.before", 0), ("submit.before_send", 0), ("submit.after_response", 1), ("submit.after_receipt", 1)],
)
def test_14_to_18_killed_while_buying(world: World, kind: str, fault: str, bought_before: int) -> None:
    """Dead before the claim, before the bytes, after the answer, after the receipt: never a second purchase."""
    take = world.click(kind)
    assert world.step_in_child(render_of(take), fail=f"{fault}=kill9") == -9
    assert world.bought() == bought_before
    if fault == "submit.after_receipt":
        receipts.SETTLED_SECONDS, kept = 0.0, receipts.SETTLED_SECONDS
        try:
            assert receipts.bring_in() == 1
        finally:
            receipts.SETTLED_SECONDS = kept
    row = world.work(
        take, until=lambda row: row.state == S.UNCERTAIN and kind != "kling" and row.provider_task_id == ""
    )
    if fault in {"submit.before_send", "submit.after_response"} and kind != "kling":
        assert row.state == S.UNCERTAIN
        age(take, minutes=31)
        row = world.work(take)
        assert row.state == S.NEEDS_ATTENTION
        assert "may already be paid" in row.reason
        assert world.bought() == bought_before
    else:
        assert row.state == S.SUCCEEDED
        assert world.bought() == 1


def test_18_the_task_id_cannot_be_written_and_is_not_lost(world: World) -> None:
    take = world.click("kie")
    assert world.step_in_child(render_of(take), fail="submit.commit_task_id=kill9") == -9
    receipts.SETTLED_SECONDS, kept = 0.0, receipts.SETTLED_SECONDS
    try:
        assert receipts.bring_in() == 1
    finally:
        receipts.SETTLED_SECONDS = kept
    assert world.work(take).state == S.SUCCEEDED
    assert world.bought() == 1


@kinds
def test_20_a_provider_that_cannot_be_reached_was_sent_nothing(world: World, kind: str) -> None:
    Connection.objects.filter(driver=kind).update(practice=False, base_url="http://127.0.0.1:9")
    take = world.click(kind)
    world.step(render_of(take))
    row = render_of(take)
    assert row.state == S.QUEUED
    assert row.reason
    Connection.objects.filter(driver=kind).update(practice=True, base_url="")
    assert world.work(take).state == S.SUCCEEDED
    assert world.bought() == 1


AFTER = ["lost_answer", "error_after", "garbage_answer", "empty_answer"]


@kinds
@pytest.mark.parametrize("fault", AFTER)
def test_21_22_23_bought_and_the_answer_is_lost(world: World, kind: str, fault: str) -> None:
    world.script(kind, fault)
    take = world.click(kind)
    world.step(render_of(take))
    assert render_of(take).state == S.UNCERTAIN
    if kind == "kling":
        assert world.work(take).state == S.SUCCEEDED
    else:
        age(take, minutes=31)
        row = world.work(take)
        assert (row.state, row.ledger.filter(kind=Movement.HOLD).count()) == (S.NEEDS_ATTENTION, 1)
        assert not row.ledger.filter(kind=Movement.RELEASE).exists(), "what may be paid stays held"
    assert world.bought() == 1


@kinds
@pytest.mark.parametrize("fault", ["lost_before", "error_before"])
def test_21_22_not_bought_and_the_answer_is_lost(world: World, kind: str, fault: str) -> None:
    """Kling says twice, a minute apart, that it has no such order: then, and only then, it is sent again."""
    world.script(kind, fault)
    take = world.click(kind)
    world.step(render_of(take))
    assert render_of(take).state == S.UNCERTAIN
    if kind == "kling":
        row = world.work(take)
        assert (row.state, path_of(row).count("submitting")) == (S.SUCCEEDED, 2)
        assert world.bought() == 1
    else:
        age(take, minutes=31)
        assert world.work(take).state == S.NEEDS_ATTENTION
        assert world.bought() == 0


@kinds
def test_24_a_task_id_that_is_ours_already_is_not_attached(world: World, kind: str) -> None:
    first = render_of(world.click(kind))
    world.work(first.take)
    world.script(kind, "repeat_task_id")
    take = world.click(kind)
    world.step(render_of(take))
    row = render_of(take)
    assert row.state == S.UNCERTAIN
    assert row.provider_task_id == ""
    assert world.bought() == 2


@kinds
@pytest.mark.parametrize("fault", ["rate_limited", "concurrency", "maintenance"])
def test_25_29_busy_waits_and_is_sent_again(world: World, kind: str, fault: str) -> None:
    world.script(kind, fault)
    take = world.click(kind)
    world.step(render_of(take))
    row = render_of(take)
    assert row.state == S.QUEUED
    assert row.due_at is not None
    assert row.due_at > timezone.now() + timedelta(seconds=1)
    assert row.reason
    assert world.work(take).state == S.SUCCEEDED
    assert world.bought() == 1


@kinds
def test_26_no_credit_pauses_the_connection_and_releases_the_hold(world: World, kind: str) -> None:
    world.script(kind, "no_credits")
    take = world.click(kind)
    row = world.work(take)
    assert (row.state, row.category) == (S.FAILED, "credits")
    assert "not charged" in row.reason
    assert row.ledger.filter(kind=Movement.RELEASE).count() == 1
    through = world.connection(kind)
    assert through.paused_until is not None
    with pytest.raises(buying.Blocked) as blocked:
        world.click(kind)
    assert [problem.code for problem in blocked.value.problems] == ["KEY"]
    gates.resume(through)
    assert world.work(world.click(kind)).state == S.SUCCEEDED


@kinds
def test_27_moderation_at_once_is_final_and_free(world: World, kind: str) -> None:
    world.script(kind, "moderation_early")
    row = world.work(world.click(kind))
    assert (row.state, row.category) == (S.FAILED, "moderation")
    assert world.bought() == 0


@kinds
def test_28_a_refused_key_pauses_the_connection(world: World, kind: str) -> None:
    world.script(kind, "auth")
    row = world.work(world.click(kind))
    assert (row.state, row.category) == (S.FAILED, "auth")
    assert "refused the key" in world.connection(kind).paused_because


def test_30_a_provider_that_is_down_opens_the_breaker_and_nothing_is_burnt(world: World) -> None:
    through = world.connection("kie")
    world.script("kie", *["rate_limited"] * 10)
    made = [world.click("kie") for _ in range(10)]
    for take in made:
        world.step(render_of(take))
    through.refresh_from_db()
    assert through.open_until is not None
    late = world.click("kie")
    world.step(render_of(late))
    assert render_of(late).state == S.QUEUED
    assert "trouble" in render_of(late).reason
    Connection.objects.filter(pk=through.pk).update(open_until=None)
    assert {world.work(take).state for take in [*made, late]} == {S.SUCCEEDED}
    assert world.bought() == 11


def test_31_the_lease_runs_out_while_the_first_still_waits(world: World) -> None:
    """The fact of a task's id is taken from whoever learns it; the second worker's decision stands."""
    world.script("kling", "slow_answer:2")
    take = world.click("kling")
    slow = world.begin("from projects.services import renders; renders.step(pk)", pk=render_of(take).pk)
    while render_of(take).state != S.SUBMITTING or not world.bought():
        pass
    hurry(render_of(take))
    renders.step(render_of(take).pk)
    assert world.ended(slow) == 0
    assert world.work(take).state == S.SUCCEEDED
    assert world.bought() == 1


def test_32_what_stops_every_worker_is_put_aside(world: World) -> None:
    take = world.click("kie")
    Render.objects.filter(take=take).update(crashes=leases.MOST_CRASHES)
    row = world.work(take)
    assert row.state == S.NEEDS_ATTENTION
    assert "put aside" in row.reason
    assert world.bought() == 0


def test_65_a_hundred_are_in_flight_while_workers_change(world: World) -> None:
    """Twenty here: children that die after their answer, and others that go on."""
    made = [world.click("kling") for _ in range(20)]
    for number, take in enumerate(made):
        fail = "submit.after_response=kill9" if number % 4 == 0 else ""
        world.step_in_child(render_of(take), fail=fail)
    assert {world.work(take, seconds=40).state for take in made} == {S.SUCCEEDED}
    assert world.bought() == 20


def test_85_render_all_that_dies_halfway_goes_on_where_it_was(world: World) -> None:
    board = world.board()
    keys = [f"all {number}" for number in range(6)]
    for key in [*keys[:3], *keys]:
        world.click("kling", board, key=key)
    assert Take.objects.count() == 6
    assert LedgerEntry.objects.filter(kind=Movement.HOLD).count() == 6


def test_79_80_a_member_and_a_key_that_go_leave_paid_work_to_finish(world: World) -> None:
    take = world.click("kling", by="pia")
    world.step(render_of(take))
    world.workspace.memberships.filter(user=make_user("pia")).delete()
    connections.remove(by=None, connection=world.connection("kling"))
    assert world.work(take).state == S.SUCCEEDED
