"""One render, one step at a time. Every step can be repeated after a crash, and none buys twice.

The row is the queue: whoever claims it (`leases.claim`) does what its state asks for and writes what was learnt. No file
is made and nothing is sent inside a transaction.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from datetime import datetime, timedelta
from itertools import accumulate

from django.utils import timezone
from django.utils.translation import gettext as _

from projects import failpoints
from projects.models import Clip, Render, RenderState, Take
from projects.providers import catalog
from projects.providers.base import Desk, Driver
from projects.services import clips, desks, leases, sealing, slicing
from projects.services.fetching import fetch
from projects.services.leases import LeaseLost
from projects.services.moves import OVER, WATCHED, WORKED, move, park, tell
from projects.services.polling import poll
from projects.services.submitting import find_again, look_up, resume, submit

S = RenderState


def step(pk: int, *, who: str = "worker", watch: Callable[[int], None] | None = None) -> bool:
    """Claim the render and work it as far as it goes now; False when it was not to be had.

    `watch(percent)` hears of progress in this process.
    """
    failpoints.tick("claim.before")
    render = leases.claim(Render, pk, WATCHED)
    if render is None:
        return False
    with suppress(LeaseLost):
        _work(render, who, watch or (lambda percent: None))
    return True


def _work(render: Render, who: str, watch: Callable[[int], None]) -> None:
    if render.crashes > leases.MOST_CRASHES:
        _put_aside(render, who, _("It stopped the worker several times in a row, so it was put aside."))
        return
    driver = catalog.driver(render.connection.driver)
    with ExitStack() as files:
        try:
            desk = desks.desk(render, driver, files, watch)
        except sealing.SealBroken as broken:
            _put_aside(render, who, str(broken))
            return
        while render.state in WATCHED:
            wait = STEPS[render.state](render, driver, desk, who)
            if wait is not None or render.state == S.NEEDS_ATTENTION:
                _release(render, wait)
                return
    if render.state == S.SUCCEEDED:
        settle(render.take)


def _release(render: Render, wait: float | None) -> None:
    """Give the row back; a callback that came meanwhile makes it due at once."""
    due = None if wait is None else timezone.now() + timedelta(seconds=wait)
    leases.release(render, due_at=due)
    if render.callbacks.filter(done_at=None).exists():
        Render.objects.filter(pk=render.pk, state__in=WORKED).update(due_at=timezone.now())


def _put_aside(render: Render, who: str, reason: str) -> None:
    if render.state == S.SUBMITTING:
        move(render, S.UNCERTAIN, who=who, note=reason)
    if render.state != S.NEEDS_ATTENTION:
        park(render, who, reason)
    _release(render, None)


def _ask(render: Render, driver: Driver, desk: Desk, who: str) -> float | None:
    """A render that was put aside may still have news: by its task's id, or by our own."""
    return (poll if render.provider_task_id else find_again)(render, driver, desk, who)


STEPS: dict[str, Callable[[Render, Driver, Desk, str], float | None]] = {
    S.QUEUED: submit,
    S.SUBMITTING: resume,
    S.UNCERTAIN: look_up,
    S.SUBMITTED: poll,
    S.RUNNING: poll,
    S.FETCHING: fetch,
    S.NEEDS_ATTENTION: _ask,
}
"""What each state asks for. A step answers seconds to wait, or None to go on at once."""


def settle(take: Take) -> None:
    """Give a take its clip once all its renders have theirs, and look where its shots begin. Repeating it changes nothing."""
    renders = list(take.renders.select_related("clip"))
    parts = [render.clip for render in renders if render.state == S.SUCCEEDED and render.clip]
    if not renders or len(parts) < len(renders) or not Take.objects.filter(pk=take.pk, clip=None).exists():
        return
    clip, cuts = _whole(take, renders, parts)
    if Take.objects.filter(pk=take.pk, clip=None).update(clip=clip, cuts_found=cuts):
        tell(take, finished=True)


def _whole(take: Take, renders: list[Render], parts: list[Clip]) -> tuple[Clip, Sequence[int | None]]:
    """The clip of a take whose renders all have theirs, and the frames at which shots 2, 3 … begin where the plan is not exact."""
    workspace = take.board.project.workspace
    segments = [render.segment for render in renders if render.segment]
    if len(segments) == len(renders):
        cuts = list(accumulate(segment[1] for segment in segments))[:-1]
        return clips.splice(workspace, list(zip(parts, segments, strict=True))), cuts
    keeps = [sum(shot.get("keeps") or shot["seconds"] for shot in render.order["shots"]) for render in renders]
    clip = clips.join(workspace, parts, keeps)
    return clip, slicing.look(take, clip)


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
