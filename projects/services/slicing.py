"""The borders of shots in a take's clip: where they were planned, where they were found, and where people moved them."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from django.db import transaction
from django.utils.translation import gettext as _

from projects.media import clips
from projects.models import Clip, Take
from projects.models.base import locking
from projects.services.files import on_disk
from projects.services.moves import tell

log = logging.getLogger(__name__)

FAR = 3
"""Frames that a cut may be off the plan before somebody is told."""


class NotCut(Exception):
    """The cut cannot be there; the message says why."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a shot begins: its number, its frame counted from 0, the planned one, and the one that was found, if any."""

    shot: int
    frame: int
    planned: int
    found: int | None

    @property
    def off(self) -> int:
        """Frames behind the plan, negative before it."""
        return self.frame - self.planned

    @property
    def far(self) -> bool:
        """Whether it is so far off that somebody should know."""
        return abs(self.off) > FAR


def lengths(take: Take) -> list[int]:
    """Whole seconds of each shot as the take was ordered."""
    return [shot["seconds"] for shot in take.snapshot["shots"]]


def planned(take: Take, fps: int) -> list[int]:
    """The frames at which shots 1, 2, 3 … were to begin, and behind the last one."""
    return [0, *(seconds * fps for seconds in accumulate(lengths(take)))]


def starts(take: Take, fps: int) -> list[int]:
    """The frames at which shots 1, 2, 3 … begin, and behind the last one."""
    plan = planned(take, fps)
    known = take.cuts_set or take.cuts_found
    if len(known) != len(plan) - 2:
        return plan
    return [0, *(plan[place] if cut is None else cut for place, cut in enumerate(known, 1)), plan[-1]]


def sliceable(take: Take) -> bool:
    """Whether its shots were bought as one video, so that only a look at it can say where they begin."""
    return not take.local and take.clip is not None and len(take.renders.all()) == 1 and len(lengths(take)) > 1


def cuts(take: Take) -> list[Cut]:
    """Every cut that can be moved; none where the take was not made in one piece."""
    if not sliceable(take) or take.clip is None:
        return []
    plan, now = planned(take, take.clip.fps), starts(take, take.clip.fps)
    found = take.cuts_found or [None] * (len(plan) - 2)
    return [Cut(place + 1, now[place], plan[place], found[place - 1]) for place in range(1, len(plan) - 1)]


def look(take: Take, clip: Clip) -> list[int | None]:
    """Where shots 2, 3 … begin in the clip that a take made in one piece is to have; nothing where there is nothing to find.

    Call it outside a transaction: it decodes, in a bounded child. A clip that cannot be read is cut as planned.
    """
    if take.local or len(take.renders.all()) != 1 or len(lengths(take)) < 2:
        return []
    borders = [min(frame, clip.frames) for frame in planned(take, clip.fps)]
    try:
        with on_disk(str(clip.file.name)) as path:
            return clips.cuts(path, borders, fps=clip.fps)
    except (clips.ClipBroken, OSError) as trouble:
        log.warning("take %s is cut as planned: %s", take.slug, trouble)
        return []


def nudge(take: Take, *, number: int, step: int) -> Take:
    """Let shot `number` (from 2) begin `step` frames later. Raises `NotCut` where that leaves a shot without a frame."""
    with transaction.atomic():
        locked = _locked(take)
        if not sliceable(locked) or locked.clip is None or not 2 <= number <= len(lengths(locked)):
            raise NotCut(_("Take %d has no cut there that could be moved.") % locked.number)
        moved = starts(locked, locked.clip.fps)
        moved[number - 1] += step
        if not _orderly([*moved[:-1], min(moved[-1], locked.clip.frames)]):
            raise NotCut(_("Every shot keeps a frame at least."))
        return _keep(locked, moved[1:-1])


def reset(take: Take, *, to: str) -> Take:
    """Put every cut back to where it was `found`, or to where it was `planned`."""
    with transaction.atomic():
        locked = _locked(take)
        if not sliceable(locked) or locked.clip is None:
            raise NotCut(_("Take %d has no cut there that could be moved.") % locked.number)
        return _keep(locked, planned(locked, locked.clip.fps)[1:-1] if to == "planned" else [])


def _locked(take: Take) -> Take:
    return locking(Take).select_related("clip", "connection", "board__project__workspace").get(pk=take.pk)


def _orderly(frames: Sequence[int]) -> bool:
    return all(one < two for one, two in pairwise(frames))


def _keep(take: Take, frames: list[int]) -> Take:
    take.cuts_set = frames
    take.save(update_fields=["cuts_set"])
    tell(take)
    return take
