"""The ground a camera moves over: a picture's planes, prepared once so that every view of it is cheap and sub-pixel.

Resampling a plane in both directions for every frame costs more than encoding it. So brightness is stretched downwards
once, to twelve rows for each row of the frame: picking the nearest row is then right to 1/24 pixel, and only columns
are interpolated. Colours are half as large and less sharply seen; they are picked both ways from a finer sheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, sin

from PIL import Image

from projects.media import moves
from projects.media.moves import View
from projects.media.planes import Planes

_ROWS = 12
_TURNED = 3
_COLOURS = 2
_NEAREST, _BILINEAR, _BICUBIC = Image.Resampling.NEAREST, Image.Resampling.BILINEAR, Image.Resampling.BICUBIC


@dataclass(frozen=True, slots=True)
class Sheet:
    """A plane placed in the views' units: where its corner lies, and its pixels for a unit across and down."""

    plane: Image.Image
    left: float
    top: float
    across: float
    down: float

    def seen(self, view: View, size: tuple[int, int]) -> tuple[float, float, float, float]:
        """The box a level view covers, in pixels of the plane."""
        high = view.width * size[1] / size[0]
        return (
            _kept((view.x - view.width / 2 - self.left) * self.across, self.plane.width),
            _kept((view.y - high / 2 - self.top) * self.down, self.plane.height),
            _kept((view.x + view.width / 2 - self.left) * self.across, self.plane.width),
            _kept((view.y + high / 2 - self.top) * self.down, self.plane.height),
        )

    def interpolated(self, view: View, size: tuple[int, int]) -> Image.Image:
        """A level view of `size`: rows picked, columns interpolated, each only where the plane does not fit already."""
        left, top, right, bottom = self.seen(view, size)
        plane = self.plane
        if (top, bottom, plane.height) != (0, size[1], size[1]):
            plane = plane.resize((plane.width, size[1]), _NEAREST, box=(0, top, plane.width, bottom))
        return plane.resize(size, _BILINEAR, box=(left, 0, right, size[1]))

    def picked(self, view: View, size: tuple[int, int], aside: float = 0) -> Image.Image:
        """A view of `size`, every pixel picked from the plane; a turned one `aside` by that share of a pixel."""
        if not view.angle:
            return self.plane.resize(size, _NEAREST, box=self.seen(view, size))
        step, along, aslant = view.width / size[0], cos(view.angle), sin(view.angle)
        xx, xy = along * step * self.across, -aslant * step * self.across
        yx, yy = aslant * step * self.down, along * step * self.down
        start_x = (view.x - self.left) * self.across - xx * (size[0] / 2 - aside) - xy * (size[1] / 2 - aside)
        start_y = (view.y - self.top) * self.down - yx * (size[0] / 2 - aside) - yy * (size[1] / 2 - aside)
        return self.plane.transform(size, Image.Transform.AFFINE, (xx, xy, start_x, yx, yy, start_y), resample=_NEAREST)


@dataclass(frozen=True, slots=True)
class Ground:
    """The part of a picture that some views need, as three sheets. `turned` when some view is not level."""

    luma: Sheet
    blue: Sheet
    red: Sheet
    turned: bool

    def frame(self, view: View, size: tuple[int, int]) -> Planes:
        """What `view` sees, as a frame of `size`. A turned view is the mean of two picks."""
        half = size[0] // 2, size[1] // 2
        if self.turned:
            luma = Image.blend(self.luma.picked(view, size, -0.25), self.luma.picked(view, size, 0.25), 0.5)
        else:
            luma = self.luma.interpolated(view, size)
        return Planes(luma, self.blue.picked(view, half), self.red.picked(view, half))


def held(picture: Image.Image, room: tuple[float, float], view: View, size: tuple[int, int]) -> Planes:
    """The one frame of a camera that stands still."""
    box = moves.span([view], size[0] / size[1])
    return Planes.of(picture.resize(size, _BICUBIC, box=_on(picture, room, box), reducing_gap=3.0))


def ground(picture: Image.Image, room: tuple[float, float], seen: list[View], size: tuple[int, int]) -> Ground:
    """Cut from an RGB `picture` that fills `room` what `seen` needs, as fine as its widest view of `size` can show.

    Where the views neither rise, sink nor zoom, rows are the frame's own and need no picking.
    """
    ratio = size[0] / size[1]
    box = left, top, right, bottom = moves.span(seen, ratio)
    widths = [view.width for view in seen]
    wide, high = _even((right - left) / max(widths) * size[0]), _even((bottom - top) / max(widths) * size[0])
    cut = Planes.of(picture.resize((wide, high), _BICUBIC, box=_on(picture, room, box), reducing_gap=3.0))
    turned = any(view.angle for view in seen)
    rows = 1 if bottom - top < min(widths) / ratio * (1 + 1e-9) else _ROWS
    fine = (wide * _TURNED, high * _TURNED) if turned else (wide, high * rows)

    def sheet(plane: Image.Image, to: tuple[int, int]) -> Sheet:
        larger = plane if plane.size == to else plane.resize(to, _BILINEAR)
        return Sheet(larger, left, top, to[0] / (right - left), to[1] / (bottom - top))

    colours = wide * _COLOURS, high * _COLOURS
    return Ground(sheet(cut.luma, fine), sheet(cut.blue, colours), sheet(cut.red, colours), turned)


def _on(picture: Image.Image, room: tuple[float, float], box: tuple[float, ...]) -> tuple[float, float, float, float]:
    """A box in the views' units as pixels of the picture."""
    across, down = picture.width / room[0], picture.height / room[1]
    return (
        _kept((box[0] + room[0] / 2) * across, picture.width),
        _kept((box[1] + room[1] / 2) * down, picture.height),
        _kept((box[2] + room[0] / 2) * across, picture.width),
        _kept((box[3] + room[1] / 2) * down, picture.height),
    )


def _even(pixels: float) -> int:
    return 2 * round(pixels / 2)


def _kept(place: float, most: int) -> float:
    """A coordinate on the plane; what misses a whole pixel by rounding alone is put on it: an exact fit stays exact."""
    near = round(place)
    return max(0.0, min(float(most), near if abs(place - near) < 1e-6 else place))
