"""What each `model_name` of the official Kling API takes, and the body of its create call.

Source: Kling API reference, image2video, text2video and omni-video, and the capability map by model name. A field that a
model does not document is not sent: kling-v2 models refuse `cfg_scale`, and the masters have no `mode` to choose.
"""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass
from typing import Any

from projects.media import masks
from projects.media.motion import STILL, Motion, trajectory
from projects.providers.base import Order, OrderElement, OrderStill, Phase
from projects.providers.drivers.remote import Image
from projects.providers.troubles import Category, Refused

TEXT, IMAGE, OMNI = "text2video", "image2video", "omni-video"
NONE: frozenset[str] = frozenset()
ANY, PRO, BOTH = frozenset({"std", "pro", "4k"}), frozenset({"pro"}), frozenset({"std", "pro"})

WORDS: dict[str, Phase] = {
    "submitted": Phase.SUBMITTED,
    "processing": Phase.RUNNING,
    "succeed": Phase.SUCCEEDED,
    "succeeded": Phase.SUCCEEDED,
    "failed": Phase.FAILED,
}
"""`task_status`; the newer form of the API says `succeeded`. Source: image2video reference, callbacks."""

AXES: dict[str, str] = {
    "horizontal": "truck",
    "vertical": "pedestal",
    "pan": "pan",
    "tilt": "tilt",
    "roll": "roll",
    "zoom": "zoom",
}
"""The numbers of `camera_control.config` and the axis of ours that each is."""

PATH_POINTS = 2, 77
"""The least and most points of a path in a video of 5 s."""

TURNED = frozenset({"zoom"})
"""Axes that count the other way: + is in for us, and a wider view for Kling."""


_MENTION = re.compile(r"(?<![\w@])@([a-z][a-z0-9_]*)")


@dataclass(frozen=True, slots=True)
class Wire:
    """One model. `tails`, `alone` and `sounds` are the modes in which it takes an end picture, an end picture without a
    first one, and sound; `camera` are the kinds and modes that take a simple camera move of 5 s, `brush` the modes
    that take painted areas at 5 s.

    `elements` is how many of the account's own elements an image2video may name.

    `mode` is what is sent where the order names none (empty: it takes no mode); `silent_tail`: an end picture excludes sound.
    """

    name: str
    mode: str = "std"
    omni: bool = False
    from_words: bool = True
    tails: frozenset[str] = NONE
    alone: frozenset[str] = NONE
    sounds: frozenset[str] = NONE
    silent_tail: bool = False
    cfg: bool = False
    shots: int = 1
    elements: int = 0
    camera: frozenset[tuple[str, str]] = frozenset()
    brush: frozenset[str] = NONE


MODELS: dict[str, Wire] = {
    "kling-v3": Wire("kling-v3", tails=ANY, sounds=ANY, cfg=True, shots=6, elements=3),
    "kling-v3-omni": Wire("kling-v3-omni", mode="pro", omni=True, tails=ANY, sounds=ANY, shots=6),
    "kling-video-o1": Wire("kling-video-o1", mode="pro", omni=True, tails=ANY),
    "kling-v2-6": Wire("kling-v2-6", tails=PRO, sounds=PRO, silent_tail=True),
    "kling-v2-5-turbo": Wire("kling-v2-5-turbo", tails=PRO),
    "kling-v2-1-master": Wire("kling-v2-1-master", mode=""),
    "kling-v2-1": Wire("kling-v2-1", from_words=False, tails=PRO),
    "kling-v2-master": Wire("kling-v2-master", mode=""),
    "kling-v1-6": Wire("kling-v1-6", tails=PRO, alone=PRO, cfg=True),
    "kling-v1-5": Wire(
        "kling-v1-5", from_words=False, tails=PRO, alone=PRO, cfg=True, camera=frozenset({(IMAGE, "pro")}), brush=PRO
    ),
    "kling-v1": Wire("kling-v1", tails=BOTH, cfg=True, camera=frozenset({(TEXT, "std")}), brush=BOTH),
}


def mode(order: Order, wire: Wire) -> str:
    """The mode that is sent, or nothing for a model that takes none."""
    return wire.mode and str(order.options.get("mode") or wire.mode)


def frames(order: Order, wire: Wire) -> tuple[OrderStill | None, OrderStill | None]:
    """First and end picture as far as the model takes them: no end picture beside several shots."""
    shot, chosen = order.shots[0], mode(order, wire)
    first, last = shot.first_picture, shot.last_picture
    takes = chosen in (wire.tails if first else wire.alone)
    loud = wire.silent_tail and order.sound and chosen in wire.sounds
    return first, last if takes and not loud and len(order.shots) == 1 else None


def kind(order: Order, wire: Wire) -> str:
    """The part of the path, the same for creating and for asking."""
    if wire.omni:
        return OMNI
    return IMAGE if any(frames(order, wire)) else TEXT


def body(order: Order, wire: Wire, image: Image) -> dict[str, Any]:
    """The create call without what is ours: callback and task id. Raises `Refused` for what the model cannot be asked."""
    if len(order.shots) > wire.shots:
        raise Refused(f"Kling makes {wire.shots} shots at most in one video with this model.", Category.INVALID)
    way = kind(order, wire)
    if way == TEXT and not wire.from_words:
        raise Refused("Kling makes this model's videos from a picture only.", Category.INVALID)
    pictures = _omni_pictures if wire.omni else _pictures
    return {
        "model_name": wire.name,
        **pictures(order, wire, image),
        **_words(order, wire),
        **_elements(order, wire),
        **_settings(order, wire, way),
        "duration": str(order.seconds),
    }


def _pictures(order: Order, wire: Wire, image: Image) -> dict[str, Any]:
    first, last = frames(order, wire)
    named = {"image": first, "image_tail": last}
    return {name: image(still) for name, still in named.items() if still}


def _omni_pictures(order: Order, wire: Wire, image: Image) -> dict[str, Any]:
    first, last = frames(order, wire)
    typed = {"first_frame": first, "end_frame": last if first else None}
    listed = [{"image_url": image(still), "type": name} for name, still in typed.items() if still]
    return {"image_list": listed} if listed else {}


def _words(order: Order, wire: Wire) -> dict[str, Any]:
    """One prompt, or one for each shot; never both, and no “keep out” on omni."""
    if len(order.shots) > 1:
        listed = [
            {"index": number, "prompt": _named(shot.prompt, order, wire), "duration": str(shot.seconds)}
            for number, shot in enumerate(order.shots, 1)
        ]
        made: dict[str, Any] = {"multi_shot": True, "shot_type": "customize", "multi_prompt": listed}
    else:
        made = {"prompt": _named(order.shots[0].prompt, order, wire)} if order.shots[0].prompt else {}
    return made | ({"negative_prompt": order.negative_prompt} if order.negative_prompt and not wire.omni else {})


def listed_elements(order: Order, wire: Wire) -> tuple[OrderElement, ...]:
    """The elements that the create call names; only image2video takes any."""
    return order.elements[: wire.elements] if kind(order, wire) == IMAGE else ()


def _elements(order: Order, wire: Wire) -> dict[str, Any]:
    """Ids are whole numbers beyond what a float holds; the reference shows them as text too."""
    ids = [each.remote for each in listed_elements(order, wire)]
    listed = [{"element_id": int(each) if each.isascii() and each.isdecimal() else each} for each in ids]
    return {"element_list": listed} if listed else {}


def _named(prompt: str, order: Order, wire: Wire) -> str:
    """“@mara” → “<<<element_1>>>”, by the place in the list."""
    places = {each.handle: number for number, each in enumerate(listed_elements(order, wire), 1)}
    return _MENTION.sub(lambda found: f"<<<element_{places[found[1]]}>>>" if found[1] in places else found[0], prompt)


def _settings(order: Order, wire: Wire, way: str) -> dict[str, Any]:
    wish, chosen = order.options, mode(order, wire)
    first, last = frames(order, wire)
    made: dict[str, Any] = {"mode": chosen} if chosen else {}
    if chosen in wire.sounds:
        made["sound"] = "on" if order.sound else "off"
    if wire.cfg and wish.get("cfg") is not None:
        made["cfg_scale"] = float(wish["cfg"])
    if way == TEXT or (way == OMNI and not first):
        made["aspect_ratio"] = order.aspect
    if wish.get("watermark") is not None:
        made["watermark_info"] = {"enabled": bool(wish["watermark"])}
    if order.seconds == 5 and not last:
        made |= _brush(order) if chosen in wire.brush and first else {}
        made |= _camera(order) if (way, chosen) in wire.camera and "dynamic_masks" not in made else {}
    return made


def _brush(order: Order) -> dict[str, Any]:
    """Masks of the areas that move and of the still one, in white on black and as large as the picture, and their paths."""
    shot = order.shots[0]
    still, motion = shot.first_picture, Motion.parse(shot.motion)
    if not still or not motion.moving:
        return {}
    size = still.width, still.height
    drawn = masks.painted(motion, size)
    moved = [
        {"mask": _mask(drawn, area), "trajectories": trajectory(motion.areas[area - 1].path, size, *PATH_POINTS)}
        for area in motion.moving
    ]
    held = {"static_mask": _mask(drawn, STILL)} if STILL in motion.painted else {}
    return {"dynamic_masks": moved, **held}


def _mask(drawn: masks.Map, area: int) -> str:
    return b64encode(masks.png(masks.mask(drawn, area))).decode()


def _camera(order: Order) -> dict[str, Any]:
    """A simple move along the one axis that moves; a mix of axes cannot be said."""
    axes = order.shots[0].camera
    config = {
        name: (-axes[axis] if axis in TURNED else axes[axis]) if axes.get(axis) else 0 for name, axis in AXES.items()
    }
    moving = [strength for strength in config.values() if strength]
    return {"camera_control": {"type": "simple", "config": config}} if len(moving) == 1 else {}
