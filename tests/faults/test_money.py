"""c-7: money, and a database that is put back; and that every fault of the list has a test by its number."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from pathlib import Path

import pytest
from django.core import signing
from django.core.management import call_command
from django.db import connections as databases
from django.utils import timezone

from projects.models import Connection, LedgerEntry, Movement, Render, RenderEvent, RenderState, Take
from projects.services import attention, leases, offers, reconcile, recovery
from projects.services.moves import move
from tests.faults.house import World, render_of
from tests.people import make_user

S = RenderState
pytestmark = pytest.mark.django_db(transaction=True)


def test_82_a_verdict_and_a_stale_holder_settle_once(world: World) -> None:
    """Two hold the row and both want to end it: one move, one closing entry."""
    take = world.in_flight("kling")
    pair = [render_of(take), render_of(take)]

    def end(pair_at: int) -> bool:
        try:
            move(pair[pair_at], S.FAILED, who="poll", reason="declined")
            return True
        except leases.LeaseLost:
            return False
        finally:
            databases.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(end, range(2))) == [False, True]
    assert render_of(take).ledger.exclude(kind=Movement.HOLD).count() == 1


def test_82_a_person_and_a_late_verdict_settle_once(world: World) -> None:
    world.script("kie", "link_gone")
    row = world.work(world.click("kie"))
    assert row.state == S.RESULT_LOST
    assert attention.give_up(by=make_user("pia"), take=row.take, charged=False) in (None, [], 0)
    assert row.ledger.filter(kind=Movement.RELEASE).count() == 0


@pytest.mark.parametrize(("fault", "far"), [("cost_higher", True), ("", False)])
def test_83_what_it_really_took_is_booked_beside_the_quote(world: World, fault: str, far: bool) -> None:
    prices = {"currency": "USD", "per_second": {"*": "0.10"}, "per_unit": "0.10"}
    Connection.objects.filter(driver="kling").update(prices=prices)
    if fault:
        world.script("kling", fault)
    row = world.work(world.click("kling"))
    held = row.ledger.get(kind=Movement.HOLD).amount
    assert row.ledger.get(kind=Movement.CAPTURE).amount == held
    adjusted = row.ledger.filter(kind=Movement.ADJUSTMENT).first()
    if far:
        assert adjusted is not None
        assert adjusted.amount > held / 10
        assert "more than 10 %" in adjusted.note


def test_84_a_price_is_honoured_for_ten_minutes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """`tests/attacks/test_spending.py` has the price that changed meanwhile."""
    told = signing.dumps({"amount": 50, "words": "x", "currency": "USD", "model": "m"}, salt=offers._SALT)
    assert offers.seen(told, model="m") is not None
    assert offers.seen(told, model="another") is None
    clock = timezone.now().timestamp()
    monkeypatch.setattr(signing.time, "time", lambda: clock + 590)
    assert offers.seen(told, model="m") is not None
    monkeypatch.setattr(signing.time, "time", lambda: clock + 610)
    assert offers.seen(told, model="m") is None


def back(take: Take) -> None:
    """The database is that of an hour ago: the order was queued, and nobody had sent it."""
    row = render_of(take)
    RenderEvent.objects.filter(render=row).exclude(to_state=S.QUEUED).delete()
    Render.objects.filter(pk=row.pk).update(
        state=S.QUEUED, provider_task_id="", result="", submit_started_at=None, polled_at=None, polls=0,
        due_at=timezone.now(), lease_until=timezone.now(), clip=None, result_expires_at=None, units="",
    )  # fmt: skip


def test_86_a_database_that_was_put_back_buys_nothing_again(world: World) -> None:
    """Doubted first, then found at the provider by our own id."""
    take = world.in_flight("kling")
    never_sent = world.click("kling")
    world.practice.ask("finish")
    back(take)
    said = StringIO()
    call_command("reconcile", "--restored", stdout=said)
    assert "doubted: 2" in said.getvalue()
    assert world.work(take).state == S.SUCCEEDED
    assert world.bought() == 1
    assert world.work(never_sent).state == S.SUCCEEDED
    assert world.bought() == 2


def test_86_where_nobody_can_look_a_person_is_asked(world: World) -> None:
    take = world.in_flight("apixo")
    back(take)
    assert recovery.doubt() == 1
    Render.objects.filter(take=take).update(submit_started_at=timezone.now() - timezone.timedelta(minutes=31))
    row = world.work(take)
    assert row.state == S.NEEDS_ATTENTION
    assert "may already be paid" in row.reason
    assert world.bought() == 1


def test_86_purchases_that_the_old_database_never_knew_are_reported(world: World) -> None:
    take = world.in_flight("kling")
    LedgerEntry.objects.all().delete()
    RenderEvent.objects.all().delete()
    Render.objects.filter(take=take).delete()
    take.delete()
    assert reconcile.all_connections()["unknown"] == 1


ELSEWHERE = {
    19: "tests/processes/test_workers.py: a worker that is asked to leave finishes what it buys",
    40: "tests/faults/test_news.py (36–40) and tests/attacks/test_callbacks.py",
    57: "projects/media/clips.py: no poster, no clip; the file is fetched again, tests/media/test_clips.py",
    71: "SQLite keeps full sync for every table (studio/stores.py); tests/processes/test_kills.py kills every process",
    72: "workers are threads of one process that the supervisor or the container restarts; docs/operating.md",
    74: "c-6 belongs to editing together",
}
"""Faults whose proof is elsewhere, and where."""

EDITING = set(range(74, 79)) | {81}


def test_every_fault_of_the_list_has_a_test_by_its_number() -> None:
    known = set(ELSEWHERE) | EDITING
    for path in Path(__file__).parent.glob("test_*.py"):
        for name in re.findall(r"def (test_\w+)", path.read_text()):
            numbers = [int(each) for each in re.findall(r"_(\d\d)(?=_|$)", name)]
            known |= set(range(numbers[0], numbers[-1] + 1)) if "_to_" in name else set(numbers)
    assert set(range(1, 87)) - known == set()
