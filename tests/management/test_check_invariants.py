"""`check_invariants`: quiet when all is well, and a sentence for each of the nine promises that is broken."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone

from projects.media.animatic import Scene, Settings
from projects.media.animatic import render as make_film
from projects.models import LedgerEntry, Operation, Render, RenderEvent, RenderState, Shot, Take
from projects.services import clips, timing
from tests.people import make_user
from tests.services.buying import click, end, make_paid, the_render

S = RenderState
pytestmark = pytest.mark.django_db


def check(*words: str) -> tuple[int, str, str]:
    """Its exit code and what it prints on both streams."""
    out, err = StringIO(), StringIO()
    code = 0
    try:
        call_command("check_invariants", *words, stdout=out, stderr=err)
    except SystemExit as ended:
        code = int(ended.code or 0)
    return code, out.getvalue(), err.getvalue()


@pytest.fixture
def take(board: Any, tmp_path: Path) -> Take:
    """A finished, paid take with its file, beside one of each other end and one that runs."""
    make_paid(board.project.workspace)
    film = tmp_path / "film.mp4"
    make_film([Scene(None, 1, title="x")], Settings(), film, lambda percent: None)
    made = click(board)
    end(made, S.SUCCEEDED, clip=clips.store(board.project.workspace, film))
    for state in (S.FAILED, S.CANCELLED, S.RESULT_LOST):
        end(click(board), state)
    click(board, by="art")
    timing.gesture(board, by=make_user("art"), op={"op": "roll", "cut": 0, "delta": 1})
    return made


def test_all_is_well(take: Take) -> None:
    code, out, err = check()
    assert (code, err) == (0, "")
    assert re.findall(r"^(I\d) holds ", out, re.M) == [f"I{number}" for number in range(1, 10)]
    assert "BROKEN" not in out


def test_an_empty_installation_is_well() -> None:
    assert check()[0] == 0


def _no_render(take: Take) -> str:
    bare = Take.objects.create(
        board=take.board, number=99, connection=take.connection, model="x", snapshot={}, fingerprint="x", form_key="x"
    )
    return f"take {bare.slug} has no render"


def _sent_twice(take: Take) -> str:
    row = the_render(take)
    RenderEvent.objects.create(render=row, from_state=S.QUEUED, to_state=S.SUBMITTING, who="worker")
    return f"render {row.pk} was sent 2 times and came back 0 times"


def _under_no_id(take: Take) -> str:
    row = the_render(take)
    Render.objects.filter(pk=row.pk).update(state=S.RUNNING, provider_task_id="", due_at=timezone.now())
    return f"render {row.slug} is with the provider under no id"


def _nobody_works(take: Take) -> str:
    row = the_render(take)
    Render.objects.filter(pk=row.pk).update(state=S.FETCHING, due_at=None)
    return f"render {row.slug} is fetching and nobody will ever work it"


def _waits_too_long(take: Take) -> str:
    row, past = the_render(take), timezone.now() - timedelta(minutes=11)
    Render.objects.filter(pk=row.pk).update(state=S.FETCHING, due_at=past, lease_until=past)
    return f"render {row.slug} is fetching and has waited since {past:%H:%M}"


def _aside_without_reason(take: Take) -> str:
    row = the_render(take)
    Render.objects.filter(pk=row.pk).update(state=S.NEEDS_ATTENTION, reason="")
    return f"render {row.slug} was put aside without a reason"


def _settled_twice(take: Take) -> str:
    entry = LedgerEntry.objects.get(render__take=take, kind="capture")
    entry.pk, entry.key = None, "again"
    entry.save(force_insert=True)
    return f"render {entry.render_id} was settled 2 times"


def _another_amount(take: Take) -> str:
    LedgerEntry.objects.filter(render__take=take, kind="capture").update(amount=1)
    held = sum(LedgerEntry.objects.filter(kind="hold").values_list("amount", flat=True))
    return f"USD: {held} held, but {held - 99} closed and 0 open"


def _hold_left_open(take: Take) -> str:
    LedgerEntry.objects.filter(render__take=take, kind="capture").delete()
    return f"render {the_render(take).pk} ended and its hold is open"


def _without_hold(take: Take) -> str:
    LedgerEntry.objects.filter(render__take=take).delete()
    Render.objects.filter(take=take).update(provider_task_id="task-without-hold")
    return f"render {the_render(take).slug} was bought without a hold"


def _no_clip(take: Take) -> str:
    Render.objects.filter(take=take).update(clip=None)
    return f"render {the_render(take).slug} succeeded without a clip"


def _no_file(take: Take) -> str:
    clip = _clip(take)
    default_storage.delete(clip.file.name)
    return f"clip {clip.slug}: its file is missing or has another size"


def _other_bytes(take: Take) -> str:
    clip = _clip(take)
    path = Path(default_storage.path(clip.file.name))
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    return f"clip {clip.slug}: its file has changed"


def _clip(take: Take) -> Any:
    clip = the_render(take).clip
    assert clip is not None
    return clip


def _after_its_end(take: Take) -> str:
    row = the_render(take)
    RenderEvent.objects.create(render=row, from_state=S.SUCCEEDED, to_state=S.RUNNING, who="worker")
    RenderEvent.objects.create(render=row, from_state=S.RUNNING, to_state=S.SUCCEEDED, who="worker")
    return f"render {row.pk} went from succeeded to running"


def _state_by_hand(take: Take) -> str:
    row = the_render(take)
    Render.objects.filter(pk=row.pk).update(state=S.FAILED)
    return f"render {row.pk} is failed, but its timeline ends with succeeded"


def _told_twice(take: Take) -> str:
    row = the_render(take)
    RenderEvent.objects.create(render=row, from_state=S.FETCHING, to_state=S.SUCCEEDED, who="worker")
    return f"render {row.pk} ended 2 times"


def _says_not_when(take: Take) -> str:
    Render.objects.filter(take=take).update(finished_at=None)
    return f"render {the_render(take).slug} ended and does not say when"


def _not_again(take: Take) -> str:
    step = Operation.objects.exclude(inverse=[]).latest("pk")
    Operation.objects.filter(pk=step.pk).update(forward=[])
    return f"operation {step.slug} can be undone but not done again"


def _no_place(take: Take) -> str:
    shot = take.board.shots.live().last()
    Shot.objects.filter(pk=shot.pk).update(position=None)
    return f"shot {shot.slug} has no place on its board"


BREAKS: list[tuple[str, Callable[[Take], str]]] = [
    ("I1", _no_render),
    ("I2", _sent_twice),
    ("I3", _under_no_id),
    ("I4", _nobody_works),
    ("I4", _waits_too_long),
    ("I4", _aside_without_reason),
    ("I5", _settled_twice),
    ("I5", _another_amount),
    ("I5", _hold_left_open),
    ("I5", _without_hold),
    ("I6", _no_clip),
    ("I6", _no_file),
    ("I6", _other_bytes),
    ("I7", _after_its_end),
    ("I7", _state_by_hand),
    ("I8", _told_twice),
    ("I8", _says_not_when),
    ("I9", _not_again),
    ("I9", _no_place),
]


@pytest.mark.parametrize(("name", "break_it"), BREAKS, ids=lambda each: getattr(each, "__name__", each))
def test_what_is_broken_is_named(take: Take, name: str, break_it: Callable[[Take], str]) -> None:
    sentence = break_it(take)
    code, out, err = check()
    assert code == 1
    [told] = [part for part in re.split(r"^(?=I\d )", out, flags=re.M) if part.startswith(name)]
    assert told.startswith(f"{name} BROKEN")
    assert f"     {sentence}\n" in told
    assert re.fullmatch(r"\d of 9 promises are broken\.", err.strip())


def test_quick_leaves_the_files_out(take: Take) -> None:
    _no_file(take)
    assert check()[0] == 1
    code, out, _err = check("--quick")
    assert code == 0
    assert "I6 left out" in out


def test_at_most_twenty_sentences_for_each(take: Take) -> None:
    row = the_render(take)
    for number in range(30):
        Take.objects.create(
            board=take.board,
            number=100 + number,
            connection=row.connection,
            model="x",
            snapshot={},
            fingerprint="x",
            form_key=f"x{number}",
        )
    assert check()[1].count("has no render") == 20
