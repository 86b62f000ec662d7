"""The nine promises of the house about clicks, purchases, money and files, each as a question to the database.

Every check answers sentences about what breaks its promise; none means that it holds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta

from django.core.files.storage import default_storage
from django.db.models import Count, Q, Sum
from django.utils import timezone

from projects.models import (
    CLOSING,
    OWN,
    Clip,
    LedgerEntry,
    Movement,
    Operation,
    Render,
    RenderEvent,
    RenderState,
    Shot,
    Take,
)
from projects.services.moves import MOVES, OVER, WORKED

S = RenderState
LATE = timedelta(minutes=10)
BOUGHT = (S.SUBMITTED, S.RUNNING, S.FETCHING, S.SUCCEEDED, S.RESULT_LOST)


def clicks() -> Iterator[str]:
    """I1: every acknowledged click has exactly one take, with at least one render unless it is somebody's own clip."""
    for take in Take.objects.exclude(model=OWN).annotate(count=Count("renders")).filter(count=0):
        yield f"take {take.slug} has no render"
    doubled = Take.objects.values("board", "form_key").annotate(count=Count("pk")).filter(count__gt=1)
    yield from (f"board {row['board']}: one click made {row['count']} takes" for row in doubled)


def purchases() -> Iterator[str]:
    """I2: at most one purchase per render: it was sent once, or sent again only after it was provably not bought."""
    sent = RenderEvent.objects.filter(to_state=S.SUBMITTING).values("render").annotate(count=Count("pk"))
    for row in sent.filter(count__gt=1):
        events = RenderEvent.objects.filter(render=row["render"]).order_by("id").values_list("from_state", "to_state")
        back = sum(to == S.QUEUED and from_ in (S.SUBMITTING, S.UNCERTAIN) for from_, to in events)
        if back < row["count"] - 1:
            yield f"render {row['render']} was sent {row['count']} times and came back {back} times"


def tied() -> Iterator[str]:
    """I3: every job that was bought is tied to one render, by its id at the provider."""
    rows = Render.objects.filter(state__in=(S.SUBMITTED, S.RUNNING), provider_task_id="")
    yield from (f"render {render.slug} is with the provider under no id" for render in rows)
    twice = Render.objects.exclude(provider_task_id="").values("connection", "provider_task_id")
    for row in twice.annotate(count=Count("pk")).filter(count__gt=1):
        yield f"task {row['provider_task_id']} belongs to {row['count']} renders"


def ends() -> Iterator[str]:
    """I4: every render ends or was put aside with a reason, or is due within its time."""
    for render in Render.objects.filter(state=S.NEEDS_ATTENTION, reason=""):
        yield f"render {render.slug} was put aside without a reason"
    waiting = Q(take__spend_request__isnull=False, take__spend_request__approved=None)
    for render in Render.objects.filter(state__in=WORKED, due_at=None).exclude(waiting):
        yield f"render {render.slug} is {render.state} and nobody will ever work it"
    now = timezone.now()
    for render in Render.objects.filter(state__in=WORKED, due_at__lt=now - LATE, lease_until__lt=now - LATE):
        yield f"render {render.slug} is {render.state} and has waited since {render.due_at:%H:%M}"


def ledger() -> Iterator[str]:
    """I5: holds = captures + releases + open holds, one closing movement per hold, in every currency."""
    for row in LedgerEntry.objects.filter(kind__in=CLOSING).values("render").annotate(count=Count("pk")):
        if row["render"] and row["count"] > 1:
            yield f"render {row['render']} was settled {row['count']} times"
    for currency in LedgerEntry.objects.values_list("currency", flat=True).distinct():
        held, closed, opened = _balance(currency)
        if held != closed + opened:
            yield f"{currency}: {held} held, but {closed} closed and {opened} open"
    over = LedgerEntry.objects.filter(kind=Movement.HOLD, render__state__in=OVER)
    settled = LedgerEntry.objects.filter(kind__in=CLOSING, render__isnull=False).values("render")
    yield from (f"render {entry.render_id} ended and its hold is open" for entry in over.exclude(render__in=settled))
    paid = Render.objects.filter(state__in=BOUGHT).exclude(connection__driver="animatic").filter(ledger=None)
    paid = paid.exclude(provider_task_id="")
    yield from (f"render {render.slug} was bought without a hold" for render in paid)


def _balance(currency: str) -> tuple[int, int, int]:
    entries = LedgerEntry.objects.filter(currency=currency, render__isnull=False)
    settled = entries.filter(kind__in=CLOSING)

    def total(rows: object) -> int:
        return int(rows.aggregate(sum=Sum("amount"))["sum"] or 0)  # type: ignore[attr-defined]

    holds = entries.filter(kind=Movement.HOLD)
    return total(holds), total(settled), total(holds.exclude(render__in=settled.values("render")))


def files() -> Iterator[str]:
    """I6: what succeeded has a file of the size and digest that were recorded."""
    for render in Render.objects.filter(state=S.SUCCEEDED, clip=None):
        yield f"render {render.slug} succeeded without a clip"
    for clip in Clip.objects.iterator():
        name = str(clip.file.name)
        if not default_storage.exists(name) or default_storage.size(name) != clip.bytes:
            yield f"clip {clip.slug}: its file is missing or has another size"
            continue
        with default_storage.open(name) as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != clip.digest:
                yield f"clip {clip.slug}: its file has changed"


def closed() -> Iterator[str]:
    """I7: nothing moved after its end, and every move is in the table."""
    last: dict[int, str] = {}
    for event in RenderEvent.objects.order_by("render_id", "id"):
        was = last.get(event.render_id)
        if was is not None and (event.from_state != was or event.to_state not in MOVES[was]):
            yield f"render {event.render_id} went from {was} to {event.to_state}"
        last[event.render_id] = event.to_state
    for pk, state in Render.objects.values_list("pk", "state"):
        if last.get(pk) != state:
            yield f"render {pk} is {state}, but its timeline ends with {last.get(pk)}"


def told() -> Iterator[str]:
    """I8: whoever clicked is told once: every end stands once in the timeline."""
    rows = RenderEvent.objects.filter(to_state__in=OVER).values("render").annotate(count=Count("pk"))
    yield from (f"render {row['render']} ended {row['count']} times" for row in rows.filter(count__gt=1))
    ended = Render.objects.filter(state__in=OVER, finished_at=None)
    yield from (f"render {render.slug} ended and does not say when" for render in ended)


def words() -> Iterator[str]:
    """I9: no text is lost: every operation can be taken back, and live shots stand in a row."""
    for operation in Operation.objects.filter(forward=[]).exclude(inverse=[]):
        yield f"operation {operation.slug} can be undone but not done again"
    rows = Shot.objects.filter(deleted_at=None, position=None, board__deleted_at=None)
    yield from (f"shot {shot.slug} has no place on its board" for shot in rows)


CHECKS: tuple[tuple[str, str, Callable[[], Iterator[str]]], ...] = tuple(
    (f"I{number}", (check.__doc__ or "").partition(": ")[2].splitlines()[0], check)
    for number, check in enumerate((clicks, purchases, tied, ends, ledger, files, closed, told, words), 1)
)
"""Name, promise and question of each."""
