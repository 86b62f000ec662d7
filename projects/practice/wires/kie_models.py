"""The Kling models of KIE.AI and what each takes, field by field (KIE model pages)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from projects.practice.fields import Field, left_out
from projects.practice.wire import ruled

Input = Mapping[str, Any]

ASPECTS = ("16:9", "9:16", "1:1")
SHORT = ("5", "10")
LONG = tuple(str(seconds) for seconds in range(3, 16))
CFG = Field("number", least=0, most=1, step=0.1)
DUR5 = Field(among=SHORT)
URL, NEED_URL = Field("url"), Field("url", required=True)
HD, UHD = ("720p", "1080p"), ("720p", "1080p", "4k")
ELEMENT_MENTION = 37
_MENTION = re.compile(r"@\w+")


def prompt(most: int) -> Field:
    """A prompt that must be there."""
    return Field(required=True, least=1, most=most)


def urls(least: int, most: int, *, required: bool = True) -> Field:
    """A list of addresses."""
    return Field("array", required=required, least=least, most=most, each=URL)


def _no_rule(given: Input) -> None:
    return None


@dataclass(frozen=True)
class Model:
    """Fields of `input`, the rule between them, and whether it is a dearer one or switched off."""

    fields: Mapping[str, Field]
    rule: Callable[[Input], None] = _no_rule
    pro: bool = False
    off: bool = False


_V21 = {
    "prompt": prompt(5000),
    "image_url": NEED_URL,
    "duration": DUR5,
    "negative_prompt": Field(most=500),
    "cfg_scale": CFG,
}
_TURBO = {"prompt": prompt(2500), "duration": DUR5, "cfg_scale": CFG}
_V26 = {"prompt": prompt(1000), "sound": Field("boolean", required=True), "duration": Field(required=True, among=SHORT)}
_V3_TURBO = {
    "prompt": prompt(2500),
    "duration": Field(required=True, among=LONG),
    "resolution": Field(required=True, among=HD),
}
_ELEMENT = Field(
    "object",
    inside={
        "name": Field(required=True),
        "description": Field(required=True),
        "element_input_urls": urls(1, 4),
        "element_input_audio_urls": Field("array", each=URL),
        "start_time": Field("integer", least=0),
        "end_time": Field("integer", least=0),
    },
)
_V3 = {
    "prompt": Field(most=2500),
    "image_urls": urls(0, 2, required=False),
    "sound": Field("boolean", required=True),
    "duration": Field(required=True, among=LONG),
    "aspect_ratio": Field(among=ASPECTS),
    "mode": Field(required=True, among=("std", "pro", "4K")),
    "multi_shots": Field("boolean", required=True),
    "multi_prompt": Field(
        "array",
        most=5,
        each=Field(
            "object", inside={"prompt": prompt(5000), "duration": Field("integer", required=True, least=1, most=12)}
        ),
    ),
    "kling_elements": Field("array", most=3, each=_ELEMENT),
}
_OMNI_ELEMENT = Field("object")
_OMNI = {
    "prompt": prompt(3072),
    "aspect_ratio": Field(among=ASPECTS),
    "audio": Field("boolean"),
    "duration": Field("integer", least=3, most=15),
    "customize_multi_shots": Field("boolean"),
    "prefer_multi_shots": Field("boolean"),
    "multi_prompt": Field(
        "array",
        most=6,
        each=Field(
            "object", inside={"prompt": prompt(3072), "duration": Field("integer", required=True, least=1, most=15)}
        ),
    ),
    "elements": Field("array", most=7, each=_OMNI_ELEMENT),
    "resolution": Field(among=UHD),
}


def _v3_rule(given: Input) -> None:
    """Rules of kling-3.0/video between its fields."""
    images, multi = given.get("image_urls") or [], given["multi_shots"]
    shots = given.get("multi_prompt") or []
    ruled(not multi and not (given.get("prompt") or "").strip(), "prompt", "prompt cannot be empty")
    ruled(not images and left_out(given, "aspect_ratio"), "aspect_ratio", "aspect_ratio cannot be empty")
    ruled(multi and len(images) > 1, "image_urls", "multi shots take a first frame only")
    ruled(multi and not shots, "multi_prompt", "multi_prompt cannot be empty")
    words = [shot["prompt"] for shot in shots] if multi else [given.get("prompt", "")]
    if multi:
        sizes = [len(_MENTION.sub("x" * ELEMENT_MENTION, text)) for text in words]
        ruled(max(sizes) > 500, "multi_prompt.prompt", "multi_prompt prompt exceeds 500 characters")
        total = sum(shot["duration"] for shot in shots)
        ruled(str(total) != given["duration"], "multi_prompt.duration", "sum of shot durations must equal duration")
    elements = given.get("kling_elements") or []
    named = {f"@{element['name']}" for element in elements}
    mentioned = any(mention in named for text in words for mention in _MENTION.findall(text))
    ruled(mentioned and not images, "image_urls", "image_urls is required when the prompt mentions an element")
    for element in elements:
        sources = element["element_input_urls"]
        film = sources[0].split("?")[0].lower().endswith((".mp4", ".mov"))
        ruled(
            len(sources) != 1 if film else len(sources) < 2,
            "element_input_urls",
            "2-4 images or one video are required",
        )
        cut = [element.get(name) for name in ("start_time", "end_time")]
        ruled(None in cut and cut != [None, None], "start_time", "start_time and end_time go together")
        span = 3000 if None in cut else cut[1] - cut[0]
        ruled(not 3000 <= span <= 8000, "end_time", "start_time and end_time must be 3000-8000 apart")


def _omni_rule(given: Input) -> None:
    """Rules of the omni models: shots are customised unless that is switched off."""
    customize, prefer = given.get("customize_multi_shots", True), given.get("prefer_multi_shots", False)
    shots = given.get("multi_prompt") or []
    ruled(customize and prefer, "prefer_multi_shots", "customize_multi_shots and prefer_multi_shots exclude each other")
    ruled(customize and not shots, "multi_prompt", "multi_prompt is required when customize_multi_shots is true")
    ruled(
        not customize and bool(shots), "multi_prompt", "multi_prompt must be empty when customize_multi_shots is false"
    )
    total = sum(shot["duration"] for shot in shots)
    ruled(customize and total != given.get("duration", 5), "multi_prompt", "sum of shot durations must equal duration")


def _omni_pictures(most: int) -> Model:
    fields = {**_OMNI, "image_urls": urls(1, most), "aspect_ratio": Field(among=(*ASPECTS, "auto"))}
    return Model(fields, _omni_rule)


_OFF = Model({}, off=True)
STANDARD = Model(_V21)
MASTER = Model(_V21, pro=True)

KIE: dict[str, Model] = {
    "kling/v2-1-standard": STANDARD,
    "kling/v2-1-pro": Model({**_V21, "tail_image_url": URL}, pro=True),
    "kling/v2-1-master-image-to-video": MASTER,
    "kling/v2-1-master-text-to-video": Model(
        {**{name: field for name, field in _V21.items() if name != "image_url"}, "aspect_ratio": Field(among=ASPECTS)},
        pro=True,
    ),
    "kling/v2-5-turbo-image-to-video-pro": Model(
        {**_TURBO, "image_url": NEED_URL, "tail_image_url": URL, "negative_prompt": Field(most=500)}, pro=True
    ),
    "kling/v2-5-turbo-text-to-video-pro": Model(
        {**_TURBO, "aspect_ratio": Field(among=ASPECTS), "negative_prompt": Field(most=2500)}, pro=True
    ),
    "kling-2.6/text-to-video": Model({**_V26, "aspect_ratio": Field(required=True, among=ASPECTS)}),
    "kling-2.6/image-to-video": Model({**_V26, "image_urls": urls(1, 1)}),
    "kling-3.0/video": Model(_V3, _v3_rule),
    "kling/v3-turbo-image-to-video": Model({**_V3_TURBO, "image_urls": urls(1, 1)}),
    "kling/v3-turbo-text-to-video": Model({**_V3_TURBO, "aspect_ratio": Field(required=True, among=ASPECTS)}),
    "kling-3.0-omni/text-to-video": Model(_OMNI, _omni_rule),
    "kling-3.0-omni/image-to-video": _omni_pictures(2),
    "kling-3.0-omni/reference-to-video": _omni_pictures(7),
    "kling-3.0-omni/transformation": _OFF,
    "kling-2.6/motion-control": _OFF,
    "kling-3.0/motion-control": _OFF,
    "kling/ai-avatar-standard": _OFF,
    "kling/ai-avatar-pro": _OFF,
}
APIKLEY: dict[str, Model] = {"kling/v2-1-master-image-to-video": MASTER, "kling/v2-1-standard": STANDARD}
