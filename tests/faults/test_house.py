"""c-1, c-3, c-4 and c-5: the broker, the database, the disk, the clock and the hours after an outage."""

from __future__ import annotations

import shutil
import threading
from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import DatabaseError, OperationalError, connection
from django.db import connections as databases
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from projects import tasks
from projects.models import Callback, Clip, Connection, LedgerEntry, Render, RenderState, Take
from projects.services import attention, callbacks, clips, invariants, leases, purse, renders, takes
from projects.services.moves import WORKED
from tests.faults.house import KINDS, World, hurry, path_of, render_of
from tests.faults.test_news import post
from tests.people import make_user

S = RenderState
pytestmark = pytest.mark.django_db(transaction=True)
kinds = pytest.mark.parametrize("kind", KINDS)
Usage = namedtuple("Usage", "total used free")


def browser() -> Client:
    """Olga's."""
    client = Client()
    client.force_login(make_user("olga"), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_04_05_08_a_broker_that_takes_nothing_fails_no_click(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ringing happens beside the click; `script/bench clicks` measures it with a broker that refuses and one that is silent."""

    class Deaf:
        """A task that no broker takes."""

        def apply_async(self, *_args: Any, **_how: Any) -> None:
            raise OSError("nobody there")

    monkeypatch.setattr(tasks, "work", Deaf())
    take = world.click("kling")
    tasks.ring_take(take)
    tasks._bell.submit(lambda: None).result(10)
    assert list(leases.due(Render, WORKED)) == [render_of(take)]
    assert world.work(take).state == S.SUCCEEDED


def test_11_a_broker_that_lost_every_message_costs_nothing(world: World) -> None:
    """Nothing is believed that only a message says: rows that are due are found by the sweeper."""
    made = [world.click(kind) for kind in KINDS]
    assert {row.take for row in leases.due(Render, WORKED)} == set(made)


def test_12_the_database_is_down_at_the_click(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """503, which the page shows beside the button with the form kept; nothing is half made."""

    def down(**_wish: Any) -> None:
        raise OperationalError("the database system is shutting down")

    monkeypatch.setattr(takes, "request", down)
    client, board = browser(), world.board()
    client.raise_request_exception = False
    form = {"model": "animatic", "form_key": "once"}
    answer = client.post(reverse("take_start", args=[board.slug]), form, headers={"HX-Request": "true"})
    assert answer.status_code == 503
    assert not Take.objects.exists()


def test_13_the_commit_came_through_and_its_answer_did_not(world: World) -> None:
    """Pressed again with the same form key: the take that is there."""
    board = world.board()
    first = world.click("kling", board, key="once")
    assert world.click("kling", board, key="once") == first
    assert (Take.objects.count(), LedgerEntry.objects.count()) == (1, 1)


def test_37_a_callback_while_the_database_is_down_is_asked_for_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = world.click("apixo")
    world.step(render_of(take))

    def down(*_facts: Any) -> None:
        raise DatabaseError("gone")

    with monkeypatch.context() as patch:
        patch.setattr(callbacks, "receive", down)
        assert post(render_of(take), "success") == 503
    assert post(render_of(take), "success") == 200
    assert world.work(take).state == S.SUCCEEDED


def test_38_callbacks_that_nobody_took_are_covered_by_polling(world: World, settings: Any) -> None:
    """The web process is away while the provider calls."""
    settings.PUBLIC_URL = "http://127.0.0.1:9"
    with world.calling():
        assert world.work(world.click("apixo")).state == S.SUCCEEDED
    assert not Callback.objects.exists()


def test_44_a_render_that_takes_long_is_still_asked_for(world: World) -> None:
    world.script("kie", "slow:600")
    take = world.click("kie")
    world.step(render_of(take))
    for _ in range(12):
        world.step(render_of(take))
    row = render_of(take)
    assert row.state in {S.SUBMITTED, S.RUNNING}
    assert row.due_at is not None


def test_48_after_an_outage_the_longest_waiting_go_first_and_at_the_providers_pace(world: World) -> None:
    made = [world.click("apixo") for _ in range(12)]
    for number, take in enumerate(made):
        Render.objects.filter(take=take).update(due_at=timezone.now() - timedelta(minutes=len(made) - number))
    assert [row.take for row in leases.due(Render, WORKED)] == made
    Connection.objects.filter(driver="apixo").update(creates=4, per_seconds=60)
    for take in made:
        hurry(render_of(take))
        renders.step(render_of(take).pk)
    sent = Render.objects.exclude(provider_task_id="").count()
    assert 1 <= sent < len(made)
    assert world.bought() == sent


@kinds
def test_53_a_full_disk_keeps_the_render_and_buys_nothing_more(
    world: World, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = world.fetching(kind)
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _path: Usage(10**9, 10**9, 1000))
        world.step(render_of(take))
        for _ in range(3):
            world.step(render_of(take))
        assert render_of(take).state == S.FETCHING
        assert "space" in render_of(take).reason
        later = world.click(kind)
        world.step(render_of(later))
        assert (render_of(later).state, world.bought()) == (S.QUEUED, 1)
    assert not Clip.objects.exists()
    assert world.work(take).state == S.SUCCEEDED
    assert world.work(later).state == S.SUCCEEDED


def test_54_59_a_store_that_is_away_is_tried_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    take = world.fetching("kling")
    sound, left = clips.store, [3]

    def shaky(*args: Any) -> Clip:
        if left[0]:
            left[0] -= 1
            raise OSError(5, "Input/output error")
        return sound(*args)

    monkeypatch.setattr(clips, "store", shaky)
    assert world.work(take).state == S.SUCCEEDED
    assert (left[0], world.bought()) == (0, 1)


def test_56_a_file_that_was_cut_after_the_commit_is_found(world: World) -> None:
    """`check_invariants` reads every clip; operators run it from time to time, and after a restore."""
    row = world.work(world.click("kling"))
    kept = row.clip.file.storage.path(row.clip.file.name)
    with open(kept, "rb") as file:
        whole = file.read()
    with open(kept, "wb") as file:
        file.write(whole[:-100])
    broken = [said for _name, _promise, check in invariants.CHECKS for said in check()]
    assert any(row.clip.slug in said or str(row.pk) in said or "clip" in said.lower() for said in broken)
    with open(kept, "wb") as file:
        file.write(whole)


def test_58_the_first_file_that_was_kept_stays(world: World) -> None:
    """An ended render is never fetched again, whatever the provider would serve now."""
    row = world.work(world.click("kling"))
    assert attention.fetch_again(by=make_user("pia"), take=row.take) == []
    assert render_of(row.take).clip_id == row.clip_id
    assert Clip.objects.count() == 1


@pytest.mark.parametrize("minutes", [-10, 10])
def test_60_61_a_clock_that_is_wrong_or_jumps_moves_no_state(
    world: World, minutes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Leases and due times are this process's clock against its own rows; a jump is a late or an early look, nothing else.

    Deadlines of calls are of the monotonic clock (`providers/dialling.py`).
    """
    take = world.click("apixo")
    world.step(render_of(take))
    now = timezone.now
    with monkeypatch.context() as patch:
        patch.setattr(timezone, "now", lambda: now() + timedelta(minutes=minutes))
        assert not renders.step(render_of(take).pk) or render_of(take).state in WORKED | {S.SUCCEEDED}
    assert world.work(take).state == S.SUCCEEDED
    assert (path_of(render_of(take)).count("succeeded"), world.bought()) == (1, 1)


@pytest.mark.parametrize(
    ("zone", "now", "began"),
    [
        ("Europe/Berlin", datetime(2026, 3, 31, 22, 30, tzinfo=UTC), datetime(2026, 3, 31, 22, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2026, 10, 31, 23, 30, tzinfo=UTC), datetime(2026, 10, 31, 23, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 11, 1, 3, 59, tzinfo=UTC), datetime(2026, 10, 1, 4, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 11, 30, 12, tzinfo=UTC), datetime(2026, 11, 1, 4, tzinfo=UTC)),
        ("Pacific/Auckland", datetime(2026, 12, 31, 10, 59, tzinfo=UTC), datetime(2026, 11, 30, 11, tzinfo=UTC)),
    ],
)
def test_62_a_month_begins_where_the_installation_is(settings: Any, zone: str, now: datetime, began: datetime) -> None:
    settings.TIME_ZONE = zone
    assert purse.month_began(now) == began


def test_63_a_sweeper_that_is_silent_turns_health_red(db: None) -> None:
    now = timezone.now().timestamp()
    for process in ("worker", "sweeper"):
        cache.set(f"pulse:{process}", now)
    assert Client().get("/readyz").status_code == 200
    cache.set("pulse:sweeper", now - 61)
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert "sweeper" in answer.content.decode()


def test_64_four_that_look_for_work_come_to_the_same_end(world: World) -> None:
    made = [world.click("apixo") for _ in range(6)]
    over = threading.Event()

    def sweep() -> None:
        try:
            while not over.is_set():
                for row in leases.due(Render, WORKED)[:20]:
                    renders.step(row.pk)
                Render.objects.exclude(due_at=None).update(due_at=timezone.now())
                if not Render.objects.filter(state__in=WORKED).exists():
                    return
        finally:
            databases.close_all()

    with ThreadPoolExecutor(4) as pool:
        running = [pool.submit(sweep) for _ in range(4)]
        try:
            for each in running:
                each.result(60)
        finally:
            over.set()
    assert {render_of(take).state for take in made} == {S.SUCCEEDED}
    assert world.bought() == len(made)


def test_66_67_a_state_that_this_version_does_not_know_is_left_alone(world: World) -> None:
    """A newer version wrote it, and this one was rolled back to: it is skipped, not crashed on, and not bought again."""
    take = world.click("kie")
    newer = "parked_by_a_newer_version"[:16]
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        drop_check(cursor)
        cursor.execute("UPDATE projects_render SET state = %s", [newer])
    try:
        assert not renders.step(render_of(take).pk)
        assert not list(leases.due(Render, WORKED))
        assert browser().get(reverse("takes", args=[world.workspace.slug, take.board.slug])).status_code == 200
        assert world.bought() == 0
    finally:
        Render.objects.update(state=S.QUEUED)
        add_check()


def drop_check(cursor: Any) -> None:
    """Let the table take a state of the future."""
    if connection.vendor == "sqlite":
        cursor.execute("PRAGMA ignore_check_constraints = ON")
    else:
        cursor.execute("ALTER TABLE projects_render DROP CONSTRAINT render_state_known")


def add_check() -> None:
    """As it was."""
    constraint = next(each for each in Render._meta.constraints if each.name == "render_state_known")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")
    else:
        with connection.schema_editor() as editor:
            editor.add_constraint(Render, constraint)


def test_68_69_70_a_database_that_hangs_up_in_the_middle_loses_and_doubles_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The step fails as a whole and is done again: at the claim, at the intent, and with the answer in hand."""
    take, sound, fails = world.click("kling"), leases.change, [0]

    def shaky(*args: Any, **facts: Any) -> None:
        fails[0] += 1
        if fails[0] in {1, 3, 5}:
            raise OperationalError("server closed the connection unexpectedly")
        sound(*args, **facts)

    monkeypatch.setattr(leases, "change", shaky)
    for _ in range(6):
        try:
            world.step(render_of(take))
        except OperationalError:
            continue
    monkeypatch.setattr(leases, "change", sound)
    assert world.work(take).state == S.SUCCEEDED
    assert world.bought() == 1


def test_73_notices_wait_for_nobody(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mail is not part of a render; what open pages are told is a row in the same transaction."""
    monkeypatch.setattr("django.core.mail.send_mail", lambda *a, **k: (_ for _ in ()).throw(OSError("no mail")))
    assert world.work(world.click("kling")).state == S.SUCCEEDED
