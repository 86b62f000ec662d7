"""Read clips with PyAV: facts, a poster, a sheet of small frames. Strangers' clips are only read inside the child."""

from __future__ import annotations

import hashlib
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from projects.media.bounded import Declined

if TYPE_CHECKING:
    import av
    from av.video.stream import VideoStream
    from PIL.Image import Image

_FORMATS = "mp4,webm,avi,mpegts"
_POSTER_WIDTH = 960
_POSTER_QUALITY = 82
_LOSSLESS_PIXELS = 2_100_000
_FRAME_QUALITY = 95
_SHEET_QUALITIES = (70, 55, 40, 28, 18)


def facts(path: Path) -> dict[str, Any]:
    """The fields of `clips.ClipFacts`; frames are counted. Raises `Declined` for what is no whole video."""
    with opened(path) as container:
        video = first_video(container)
        promised = video.frames
        counted = sum(1 for packet in container.demux(video) if packet.size)
        if not counted or counted < promised:
            raise Declined("cut_off", {"frames": counted, "promised": promised})
        rate = video.average_rate or Fraction(24)
        return {
            "seconds": float(counted / rate),
            "frames": counted,
            "fps": float(rate),
            "width": video.width,
            "height": video.height,
            "video": video.codec_context.name,
            "audio": container.streams.audio[0].codec_context.name if container.streams.audio else "",
            "bytes": path.stat().st_size,
            "digest": _digest(path),
        }


def opened(path: Path) -> av.container.InputContainer:
    """A clip in one of a few formats. Playlists and the like are none: they could name other files and addresses."""
    import av

    return av.open(path, "r", options={"protocol_whitelist": "file", "format_whitelist": _FORMATS})


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def first_video(container: av.container.InputContainer) -> VideoStream:
    """The pictures of a clip, decoded by one thread. Raises `Declined` where it has none."""
    if not container.streams.video:
        raise Declined("no_video", {})
    video = container.streams.video[0]
    if not video.width or not video.height:
        raise Declined("no_video", {})
    video.thread_count = 1
    return video


def probe(job: dict[str, Any]) -> dict[str, Any]:
    """The facts of `source`, after one frame was really decoded."""
    source = Path(job["source"])
    read = facts(source)
    _still(source, 0)
    return read


def _still(path: Path, second: float) -> Image:
    """The frame on screen at `second`, as an RGB picture."""
    with opened(path) as container:
        video = first_video(container)
        if second:
            container.seek(round(second / (video.time_base or 1)), stream=video)
        for frame in container.decode(video):
            if frame.time is None or frame.time + 1e-6 >= second:
                return picture(frame)
    raise Declined("cut_off", {"frames": 0, "promised": 1})


def frame(job: dict[str, Any]) -> dict[str, Any]:
    """Draw frame `number` of `source` to `out` in its full size: a PNG, a JPEG where a PNG would be too heavy to send on."""
    still = _numbered(Path(job["source"]), job["number"])
    if still.width * still.height > _LOSSLESS_PIXELS:
        still.save(job["out"], "JPEG", quality=_FRAME_QUALITY, subsampling=0)
    else:
        still.save(job["out"], "PNG")
    return {"width": still.width, "height": still.height}


def _numbered(path: Path, number: int) -> Image:
    """The frame of this number, from 0 in the order they are seen, as an RGB picture."""
    with opened(path) as container:
        video = first_video(container)
        times = sorted(packet.pts for packet in container.demux(video) if packet.size and packet.pts is not None)
        if not 0 <= number < len(times):
            raise Declined("cut_off", {"frames": len(times), "promised": number + 1})
        container.seek(times[number], stream=video)
        for shown in container.decode(video):
            if shown.pts is not None and shown.pts >= times[number]:
                return picture(shown)
    raise Declined("cut_off", {"frames": number, "promised": number + 1})


def picture(frame: av.VideoFrame) -> Image:
    """A decoded frame as an RGB picture."""
    from PIL import Image

    plain = frame.reformat(format="rgb24")
    plane = plain.planes[0]
    return Image.frombytes("RGB", (plain.width, plain.height), bytes(plane), "raw", "RGB", plane.line_size)


def poster(job: dict[str, Any]) -> dict[str, Any]:
    """Draw the frame at `second` of `source` to `out` as WEBP."""
    still = _still(Path(job["source"]), job["second"])
    still.thumbnail((_POSTER_WIDTH, _POSTER_WIDTH))
    still.save(job["out"], "WEBP", quality=_POSTER_QUALITY)
    return {"width": still.width, "height": still.height}


def sprite(job: dict[str, Any]) -> dict[str, Any]:
    """Draw `count` evenly spread frames of `source` as one WEBP sheet at `out`, of `most` bytes where it can be."""
    from PIL import Image

    source, columns, count = Path(job["source"]), job["columns"], job["count"]
    tiles = _spread(source, count, job["width"])
    wide, high = tiles[0].size
    sheet = Image.new("RGB", (columns * wide, -(-count // columns) * high))
    for turn, tile in enumerate(tiles):
        sheet.paste(tile, (turn % columns * wide, turn // columns * high))
    for quality in _SHEET_QUALITIES:
        sheet.save(job["out"], "WEBP", quality=quality, method=4)
        if Path(job["out"]).stat().st_size <= job["most"]:
            break
    return {"count": len(tiles), "columns": columns, "width": wide, "height": high}


def survey(job: dict[str, Any]) -> dict[str, Any]:
    """Facts, `poster` and `sheet` of `source` at once: what is kept with a clip, for the price of one child."""
    read = probe(job)
    second, count = (
        read["seconds"] / job["at"],
        max(1, min(job["most_tiles"], round(read["seconds"] * job["a_second"]))),
    )
    poster({"source": job["source"], "out": job["poster"], "second": second})
    asked = {"count": count, "columns": min(job["columns"], count), "width": job["width"], "most": job["most"]}
    return {"facts": read, "sprite": sprite({"source": job["source"], "out": job["sheet"], **asked})}


def _spread(path: Path, count: int, width: int) -> list[Image]:
    """`count` small frames, each from the middle of its share of the clip; the last stands in for missing ones."""
    total = facts(path)["frames"]
    wanted = [min(total - 1, int((turn + 0.5) * total / count)) for turn in range(count)]
    tiles: list[Image] = []
    with opened(path) as container:
        for number, frame in enumerate(container.decode(first_video(container))):
            while len(tiles) < count and wanted[len(tiles)] == number:
                high = max(2, round(width * frame.height / frame.width))
                tiles.append(picture(frame.reformat(width=width, height=high, interpolation="AREA")))
    if not tiles:
        raise Declined("cut_off", {"frames": 0, "promised": total})
    return tiles + tiles[-1:] * (count - len(tiles))
