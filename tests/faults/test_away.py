"""c-3 and c-4 while the database, the web process, the disk or the store is away, by the numbers of the fault model."""

from __future__ import annotations

import tempfile
from collections import namedtuple
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from projects.models import Callback, Clip, Connection, Render, RenderState
from projects.services import attention, gates, invariants, leases, polling
from projects.services.moves import WATCHED
from tests.faults.house import World, path_of, render_of
from tests.faults.test_news import post, unsigned
from tests.faults.weather import STATIC, STORE, AwayStore, database_down
from tests.people import make_user
from tests.studio.processes import free_port

S = RenderState
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def store(settings: Any) -> Iterator[type[AwayStore]]:
    """A store that can be away."""
    settings.STORAGES = {"default": STORE, "staticfiles": STATIC}
    yield AwayStore
    AwayStore.away = 0


def test_37_a_callback_while_the_database_is_away_is_to_be_sent_again(world: World) -> None:
    unsigned(world)
    take = world.in_flight("kie")
    with database_down():
        assert post(render_of(take), "success") == 503
    assert not Callback.objects.exists()
    world.practice.ask("finish")
    assert world.work(take).state == S.SUCCEEDED


@pytest.mark.parametrize("kind", ["kling", "kie"])
def test_38_callbacks_while_nobody_answers_are_made_up_for_by_polls(world: World, kind: str, settings: Any) -> None:
    settings.PUBLIC_URL = f"http://127.0.0.1:{free_port()}"
    with world.calling():
        assert world.work(world.click(kind)).state == S.SUCCEEDED
    assert not Callback.objects.exists()


def test_48_after_an_outage_the_longest_waiting_comes_first_and_polls_spread_out(world: World) -> None:
    """Built as a rhythm, not as a bucket: many jobs at one connection are asked for more seldom, five a second at most."""
    takes = [world.in_flight("kie") for _ in range(3)]
    rows = [render_of(take) for take in takes]
    for minutes, row in zip((5, 60, 20), rows, strict=True):
        late = timezone.now() - timedelta(minutes=minutes)
        Render.objects.filter(pk=row.pk).update(due_at=late, lease_until=late)
    assert list(leases.due(Render, WATCHED)) == [rows[1], rows[2], rows[0]]
    few = polling.pace(rows[0])
    world.crowd(rows[0], 500)
    assert few < 15
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


def test_53_nothing_is_bought_that_could_not_be_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    take = world.click("kling")
    with monkeypatch.context() as patch:
        patch.setattr("shutil.disk_usage", lambda _path: usage(10**12, 10**12, gates.SPARE_BYTES - 1))
        world.step(render_of(take))
    assert (render_of(take).state, world.bought()) == (S.QUEUED, 0)
    assert "disk is nearly full" in render_of(take).reason
    assert world.work(take).state == S.SUCCEEDED


def test_54_a_store_that_refuses_is_tried_again(world: World, store: type[AwayStore]) -> None:
    take = world.fetching("kling")
    store.away = 1
    world.step(render_of(take))
    row = render_of(take)
    assert (row.state, Clip.objects.count(), row.crashes) == (S.FETCHING, 0, 0)
    assert "StoreAway" in row.reason
    assert world.work(take).state == S.SUCCEEDED


def test_54_a_file_that_was_half_written_is_replaced(world: World) -> None:
    """Size and digest decide, not the name."""
    first = world.work(world.click("kling")).take
    world.practice.settle()
    clip = Clip.objects.get()
    name = str(clip.file.name)
    whole = Path(default_storage.path(name)).read_bytes()
    Path(default_storage.path(name)).write_bytes(whole[:100])
    Render.objects.filter(take=first).update(clip=None)
    first.clip = None
    first.save(update_fields=["clip"])
    clip.delete()
    assert world.work(world.click("kling")).state == S.SUCCEEDED
    Render.objects.filter(take=first).update(clip=Clip.objects.get())
    assert not list(invariants.files())


def test_56_a_file_that_was_cut_after_the_commit_is_found_by_the_audit(world: World) -> None:
    world.work(world.click("kling"))
    path = Path(default_storage.path(str(Clip.objects.get().file.name)))
    whole = path.read_bytes()
    for damage, words in ((whole[:-1], "another size"), (whole[:-1] + b"x", "has changed")):
        path.write_bytes(damage)
        assert words in " ".join(invariants.files())
    path.write_bytes(whole)


def test_56_a_video_is_on_disk_before_the_commit(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []
    honest = __import__("os").fsync

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


def test_58_the_first_file_that_was_accepted_stays(world: World) -> None:
    unsigned(world)
    world.script("kling", "duplicate_clip")
    take = world.click("kling")
    row = world.work(take)
    accepted = row.clip
    assert post(row, "succeed", extra="again") == 200
    assert attention.fetch_again(by=make_user("pia"), take=take) == []
    assert world.work(take).clip == accepted
    assert Clip.objects.count() == 1


def test_59_a_store_that_is_away_for_three_days_loses_no_result(world: World, store: type[AwayStore]) -> None:
    """After the usual tries it is told to a person and tried every hour; nobody has to press anything."""
    Connection.objects.filter(driver="kling").update(most_running=5)
    takes = [world.fetching("kling") for _ in range(2)]
    store.away = 1000
    for take in takes:
        while render_of(take).state == S.FETCHING:
            world.step(render_of(take))
        row = render_of(take)
        assert row.state == S.NEEDS_ATTENTION
        assert row.due_at is not None
        assert row.due_at <= timezone.now() + timedelta(hours=1)
        world.step(row)
        assert path_of(render_of(take))[-2:] == ["fetching", "needs_attention"]
    store.away = 0
    for take in takes:
        world.step(render_of(take))
        assert render_of(take).state == S.SUCCEEDED
