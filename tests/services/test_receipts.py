"""Receipts: on disk before the database is told, read once by whoever finds them."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest

from projects.models import Board, Render
from projects.services import receipts
from tests.services.buying import click, the_render

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings: Any) -> Path:
    return Path(settings.SCRATCH_ROOT) / "receipts"


def ages(path: Path, seconds: float = 10) -> None:
    """The file was written so long ago."""
    then = time.time() - seconds
    os.utime(path, (then, then))


def kept(folder: Path, name: str, task: str) -> Path:
    receipts.keep(name, task)
    ages(folder / name)
    return folder / name


def test_a_receipt_is_written_and_brought_in_once(paid: Board, folder: Path) -> None:
    row = the_render(click(paid))
    path = kept(folder, row.external_id, "task-1")
    assert path.read_text() == "task-1"
    assert (receipts.bring_in(), receipts.bring_in()) == (1, 0)
    row.refresh_from_db()
    assert (row.provider_task_id, [*folder.iterdir()]) == ("task-1", [])


def test_a_receipt_that_the_database_knows_is_dropped(folder: Path) -> None:
    kept(folder, "abc", "task-1")
    receipts.drop("abc")
    receipts.drop("abc")
    assert [*folder.iterdir()] == []


def test_writing_it_again_replaces_it(folder: Path) -> None:
    kept(folder, "abc", "task-1")
    assert kept(folder, "abc", "task-2").read_text() == "task-2"
    assert len([*folder.iterdir()]) == 1


def test_a_receipt_of_a_process_that_still_works_is_left_to_it(paid: Board, folder: Path) -> None:
    row = the_render(click(paid))
    path = kept(folder, row.external_id, "task-1")
    ages(path, 0)
    assert receipts.bring_in() == 0
    assert path.exists()


def test_a_torn_draft_says_nothing(paid: Board, folder: Path) -> None:
    row = the_render(click(paid))
    folder.mkdir()
    draft = folder / f".{row.external_id}"
    draft.write_text("task-1-of-whi")
    ages(draft)
    assert receipts.bring_in() == 0
    row.refresh_from_db()
    assert row.provider_task_id == ""


@pytest.mark.parametrize("said", [b"", b"\n", b"\xff\xfetask"])
def test_a_spoilt_receipt_is_no_task_and_stops_no_other(paid: Board, folder: Path, said: bytes) -> None:
    spoilt, whole = the_render(click(paid)), the_render(click(paid))
    path = kept(folder, spoilt.external_id, "task-1")
    path.write_bytes(said)
    ages(path)
    kept(folder, whole.external_id, "task-2")
    assert receipts.bring_in() == 1
    assert [*Render.objects.order_by("pk").values_list("provider_task_id", flat=True)] == ["", "task-2"]


def test_a_receipt_of_an_unknown_render_is_put_away(folder: Path) -> None:
    kept(folder, "nobody", "task-1")
    assert receipts.bring_in() == 0
    assert [*folder.iterdir()] == []


def test_what_the_database_knows_already_stands(paid: Board, folder: Path) -> None:
    row = the_render(click(paid))
    Render.objects.filter(pk=row.pk).update(provider_task_id="task-1")
    kept(folder, row.external_id, "task-2")
    assert receipts.bring_in() == 0
    row.refresh_from_db()
    assert row.provider_task_id == "task-1"


def test_a_task_that_is_another_renders_is_not_taken(paid: Board, folder: Path) -> None:
    first, second, third = (the_render(click(paid)) for _ in range(3))
    Render.objects.filter(pk=first.pk).update(provider_task_id="task-1")
    kept(folder, second.external_id, "task-1")
    kept(folder, third.external_id, "task-3")
    assert receipts.bring_in() == 1
    assert [*Render.objects.order_by("pk").values_list("provider_task_id", flat=True)] == ["task-1", "", "task-3"]
