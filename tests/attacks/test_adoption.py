"""b-2 with a provider that answers: what a forged callback can make us ask, and what it can never make us believe."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from projects.models import Callback, Connection, Render, RenderState
from projects.services import callbacks, connections
from tests.attacks.conftest import CANARY, address, clicked
from tests.faults.house import World, render_of
from tests.people import make_board, make_project, make_workspace
from tests.providers.wire import said, wire

S = RenderState
HANDLES = pytest.mark.parametrize("kind", ["kie", "apixo"])
"""Providers that cannot be asked by our own id, so that only a callback can name a job whose answer was lost."""


def call(row: Render, word: str, task_id: str, **more: Any) -> int:
    """Somebody who knows the address of a render calls it; answers the status."""
    body = {"code": 200, "data": {"taskId": task_id, "state": word, **more}}
    return Client().post(address(row), json.dumps(body), content_type="application/json").status_code


def running(house: World, kind: str) -> Render:
    """A render that its provider works on until it is told to finish."""
    house.practice.ask("settings", running=[600, 600])
    row = render_of(house.click(kind))
    house.step(row)
    return render_of(row.take)


def lost(house: World, kind: str) -> Render:
    """A render whose order was taken, and the answer never came."""
    house.script(kind, "lost_answer")
    row = render_of(house.click(kind))
    house.step(row)
    assert render_of(row.take).state == S.UNCERTAIN
    return render_of(row.take)


def bought_by(house: World, kind: str, key: str) -> str:
    """A job that another team ordered; answers its id."""
    other = make_workspace("Next door", mallory="owner")
    connections.practise(other)
    Connection.objects.filter(workspace=other).update(most_running=9, creates=1000, per_seconds=1)
    account = other.connections.get(driver=kind)
    connections.replace_secrets(by=None, connection=account, secrets={"key": key})
    row = render_of(clicked(make_board(make_project(other), (5,)), account, by="mallory"))
    house.step(row)
    return render_of(row.take).provider_task_id


@HANDLES
def test_27_the_address_in_a_forged_success_is_never_asked(house: World, kind: str, settings: Any) -> None:
    """Nothing else guards the canary: it is listed as a place that may be dialled. The video comes from the provider."""
    with wire() as canary:
        canary.answers(said(b"not a video"))
        settings.ALLOWED_PRIVATE_HOSTS = frozenset({*settings.ALLOWED_PRIVATE_HOSTS, canary.place})
        row = running(house, kind)
        results = json.dumps({"resultUrls": [f"{canary.url}/evil.mp4"]})
        assert call(row, "success", row.provider_task_id, resultJson=results, videos=[f"{canary.url}/evil.mp4"]) == 200
        assert callbacks.wake() == [row.pk]
        house.step(row)
        assert render_of(row.take).state in {S.SUBMITTED, S.RUNNING}
        house.practice.ask("finish")
        assert house.work(row.take).state == S.SUCCEEDED
        assert canary.dialled == 0


@HANDLES
def test_27_a_forged_failure_ends_nothing(house: World, kind: str) -> None:
    row = running(house, kind)
    assert call(row, "fail", row.provider_task_id, failMsg="no") == 200
    assert callbacks.wake() == [row.pk]
    house.step(row)
    house.practice.ask("finish")
    assert house.work(row.take).state == S.SUCCEEDED


@HANDLES
def test_32_the_task_of_our_other_render_is_not_adopted(house: World, kind: str) -> None:
    ours, other = lost(house, kind), render_of(house.click(kind))
    house.step(other)
    assert call(ours, "success", render_of(other.take).provider_task_id) == 200
    callbacks.wake()
    house.step(ours)
    row = render_of(ours.take)
    assert (row.state, row.provider_task_id) == (S.UNCERTAIN, "")
    assert not Callback.objects.filter(render=row, done_at=None).exists()


def test_33_a_task_on_the_same_account_that_does_not_show_our_address_is_not_adopted(house: World) -> None:
    """Another team uses the same key, so that our key may see the job: it echoes another render's callback address."""
    ours, theirs = lost(house, "kie"), bought_by(house, "kie", CANARY)
    assert theirs
    assert call(ours, "success", theirs) == 200
    callbacks.wake()
    house.step(ours)
    assert render_of(ours.take).provider_task_id == ""


@HANDLES
def test_34_a_task_of_another_account_is_not_adopted(house: World, kind: str) -> None:
    """Asked with our key, the provider knows no such job. The true one is adopted all the same."""
    ours, theirs = lost(house, kind), bought_by(house, kind, "mallory-key-0123456789")
    true = house.practice.purchases()[0]["task_id"]
    assert call(ours, "success", theirs) == 200
    callbacks.wake()
    house.step(ours)
    assert (render_of(ours.take).state, render_of(ours.take).provider_task_id) == (S.UNCERTAIN, "")
    assert call(ours, "success", true) == 200
    callbacks.wake()
    house.step(ours)
    assert render_of(ours.take).provider_task_id == true


@HANDLES
def test_41_a_contradiction_is_settled_by_the_provider_alone(house: World, kind: str) -> None:
    """The end that the provider confirmed stands, whatever is called later, and nothing more is bought or paid."""
    row = render_of(house.click(kind))
    assert house.work(row.take).state == S.SUCCEEDED
    paid = row.ledger.count()
    for word in ("fail", "generating", "success"):
        assert call(row, word, render_of(row.take).provider_task_id, why=word) == 200
        callbacks.wake()
        house.step(row)
    assert render_of(row.take).state == S.SUCCEEDED
    assert (row.ledger.count(), house.bought(), row.take.board.takes.count()) == (paid, 1, 1)
