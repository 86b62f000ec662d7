"""Bringing a finished file home: whole, of the length that was paid for, checked, and only then called done."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from projects import failpoints
from projects.media.clips import ClipBroken
from projects.models import Clip, Render, RenderState
from projects.providers.base import Desk, Driver, Phase
from projects.providers.troubles import LinkExpired, ProviderError, ResultGone
from projects.services import clips, leases
from projects.services.moves import move, park
from projects.services.polling import HOURLY, rhythm
from projects.services.submitting import order_of

log = logging.getLogger(__name__)

S = RenderState

MOST_TRIES = 8
MOST_EXPIRED = 3
SHORT_SECONDS = 0.5
"""Providers answer lengths such as 5.041 s for 5 s; less than half a second missing is rounding."""


class Short(Exception):
    """The file ends before the length that was paid for."""


def fetch(render: Render, driver: Driver, desk: Desk, who: str) -> float | None:
    """Download, measure, store; ask for a fresh link where this one is over; put aside what stays damaged."""
    try:
        clip = _bring(render, driver, desk)
    except LinkExpired as expired:
        return _again(render, driver, desk, who, expired)
    except ResultGone as gone:
        move(render, S.RESULT_LOST, who=who, note=str(gone), reason=str(gone))
        return None
    except (ProviderError, ClipBroken, Short, OSError) as trouble:
        return _later(render, who, trouble)
    failpoints.tick("fetch.after_store")
    note = "" if driver.local else _twin(render, clip)
    move(render, S.SUCCEEDED, who=who, note=note, clip=clip, reason="")
    return None


def _bring(render: Render, driver: Driver, desk: Desk) -> Clip:
    order = order_of(render)
    with tempfile.TemporaryDirectory(dir=desk.scratch) as folder:
        path = Path(folder) / "clip.mp4"
        driver.fetch(order, render.result, path, desk)
        failpoints.tick("fetch.half")
        clip = clips.store(render.take.board.project.workspace, path)
    if clip.seconds < order.seconds - SHORT_SECONDS:
        words = _("The file ends at %(has).1f s of %(wanted)d s.")
        raise Short(words % {"has": clip.seconds, "wanted": order.seconds})
    return clip


def _twin(render: Render, clip: Clip) -> str:
    """What the timeline says of a file that another job was given already; nothing for one of its own."""
    other = Render.objects.filter(clip=clip).exclude(pk=render.pk).order_by("pk").first()
    if other is None:
        return ""
    log.warning("render %s was given the same file as render %s", render.slug, other.slug)
    return f"the provider gave the same file as for render {other.slug}"


def _again(render: Render, driver: Driver, desk: Desk, who: str, expired: LinkExpired) -> float | None:
    """Ask the provider for a fresh link; when three of them are dead too, the result is lost."""
    leases.hold(render, missed_polls=render.missed_polls + 1, reason=str(expired))
    try:
        report = driver.poll(order_of(render), render.provider_task_id, desk)
    except ProviderError as trouble:
        return _later(render, who, trouble)
    if report.phase == Phase.SUCCEEDED and report.result != render.result:
        leases.hold(render, result=report.result)
        return 0
    over = render.result_expires_at and render.result_expires_at < timezone.now()
    if render.missed_polls >= MOST_EXPIRED or over:
        reason = _(
            "The provider made the video and no longer gives it out. It was paid for; the timeline has what a claim needs."
        )
        move(render, S.RESULT_LOST, who=who, note=str(expired), reason=reason)
        return None
    return rhythm(render.missed_polls)


def _later(render: Render, who: str, trouble: Exception) -> float | None:
    leases.hold(render, missed_polls=render.missed_polls + 1, reason=str(trouble))
    if render.missed_polls < MOST_TRIES:
        return float(min(60, 2 ** (render.missed_polls + 1)))
    park(render, who, _("The video could not be saved. %s It can be fetched again for free.") % trouble)
    # What is wrong on our side may be put right without anybody thinking of this take.
    return HOURLY if isinstance(trouble, OSError) else None
