"""Fields and rules of the official omni-video (Kling omni reference page)."""

from __future__ import annotations

from projects.practice.fields import Field, left_out
from projects.practice.task import Film
from projects.practice.wire import Draft, Json, Refusal, checked, ruled
from projects.practice.wires.kling_models import LONG, OMNI_DEFAULT, OMNI_V3, SHORT
from projects.practice.wires.kling_rules import ASPECTS, COMMON, SHOTS, drafted, picture, shots_of, truth

_IMAGE = {"image_url": Field(required=True), "type": Field(among=("first_frame", "end_frame"))}
_VIDEO = {
    "video_url": Field("url", required=True),
    "refer_type": Field(among=("base", "feature")),
    "keep_original_sound": Field(among=("yes", "no")),
}
FIELDS = {
    **COMMON,
    "multi_shot": Field("truth"),
    "shot_type": Field(among=("customize", "intelligence")),
    "multi_prompt": SHOTS,
    "sound": Field(among=("on", "off")),
    "aspect_ratio": ASPECTS,
    "image_list": Field("array", most=7, each=Field("object", inside=_IMAGE)),
    "element_list": Field("array", most=7, each=Field("object", inside={"element_id": Field("id", required=True)})),
    "video_list": Field("array", most=1, each=Field("object", inside=_VIDEO)),
}
_ROLES = {"first_frame": "first", "end_frame": "last"}


def omni_video(body: Json) -> Draft:
    """An omni-video body. Raises Refusal."""
    checked(FIELDS, body)
    name = body.get("model_name") or OMNI_DEFAULT
    if name not in (OMNI_DEFAULT, OMNI_V3):
        raise Refusal("no_model", f"model {name} does not exist")
    images, videos = body.get("image_list") or [], body.get("video_list") or []
    types = [image.get("type") for image in images]
    first = "first_frame" in types
    base = bool(videos) and videos[0].get("refer_type", "base") == "base"
    _list_rules(body, types, first=first, base=base, video=bool(videos))
    seconds, mode = int(body.get("duration") or 5), body.get("mode") or "pro"
    only = not videos and not body.get("element_list") and (not images or types == ["first_frame"])
    _length_rule(name, seconds, only=only, video=bool(videos), base=base)
    loud, multi = body.get("sound") == "on", truth(body.get("multi_shot"))
    ruled(loud and bool(videos), "sound", "sound is not supported with a video")
    ruled(name != OMNI_V3 and (loud or multi), "sound" if loud else "multi_shot", f"not supported by {name}")
    ruled(name != OMNI_V3 and mode == "4k", "mode", "Invalid value for mode")
    pictures = tuple(
        picture(image["image_url"], "image_url", _ROLES.get(image.get("type"), "reference")) for image in images
    )
    shots = shots_of(body, seconds, ("customize",))
    film = Film(seconds, "" if first else body.get("aspect_ratio") or "16:9", shots, loud)
    return drafted(name, "omni-video", body, film, tuple(sorted(pictures, key=lambda one: one.role != "first")), mode)


def _list_rules(body: Json, types: list[str | None], *, first: bool, base: bool, video: bool) -> None:
    """Rules between images, elements, video and aspect."""
    end = "end_frame" in types
    ruled(end and not first, "image_list", "an end_frame needs a first_frame")
    ruled(types.count("first_frame") > 1 or types.count("end_frame") > 1, "image_list", "one frame of each type")
    ruled(end and len(types) > 2, "image_list", "at most 2 images with an end_frame")
    count = len(types) + len(body.get("element_list") or [])
    ruled(count > (4 if video else 7), "image_list", "too many images and elements")
    ruled(first and base, "video_list", "a first_frame excludes editing a base video")
    free = first or base
    ruled(not free and left_out(body, "aspect_ratio"), "aspect_ratio", "aspect_ratio is required")
    ruled(free and not left_out(body, "aspect_ratio"), "aspect_ratio", "aspect_ratio is not supported here")


def _length_rule(name: str, seconds: int, *, only: bool, video: bool, base: bool) -> None:
    """Seconds by model: o1 3 to 10, 5 or 10 from words or a first frame alone; v3-omni 3 to 15, 10 with a video."""
    if base:
        return
    allowed: tuple[int, ...] = LONG if name == OMNI_V3 and not video else LONG[:8]
    ruled(
        seconds not in (SHORT if name == OMNI_DEFAULT and only else allowed), "duration", "Invalid value for duration"
    )
