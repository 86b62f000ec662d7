"""Camera moves over a flat picture: six axes, eased, and never a look past the picture's edge.

The unit is the width of the frame when the picture just covers it. A positive axis goes right (`pan`, `truck`), up
(`tilt`, `pedestal`), clockwise (`roll`) and in (`zoom`); 10 is the strongest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import cos, pi, radians, sin

STRONGEST = 10
_TURN = 0.24
_TRAVEL = 0.18
_ROLL = radians(12)
_ZOOM = 1.6
_RAMP = 0.2
_SPARE = 1.002


@dataclass(frozen=True, slots=True)
class View:
    """What the camera sees at one frame: centre (from the picture's), width, and turn in radians clockwise."""

    x: float
    y: float
    width: float
    angle: float

    def corners(self, ratio: float) -> Iterator[tuple[float, float]]:
        """The four corners on the picture, for a frame of `ratio` (width ÷ height)."""
        right, down = self.width / 2, self.width / ratio / 2
        for u, v in ((-right, -down), (right, -down), (right, down), (-right, down)):
            yield (
                self.x + u * cos(self.angle) - v * sin(self.angle),
                self.y + u * sin(self.angle) + v * cos(self.angle),
            )


def turning(time: float) -> float:
    """The ease of a head that turns: 0 … 1 as a half cosine."""
    return (1 - cos(pi * time)) / 2


def travelling(time: float) -> float:
    """The ease of a camera on rails: constant speed with a soft start and end, 0 … 1."""
    if time > 0.5:
        return 1 - travelling(1 - time)
    if time < _RAMP:
        return time * time / (2 * _RAMP * (1 - _RAMP))
    return (time - _RAMP / 2) / (1 - _RAMP)


def views(camera: Mapping[str, float], frames: int, ratio: float, room: tuple[float, float]) -> list[View]:
    """One view per frame; a single one when the camera is still.

    `room` is the picture's width and height, at least as large as the frame. All views share one enlargement, the
    smallest that keeps every corner on the picture.
    """
    if not any(camera.values()):
        return [View(0, 0, 1, 0)]
    free = [_view(camera, frame / max(1, frames - 1), ratio) for frame in range(frames)]
    corners = [corner for view in free for corner in view.corners(ratio)]
    reach_x, reach_y = max(abs(x) for x, _ in corners), max(abs(y) for _, y in corners)
    shrink = 1 / (max(1, 2 * reach_x / room[0], 2 * reach_y / room[1]) * _SPARE)
    return [View(view.x * shrink, view.y * shrink, view.width * shrink, view.angle) for view in free]


def _view(camera: Mapping[str, float], time: float, ratio: float) -> View:
    """The view at `time` (0 … 1), not yet kept inside the picture. Sweeps are centred; roll and zoom start level."""

    def strength(axis: str) -> float:
        return camera.get(axis, 0) / STRONGEST

    def sweep(turn: str, travel: str) -> float:
        return strength(turn) * _swing(turning, time, _TURN) + strength(travel) * _swing(travelling, time, _TRAVEL)

    zoom = strength("zoom")
    width = _ZOOM ** -(zoom * travelling(time) + max(0, -zoom))
    return View(
        sweep("pan", "truck") * width, -sweep("tilt", "pedestal") * width / ratio, width, _angle(strength("roll"), time)
    )


def _swing(ease: Callable[[float], float], time: float, reach: float) -> float:
    return (ease(time) - 0.5) * reach


def _angle(strength: float, time: float) -> float:
    return strength * _ROLL * turning(time)


def span(seen: list[View], ratio: float) -> tuple[float, float, float, float]:
    """The box (left, top, right, bottom) around all these views."""
    corners = [corner for view in seen for corner in view.corners(ratio)]
    return (
        min(x for x, _ in corners),
        min(y for _, y in corners),
        max(x for x, _ in corners),
        max(y for _, y in corners),
    )


def runs(seen: list[View], most: float) -> list[list[View]]:
    """Consecutive views grouped so that within a group no view is more than `most` times as wide as another."""
    groups: list[list[View]] = [[]]
    for view in seen:
        widths = [other.width for other in groups[-1]] + [view.width]
        if max(widths) > most * min(widths):
            groups.append([])
        groups[-1].append(view)
    return groups
