"""A video that comes after its render was given up becomes a take of its own, and nothing is paid again."""

from __future__ import annotations

import pytest

from projects.models import Callback, LedgerEntry, Render, RenderState, Take
from projects.providers.base import Phase, Report
from projects.services import recovery
from tests.faults.house import World, path_of, render_of

S = RenderState
DONE = Report(Phase.SUCCEEDED, "task-1", result="https://files.example/clip.mp4")


def given_up(house: World, state: str = S.FAILED, kind: str = "kie") -> Render:
    """A render at a provider that made its video, closed here before anybody looked."""
    take = house.click(kind)
    house.step(render_of(take))
    house.practice.settle()
    Render.objects.filter(take=take).update(state=state, due_at=None)
    return render_of(take)


def call(row: Render, body: str = "{}") -> Callback:
    return Callback.objects.create(render=row, body=body, digest=body, task_id="", word="success", signature="none")


@pytest.mark.parametrize("kind", ["kling", "kie", "apixo"])
@pytest.mark.parametrize("state", [S.FAILED, S.CANCELLED, S.RESULT_LOST])
def test_a_late_video_becomes_a_take(house: World, state: str, kind: str) -> None:
    row = given_up(house, state, kind)
    call(row)
    made = recovery.look_after(row)
    assert made is not None
    assert (made.number, made.board, made.fingerprint) == (2, row.take.board, row.take.fingerprint)
    assert house.work(made).state == S.SUCCEEDED
    assert render_of(row.take).state == state
    assert house.bought() == 1
    assert not LedgerEntry.objects.filter(render__take=made).exists()
    assert path_of(render_of(made)) == ["fetching", "succeeded"]


def test_many_callbacks_make_one_take(house: World) -> None:
    row = given_up(house)
    for body in ("a", "b"):
        call(row, body)
        recovery.look_after(row)
    assert Take.objects.count() == 2
    assert not Callback.objects.filter(done_at=None).exists()


def test_repeating_it_answers_the_same_take(house: World) -> None:
    row = given_up(house)
    assert recovery.recover(row, DONE) == recovery.recover(row, DONE)
    assert Render.objects.count() == 2


@pytest.mark.parametrize("state", [S.SUCCEEDED, S.RUNNING, S.FETCHING])
def test_what_was_not_given_up_is_not_recovered(house: World, state: str) -> None:
    row = given_up(house, state)
    call(row)
    assert recovery.look_after(row) is None
    assert not Callback.objects.filter(done_at=None).exists()


def test_without_a_task_there_is_nobody_to_ask(house: World) -> None:
    row = given_up(house)
    Render.objects.filter(pk=row.pk).update(provider_task_id="")
    call(row)
    assert recovery.look_after(render_of(row.take)) is None


def test_a_callback_is_not_believed_where_the_provider_says_otherwise(house: World) -> None:
    house.script("kie", "fail_late")
    row = given_up(house)
    call(row)
    assert recovery.look_after(row) is None
    assert Take.objects.count() == 1
