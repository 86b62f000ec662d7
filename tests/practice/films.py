"""Looking into films."""

from __future__ import annotations

import io

import av


def looked_at(data: bytes) -> tuple[int, int, int, bool]:
    """Width, height, decoded frames, and whether there is a sound track."""
    with av.open(io.BytesIO(data)) as container:
        video = container.streams.video[0]
        assert video.codec_context.name == "h264" and video.codec_context.pix_fmt == "yuv420p"
        assert video.average_rate == 24
        frames = sum(1 for _ in container.decode(video))
        return video.width, video.height, frames, bool(container.streams.audio)


def colours(data: bytes) -> list[tuple[int, int, int]]:
    """The colour of a spot without letters in each frame."""
    with av.open(io.BytesIO(data)) as container:
        spots = (
            frame.to_image().getpixel((frame.width - 40, frame.height // 3)) for frame in container.decode(video=0)
        )
        return [(spot[0], spot[1], spot[2]) for spot in spots]


def apart(one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    """Whether two colours differ clearly."""
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) > 30
