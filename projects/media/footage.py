"""A clip and the part of it that is shown, and how it is drawn again where it cannot be copied."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageOps

from projects.media import film, frames
from projects.media.clips import ClipBroken
from projects.media.names import display_name
from projects.media.planes import Planes
from projects.media.refusals import gettext_noop

if TYPE_CHECKING:
    import av

_STAGE = (7, 7, 7)
_SHORT = gettext_noop("“%(name)s” is too short: it has %(frames)d frames, and the cut shows %(wanted)d.")


@dataclass(frozen=True, slots=True)
class Cut:
    """A clip and how many frames of it are shown (None: all), what it must share with others, and whether these can be copied.

    They are shown from frame `start` on; where the clip ends before them its last one is `held`.
    """

    path: Path
    frames: int | None
    shape: dict[str, Any]
    copied: bool = False
    start: int = 0
    held: bool = False


def too_short(path: Path, has: int, wanted: int) -> ClipBroken:
    """The refusal of a clip that has fewer frames than it should show."""
    return ClipBroken("CLIP_BROKEN", _SHORT, {"name": display_name(path.name), "frames": has, "wanted": wanted})


def shape_of(path: Path) -> dict[str, Any]:
    """What two clips must share to be copied one behind the other."""
    import av

    with av.open(path, "r") as container:
        video = container.streams.video[0]
        context = video.codec_context
        return {
            "codec": context.name,
            "size": (video.width, video.height),
            "fps": round(video.average_rate or 24),
            "pixels": context.pix_fmt,
            "setup": bytes(context.extradata or b""),
            "clock": video.time_base,
        }


def redrawn(cut: Cut, size: tuple[int, int], fps: int) -> Iterator[av.VideoFrame]:
    """The frames of a clip that are shown, whole inside `size`, at `fps`; a slower clip repeats some, a faster one drops some."""
    import av

    with av.open(cut.path, "r") as container:
        video = container.streams.video[0]
        rate = video.average_rate or Fraction(24)
        number = 0
        planes: Planes | None = None
        for count, frame in enumerate(container.decode(video), 1):
            until = round(count * fps / rate) - cut.start
            until = until if cut.frames is None else min(until, cut.frames)
            if until > number:
                picture = ImageOps.pad(frames.picture(frame), size, Image.Resampling.LANCZOS, color=_STAGE)
                planes = Planes.of(picture)
            while planes is not None and number < until:
                yield film.frame(planes, number, fps, cut=number == 0)
                number += 1
            if number == cut.frames:
                return
    if cut.frames is None:
        return
    if planes is None or not cut.held:
        raise too_short(cut.path, number, cut.frames)
    for missing in range(number, cut.frames):
        yield film.frame(planes, missing, fps, cut=False)
