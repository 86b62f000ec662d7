"""c-3 and c-4: polls after an outage, a disk or a store that takes nothing, and what is on disk when a row says so."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from projects.models import Clip, Render, RenderState
from projects.services import leases, polling
from projects.services.moves import WATCHED
from tests.faults.house import World, path_of, render_of
from tests.faults.weather import STATIC, STORE, AwayStore

S = RenderState
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def store(settings: Any) -> Iterator[type[AwayStore]]:
    """A store that can be away."""
    settings.STORAGES = {"default": STORE, "staticfiles": STATIC}
    yield AwayStore
    AwayStore.away = 0


def test_48_after_an_outage_the_longest_waiting_comes_first_and_polls_spread_out(world: World) -> None:
    """Built as a rhythm, not as a bucket: many jobs at one connection are asked for more seldom, five a second at most."""
    takes = [world.in_flight("kie") for _ in range(3)]
    rows = [render_of(take) for take in takes]
    for minutes, row in zip((5, 60, 20), rows, strict=True):
        late = timezone.now() - timedelta(minutes=minutes)
        Render.objects.filter(pk=row.pk).update(due_at=late, lease_until=late)
    assert list(leases.due(Render, WATCHED)) == [rows[1], rows[2], rows[0]]
    assert polling.pace(rows[0]) < 15
    with world.crowd(takes[0], 500):
        assert polling.pace(rows[0]) >= 500 / polling.POLLS_A_SECOND * (1 - polling.JITTER)
    world.practice.ask("finish")
    for take in takes:
        world.work(take)


def test_53_the_disk_is_full_while_a_video_comes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel itself refuses: what came is gone, the state stays, and it is fetched when there is room."""

    class Full(tempfile.TemporaryDirectory[str]):
        def __enter__(self) -> str:
            (Path(self.name) / "clip.mp4").symlink_to("/dev/full")
            return super().__enter__()

    take = world.fetching("kling")
    with monkeypatch.context() as patch:
        patch.setattr("projects.services.fetching.tempfile.TemporaryDirectory", Full)
        world.step(render_of(take))
    row = render_of(take)
    assert (row.state, Clip.objects.count()) == (S.FETCHING, 0)
    assert "No space left" in row.reason
    assert world.work(take).state == S.SUCCEEDED


def test_54_a_store_that_refuses_is_tried_again(world: World, store: type[AwayStore]) -> None:
    take = world.fetching("kling")
    store.away = 1
    world.step(render_of(take))
    row = render_of(take)
    assert (row.state, Clip.objects.count(), row.crashes) == (S.FETCHING, 0, 0)
    assert "StoreAway" in row.reason
    assert world.work(take).state == S.SUCCEEDED


def test_56_a_video_is_on_disk_before_the_commit(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []
    honest = os.fsync

    def watched(handle: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{handle}").readlink()))
        honest(handle)

    monkeypatch.setattr("os.fsync", watched)
    row = world.work(world.click("kling"))
    assert row.clip is not None
    path = Path(default_storage.path(str(row.clip.file.name)))
    assert {str(path), str(path.parent)} <= set(synced)


def test_57_a_video_without_a_picture_to_show_is_put_aside_and_can_be_fetched(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Poster and scrub sheet are made while the video is checked, so one that yields none is not accepted, nor given up."""
    monkeypatch.setattr("projects.services.fetching.MOST_TRIES", 2)
    world.script("kling", "file_html")
    row = world.work(world.click("kling"))
    assert (row.state, Clip.objects.count()) == (S.NEEDS_ATTENTION, 0)
    assert "again for free" in row.reason
    assert not row.ledger.filter(kind="release").exists()


def test_59_a_store_that_is_away_for_three_days_loses_no_result(
    world: World, store: type[AwayStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the usual tries a person is told, and it is tried every hour; nobody has to press anything."""
    monkeypatch.setattr("projects.services.fetching.MOST_TRIES", 2)
    take = world.fetching("kling")
    store.away = 1000
    for _ in range(2):
        world.step(render_of(take))
    row = render_of(take)
    assert row.state == S.NEEDS_ATTENTION
    assert row.due_at is not None
    assert row.due_at <= timezone.now() + timedelta(hours=1)
    world.step(row)
    assert path_of(render_of(take))[-2:] == ["fetching", "needs_attention"]
    store.away = 0
    world.step(render_of(take))
    assert render_of(take).state == S.SUCCEEDED
