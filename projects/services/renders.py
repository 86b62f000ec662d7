"""One render, one step at a time. Every step can be repeated after a crash, and none buys twice.

The row is the queue: whoever claims it (`leases.claim`) does what its state asks for and writes what was learnt. No file
is made and nothing is sent inside a transaction.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from projects.media.clips import ClipBroken
from projects.models import Picture, Render, RenderState, Take
from projects.providers import catalog
from projects.providers.base import (
    Busy,
    Cancelled,
    Desk,
    Driver,
    Order,
    Phase,
    ProviderError,
    Refused,
    Report,
    ResultGone,
    Unsent,
)
from projects.services import clips, leases
from projects.services.feed import announce
from projects.services.files import on_disk
from projects.services.leases import LeaseLost
from projects.services.moves import OVER, WORKED, move, tell

S = RenderState

SUBMIT_LEASE = timedelta(seconds=150)
LOOK_UPS = (5, 60, 300)
POLLS = ((6, 10), (12, 20), (60, 60), (36, 600))
MOST_MISSED = 30
TELL_SECONDS = 0.5


def step(pk: int, *, who: str = "worker", watch: Callable[[int], None] | None = None) -> bool:
    """Claim the render and work it as far as it goes now; False when it was not to be had.

    `watch(percent)` hears of progress in this process.
    """
    render = leases.claim(Render, pk, WORKED)
    if render is None:
        return False
    with suppress(LeaseLost):
        _work(render, who, watch or (lambda percent: None))
    return True


def _work(render: Render, who: str, watch: Callable[[int], None]) -> None:
    if render.crashes > leases.MOST_CRASHES:
        _park(render, who, "It stopped the worker several times in a row, so it was put aside.")
        return
    driver = catalog.driver(render.order["driver"])
    with ExitStack() as files:
        desk = _desk(render, driver, files, watch)
        while render.state in WORKED:
            wait = STEPS[render.state](render, driver, desk, who)
            if wait is not None:
                leases.release(render, due_at=timezone.now() + timedelta(seconds=wait))
                return
    if render.state == S.SUCCEEDED:
        settle(render.take)


def _desk(render: Render, driver: Driver, files: ExitStack, watch: Callable[[int], None]) -> Desk:
    workspace = render.take.board.project.workspace
    told = 0.0

    def still(digest: str) -> Path:
        name = Picture.objects.values_list("file", flat=True).get(workspace=workspace, digest=digest)
        return files.enter_context(on_disk(name))

    def progress(percent: int) -> None:
        nonlocal told
        watch(percent)
        if time.monotonic() - told < TELL_SECONDS and percent < 100:
            return
        told = time.monotonic()
        leases.hold(render, progress=percent)
        announce(render.take.board, "progress", take=render.take.slug, percent=percent)
        if driver.cancels and Render.objects.filter(pk=render.pk).exclude(cancel_requested_at=None).exists():
            raise Cancelled

    scratch = Path(settings.SCRATCH_ROOT)
    scratch.mkdir(parents=True, exist_ok=True)
    return Desk(still=still, scratch=scratch, progress=progress)


def _submit(render: Render, driver: Driver, desk: Desk, who: str) -> float | None:
    """Intent is committed before bytes leave; what cannot be known afterwards is UNCERTAIN, never sent again."""
    if render.cancel_requested_at:
        move(render, S.CANCELLED, who=who, reason="")
        return None
    now = timezone.now()
    move(render, S.SUBMITTING, who=who, submit_started_at=now, lease_until=now + SUBMIT_LEASE)
    try:
        report = driver.submit(_order(render), external_id=render.external_id, callback_url="", desk=desk)
    except (Unsent, Busy) as later:
        move(render, S.QUEUED, who=who, note=str(later))
        return later.after if isinstance(later, Busy) else 5
    except Refused as no:
        move(render, S.FAILED, who=who, note=str(no), reason=str(no))
        return None
    except Exception as unclear:
        move(render, S.UNCERTAIN, who=who, note=f"{type(unclear).__name__}: {unclear}")
        return LOOK_UPS[0]
    _accepted(render, report, who)
    return None


def _accepted(render: Render, report: Report, who: str) -> None:
    # A fact needs no fence: whoever learns the task's id first writes it.
    Render.objects.filter(pk=render.pk, provider_task_id="").update(provider_task_id=report.task_id)
    move(render, S.SUBMITTED, who=who, provider_task_id=report.task_id, lease_until=timezone.now() + leases.LEASE)


def _resume(render: Render, driver: Driver, desk: Desk, who: str) -> float | None:
    """SUBMITTING found by a new holder: the old one died between the intent and the answer."""
    move(render, S.UNCERTAIN, who=who, note="the worker died while it was sending")
    return 0 if driver.local else LOOK_UPS[0]


def _look_up(render: Render, driver: Driver, desk: Desk, who: str) -> float | None:
    """Ask the provider by our own id; two clear noes a minute apart allow sending again under that same id."""
    if not driver.looks_up:
        if timezone.now() - (render.submit_started_at or render.created_at) < timedelta(minutes=30):
            return 60
        _park(render, who, "Nobody knows whether the provider took this order. It may already be paid.")
        return None
    try:
        found = driver.look_up(render.external_id)
    except ProviderError as trouble:
        leases.hold(render, missed_polls=render.missed_polls + 1, reason=str(trouble))
        return LOOK_UPS[-1]
    if found is not None:
        _accepted(render, found, who)
        return None
    leases.hold(render, looked_up=render.looked_up + 1)
    if render.looked_up < 2:
        return LOOK_UPS[1]
    move(render, S.QUEUED, who=who, note="the provider says twice that it has no such order", looked_up=0)
    return 0


def _poll(render: Render, driver: Driver, desk: Desk, who: str) -> float | None:
    """The provider's own word; a local driver works here. A poll that fails is a missed poll, never a verdict."""
    if render.state == S.SUBMITTED and driver.local:
        move(render, S.RUNNING, who=who)
    try:
        report = driver.poll(_order(render), render.provider_task_id, desk)
    except Cancelled:
        move(render, S.CANCELLED, who=who, reason="")
        return None
    except ProviderError as trouble:
        return _missed(render, who, str(trouble), driver)
    return _heard(render, report, who)


def _heard(render: Render, report: Report, who: str) -> float | None:
    if report.phase == Phase.SUCCEEDED:
        move(render, S.FETCHING, who=who, result=report.result, progress=100)
        return None
    if report.phase == Phase.FAILED:
        move(render, S.FAILED, who=who, note=report.reason, reason=report.reason or "The provider gave no reason.")
        return None
    leases.hold(render, polls=render.polls + 1, missed_polls=0, progress=report.progress or render.progress)
    if report.phase == Phase.RUNNING and render.state == S.SUBMITTED:
        move(render, S.RUNNING, who=who)
    return rhythm(render.polls)


def rhythm(polls: int) -> float:
    """Seconds until the next poll: often at first, hourly at last."""
    for count, seconds in POLLS:
        if polls <= count:
            return seconds
        polls -= count
    return 3600


def _missed(render: Render, who: str, reason: str, driver: Driver) -> float | None:
    leases.hold(render, missed_polls=render.missed_polls + 1, reason=reason)
    if render.missed_polls < (3 if driver.local else MOST_MISSED):
        return rhythm(render.missed_polls)
    if driver.local:
        move(render, S.FAILED, who=who, note=reason, reason=reason)
    else:
        _park(render, who, reason)
    return None


def _fetch(render: Render, driver: Driver, desk: Desk, who: str) -> float | None:
    """Bring the file home, check it, and only then call it done."""
    take = render.take
    with tempfile.TemporaryDirectory(dir=settings.SCRATCH_ROOT) as folder:
        path = Path(folder) / "clip.mp4"
        try:
            driver.fetch(_order(render), render.result, path, desk)
            clip = clips.store(take.board.project.workspace, path)
        except ResultGone as gone:
            move(render, S.RESULT_LOST, who=who, note=str(gone), reason=str(gone))
            return None
        except (ProviderError, ClipBroken, OSError) as trouble:
            leases.hold(render, missed_polls=render.missed_polls + 1, reason=str(trouble))
            if render.missed_polls < MOST_MISSED:
                return rhythm(render.missed_polls)
            _park(render, who, f"The video could not be saved: {trouble}")
            return None
    move(render, S.SUCCEEDED, who=who, clip=clip, reason="")
    return None


STEPS: dict[str, Callable[[Render, Driver, Desk, str], float | None]] = {
    S.QUEUED: _submit,
    S.SUBMITTING: _resume,
    S.UNCERTAIN: _look_up,
    S.SUBMITTED: _poll,
    S.RUNNING: _poll,
    S.FETCHING: _fetch,
}
"""What each state asks for. A step answers seconds to wait, or None to go on at once."""


def _park(render: Render, who: str, reason: str) -> None:
    if render.state == S.SUBMITTING:
        move(render, S.UNCERTAIN, who=who, note=reason)
    move(render, S.NEEDS_ATTENTION, who=who, note=reason, reason=reason, lease_until=timezone.now())


def _order(render: Render) -> Order:
    return Order.from_json(render.order)


def settle(take: Take) -> None:
    """Give a take its clip once all its renders have theirs. Repeating it changes nothing."""
    renders = list(take.renders.select_related("clip"))
    parts = [render.clip for render in renders if render.state == S.SUCCEEDED and render.clip]
    if not renders or len(parts) < len(renders):
        return
    clip = clips.join(take.board.project.workspace, parts)
    if Take.objects.filter(pk=take.pk, clip=None).update(clip=clip):
        tell(take, finished=True)


def run(take: Take, watch: Callable[[int], None]) -> Take:
    """Work a take in this process until it ends or has to wait for a person; no worker is needed."""
    while True:
        renders = list(Render.objects.filter(take=take).exclude(state__in=OVER))
        worked = [render for render in renders if render.state in WORKED]
        if not worked:
            settle(take)
            take.refresh_from_db()
            return take
        stepped = [step(render.pk, who="command", watch=watch) for render in worked]
        if not any(stepped):
            time.sleep(_pause([render.due_at for render in worked if render.due_at]))


def _pause(moments: list[datetime]) -> float:
    if not moments:
        return 1.0
    return min(1.0, max(0.05, (min(moments) - timezone.now()).total_seconds()))
