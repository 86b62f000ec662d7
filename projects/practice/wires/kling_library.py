"""Elements and voices of the official API (Kling elements and voices pages)."""

from __future__ import annotations

from projects.practice.fields import Field
from projects.practice.practice import Practice
from projects.practice.task import Picture, Task
from projects.practice.wire import Draft, Json, checked, ruled, url_text
from projects.practice.wires.kling_rules import picture

ELEMENTS, VOICES = "advanced-custom-elements", "custom-voices"
OWNER, VENDOR = "creator-1", "kling"
PRESET_ELEMENTS = {str(number): f"Preset element {number}" for number in range(150, 170)}
PRESET_VOICES = {"voice_demo_01": "Captain", "voice_demo_02": "Mara", "voice_demo_03": "Narrator"}
TAGS = tuple(f"o_{number}" for number in range(101, 109))
_URL = Field("object", inside={"image_url": Field(required=True)})
_CLIP = Field("object", inside={"video_url": Field("url", required=True)})
_COMMON = {"callback_url": Field("url"), "external_task_id": Field()}
_NAMED = {"element_name": Field(required=True, most=20), "element_description": Field(required=True, most=100)}
_IMAGES = {
    "frontal_image": Field(required=True),
    "refer_images": Field("array", required=True, least=1, most=3, each=_URL),
}
_TAG = Field("object", inside={"tag_id": Field(required=True, among=TAGS)})
ELEMENT_FIELDS = {
    **_NAMED,
    **_COMMON,
    "reference_type": Field(required=True, among=("video_refer", "image_refer")),
    "element_image_list": Field("object", inside=_IMAGES),
    "element_video_list": Field(
        "object", inside={"refer_videos": Field("array", required=True, least=1, most=1, each=_CLIP)}
    ),
    "element_voice_id": Field(),
    "tag_list": Field("array", each=_TAG),
}
OLD_ELEMENT_FIELDS = {
    **_NAMED,
    "element_frontal_image": Field(required=True),
    "element_refer_list": Field("array", required=True, least=1, most=3, each=_URL),
}
VOICE_FIELDS = {**_COMMON, "voice_name": Field(required=True, most=20), "voice_url": Field("url"), "video_id": Field()}


def _drafted(kind: str, body: Json, pictures: tuple[Picture, ...]) -> Draft:
    whom = url_text(body.get("callback_url"))
    return Draft("", kind, body, None, pictures, 0.0, whom, url_text(body.get("external_task_id")))


def element(body: Json) -> Draft:
    """An advanced-custom-elements body. Raises Refusal."""
    checked(ELEMENT_FIELDS, body)
    images = body["reference_type"] == "image_refer"
    needed = "element_image_list" if images else "element_video_list"
    ruled(not body.get(needed), needed, f"{needed} is required")
    if not images:
        return _drafted(ELEMENTS, body, ())
    given = body["element_image_list"]
    sources = [given["frontal_image"], *(entry["image_url"] for entry in given["refer_images"])]
    return _drafted(ELEMENTS, body, tuple(picture(source, "image_url", "reference") for source in sources))


def old_element(body: Json) -> Draft:
    """A custom-elements body, answered at once. Raises Refusal."""
    checked(OLD_ELEMENT_FIELDS, body)
    sources = [body["element_frontal_image"], *(entry["image_url"] for entry in body["element_refer_list"])]
    return _drafted(ELEMENTS, body, tuple(picture(source, "image_url", "reference") for source in sources))


def voice(body: Json) -> Draft:
    """A custom-voices body. Raises Refusal."""
    checked(VOICE_FIELDS, body)
    ruled(not body.get("voice_url") and not body.get("video_id"), "voice_url", "voice_url or video_id is required")
    return _drafted(VOICES, body, ())


def item_of(task: Task) -> str:
    """The element's or voice's own id: a whole number beyond what a float holds, or a word."""
    number = int(task.task_id) + 5
    return str(number) if task.kind == ELEMENTS else f"voice_{number:x}"


def element_entry(item: str, name: str, words: str, owner: str, *, deleted: bool = False) -> Json:
    """One of `task_result.elements`."""
    status = "deleted" if deleted else "succeed"
    return {
        "element_id": int(item),
        "element_name": name,
        "element_description": words,
        "status": status,
        "owned_by": owner,
    }


def voice_entry(item: str, name: str, url: str, owner: str) -> Json:
    """One of `task_result.voices`."""
    return {"voice_id": item, "voice_name": name, "trial_url": url, "owned_by": owner}


def entry(task: Task) -> Json:
    """`task_result` of a finished element or voice."""
    item = item_of(task)
    if task.kind == VOICES:
        url = url_text(task.body.get("voice_url")) or f"{task.base}/files/voices/{item}.mp3"
        return {"voices": [voice_entry(item, task.body["voice_name"], url, OWNER)]}
    words = task.body["element_description"]
    return {"elements": [element_entry(item, task.body["element_name"], words, OWNER, deleted=task.deleted)]}


def _own(practice: Practice, key: str, kind: str) -> dict[str, Task]:
    tasks = practice.house.newest("kling", key, kind)
    return {item_of(task): task for task in tasks if task.stage == "succeeded" and not task.deleted}


def own_elements(practice: Practice, key: str) -> dict[str, Task]:
    """This account's elements by id."""
    return _own(practice, key, ELEMENTS)


def own_voices(practice: Practice, key: str) -> dict[str, Task]:
    """This account's voices by id."""
    return _own(practice, key, VOICES)


def known_elements(practice: Practice, key: str) -> set[str]:
    """Ids of elements this account may use."""
    return {*PRESET_ELEMENTS, *own_elements(practice, key)}


def known_voices(practice: Practice, key: str) -> set[str]:
    """Ids of voices this account may use."""
    return {*PRESET_VOICES, *own_voices(practice, key)}
