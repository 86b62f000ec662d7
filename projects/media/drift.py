"""A picture whose painted areas travel along their paths: a rough preview of motion, drawn frame by frame.

An area is cut out and carried along; what it leaves is filled from around it, and the still area stays on top. Everything
here is cheap: no pixel is guessed that a blur of its neighbours cannot give.
"""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image, ImageChops, ImageFilter

from projects.media import masks
from projects.media.motion import STILL, Motion, Point, at

_EDGE = 0.004
"""How soft a cut is, in widths of the picture."""

_FILL = 24
"""The longest side of the small copy that fills what an area leaves."""


Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class _Layer:
    """Something cut out with a soft edge: its pixels, their mask, where it lies at first, and its steps in pixels."""

    cut: Image.Image
    mask: Image.Image
    place: tuple[int, int]
    path: tuple[Point, ...] = ()

    def laid(self, frame: Image.Image, time: float) -> None:
        """Lay it over a frame where it is at `time`."""
        step = (0.0, 0.0)
        if self.path:
            here = at(self.path, time, 1)
            step = here[0] - self.path[0][0], here[1] - self.path[0][1]
        frame.paste(self.cut, (self.place[0] + round(step[0]), self.place[1] + round(step[1])), self.mask)


class Drift:
    """A picture with its moving areas taken out, and those areas to be laid over it at any time.

    `shown` is RGB; the painted picture stands in it at `box`: left, top, width and height in pixels.
    """

    def __init__(self, shown: Image.Image, motion: Motion, box: Box) -> None:
        left, top, wide, high = box
        drawn = Image.new("L", shown.size)
        drawn.paste(masks.painted(motion, (wide, high)), (left, top))
        self._soft = ImageFilter.GaussianBlur(max(1.0, _EDGE * shown.width))
        self._shown, self._layers, gone = shown, [], Image.new("L", shown.size)
        for number in motion.moving:
            cut = masks.mask(drawn, number)
            gone = ImageChops.lighter(gone, cut)
            self._layers += self._cut(cut, tuple((x * wide, y * high) for x, y in motion.areas[number - 1].path))
        self._layers += self._cut(masks.mask(drawn, STILL))
        self._empty = Image.composite(_filled(shown, gone), shown, gone.filter(self._soft))

    def _cut(self, mask: Image.Image, path: tuple[Point, ...] = ()) -> list[_Layer]:
        soft = mask.filter(self._soft)
        box = soft.getbbox()
        return [_Layer(self._shown.crop(box), soft.crop(box), (box[0], box[1]), path)] if box else []

    def at(self, time: float) -> Image.Image:
        """The picture at `time`, 0 … 1."""
        frame = self._empty.copy() if time > 0 else self._shown
        for layer in self._layers if time > 0 else ():
            layer.laid(frame, time)
        return frame


def _filled(picture: Image.Image, gone: Image.Image) -> Image.Image:
    """The picture with what is `gone` guessed from around it: blurred with its neighbours alone."""
    small = picture.copy()
    small.thumbnail((_FILL, _FILL), Image.Resampling.BOX)
    stays = ImageChops.invert(gone.resize(small.size, Image.Resampling.BOX))
    around = Image.composite(small, Image.new("RGB", small.size), stays)
    weight = stays.convert("RGB")
    for _ in range(3):
        around, weight = (each.filter(ImageFilter.GaussianBlur(3)) for each in (around, weight))
    known = [channel.point([max(1, value) for value in range(256)]) for channel in weight.split()]
    shares = [_share(one, whole) for one, whole in zip(around.split(), known, strict=True)]
    return Image.merge("RGB", shares).resize(picture.size, Image.Resampling.BICUBIC)


def _share(part: Image.Image, whole: Image.Image) -> Image.Image:
    """255 × part ÷ whole, pixel by pixel, at most 255."""
    pairs = zip(part.tobytes(), whole.tobytes(), strict=True)
    return Image.frombytes("L", part.size, bytes(min(255, 255 * one // all_) for one, all_ in pairs))
