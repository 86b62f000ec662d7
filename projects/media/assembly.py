"""Several clips as one: footage is copied as it is, and encoded anew only where it differs from the first clip."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageOps

from projects.media import film, frames
from projects.media.clips import ClipBroken, ClipFacts, probe
from projects.media.planes import Planes
from projects.media.refusals import clip_broken

if TYPE_CHECKING:
    import av

_STAGE = (7, 7, 7)
_SAMPLES_A_FRAME = 1024


def assemble(paths: Sequence[Path], out: Path) -> ClipFacts:
    """Join the clips at `paths`, in order, into an MP4 at `out`; its frames are exactly the sum of theirs.

    All take the size and frame rate of the first. Raises `ClipBroken` when one cannot be read, `OSError` for the disk
    and `ValueError` when there is none.
    """
    if not paths:
        raise ValueError("there is nothing to join")
    import av

    for path in paths:
        probe(path)
    with tempfile.TemporaryDirectory(dir=out.parent) as folder, film.draft(out) as half:
        try:
            parts = _alike(paths, Path(folder))
            _join(parts, half)
        except av.error.InvalidDataError as damaged:
            raise clip_broken("clip_broken", {"name": out.name}) from damaged
        return ClipFacts(**frames.facts(half))


def _alike(paths: Sequence[Path], folder: Path) -> list[Path]:
    """The clips, those that differ from the first replaced by a copy that does not."""
    shape = _shape(paths[0])
    parts = [paths[0]]
    for number, path in enumerate(paths[1:]):
        if _shape(path) == shape:
            parts.append(path)
            continue
        made = folder / f"{number}.mp4"
        film.write(_redrawn(path, shape["size"], shape["fps"]), made, size=shape["size"], fps=shape["fps"])
        parts.append(made)
    if any(_shape(part) != shape for part in parts):
        first = folder / "first.mp4"
        film.write(_redrawn(paths[0], shape["size"], shape["fps"]), first, size=shape["size"], fps=shape["fps"])
        parts[0] = first
    return parts


def _shape(path: Path) -> dict[str, Any]:
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


def _redrawn(path: Path, size: tuple[int, int], fps: int) -> Iterator[av.VideoFrame]:
    """Every frame of a clip, whole inside `size`, at `fps`; a slower clip repeats frames, a faster one drops some."""
    import av

    with av.open(path, "r") as container:
        video = container.streams.video[0]
        rate = video.average_rate or Fraction(24)
        number = 0
        for count, frame in enumerate(container.decode(video), 1):
            until = round(count * fps / rate)
            if until > number:
                picture = ImageOps.pad(frames.picture(frame), size, Image.Resampling.LANCZOS, color=_STAGE)
                planes = Planes.of(picture)
            while number < until:
                yield film.frame(planes, number, fps, cut=number == 0)
                number += 1


def _join(parts: Sequence[Path], out: Path) -> None:
    import av

    with av.open(out, "w", format="mp4", options=film.CONTAINER) as container:
        with av.open(parts[0], "r") as first:
            video = container.add_stream_from_template(first.streams.video[0])
        sound = container.add_stream("aac", rate=film.SAMPLES, layout="stereo")
        sound.codec_context.flags |= av.codec.context.Flags.bitexact
        seconds = Fraction(0)
        heard = 0
        for part in parts:
            length = _copy(part, container, video, seconds)
            seconds += length
            heard = _hear(part, container, sound, heard, round(seconds * film.SAMPLES))
        container.mux(sound.encode())


def _copy(part: Path, container: Any, video: Any, start: Fraction) -> Fraction:
    """Copy a clip's pictures behind `start` seconds; answers their length."""
    import av

    with av.open(part, "r") as source:
        stream = source.streams.video[0]
        count = 0
        for packet in source.demux(stream):
            if not packet.size or packet.pts is None or packet.dts is None:
                continue
            shift = round(start / packet.time_base)
            packet.pts += shift
            packet.dts += shift
            packet.stream = video
            container.mux(packet)
            count += 1
        return count / (stream.average_rate or Fraction(24))


def _hear(part: Path, container: Any, sound: Any, heard: int, until: int) -> int:
    """Encode a clip's sound from sample `heard` up to `until`, silence where it has none or stops early."""
    import av

    with av.open(part, "r") as source:
        if source.streams.audio:
            resampler = av.AudioResampler("fltp", "stereo", film.SAMPLES, frame_size=_SAMPLES_A_FRAME)
            for frame in source.decode(source.streams.audio[0]):
                for made in resampler.resample(frame):
                    if heard + made.samples > until:
                        break
                    heard = _say(container, sound, made, heard)
    for quiet in film.silence(until - heard):
        heard = _say(container, sound, quiet, heard)
    return heard


def _say(container: Any, sound: Any, made: Any, heard: int) -> int:
    made.pts, made.time_base = heard, Fraction(1, film.SAMPLES)
    container.mux(sound.encode(made))
    return heard + int(made.samples)


__all__ = ["ClipBroken", "assemble"]
