"""From a shot to its frames: the picture fitted to the frame, the camera's views, a title card where none is.

Fitting: a picture whose shape is near the frame's covers it (at most 16 % of it is lost, so 3:2 in 16:9 covers); any
other is shown whole over a dark, blurred copy of itself. Pictures are never stretched.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from PIL import Image, ImageFilter, ImageOps

from projects.media import cards, moves
from projects.media.drift import Drift
from projects.media.ground import ground, held
from projects.media.motion import Motion
from projects.media.planes import Planes

SHORT_SIDES = {"720p": 720, "1080p": 1080}
SHAPES = {"16:9": (16, 9), "9:16": (9, 16), "1:1": (1, 1)}
_COVER_LOSS = 0.16
_ZOOM_STEP = 1.3
_STAGE = (7, 7, 7)
_SURROUND = 48


@dataclass(frozen=True, slots=True)
class Scene:
    """One shot: a stored still or None, whole seconds, camera axes (−10 … 10), words for its card, number, label, motion."""

    picture: Path | None
    seconds: int
    camera: Mapping[str, float] = field(default_factory=dict)
    title: str = ""
    number: int = 1
    label: str = ""
    motion: Motion = field(default_factory=Motion)


@dataclass(frozen=True, slots=True)
class Settings:
    """How to draw: `aspect` 16:9, 9:16 or 1:1, `fps` 24, 25 or 30, `resolution` 720p or 1080p, burn-ins, board."""

    aspect: str = "16:9"
    fps: int = 24
    resolution: str = "720p"
    slate: bool = False
    timecode: bool = False
    title: str = ""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the frame in pixels."""
        wide, high = SHAPES[self.aspect]
        short = SHORT_SIDES[self.resolution]
        return short * wide // min(wide, high), short * high // min(wide, high)


def stage(scene: Scene, settings: Settings) -> list[Callable[[], Planes]]:
    """One function per frame of the scene, each drawing that frame. Raises `OSError` for an unreadable picture."""
    count = scene.seconds * settings.fps
    if scene.picture is None:
        drawn = cards.card(
            settings.size,
            board=settings.title,
            number=scene.number,
            label=scene.label,
            words=scene.title,
            seconds=scene.seconds,
        )
        return _still(Planes.of(drawn), count)
    with Image.open(scene.picture) as picture:
        if scene.motion.moving:
            return _drifting(picture, scene, count, settings.size)
        return _filmed(picture, scene.camera, count, settings.size)


def _drifting(picture: Image.Image, scene: Scene, count: int, size: tuple[int, int]) -> list[Callable[[], Planes]]:
    """The picture with its areas on their way, seen through the camera: every frame has a picture of its own."""
    room, ratio = _room(picture.size, size), size[0] / size[1]
    seen = moves.views(scene.camera, count, ratio, room)
    finest = 1 / min(view.width for view in seen)
    fine = round(size[0] * finest), round(size[1] * finest)
    shape = picture.size
    shown = _fitted(picture, room, fine)
    shown.thumbnail(fine if shown.size == fine else (round(fine[0] * room[0]), round(fine[0] * room[1])))
    whole = _contained(shape, shown.size)
    drift = Drift(shown, scene.motion, ((shown.width - whole[0]) // 2, (shown.height - whole[1]) // 2, *whole))

    def frame(number: int) -> Planes:
        view = seen[min(number, len(seen) - 1)]
        now = drift.at(number / max(1, count - 1))
        return ground(now, room, [view], size).frame(view, size) if view.angle else held(now, room, view, size)

    return [partial(frame, number) for number in range(count)]


def _filmed(
    picture: Image.Image, camera: Mapping[str, float], count: int, size: tuple[int, int]
) -> list[Callable[[], Planes]]:
    """The picture seen through the camera. A zoom is cut into runs, each with a ground as fine as its views need."""
    room = _room(picture.size, size)
    seen = moves.views(camera, count, size[0] / size[1], room)
    finest = 1 / min(view.width for view in seen)
    shown = _fitted(picture, room, (round(size[0] * finest), round(size[1] * finest)))
    if len(seen) == 1:
        return _still(held(shown, room, seen[0], size), count)
    shots: list[Callable[[], Planes]] = []
    for run in moves.runs(seen, _ZOOM_STEP):
        floor = ground(shown, room, run, size)
        shots += [partial(floor.frame, view, size) for view in run]
    return shots


def _still(planes: Planes, count: int) -> list[Callable[[], Planes]]:
    return [lambda: planes] * count


def _room(picture: Sequence[int], size: tuple[int, int]) -> tuple[float, float]:
    """What the picture fills, in frame widths: the frame or more where it covers, just the frame where shown whole."""
    frame, shape = size[0] / size[1], picture[0] / picture[1]
    if min(frame, shape) / max(frame, shape) < 1 - _COVER_LOSS:
        return 1.0, 1 / frame
    return (shape / frame, 1 / frame) if shape > frame else (1.0, 1 / shape)


def _fitted(picture: Image.Image, room: tuple[float, float], fine: tuple[int, int]) -> Image.Image:
    """The picture as RGB, filling `room`. `fine` is the frame at the finest the camera needs."""
    shape, hall = picture.width / picture.height, room[0] / room[1]
    picture.draft("RGB", fine)
    plain = _opaque(picture)
    if abs(shape / hall - 1) < 0.001:
        return plain
    whole = _contained(plain.size, fine)
    hung = Image.new("RGB", fine)
    hung.paste(_surround(plain, fine))
    hung.paste(plain.resize(whole, Image.Resampling.BICUBIC), ((fine[0] - whole[0]) // 2, (fine[1] - whole[1]) // 2))
    return hung


def _opaque(picture: Image.Image) -> Image.Image:
    if "A" not in picture.getbands():
        return picture.convert("RGB")
    plain = Image.new("RGB", picture.size, _STAGE)
    plain.paste(picture, mask=picture.getchannel("A"))
    return plain


def _contained(picture: Sequence[int], frame: tuple[int, int]) -> tuple[int, int]:
    share = min(frame[0] / picture[0], frame[1] / picture[1])
    return round(picture[0] * share), round(picture[1] * share)


def _surround(picture: Image.Image, frame: tuple[int, int]) -> Image.Image:
    """A dark blur of the picture, covering the frame."""
    small = (_SURROUND, max(1, round(_SURROUND * frame[1] / frame[0])))
    tiny = ImageOps.fit(picture, small, Image.Resampling.BOX)
    dark = tiny.filter(ImageFilter.GaussianBlur(3)).point(lambda value: value * 0.35)
    return dark.resize(frame, Image.Resampling.BICUBIC)
