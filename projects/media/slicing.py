"""Where a film really cuts from one shot to the next: the change from frame to frame, looked at near the planned cuts.

A film is only read inside the child; what is decided about its frames is decided by the pure functions here.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from projects.media import frames

if TYPE_CHECKING:
    from PIL.Image import Image

_REACH_SECONDS = 1
_SMALL = (64, 36)
_LEAST = 10.0
"""A cut changes the picture by so much on a scale of 0 to 255, in the mean of its pixels and in the colour that changes most …"""
_TIMES = 2.0
"""… and so many times as much as three frames of movement near it usually do."""


def windows(borders: Sequence[int], fps: int) -> list[range]:
    """The frames at which each planned cut is looked for: a second either way, no further than to the middle of a shot.

    `borders` are where the shots begin, in frames, and where the last one ends: one window fewer than there are shots.
    """
    reach = _REACH_SECONDS * fps
    return [
        range(cut - min(reach, (cut - before) // 2) + 1, cut + min(reach, (after - cut) // 2))
        for before, cut, after in zip(borders, borders[1:], borders[2:], strict=False)
    ]


def strongest(steps: Sequence[tuple[float, float]]) -> int | None:
    """The place of the one step that is a cut; None where none stands out, as in a fade or where nothing was cut.

    A step is how much the picture changes, 0 … 255, from one frame to the next and from the frame before to the one behind. A
    cut changes both; a flash that is over after a frame changes the first alone, a fast movement the second.
    """
    if not steps:
        return None
    changes = [min(step) for step in steps]
    place = max(range(len(changes)), key=changes.__getitem__)
    usual = statistics.median(wide for _near, wide in steps)
    return place if changes[place] >= max(_LEAST, _TIMES * usual) else None


def step(seen: Mapping[int, Image], number: int) -> tuple[float, float]:
    """How much another picture frame `number` begins, in both ways of `strongest`; 0 where there are no frames to tell."""
    near, wide = (
        _difference(seen[one], seen[two]) if one in seen and two in seen else 0.0
        for one, two in ((number - 1, number), (number - 2, number + 1))
    )
    return near, wide


def _difference(one: Image, two: Image) -> float:
    from PIL import ImageChops, ImageStat

    return max(ImageStat.Stat(ImageChops.difference(one, two)).mean)


def cuts(job: dict[str, Any]) -> dict[str, Any]:
    """The frames of `source` at which a shot begins, one for each of `windows` (first frame, behind the last): None for none."""
    spans = [range(*span) for span in job["windows"]]
    near = {number + beside for span in spans for number in span for beside in (-2, -1, 0, 1)}
    seen = dict(_small(Path(job["source"]), near))
    found = [strongest([step(seen, number) for number in span]) for span in spans]
    return {"cuts": [None if place is None else span[place] for span, place in zip(spans, found, strict=True)]}


def _small(path: Path, wanted: set[int]) -> Iterator[tuple[int, Image]]:
    """These frames by their numbers, small; nothing behind the last of them is read."""
    with frames.opened(path) as container:
        shown = islice(container.decode(frames.first_video(container)), max(wanted, default=-1) + 1)
        for number, frame in enumerate(shown):
            if number in wanted:
                yield number, frames.picture(frame.reformat(*_SMALL, interpolation="AREA"))
