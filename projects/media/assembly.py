"""Several clips as one: footage is copied as it is, and encoded anew only where it differs from the first clip or is cut."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from projects.media import film, frames, soundtrack
from projects.media.clips import ClipBroken, ClipFacts, probe
from projects.media.footage import Cut, redrawn, shape_of, too_short
from projects.media.refusals import clip_broken

_SLACK = Fraction(1, 500)
"""How far a clip's frame rate may be from a whole number and still be copied: 23.976 is 24, an uneven rate is none."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Of the clip at `path` so many `frames` from frame `start` on, both at the frame rate of the film it becomes part of."""

    path: Path
    start: int
    frames: int


@dataclass(frozen=True, slots=True)
class _Part:
    """Where pictures and sound of one part are copied from, how many frames of the pictures (None: all), and how many
    seconds of the sound come before them.
    """

    pictures: Path
    sound: Path
    frames: int | None
    before: Fraction = Fraction(0)


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
    with _readable(paths, out) as half:
        fps = shape_of(paths[0])["fps"]
        return _made([_cut(path, keep, fps) for path, keep in zip(paths, wanted, strict=True)], 0, half)


def splice(pieces: Sequence[Piece], out: Path, lead: int = 0) -> ClipFacts:
    """Join parts of clips, in order, into an MP4 at `out` of exactly the sum of their frames; the files stay as they are.

    All take the size and frame rate of the clip of piece `lead`. Where a clip ends before its piece does, its last frame is
    held. Raises `ClipBroken` when a clip cannot be read, `OSError` for the disk and `ValueError` for a piece of no frames.
    """
    if not pieces or any(piece.frames < 1 or piece.start < 0 for piece in pieces):
        raise ValueError("each piece needs a frame at least")
    with _readable([piece.path for piece in pieces], out) as half:
        shown = [Cut(each.path, each.frames, shape_of(each.path), start=each.start, held=True) for each in pieces]
        return _made(shown, lead, half)


@contextmanager
def _readable(paths: Sequence[Path], out: Path) -> Iterator[Path]:
    """A draft of `out` once every clip was found to be one; damage that shows later is `ClipBroken` too."""
    import av

    for path in dict.fromkeys(paths):
        probe(path)
    with film.draft(out) as half:
        try:
            yield half
        except av.error.InvalidDataError as damaged:
            raise clip_broken("clip_broken", {"name": out.name}) from damaged


def _made(cuts: Sequence[Cut], lead: int, half: Path) -> ClipFacts:
    with tempfile.TemporaryDirectory(dir=half.parent) as folder:
        _join(_parts(cuts, cuts[lead].shape, Path(folder)), half)
    return ClipFacts(**frames.facts(half))


def _cut(path: Path, keep: int | None, fps: int) -> Cut:
    """What is shown of a clip at `fps`. Raises `ClipBroken` when it has less."""
    import av

    shape = shape_of(path)
    if keep is None:
        return Cut(path, None, shape, copied=True)
    with av.open(path, "r") as container:
        video = container.streams.video[0]
        rate = video.average_rate or Fraction(24)
        packets: Iterator[Any] = container.demux(video)
        times = [packet.pts for packet in packets if _pictured(packet)]
    wanted = keep * fps
    if round(len(times) * fps / rate) < wanted:
        raise too_short(path, round(len(times) * fps / rate), wanted)
    even = abs(rate - fps) <= _SLACK * fps
    return Cut(path, wanted, shape, copied=even and _closed(times, wanted))


def _closed(times: Sequence[int], count: int) -> bool:
    """Whether the first `count` frames that are sent are also the first that are seen; then they need no others."""
    first, rest = times[:count], times[count:]
    return len(first) == count and (not rest or max(first) < min(rest))


def _parts(cuts: Sequence[Cut], shape: dict[str, Any], folder: Path) -> list[_Part]:
    """The clips as parts of one `shape` that can be copied one behind the other; what cannot is drawn again into `folder`."""
    kept = [cut.copied and cut.shape == shape for cut in cuts]
    parts = [
        None if fits else _drawn(cut, shape, folder, number)
        for number, (cut, fits) in enumerate(zip(cuts, kept, strict=True))
    ]
    made = next((shape_of(part.pictures) for part in parts if part), shape)
    return [
        part or (_Part(cut.path, cut.path, cut.frames) if cut.shape == made else _drawn(cut, shape, folder, number))
        for number, (cut, part) in enumerate(zip(cuts, parts, strict=True))
    ]


def _drawn(cut: Cut, shape: dict[str, Any], folder: Path, number: int) -> _Part:
    """A clip whose pictures are drawn again in the size and frame rate of `shape`; its sound stays where it is."""
    made = folder / f"{number}.mp4"
    film.write(redrawn(cut, shape["size"], shape["fps"]), made, size=shape["size"], fps=shape["fps"])
    return _Part(made, cut.path, None, Fraction(cut.start, shape["fps"]))


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
            until, before = (round(each * film.SAMPLES) for each in (seconds, part.before))
            heard = soundtrack.hear(part.sound, container, sound, heard, until, before)
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


__all__ = ["ClipBroken", "Piece", "assemble", "splice"]
