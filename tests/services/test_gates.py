"""The gate before a provider: turns, places, the breaker, pauses and our own disk."""

from __future__ import annotations

import shutil
from collections import namedtuple
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from projects.models import Board, Connection, Render, RenderState
from projects.providers.troubles import Busy, Category, ProviderError, Refused, Unknown, Unsent
from projects.services import gates
from tests.services.buying import click, the_render

S = RenderState
RATE = (4, 10.0)
FEW, MANY = 3, 1000


class Clock:
    """What time it is, as this test says."""

    def __init__(self) -> None:
        self.now = timezone.now()

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(gates.timezone, "now", made)
    return made


@pytest.fixture
def through(clock: Clock, paid: Board) -> Connection:
    """A connection whose gate nobody has passed yet."""
    connection = paid.project.workspace.connections.get(driver="kling")
    Connection.objects.filter(pk=connection.pk).update(free_at=clock.now)
    return connection


def admit(through: Connection, rate: tuple[int, float] = RATE, running: int = MANY) -> float:
    """Seconds to wait, 0 where a place was taken."""
    through.refresh_from_db()
    try:
        gates.admit(through, rate, running)
    except gates.Wait as wait:
        assert str(wait)
        return wait.seconds
    return 0


def learn(through: Connection, trouble: ProviderError | None, times: int = 1) -> Connection:
    for _ in range(times):
        through.refresh_from_db()
        gates.learn(through, trouble)
    through.refresh_from_db()
    return through


def test_turns_come_at_the_rate(through: Connection, clock: Clock) -> None:
    began, taken = clock.now, 0
    while clock.now < began + timedelta(seconds=60):
        wait = admit(through)
        taken += not wait
        clock.pass_(wait)
    assert taken in (24, 25)


def test_a_wait_is_as_long_as_it_takes(through: Connection, clock: Clock) -> None:
    assert admit(through) == 0
    wait = admit(through)
    assert 2.5 <= wait < 2.6
    clock.pass_(wait)
    assert admit(through) == 0


def test_a_quarter_of_the_rate_may_come_at_once(through: Connection) -> None:
    assert [bool(admit(through, (20, 10.0))) for _ in range(7)] == [False] * 5 + [True] * 2


def test_turns_are_not_saved_up(through: Connection, clock: Clock) -> None:
    clock.pass_(3600)
    assert [bool(admit(through, (20, 10.0))) for _ in range(7)] == [False] * 5 + [True] * 2


def test_a_refused_turn_costs_none(through: Connection, clock: Clock) -> None:
    admit(through)
    waits = [admit(through) for _ in range(20)]
    assert max(waits) == min(waits)


def test_the_connections_own_rate_wins(through: Connection) -> None:
    Connection.objects.filter(pk=through.pk).update(creates=60, per_seconds=60)
    assert [bool(admit(through)) for _ in range(16)] == [False] * 15 + [True]


@pytest.mark.parametrize(
    ("state", "counts"),
    [
        (state, state in {S.SUBMITTING, S.UNCERTAIN, S.SUBMITTED, S.RUNNING})
        for state in RenderState.values
    ],
)  # fmt: skip
def test_places_are_taken_by_what_the_provider_works_on(
    through: Connection, paid: Board, state: str, counts: bool
) -> None:
    for _ in range(FEW):
        click(paid)
    assert admit(through, running=FEW) == 0
    Render.objects.update(state=state)
    through.free_at = timezone.now()
    through.save(update_fields=["free_at"])
    assert admit(through, running=FEW) == (gates.FULL_WAIT if counts else 0)


def test_the_connections_own_number_of_places_wins(through: Connection, paid: Board) -> None:
    click(paid)
    Render.objects.update(state=S.RUNNING)
    Connection.objects.filter(pk=through.pk).update(most_running=1)
    assert admit(through, running=MANY) == gates.FULL_WAIT
    Connection.objects.filter(pk=through.pk).update(most_running=2)
    assert admit(through, running=1) == 0


BUSY, UNKNOWN = Busy("three jobs are running"), Unknown("the answer never came")


@pytest.mark.parametrize(("trouble", "most"), [(UNKNOWN, gates.MOST_AMBIGUOUS), (BUSY, gates.MOST_BUSY)])
def test_repeated_trouble_opens_the_breaker(through: Connection, trouble: ProviderError, most: int) -> None:
    learn(through, trouble, most - 1)
    assert admit(through) == 0
    learn(through, trouble)
    assert 0 < admit(through) <= gates.OPEN_FIRST


@pytest.mark.parametrize("trouble", [Unsent("no route"), Refused("a long prompt"), Refused("no", Category.MODERATION)])
def test_what_was_the_orders_own_fault_opens_nothing(through: Connection, trouble: ProviderError) -> None:
    learn(through, trouble, 20)
    assert (through.open_until, through.paused_until, through.troubles) == (None, None, [])


def test_old_trouble_is_forgotten(through: Connection, clock: Clock) -> None:
    learn(through, UNKNOWN, gates.MOST_AMBIGUOUS - 1)
    clock.pass_(61)
    learn(through, UNKNOWN)
    assert (through.open_until, len(through.troubles)) == (None, 1)


def test_a_success_wipes_the_slate(through: Connection) -> None:
    learn(through, UNKNOWN, gates.MOST_AMBIGUOUS - 1)
    learn(through, None)
    learn(through, UNKNOWN)
    assert through.open_until is None


def test_the_breaker_tries_again_and_waits_longer_each_time(through: Connection, clock: Clock) -> None:
    waits = []
    for _ in range(7):
        learn(through, UNKNOWN, gates.MOST_AMBIGUOUS)
        waits.append(admit(through))
        clock.pass_(waits[-1])
        assert admit(through) == 0, "half open: one goes out to see"
    assert waits == [30, 60, 120, 240, 480, 600, 600]
    learn(through, None)
    assert (through.tripped, through.open_until) == (0, None)
    learn(through, UNKNOWN, gates.MOST_AMBIGUOUS)
    assert admit(through) == gates.OPEN_FIRST


@pytest.mark.parametrize("category", [Category.AUTH, Category.CREDITS])
def test_a_refused_key_and_an_empty_account_pause_until_a_person_acts(
    through: Connection, clock: Clock, category: Category
) -> None:
    learn(through, Refused("The provider refused the key.", category))
    assert through.paused_because == "The provider refused the key."
    clock.pass_(30 * 24 * 3600)
    assert admit(through) == gates.PAUSE_WAIT
    gates.resume(through)
    assert admit(through) == 0


def test_a_pause_may_end_by_itself(through: Connection, clock: Clock) -> None:
    gates.pause(through, "Until noon.", clock.now + timedelta(seconds=60))
    assert admit(through) == gates.PAUSE_WAIT
    clock.pass_(61)
    assert admit(through) == 0


def test_a_long_reason_is_cut(through: Connection) -> None:
    gates.pause(through, "x" * 1000)
    through.refresh_from_db()
    assert through.paused_because == "x" * 300


def test_resuming_sends_what_waited_but_not_what_waits_for_a_yes(through: Connection, paid: Board) -> None:
    waited, asks = click(paid), click(paid, by="art")
    Render.objects.filter(take=waited).update(due_at=timezone.now() + timedelta(hours=1))
    gates.resume(through)
    due = the_render(waited).due_at
    assert due is not None
    assert due <= timezone.now()
    assert the_render(asks).due_at is None


def test_nothing_is_bought_that_could_not_be_kept(through: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    usage: Any = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(1, 1, gates.SPARE_BYTES - 1))
    assert admit(through) == gates.PAUSE_WAIT
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(1, 1, gates.SPARE_BYTES))
    assert admit(through) == 0
