"""What each model of the official API can do (Kling capability map, January and May 2026)."""

from __future__ import annotations

from dataclasses import dataclass, field

SHORT = (5, 10)
LONG = tuple(range(3, 16))
Allowed = dict[str, tuple[int, ...]]
PRESETS = ("down_back", "forward_up", "right_turn_forward", "left_turn_forward")
_PRO: Allowed = {"pro": SHORT}


@dataclass(frozen=True)
class Model:
    """One model name.

    `text` and `image`: which endpoints take it. `tail`, `tail_only`, `brush`, `camera_text`, `camera_image`: for each mode the
    seconds at which that works. `sound`: the modes that have it; `tail_with_sound`: whether an end frame goes with it.
    """

    text: bool = True
    image: bool = True
    seconds: tuple[int, ...] = SHORT
    modes: tuple[str, ...] = ("std", "pro")
    tail: Allowed = field(default_factory=dict)
    tail_only: Allowed = field(default_factory=dict)
    camera_text: Allowed = field(default_factory=dict)
    camera_image: Allowed = field(default_factory=dict)
    cameras: tuple[str, ...] = ("simple", *PRESETS)
    brush: Allowed = field(default_factory=dict)
    sound: tuple[str, ...] = ()
    tail_with_sound: bool = False
    voice: bool = False
    multi_shot: bool = False
    elements: bool = False
    cfg: bool = False


MODELS: dict[str, Model] = {
    "kling-v1": Model(
        tail={"std": (5,), "pro": (5,)}, camera_text={"std": (5,)}, brush={"std": (5,), "pro": (5,)}, cfg=True
    ),
    "kling-v1-5": Model(
        text=False,
        tail=_PRO,
        tail_only=_PRO,
        camera_image={"pro": (5,)},
        cameras=("simple",),
        brush={"pro": (5,)},
        cfg=True,
    ),
    "kling-v1-6": Model(tail=_PRO, tail_only=_PRO, cfg=True),
    "kling-v2-master": Model(),
    "kling-v2-1": Model(text=False, tail=_PRO),
    "kling-v2-1-master": Model(),
    "kling-v2-5-turbo": Model(tail=_PRO),
    "kling-v2-6": Model(tail=_PRO, sound=("pro",), voice=True),
    "kling-v3": Model(
        seconds=LONG,
        modes=("std", "pro", "4k"),
        tail={"std": LONG, "pro": LONG, "4k": LONG},
        sound=("std", "pro", "4k"),
        tail_with_sound=True,
        multi_shot=True,
        elements=True,
        cfg=True,
    ),
}
DEFAULT = "kling-v1"
MULTI_IMAGE = "kling-v1-6"
OMNI_DEFAULT, OMNI_V3 = "kling-video-o1", "kling-v3-omni"
