"""Several clips as one: footage is copied as it is, and encoded anew only where it differs from the first clip or is cut."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageOps

from projects.media import film, frames
from projects.media.clips import ClipBroken, ClipFacts, probe
from projects.media.names import display_name
from projects.media.planes import Planes
from projects.media.refusals import clip_broken, gettext_noop

if TYPE_CHECKING:
    import av

_STAGE = (7, 7, 7)
_SAMPLES_A_FRAME = 1024
_SLACK = Fraction(1, 500)
"""How far a clip's frame rate may be from a whole number and still be copied: 23.976 is 24, an uneven rate is none."""
_SHORT = gettext_noop("“%(name)s” is too short: it has %(frames)d frames, and the cut shows %(wanted)d.")


@dataclass(frozen=True, slots=True)
class _Cut:
    """A clip and how many frames of it are shown (None: all), what it must share with others, and whether these can be copied."""

    path: Path
    frames: int | None
    shape: dict[str, Any]
    copied: bool


@dataclass(frozen=True, slots=True)
class _Part:
    """Where pictures and sound of one part are copied from, and how many frames of the pictures (None: all)."""

    pictures: Path
    sound: Path
    frames: int | None


def assemble(paths: Sequence[Path], out: Path, keeps: Sequence[int | None] | None = None) -> ClipFacts:
    """Join the clips at `paths`, in order, into an MP4 at `out`; the files at `paths` stay as they are.

    All take the size and frame rate of the first. `keeps` are whole seconds: of each clip exactly that many times the frame
    rate are shown, from its start; None shows all of it. The frames of `out` are exactly the sum. Raises `ClipBroken` when a
    clip cannot be read or is shorter than what it should show, `OSError` for the disk and `ValueError` when there is none.
    """
    if not paths:
        raise ValueError("there is nothing to join")
    wanted = [None] * len(paths) if keeps is None else list(keeps)
    if len(wanted) != len(paths) or any(keep is not None and keep < 1 for keep in wanted):
        raise ValueError("each clip needs to be shown for a second at least")
    import av

    for path in paths:
        probe(path)
    with tempfile.TemporaryDirectory(dir=out.parent) as folder, film.draft(out) as half:
        try:
            fps = _shape(paths[0])["fps"]
            cuts = [_cut(path, keep, fps) for path, keep in zip(paths, wanted, strict=True)]
            _join(_parts(cuts, Path(folder)), half)
        except av.error.InvalidDataError as damaged:
            raise clip_broken("clip_broken", {"name": out.name}) from damaged
        return ClipFacts(**frames.facts(half))


def _cut(path: Path, keep: int | None, fps: int) -> _Cut:
    """What is shown of a clip at `fps`. Raises `ClipBroken` when it has less."""
    import av

    shape = _shape(path)
    if keep is None:
        return _Cut(path, None, shape, copied=True)
    with av.open(path, "r") as container:
        video = container.streams.video[0]
        rate = video.average_rate or Fraction(24)
        packets: Iterator[Any] = container.demux(video)
        times = [packet.pts for packet in packets if _pictured(packet)]
    wanted = keep * fps
    if round(len(times) * fps / rate) < wanted:
        raise _short(path, round(len(times) * fps / rate), wanted)
    even = abs(rate - fps) <= _SLACK * fps
    return _Cut(path, wanted, shape, copied=even and _closed(times, wanted))


def _closed(times: Sequence[int], count: int) -> bool:
    """Whether the first `count` frames that are sent are also the first that are seen; then they need no others."""
    first, rest = times[:count], times[count:]
    return len(first) == count and (not rest or max(first) < min(rest))


def _short(path: Path, has: int, wanted: int) -> ClipBroken:
    return ClipBroken("CLIP_BROKEN", _SHORT, {"name": display_name(path.name), "frames": has, "wanted": wanted})


def _parts(cuts: Sequence[_Cut], folder: Path) -> list[_Part]:
    """The clips as parts that can be copied one behind the other; what cannot is drawn again into `folder`."""
    shape = cuts[0].shape
    kept = [cut.copied and cut.shape == shape for cut in cuts]
    parts = [
        None if fits else _drawn(cut, shape, folder, number)
        for number, (cut, fits) in enumerate(zip(cuts, kept, strict=True))
    ]
    made = next((_shape(part.pictures) for part in parts if part), shape)
    return [
        part or (_Part(cut.path, cut.path, cut.frames) if cut.shape == made else _drawn(cut, shape, folder, number))
        for number, (cut, part) in enumerate(zip(cuts, parts, strict=True))
    ]


def _drawn(cut: _Cut, shape: dict[str, Any], folder: Path, number: int) -> _Part:
    """A clip whose pictures are drawn again in the size and frame rate of `shape`; its sound stays where it is."""
    made = folder / f"{number}.mp4"
    film.write(_redrawn(cut, shape["size"], shape["fps"]), made, size=shape["size"], fps=shape["fps"])
    return _Part(made, cut.path, None)


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


def _redrawn(cut: _Cut, size: tuple[int, int], fps: int) -> Iterator[av.VideoFrame]:
    """The frames of a clip that are shown, whole inside `size`, at `fps`; a slower clip repeats some, a faster one drops some."""
    import av

    with av.open(cut.path, "r") as container:
        video = container.streams.video[0]
        rate = video.average_rate or Fraction(24)
        number = 0
        for count, frame in enumerate(container.decode(video), 1):
            until = round(count * fps / rate)
            until = until if cut.frames is None else min(until, cut.frames)
            if until > number:
                picture = ImageOps.pad(frames.picture(frame), size, Image.Resampling.LANCZOS, color=_STAGE)
                planes = Planes.of(picture)
            while number < until:
                yield film.frame(planes, number, fps, cut=number == 0)
                number += 1
            if number == cut.frames:
                return
    if cut.frames is not None:
        raise _short(cut.path, number, cut.frames)


def _join(parts: Sequence[_Part], out: Path) -> None:
    import av

    with av.open(out, "w", format="mp4", options=film.CONTAINER) as container:
        with av.open(parts[0].pictures, "r") as first:
            video = container.add_stream_from_template(first.streams.video[0])
        sound = container.add_stream("aac", rate=film.SAMPLES, layout="stereo")
        sound.codec_context.flags |= av.codec.context.Flags.bitexact
        seconds = Fraction(0)
        heard = 0
        for part in parts:
            seconds += _copy(part, container, video, seconds)
            heard = _hear(part.sound, container, sound, heard, round(seconds * film.SAMPLES))
        container.mux(sound.encode())


def _pictured(packet: Any) -> bool:
    return bool(packet.size) and packet.pts is not None and packet.dts is not None


def _copy(part: _Part, container: Any, video: Any, start: Fraction) -> Fraction:
    """Copy a part's pictures behind `start` seconds; answers their length."""
    import av

    with av.open(part.pictures, "r") as source:
        stream = source.streams.video[0]
        count = 0
        packets: Iterator[Any] = source.demux(stream)
        for packet in packets:
            if count == part.frames:
                break
            if not _pictured(packet):
                continue
            shift = round(start / packet.time_base)
            packet.pts += shift
            packet.dts += shift
            packet.stream = video
            container.mux(packet)
            count += 1
        return count / (stream.average_rate or Fraction(24))


def _hear(path: Path, container: Any, sound: Any, heard: int, until: int) -> int:
    """Encode a clip's sound from sample `heard` up to `until`, silence where it has none or stops early."""
    for made in _sounds(path):
        if heard + made.samples > until:
            break
        heard = _say(container, sound, made, heard)
    for quiet in film.silence(until - heard):
        heard = _say(container, sound, quiet, heard)
    return heard


def _sounds(path: Path) -> Iterator[Any]:
    """A clip's sound in frames that the encoder takes; none where it has none."""
    import av

    with av.open(path, "r") as source:
        if source.streams.audio:
            resampler = av.AudioResampler("fltp", "stereo", film.SAMPLES, frame_size=_SAMPLES_A_FRAME)
            for frame in source.decode(source.streams.audio[0]):
                yield from resampler.resample(frame)


def _say(container: Any, sound: Any, made: Any, heard: int) -> int:
    made.pts, made.time_base = heard, Fraction(1, film.SAMPLES)
    container.mux(sound.encode(made))
    return heard + int(made.samples)


__all__ = ["ClipBroken", "assemble"]
