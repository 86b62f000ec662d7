"""Fields and rules of the official text2video, image2video and multi-image2video (Kling reference pages)."""

from __future__ import annotations

from projects.practice.fields import Field, is_url, left_out
from projects.practice.pictures import ALLOWED_BYTES, decoded
from projects.practice.task import Film, Picture, Shot
from projects.practice.wire import Draft, Json, Refusal, checked, ruled, url_text
from projects.practice.wires.kling_models import DEFAULT, MODELS, MULTI_IMAGE, Allowed, Model

PROMPT, TEXT = Field(most=2500), Field()
AXES = ("horizontal", "vertical", "pan", "tilt", "roll", "zoom")
CAMERAS = ("simple", "down_back", "forward_up", "right_turn_forward", "left_turn_forward")
ASPECTS = Field(among=("16:9", "9:16", "1:1"))
SHOTS = Field(
    "array",
    least=1,
    most=6,
    each=Field(
        "object",
        inside={
            "index": Field("integer", required=True, least=1),
            "prompt": Field(required=True, least=1, most=512),
            "duration": Field(required=True, among=tuple(str(number) for number in range(1, 16))),
        },
    ),
)
COMMON = {
    "model_name": TEXT,
    "prompt": PROMPT,
    "negative_prompt": PROMPT,
    "mode": Field(among=("std", "pro", "4k")),
    "duration": Field(among=tuple(str(number) for number in range(3, 16))),
    "watermark_info": Field("switch"),
    "callback_url": Field("url"),
    "external_task_id": TEXT,
}
ELEMENTS = Field("array", most=3, each=Field("object", inside={"element_id": Field("id", required=True)}))
DIRECTED = {
    **COMMON,
    "multi_shot": Field("truth"),
    "shot_type": Field(among=("customize", "intelligence")),
    "multi_prompt": SHOTS,
    "sound": Field(among=("on", "off")),
    "cfg_scale": Field("number", least=0, most=1),
    "camera_control": Field(
        "object",
        inside={
            "type": Field(required=True, among=CAMERAS),
            "config": Field("object", inside={axis: Field("number", least=-10, most=10) for axis in AXES}),
        },
    ),
}
_POINT = Field("object", inside={"x": Field("integer", required=True), "y": Field("integer", required=True)})
TEXT_FIELDS = {**DIRECTED, "aspect_ratio": ASPECTS}
IMAGE_FIELDS = {
    **DIRECTED,
    "image": TEXT,
    "image_tail": TEXT,
    "static_mask": TEXT,
    "dynamic_masks": Field(
        "array",
        most=6,
        each=Field(
            "object",
            inside={
                "mask": Field(required=True),
                "trajectories": Field("array", required=True, least=2, most=77, each=_POINT),
            },
        ),
    ),
    "element_list": ELEMENTS,
    "voice_list": Field("array", most=2, each=Field("object", inside={"voice_id": Field(required=True)})),
}
MANY_FIELDS = {
    **COMMON,
    "prompt": Field(required=True, most=2500),
    "aspect_ratio": ASPECTS,
    "image_list": Field(
        "array", required=True, least=1, most=4, each=Field("object", inside={"image": Field(required=True)})
    ),
}


def truth(value: object) -> bool:
    """A boolean, or the text of one."""
    return value is True or value == "true"


def picture(source: str, path: str, role: str) -> Picture:
    """An address or raw base64 of at most 10 MB, nothing else. Raises Refusal."""
    if not is_url(source):
        ruled(source.startswith("data:"), path, f"Invalid value for {path}: base64 must not have a data: prefix")
        ruled(len(source) > ALLOWED_BYTES * 4 // 3 + 4, path, f"Invalid value for {path}: larger than 10MB")
        ruled(decoded(source) is None, path, f"Invalid value for {path}: neither a URL nor base64")
    return Picture(role, source)


def _works(allowed: Allowed, mode: str, seconds: int) -> bool:
    return seconds in allowed.get(mode, ())


def model_of(body: Json, kind: str) -> tuple[str, Model]:
    """The model a body names, the oldest when it names none. Raises Refusal."""
    name = body.get("model_name") or DEFAULT
    if name not in MODELS:
        raise Refusal("no_model", f"model {name} does not exist")
    model = MODELS[name]
    ruled(
        not (model.text if kind == "text2video" else model.image), "model_name", f"{name} is not supported for {kind}"
    )
    return name, model


def shots_of(body: Json, seconds: int, words: tuple[str, ...]) -> tuple[Shot, ...]:
    """The shots ordered, by the rules of `multi_shot`; `words` are the shot types allowed. Raises Refusal."""
    prompt = url_text(body.get("prompt"))
    kind = url_text(body.get("shot_type"))
    planned = body.get("multi_prompt") or []
    if not truth(body.get("multi_shot", False)):
        ruled(bool(kind), "shot_type", "shot_type is invalid when multi_shot is false")
        ruled(bool(planned), "multi_prompt", "multi_prompt is invalid when multi_shot is false")
        ruled(not prompt.strip(), "prompt", "prompt is required")
        return (Shot(prompt, seconds),)
    ruled(kind not in words, "shot_type", "shot_type is required when multi_shot is true")
    if kind == "intelligence":
        ruled(not prompt.strip(), "prompt", "prompt is required when shot_type is intelligence")
        half = seconds // 2
        return (Shot(prompt, half), Shot(prompt, seconds - half))
    ruled(bool(prompt), "prompt", "prompt is invalid when multi_shot is true")
    ruled(not planned, "multi_prompt", "multi_prompt is required when shot_type is customize")
    ruled(
        [shot["index"] for shot in planned] != list(range(1, len(planned) + 1)), "multi_prompt", "index must start at 1"
    )
    shots = tuple(Shot(shot["prompt"], int(shot["duration"])) for shot in planned)
    total = sum(shot.seconds for shot in shots)
    ruled(total != seconds, "multi_prompt", "sum of multi_prompt durations must equal duration")
    return shots


def _camera_rule(body: Json, model: Model, kind: str, mode: str, seconds: int) -> None:
    camera = body.get("camera_control")
    if not camera:
        return
    allowed = model.camera_text if kind == "text2video" else model.camera_image
    works = _works(allowed, mode, seconds) and camera["type"] in model.cameras
    ruled(not works, "camera_control", "camera_control is not supported by this model, mode or duration")
    config = camera.get("config")
    simple = camera["type"] == "simple"
    ruled(not simple and config is not None, "config", "config must be left out unless type is simple")
    moved = sum(1 for value in (config or {}).values() if value)
    ruled(simple and moved != 1, "config", "exactly one of the config values must not be 0")


def directed(body: Json, kind: str) -> tuple[str, Model, str, int, tuple[Shot, ...]]:
    """Rules shared by text2video and image2video: name, model, mode, seconds, shots. Raises Refusal."""
    name, model = model_of(body, kind)
    mode, seconds = body.get("mode") or "std", int(body.get("duration") or 5)
    ruled(mode not in model.modes, "mode", "Invalid value for mode")
    ruled(seconds not in model.seconds, "duration", "Invalid value for duration")
    ruled("cfg_scale" in body and not model.cfg, "cfg_scale", f"cfg_scale is not supported by {name}")
    ruled(
        truth(body.get("multi_shot")) and not model.multi_shot, "multi_shot", f"multi_shot is not supported by {name}"
    )
    loud = body.get("sound") == "on"
    ruled(loud and mode not in model.sound, "sound", f"sound is not supported by {name} in mode {mode}")
    _camera_rule(body, model, kind, mode, seconds)
    return name, model, mode, seconds, shots_of(body, seconds, ("customize", "intelligence"))


def image_rules(body: Json, model: Model, mode: str, seconds: int) -> None:
    """Rules of image2video alone. Raises Refusal."""
    first, tail = not left_out(body, "image"), not left_out(body, "image_tail")
    masks = bool(body.get("dynamic_masks")) or not left_out(body, "static_mask")
    groups = (tail, masks, bool(body.get("camera_control")))
    ruled(not first and not tail, "image", "image or image_tail is required")
    ruled(sum(groups) > 1, "image_tail", "image_tail, masks and camera_control exclude each other")
    ruled(tail and truth(body.get("multi_shot")), "image_tail", "image_tail is not supported with multi_shot")
    ruled(tail and first and not _works(model.tail, mode, seconds), "image_tail", "image_tail is not supported here")
    ruled(not first and not _works(model.tail_only, mode, seconds), "image", "image is required by this model")
    ruled(masks and not _works(model.brush, mode, seconds), "dynamic_masks", "masks are not supported here")
    loud = body.get("sound") == "on"
    ruled(tail and loud and not model.tail_with_sound, "sound", "sound is not supported with image_tail")
    elements, voices = bool(body.get("element_list")), bool(body.get("voice_list"))
    ruled(elements and voices, "voice_list", "element_list and voice_list exclude each other")
    ruled(elements and not model.elements, "element_list", "element_list is not supported by this model")
    ruled(voices and not (model.voice and mode == "pro"), "voice_list", "voice_list is not supported by this model")
    ruled(voices and not loud, "voice_list", "voice_list needs sound on")


def image_pictures(body: Json) -> tuple[Picture, ...]:
    """First frame, end frame and masks. Raises Refusal."""
    found = [
        (name, body.get(name), role)
        for name, role in (("image", "first"), ("image_tail", "last"), ("static_mask", "mask"))
    ]
    found += [("mask", mask["mask"], "mask") for mask in body.get("dynamic_masks") or []]
    return tuple(picture(source, name, role) for name, source, role in found if source)


def drafted(name: str, kind: str, body: Json, film: Film, pictures: tuple[Picture, ...], mode: str) -> Draft:
    """The draft of any of the video endpoints; pro costs 1.75 of standard."""
    cost = film.seconds * (1.0 if mode == "std" else 1.75)
    whom = url_text(body.get("callback_url"))
    return Draft(name, kind, body, film, pictures, cost, whom, url_text(body.get("external_task_id")))


def text2video(body: Json) -> Draft:
    """A text2video body. Raises Refusal."""
    checked(TEXT_FIELDS, body)
    name, _, mode, seconds, shots = directed(body, "text2video")
    film = Film(seconds, body.get("aspect_ratio") or "16:9", shots, body.get("sound") == "on")
    return drafted(name, "text2video", body, film, (), mode)


def image2video(body: Json) -> Draft:
    """An image2video body. Raises Refusal."""
    checked(IMAGE_FIELDS, body)
    name, model, mode, seconds, shots = directed(body, "image2video")
    image_rules(body, model, mode, seconds)
    film = Film(seconds, "", shots, body.get("sound") == "on")
    return drafted(name, "image2video", body, film, image_pictures(body), mode)


def multi_image2video(body: Json) -> Draft:
    """A multi-image2video body. Raises Refusal."""
    checked(MANY_FIELDS, body)
    name = body.get("model_name") or MULTI_IMAGE
    if name != MULTI_IMAGE:
        raise Refusal("no_model", f"model {name} is not supported here")
    seconds, mode = int(body.get("duration") or 5), body.get("mode") or "std"
    ruled(seconds not in MODELS[name].seconds, "duration", "Invalid value for duration")
    ruled(mode not in MODELS[name].modes, "mode", "Invalid value for mode")
    pictures = tuple(picture(entry["image"], "image", "reference") for entry in body["image_list"])
    film = Film(seconds, body.get("aspect_ratio") or "16:9", (Shot(body["prompt"], seconds),))
    return drafted(name, "multi-image2video", body, film, pictures, mode)
