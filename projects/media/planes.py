"""Pictures as the encoder wants them: three grey planes, brightness in full and two colours at half size (BT.709).

A picture is turned into planes once; every frame is then a cheap warp of planes, with no colour conversion.
"""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image

BLACK, WHITE, GREY = 16, 235, 128
_MATRIX = (
    0.182586, 0.614231, 0.062007, 16.0,
    -0.100644, -0.338572, 0.439216, 128.0,
    0.439216, -0.398942, -0.040274, 128.0,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Planes:
    """One frame: brightness, and two colour differences at half its size in each direction."""

    luma: Image.Image
    blue: Image.Image
    red: Image.Image

    @classmethod
    def of(cls, picture: Image.Image) -> Planes:
        """Of an RGB picture with even sides."""
        luma, blue, red = picture.convert("RGB", _MATRIX).split()
        return cls(luma, blue.reduce(2), red.reduce(2))

    def copy(self) -> Planes:
        """Planes that may be drawn on."""
        return Planes(self.luma.copy(), self.blue.copy(), self.red.copy())
