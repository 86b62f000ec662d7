"""Versions: kept by name, before a render and once a day; restored as one step."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from projects.models import Board, Occasion, Shot, User, Version, Workspace
from projects.services import operations, shots, takes, timing, versions
from projects.services.housekeeping import tidy
from tests.people import make_board, make_picture, make_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def board(harbour: Workspace) -> Board:
    return make_board(make_project(harbour))


def as_it_is(board: Board) -> list[tuple[str, int, str]]:
    return [(shot.slug, shot.seconds, shot.prompt) for shot in Board.objects.get(pk=board.pk).shots.live()]


def test_restoring_is_one_step_that_can_be_undone(board: Board, people: dict[str, User], harbour: Workspace) -> None:
    art = people["art"]
    first = board.shots.live()[0]
    Shot.objects.filter(pk=first.pk).update(first_picture=make_picture(harbour))
    before = as_it_is(board)
    kept = versions.keep(board, by=art, words="Before the client")
    assert kept
    shots.delete(board.shots.live()[1], by=art)
    timing.gesture(Board.objects.get(pk=board.pk), by=art, op={"op": "even"})
    Shot.objects.filter(pk=first.pk).update(prompt="Another.", first_picture=None)
    changed = as_it_is(board)
    assert changed != before
    step = versions.restore(Version.objects.get(pk=kept.pk), by=art)
    assert step and step.words == "Restored “Before the client”"
    assert as_it_is(board) == before
    assert Shot.objects.get(pk=first.pk).first_picture
    operations.undo(Board.objects.get(pk=board.pk), by=art)
    assert as_it_is(board) == changed
    assert Shot.objects.get(pk=first.pk).first_picture is None


def test_a_shot_that_was_deleted_for_good_comes_back(board: Board, people: dict[str, User]) -> None:
    kept = versions.keep(board, by=people["art"], words="All four")
    gone = board.shots.live()[1]
    shots.delete(gone, by=people["art"])
    Shot.objects.filter(pk=gone.pk).delete()
    assert kept and versions.restore(Version.objects.get(pk=kept.pk), by=people["art"])
    assert [(s.seconds, s.prompt) for s in board.shots.live()] == [(3, "Shot 1 of the harbour."), (2, "Shot 2 of the harbour."), (2, "Shot 3 of the harbour."), (3, "Shot 4 of the harbour.")]  # fmt: skip


def test_what_is_the_same_is_restored_by_nothing(board: Board, people: dict[str, User]) -> None:
    kept = versions.keep(board, by=people["art"], words="Now")
    assert kept
    assert versions.restore(kept, by=people["art"]) is None


def test_a_render_keeps_one_only_where_something_changed(board: Board, people: dict[str, User]) -> None:
    account = board.project.workspace.connections.get()
    for key in ("one", "two"):
        takes.request(by=people["art"], board=board, connection=account, model="animatic", options={}, form_key=key)
    assert [(each.words, each.occasion) for each in board.versions.all()] == [("Before take 1", Occasion.RENDER)]


def test_a_day_keeps_one_and_old_ones_go(board: Board) -> None:
    assert tidy()["versions"] == 1
    assert tidy()["versions"] == 0
    board.versions.update(created_at=timezone.now() - timedelta(days=31))
    named = versions.keep(board, by=None, words="Kept for ever")
    Version.objects.update(created_at=timezone.now() - timedelta(days=31))
    tidy()
    assert named in board.versions.all()
    assert board.versions.filter(created_at__lt=timezone.now() - timedelta(days=30)).get() == named
