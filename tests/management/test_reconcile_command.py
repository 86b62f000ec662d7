"""`reconcile`: one line for each kind of finding."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

from django.core.management import call_command
from django.utils import timezone

from projects.models import Render, RenderState
from tests.faults.house import Practice, World, render_of


def reconcile() -> str:
    out = StringIO()
    call_command("reconcile", stdout=out)
    return out.getvalue()


def test_what_was_forgotten_is_adopted_and_the_rest_is_counted(reached: Practice, transactional_db: None) -> None:
    house = World(reached)
    house.script("kling", "lost_answer", "lost_answer", "ok")
    forgotten, strange, late = (house.click("kling") for _ in range(3))
    for take in (forgotten, strange, late):
        house.step(render_of(take))
    Render.objects.filter(take=strange).update(external_id="somebody-else")
    soon = timezone.now() + timedelta(minutes=5)
    Render.objects.filter(take=late).update(state=RenderState.FETCHING, result="x", result_expires_at=soon)
    assert reconcile() == "adopted: 1\nunknown: 1\nexpiring: 1\n"
    assert render_of(forgotten).provider_task_id != ""


def test_without_accounts_there_is_nothing_to_find(db: None) -> None:
    assert reconcile() == "adopted: 0\nunknown: 0\nexpiring: 0\n"
