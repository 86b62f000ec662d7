"""Camera moves by name: what the preset buttons do to the six axes, and how a move reads in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from projects.rules.storyboard import Camera

AXES: Mapping[str, tuple[str, str]] = {
    "pan": ("pan right", "pan left"),
    "tilt": ("tilt up", "tilt down"),
    "roll": ("roll clockwise", "roll counter-clockwise"),
    "truck": ("truck right", "truck left"),
    "pedestal": ("rise", "sink"),
    "zoom": ("push in", "pull out"),
}
"""Each axis with what it is called in its positive and its negative direction."""


@dataclass(frozen=True, slots=True)
class Preset:
    """A named move: strength 1 … 10 times `axes` gives the camera."""

    slug: str
    label: str
    axes: Mapping[str, int]

    def camera(self, strength: int) -> Camera:
        """The move at this strength, each axis kept inside −10 … 10."""
        return Camera(**{axis: max(-10, min(10, factor * strength)) for axis, factor in self.axes.items()})


STATIC = Preset("static", "Static", {})
PRESETS: tuple[Preset, ...] = (
    STATIC,
    Preset("push_in", "Push in", {"zoom": 1}),
    Preset("pull_out", "Pull out", {"zoom": -1}),
    Preset("pan_left", "Pan left", {"pan": -1}),
    Preset("pan_right", "Pan right", {"pan": 1}),
    Preset("tilt_up", "Tilt up", {"tilt": 1}),
    Preset("tilt_down", "Tilt down", {"tilt": -1}),
    Preset("roll", "Roll", {"roll": 1}),
    Preset("crane", "Crane", {"pedestal": 1, "tilt": -1}),
    Preset("orbit", "Orbit", {"truck": 1, "pan": -1}),
)


def recognise(camera: Camera) -> tuple[Preset | None, int]:
    """The preset and strength that make this move; no preset for a mix of one's own, with its strongest axis."""
    if camera.still:
        return STATIC, 0
    strongest = max(abs(getattr(camera, axis.name)) for axis in fields(camera))
    for preset in PRESETS[1:]:
        if preset.camera(int(strongest)) == camera:
            return preset, int(strongest)
    return None, round(strongest)


def describe(camera: Camera) -> str:
    """“Push in · 4”, “Static”, or “3 axes · 6” for a mix."""
    preset, strength = recognise(camera)
    if preset is STATIC:
        return STATIC.label
    name = preset.label if preset else f"{len(camera.as_json())} axes"
    return f"{name} · {strength}"


def sentence(camera: Camera) -> str:
    """“Camera: slow push in.” for models that read words; empty for a still camera."""
    moves = [f"{_pace(amount)}{AXES[axis][amount < 0]}" for axis, amount in camera.as_json().items()]
    return f"Camera: {', '.join(moves)}." if moves else ""


def _pace(amount: float) -> str:
    return "slow " if abs(amount) <= 4 else "fast " if abs(amount) >= 8 else ""
