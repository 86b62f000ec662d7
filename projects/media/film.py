"""Write an MP4 that every browser plays: H.264, silent AAC, index first, the same bytes for the same frames."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from projects.media.planes import Planes

if TYPE_CHECKING:
    import av

SAMPLES = 48_000
THREADS = 3
_CHUNK = 1024
_ENCODER = {"preset": "veryfast", "crf": "20", "forced-idr": "1"}
CONTAINER = {"movflags": "+faststart", "fflags": "+bitexact"}
_BT709, _NARROW = 1, 1


def frame(planes: Planes, number: int, fps: int, *, cut: bool) -> av.VideoFrame:
    """Planes as an encoder's frame; `cut` makes it one that players can jump to."""
    import av
    from av.video.frame import PictureType

    made = av.VideoFrame(planes.luma.width, planes.luma.height, "yuv420p")
    for plane, picture in zip(made.planes, (planes.luma, planes.blue, planes.red), strict=True):
        plane.update(_padded(picture, plane.line_size).tobytes())
    made.pts, made.time_base = number, Fraction(1, fps)
    if cut:
        made.pict_type = PictureType.I
    return made


def _padded(picture: Image.Image, line: int) -> Image.Image:
    """As wide as the encoder's rows are long."""
    if picture.width == line:
        return picture
    wider = Image.new("L", (line, picture.height))
    wider.paste(picture)
    return wider


def write(frames: Iterable[av.VideoFrame], path: Path, *, size: tuple[int, int], fps: int) -> None:
    """Encode frames of `size` into a new MP4 at `path`; what `frames` raises goes through."""
    import av

    with av.open(path, "w", format="mp4", options=CONTAINER) as container:
        video = container.add_stream("libx264", rate=fps, options=_ENCODER)
        video.width, video.height, video.pix_fmt = *size, "yuv420p"
        video.time_base = Fraction(1, fps)
        context = video.codec_context
        context.thread_count, context.gop_size = THREADS, fps
        context.color_primaries = context.color_trc = context.colorspace = _BT709
        context.color_range = _NARROW
        sound = container.add_stream("aac", rate=SAMPLES, layout="stereo")
        for stream in (video, sound):
            stream.codec_context.flags |= av.codec.context.Flags.bitexact
        count = 0
        for made in frames:
            container.mux(video.encode(made))
            count += 1
        container.mux(video.encode())
        for quiet in silence(count * SAMPLES // fps):
            container.mux(sound.encode(quiet))
        container.mux(sound.encode())


def silence(samples: int) -> Iterator[av.AudioFrame]:
    """So many samples of nothing, in frames the encoder takes."""
    import av

    for start in range(0, samples, _CHUNK):
        length = min(_CHUNK, samples - start)
        quiet = av.AudioFrame("fltp", "stereo", length)
        for plane in quiet.planes:
            plane.update(bytes(plane.buffer_size))
        quiet.sample_rate, quiet.pts, quiet.time_base = SAMPLES, start, Fraction(1, SAMPLES)
        yield quiet


@contextmanager
def draft(out: Path) -> Iterator[Path]:
    """A path beside `out` that becomes `out` when all went well and is gone when not."""
    out.parent.mkdir(parents=True, exist_ok=True)
    half = out.with_name(f".{out.name}.part")
    try:
        yield half
        half.replace(out)
    finally:
        half.unlink(missing_ok=True)
