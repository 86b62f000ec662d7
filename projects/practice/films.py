"""Practice films: real MP4 files, H.264 at 24 frames a second, index first, with a quiet tone when sound was ordered."""

from __future__ import annotations

import math
import struct
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from PIL import Image

from projects.practice.cards import ground, lettering, zoomed
from projects.practice.task import FPS, Shot

STEPS = 4  # pictures a second in a zoom
RATE = 44_100
_CHUNK = 1024
_CRF = {"preset": "ultrafast", "crf": "26"}


@dataclass(frozen=True)
class Reel:
    """All that a film is made of: size in pixels, shots, sound, the first picture's file, the task's id."""

    size: tuple[int, int]
    shots: tuple[Shot, ...]
    sound: bool
    picture: Path | None
    mark: str

    @property
    def seconds(self) -> int:
        """Ordered seconds."""
        return sum(shot.seconds for shot in self.shots)


def make(reel: Reel, path: Path) -> None:
    """Write the film, one frame longer than ordered as real ones are, in whole or not at all."""
    half = path.with_suffix(".part")
    with av.open(half, "w", format="mp4", options={"movflags": "+faststart"}) as container:
        video = container.add_stream("libx264", rate=FPS, options=_CRF)
        video.width, video.height, video.pix_fmt = *reel.size, "yuv420p"
        video.codec_context.thread_count, video.codec_context.gop_size = 1, FPS * 2
        sound = container.add_stream("aac", rate=RATE, layout="mono") if reel.sound else None
        count = 0
        for frame in _frames(reel):
            frame.pts, frame.time_base = count, Fraction(1, FPS)
            container.mux(video.encode(frame))
            count += 1
        container.mux(video.encode())
        if sound is not None:
            for tone in _tone(count * RATE // FPS):
                container.mux(sound.encode(tone))
            container.mux(sound.encode())
    half.replace(path)


def _frames(reel: Reel) -> Iterator[av.VideoFrame]:
    for number, shot in enumerate(reel.shots, 1):
        last = number == len(reel.shots)
        picture = reel.picture if number == 1 else None
        still = ground(reel.size, picture, reel.mark, number)
        title = f"PRACTICE   shot {number} of {len(reel.shots)}"
        letters, mask = lettering(reel.size, title, shot.prompt, reel.mark)
        frame, count = None, shot.seconds * FPS + last
        each = FPS // STEPS if picture else count
        for index in range(count):
            if frame is None or index % each == 0:
                frame = _drawn(zoomed(still, reel.size, index / count), letters, mask, first=index == 0)
            yield frame
            frame.pict_type = av.video.frame.PictureType.NONE


def _drawn(still: Image.Image, letters: Image.Image, mask: Image.Image, *, first: bool) -> av.VideoFrame:
    still.paste(letters, (0, 0), mask)
    frame: av.VideoFrame = av.VideoFrame.from_image(still).reformat(format="yuv420p")  # type: ignore[no-untyped-call]
    frame.pict_type = av.video.frame.PictureType.I if first else av.video.frame.PictureType.NONE
    return frame


def _tone(samples: int) -> Iterator[av.AudioFrame]:
    """A quiet tone of ten waves a chunk (431 Hz), so that every chunk is the same."""
    wave = array("f", (0.04 * math.sin(20 * math.pi * index / _CHUNK) for index in range(_CHUNK))).tobytes()
    for start in range(0, samples, _CHUNK):
        length = min(_CHUNK, samples - start)
        frame = av.AudioFrame("fltp", "mono", length)
        plane = frame.planes[0]
        plane.update(wave[: length * 4].ljust(plane.buffer_size, b"\0"))
        frame.sample_rate, frame.pts, frame.time_base = RATE, start, Fraction(1, RATE)
        yield frame


def marked(film: bytes, mark: str) -> bytes:
    """The same film with a box that players pass over, so that its bytes are its own."""
    words = mark.encode()
    return film + struct.pack(">I4s", 8 + len(words), b"free") + words
