"""The `input` of each Kling model in the shape that KIE.AI documents it, and Apikley after it.

Source: KIE.AI's model pages (kling/v2-1-*, v25-turbo-*, text-to-video, image-to-video, kling-3-0, v3-turbo-*, v3-omni-*).
The types are each model's own: lengths are strings except inside several shots and on omni; sound is `sound` or `audio`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from projects.providers.base import Order
from projects.providers.drivers.remote import Image

Input = dict[str, Any]
Shape = Callable[[Order, Image, bool], Input]


@dataclass(frozen=True, slots=True)
class Wire:
    """The model ids that start from words and from a picture (empty: it does not), and the shape of their input.

    `tail`: an end picture is taken. `shots` is how many at most.
    """

    words: str
    picture: str
    shape: Shape
    tail: bool = False
    shots: int = 1


def classic(order: Order, image: Image, tail: bool) -> Input:
    """2.1 and 2.5: one picture by name, an end picture by name, “keep out” and guidance."""
    shot = order.shots[0]
    made: Input = {"prompt": shot.prompt, "duration": str(order.seconds)}
    if shot.first_picture:
        made["image_url"] = image(shot.first_picture)
        if tail and shot.last_picture:
            made["tail_image_url"] = image(shot.last_picture)
    else:
        made["aspect_ratio"] = order.aspect
    if order.negative_prompt:
        made["negative_prompt"] = order.negative_prompt
    return made | guidance(order.options)


def guidance(options: Mapping[str, Any]) -> Input:
    """`cfg_scale` in the documented steps of 0.1, only where it was chosen."""
    return {} if options.get("cfg") is None else {"cfg_scale": round(float(options["cfg"]), 1)}


def sounding(order: Order, image: Image, tail: bool) -> Input:
    """2.6: sound is always said; a list of exactly one picture, whose shape the video takes."""
    shot = order.shots[0]
    made: Input = {"prompt": shot.prompt, "sound": order.sound, "duration": str(order.seconds)}
    return made | (_pictures(order, image) or {"aspect_ratio": order.aspect})


def turbo(order: Order, image: Image, tail: bool) -> Input:
    """3.0 Turbo: a length in a string and a resolution."""
    made: Input = {
        "prompt": order.shots[0].prompt,
        "duration": str(order.seconds),
        "resolution": order.options.get("resolution") or "720p",
    }
    return made | (_pictures(order, image) or {"aspect_ratio": order.aspect})


def third(order: Order, image: Image, tail: bool) -> Input:
    """3.0: everything required is said even where a default exists; several shots start from one picture and sound."""
    several = len(order.shots) > 1
    return {
        "prompt": "" if several else order.shots[0].prompt,
        **_pictures(order, image, tail=tail and not several),
        "sound": several or order.sound,
        "duration": str(order.seconds),
        "aspect_ratio": order.aspect,
        "mode": order.options.get("mode") or "std",
        "multi_shots": several,
        "multi_prompt": _shots(order) if several else [],
        **_elements(order, image),
    }


def omni(order: Order, image: Image, tail: bool) -> Input:
    """3.0 Omni: the length is a number, sound is `audio`, and a prompt is required even beside several shots.

    Own shots are on by default, so a single shot has to switch them off.
    """
    several = len(order.shots) > 1
    made: Input = {
        "prompt": " ".join(shot.prompt.strip() for shot in order.shots)[:3072] if several else order.shots[0].prompt,
        "duration": order.seconds,
        "audio": order.sound,
        "resolution": order.options.get("resolution") or "720p",
        "aspect_ratio": order.aspect,
        "customize_multi_shots": several,
        **_pictures(order, image),
    }
    return made | ({"multi_prompt": _shots(order)} if several else {})


def _pictures(order: Order, image: Image, *, tail: bool = False) -> Input:
    shot = order.shots[0]
    stills = (shot.first_picture, shot.last_picture if tail else None) if shot.first_picture else ()
    found = [image(still) for still in stills if still]
    return {"image_urls": found} if found else {}


def _elements(order: Order, image: Image) -> Input:
    """`kling_elements`: prompts call them by `@name`, and 2 to 4 pictures of each come along."""
    listed = [
        {
            "name": element.handle,
            "description": element.description,
            "element_input_urls": [image(still) for still in element.pictures],
        }
        for element in order.elements
    ]
    return {"kling_elements": listed} if listed else {}


def _shots(order: Order) -> list[Input]:
    return [{"prompt": shot.prompt, "duration": shot.seconds} for shot in order.shots]
