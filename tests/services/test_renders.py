"""The purchase machine: the table of moves, claims and fences, and what becomes of every kind of answer."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from projects.media.animatic import Scene, Settings, render
from projects.models import Board, Render, RenderEvent, RenderState, Take
from projects.providers import catalog, troubles
from projects.providers.base import Desk, Order, Phase, Report
from projects.rules.differences import Change
from projects.services import buying, desks, leases, renders, standing, takes
from projects.services.moves import MOVES, OVER, WORKED, NoSuchMove, move
from tests.people import CAST, make_board, make_project, make_user, make_workspace

S = RenderState


class Scripted:
    """A remote driver that answers from a script and counts what was bought."""

    slug = "animatic"
    label = "Scripted"
    local = False
    looks_up = True
    cancels = False
    pictures = "path"
    echoes = signs = calls = False
    retention = 3600
    rate = (1000, 1.0)
    running = 1000

    def __init__(self) -> None:
        self.bought: list[str] = []
        self.answers: Iterator[Any] = itertools.repeat("ok")
        self.polls: Iterator[Any] = itertools.repeat("done")
        self.finds = True

    def submit(self, order: Order, *, external_id: str, callback_url: str, desk: Desk) -> Report:
        answer = next(self.answers)
        if answer in {"ok", "lost", "garbage", "died"}:
            self.bought.append(external_id)
        if answer == "died":
            raise KeyboardInterrupt
        errors = {
            "unsent": troubles.Unsent("the name did not resolve"),
            "busy": troubles.Busy("three jobs are running", after=7),
            "refused": troubles.Refused("The safety filter said no."),
            "lost": troubles.Unknown("the answer never came"),
            "lost before": troubles.Unknown("the answer never came"),
            "garbage": ValueError("no JSON"),
        }
        if answer in errors:
            raise errors[answer]
        return Report(Phase.SUBMITTED, f"task-{external_id[:6]}")

    def look_up(self, order: Order, external_id: str, desk: Desk) -> Report | None:
        return Report(Phase.SUBMITTED, f"task-{external_id[:6]}") if external_id in self.bought else None

    def poll(self, order: Order, task_id: str, desk: Desk) -> Report:
        answer = next(self.polls)
        if answer == "trouble":
            raise troubles.ProviderError("502")
        phases = {"running": Phase.RUNNING, "failed": Phase.FAILED, "done": Phase.SUCCEEDED}
        return Report(phases[answer], task_id, result="video", reason="It declined." if answer == "failed" else "")

    def fetch(self, order: Order, result: str, to: Path, desk: Desk) -> None:
        render([Scene(None, order.seconds, title="x")], Settings(), to, lambda percent: None)


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> Scripted:
    driver = Scripted()
    monkeypatch.setitem(catalog.DRIVERS, "animatic", driver)
    return driver


def ask(board: Board, key: str = "k") -> Take:
    connection = board.project.workspace.connections.get()
    by = make_user("art")
    return takes.request(by=by, board=board, connection=connection, model="animatic", options={}, form_key=key)


def the_render(take: Take) -> Render:
    return take.renders.get()


def hurry(row: Render) -> None:
    """Time passes until the row is due."""
    past = timezone.now() - timedelta(seconds=1)
    Render.objects.filter(pk=row.pk).exclude(due_at=None).update(due_at=past)
    Render.objects.filter(pk=row.pk).update(lease_until=past)


def work(take: Take, most: int = 40) -> Render:
    for _ in range(most):
        row = the_render(take)
        if row.state not in WORKED:
            return row
        hurry(row)
        renders.step(row.pk)
    raise AssertionError(f"still {row.state}")


def test_every_state_reaches_an_end_and_ends_are_closed() -> None:
    assert set(MOVES) == set(S.values)
    reached = dict.fromkeys(OVER, True)
    for _ in MOVES:
        reached |= {state: True for state, ways in MOVES.items() if ways & set(reached)}
    assert set(reached) == set(MOVES)
    assert OVER == {S.SUCCEEDED, S.FAILED, S.RESULT_LOST, S.CANCELLED}
    bought = {S.SUBMITTED, S.RUNNING, S.FETCHING, S.NEEDS_ATTENTION}
    assert not any(S.QUEUED in MOVES[state] for state in bought)


def test_a_board_becomes_a_video(board: Board) -> None:
    take = ask(board)
    row = work(take)
    take.refresh_from_db()
    assert row.state == S.SUCCEEDED
    assert take.clip is not None
    assert (take.clip.seconds, take.clip.frames, take.clip.fps) == (10.0, 240, 24)
    assert [event.to_state for event in row.events.all()] == [
        "queued", "submitting", "submitted", "running", "fetching", "succeeded",
    ]  # fmt: skip


def test_a_double_click_is_one_take_and_numbers_are_never_used_again(board: Board) -> None:
    first, again, second = ask(board, "a"), ask(board, "a"), ask(board, "b")
    assert (first, first.number, second.number) == (again, 1, 2)
    takes.trash(by=make_user("art"), take=second)
    assert ask(board, "c").number == 3


def test_a_claim_is_had_once(board: Board) -> None:
    row = the_render(ask(board))
    held = leases.claim(Render, row.pk, WORKED)
    assert held is not None
    assert leases.claim(Render, row.pk, WORKED) is None
    hurry(row)
    newer = leases.claim(Render, row.pk, WORKED)
    assert newer is not None
    with pytest.raises(leases.LeaseLost):
        move(held, S.SUBMITTING, who="worker")
    move(newer, S.SUBMITTING, who="worker")
    with pytest.raises(NoSuchMove):
        move(newer, S.SUCCEEDED, who="worker")


@pytest.mark.parametrize(
    ("answers", "state", "bought"),
    [
        (["unsent", "busy", "ok"], S.SUCCEEDED, 1),
        (["refused"], S.FAILED, 0),
        (["lost"], S.SUCCEEDED, 1),
        (["garbage"], S.SUCCEEDED, 1),
        (["lost before", "ok"], S.SUCCEEDED, 1),
    ],
)
def test_no_answer_buys_twice(board: Board, scripted: Scripted, answers: list[str], state: str, bought: int) -> None:
    scripted.answers = iter(answers)
    row = work(ask(board))
    assert (row.state, len(scripted.bought)) == (state, bought)
    assert row.state != S.FAILED or row.reason == "The safety filter said no. You were not charged."


def test_dying_between_the_purchase_and_its_record_does_not_buy_again(board: Board, scripted: Scripted) -> None:
    scripted.answers = iter(["died"])
    take = ask(board)
    with pytest.raises(KeyboardInterrupt):
        renders.step(the_render(take).pk)
    assert the_render(take).state == S.SUBMITTING
    assert work(take).state == S.SUCCEEDED
    assert len(scripted.bought) == 1


def test_where_nobody_can_look_it_up_a_person_decides(board: Board, scripted: Scripted) -> None:
    scripted.answers, scripted.looks_up = iter(["lost"]), False
    take = ask(board)
    renders.step(the_render(take).pk)
    Render.objects.update(submit_started_at=timezone.now() - timedelta(minutes=31))
    row = work(take)
    assert row.state == S.NEEDS_ATTENTION
    assert "may already be paid" in row.reason
    assert len(scripted.bought) == 1


def test_a_missed_poll_is_no_verdict(board: Board, scripted: Scripted) -> None:
    scripted.polls = iter(["running", "trouble", "trouble", "running", "done"])
    assert work(ask(board)).state == S.SUCCEEDED


def test_the_providers_no_has_its_reason(board: Board, scripted: Scripted) -> None:
    scripted.polls = iter(["failed"])
    take = ask(board)
    row = work(take)
    assert (row.state, row.reason) == (S.FAILED, "It declined.")
    assert standing.row(take, board.plan()).reason == "It declined."


def test_what_stops_the_worker_again_and_again_is_put_aside(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    take = ask(board)
    monkeypatch.setitem(renders.STEPS, S.QUEUED, lambda *_: (_ for _ in ()).throw(SystemExit))
    for _ in range(leases.MOST_CRASHES):
        hurry(the_render(take))
        with pytest.raises(SystemExit):
            renders.step(the_render(take).pk)
    hurry(the_render(take))
    renders.step(the_render(take).pk)
    assert the_render(take).state == S.NEEDS_ATTENTION


def test_cancel_before_and_while_it_encodes(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    queued = ask(board, "a")
    takes.cancel(by=make_user("art"), take=queued)
    assert the_render(queued).state == S.CANCELLED
    running = ask(board, "b")
    monkeypatch.setattr(desks, "TELL_SECONDS", 0.0)

    def stop_at(percent: int) -> None:
        if percent == 10:
            takes.cancel(by=make_user("art"), take=running)

    renders.step(the_render(running).pk, watch=stop_at)
    assert the_render(running).state == S.CANCELLED
    again = takes.retry(by=make_user("art"), take=running)
    assert again.number == 3
    assert takes.retry(by=make_user("art"), take=running) == again


def test_the_page_that_saw_another_board_is_told(board: Board) -> None:
    art = make_user("art")
    connection = board.project.workspace.connections.get()
    wish: dict[str, Any] = {"by": art, "board": board, "connection": connection, "model": "animatic", "options": {}}
    with pytest.raises(takes.BoardChanged):
        takes.request(**wish, form_key="k", seen_fingerprint="0" * 64)
    board.shots.filter(position=0).update(seconds=5)
    with pytest.raises(buying.Blocked) as blocked:
        takes.request(**wish, form_key="k")
    assert [problem.code for problem in blocked.value.problems] == ["SUM"]


def test_a_take_is_stale_when_its_board_changed(board: Board) -> None:
    take = ask(board)
    assert not standing.row(take, board.plan()).stale
    board.shots.filter(position=1).update(prompt="Lantern light.")
    row = standing.row(take, board.plan())
    assert row.stale
    assert row.differences == [Change("shot", "2", "prompt", "Shot 2 of the harbour.", "Lantern light.")]


events = st.sampled_from(["unsent", "busy", "refused", "lost", "lost before", "garbage", "died", "ok"])
polls = st.sampled_from(["running", "trouble", "failed", "done"])


class TestWhateverHappens(TestCase):
    """Random answers, deaths and polls: never two purchases, one end, the timeline follows the table."""

    @settings(max_examples=60)
    @given(st.lists(events, max_size=6), st.lists(polls, max_size=6))
    def test_bought_once_at_most(self, answers: list[str], told: list[str]) -> None:
        driver = Scripted()
        driver.answers = itertools.chain(answers, itertools.repeat("ok"))
        driver.polls = itertools.chain(told, itertools.repeat("done"))
        driver.fetch = lambda order, result, to, desk: (_ for _ in ()).throw(troubles.ResultGone("expired"))  # type: ignore[method-assign]
        kept, catalog.DRIVERS["animatic"] = catalog.DRIVERS["animatic"], driver
        try:
            take = ask(make_board(make_project(make_workspace(**CAST)), (3,)), "k")
            row = patient(take)
        finally:
            catalog.DRIVERS["animatic"] = kept
        assert len(driver.bought) <= 1
        assert row.state in OVER
        steps = list(RenderEvent.objects.filter(render=row).order_by("id").values_list("from_state", "to_state"))
        assert all(to in MOVES[was] for was, to in steps[1:])
        assert sum(to in OVER for _, to in steps) == 1


def patient(take: Take, work_on: Callable[[int], bool] = renders.step) -> Render:
    for _ in range(200):
        row = the_render(take)
        if row.state not in WORKED:
            return row
        hurry(row)
        try:
            work_on(row.pk)
        except KeyboardInterrupt:
            continue
    raise AssertionError(f"still {row.state}")
