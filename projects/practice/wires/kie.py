"""KIE.AI's market jobs, and Apikley, which speaks the same (KIE task detail, callback and webhook verification pages)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from projects.practice import signing
from projects.practice.creating import create
from projects.practice.fields import Field, Wrong
from projects.practice.practice import Practice
from projects.practice.seen import polled
from projects.practice.task import Film, Picture, Seen, Shot, Task, now_ms
from projects.practice.wire import (
    Answer,
    Draft,
    Json,
    Refusal,
    Request,
    Wire,
    checked,
    plain_key,
    said,
    unsigned,
    url_text,
)
from projects.practice.wires.kie_models import APIKLEY, KIE, Model

CREDITS = 100_000.0
STATES = {"running": "generating", "succeeded": "success", "failed": "fail"}
# Category: body code and text.
REFUSALS: dict[str, tuple[int, str]] = {
    "no_key": (401, "You do not have access permissions"),
    "malformed_key": (401, "You do not have access permissions"),
    "bad_key": (401, "You do not have access permissions"),
    "no_credits": (402, "Insufficient credits"),
    "credits_text": (500, "Credits insufficient: please top up your balance"),
    "spend_cap": (433, "Sub-key usage exceeds limit"),
    "rate_limited": (429, "Too many requests"),
    "concurrency": (429, "Too many requests"),
    "maintenance": (455, "Service under maintenance"),
    "moderation": (501, "The prompt was refused: content violates our policy"),
    "invalid": (422, "Validation error"),
    "unreadable": (422, "Validation error"),
    "not_found": (422, "recordInfo is null"),
    "no_model": (422, "The model is not supported"),
    "no_route": (404, "Not Found"),
    "no_method": (404, "Not Found"),
    "disabled": (505, "This feature is currently disabled"),
    "server": (500, "Internal server error"),
}
FAILURES: dict[str, tuple[str, str]] = {
    "moderation": ("500", "Failure to pass the risk control system"),
    "image_unreachable": ("500", "Failed to download image from url"),
    "invalid": ("500", "Image resolution or aspect ratio is not accepted"),
    "server": ("500", "Internal error, please try again later"),
}
_TOP = {"model": Field(required=True), "callBackUrl": Field("url"), "input": Field("object", required=True)}
_WORDS = {
    "missing": "{name} cannot be empty",
    "type": "{name} type is wrong, expected {limit}",
    "option": "{name} is not within the range of allowed options",
    "unknown": "{name} is not supported by this model",
    "url": "{name} is not a valid url",
    "long": "{name} exceeds the maximum length of {limit}",
    "short": "{name} is shorter than {limit}",
    "rule": "{limit}",
}


def worded(found: Wrong) -> str:
    """A field error in the vendor's words."""
    template = _WORDS.get(found.why, "{name} is not within the range of allowed options")
    return template.format(name=found.name, limit=found.limit)


def refused(refusal: Refusal, http_errors: bool) -> Answer:
    """HTTP 200 and a body code, or the same code as HTTP status; unknown routes are a true 404."""
    code, words = REFUSALS[refusal.category]
    words = refusal.detail or (worded(refusal.wrong) if refusal.wrong else words)
    status = code if http_errors or code == 404 else 200
    return said({"code": code, "msg": words, "data": None}, status)


def drawn(models: Mapping[str, Model], body: Json) -> Draft:
    """A create body by its model's field table. Raises Refusal."""
    checked(_TOP, body, closed=True)
    model = models.get(body["model"])
    if model is None:
        raise Refusal("no_model")
    if model.off:
        raise Refusal("disabled")
    given: Json = body["input"]
    checked(model.fields, given, path="input.", closed=True)
    model.rule(given)
    pictures = _pictures(given)
    seconds = int(given.get("duration") or 5)
    sound = bool(given.get("sound", given.get("audio")))
    aspect = "" if pictures else given.get("aspect_ratio") or "16:9"
    pro = model.pro or given.get("mode") in ("pro", "4K") or given.get("resolution") in ("1080p", "4k")
    film = Film(seconds, aspect, _shots(given, seconds), sound)
    cost = seconds * (1.75 if pro else 1.0)
    return Draft(body["model"], "", body, film, pictures, cost, url_text(body.get("callBackUrl")))


def _shots(given: Json, seconds: int) -> tuple[Shot, ...]:
    multi = given.get("multi_shots", given.get("customize_multi_shots", "multi_prompt" in given))
    planned = given.get("multi_prompt") or [] if multi else []
    shots = tuple(Shot(shot["prompt"], shot["duration"]) for shot in planned)
    return shots or (Shot(given.get("prompt", ""), seconds),)


def _pictures(given: Json) -> tuple[Picture, ...]:
    singles = [("first", given.get("image_url")), ("last", given.get("tail_image_url"))]
    several = [
        ("reference" if number else "first", source) for number, source in enumerate(given.get("image_urls") or [])
    ]
    elements = [url for element in given.get("kling_elements") or [] for url in element["element_input_urls"]]
    still = [("reference", url) for url in elements if not url.split("?")[0].lower().endswith((".mp4", ".mov"))]
    return tuple(Picture(role, source) for role, source in [*singles, *several, *still] if source)


def created(task: Task) -> Json:
    """The create answer."""
    return {"code": 200, "msg": "success", "data": {"taskId": task.task_id}}


def emptied() -> Json:
    """A create answer without data."""
    return {"code": 200, "msg": "success", "data": None}


def _state(task: Task, seen: Seen) -> str:
    if seen.stage == "queued":
        return "waiting" if now_ms() * 2 < task.created_ms + task.starts_ms else "queuing"
    return STATES[seen.stage]


def detail(task: Task, seen: Seen) -> Json:
    """`data` of recordInfo."""
    code, words = FAILURES[seen.failure] if seen.failure else ("", "")
    good, bad = seen.stage == "succeeded", seen.stage == "failed"
    result = json.dumps({"resultUrls": list(seen.urls)}, separators=(",", ":")) if good and seen.urls else ""
    value: Json = {
        "taskId": task.task_id,
        "model": task.model,
        "state": seen.word or _state(task, seen),
        "param": json.dumps(task.body, ensure_ascii=False, separators=(",", ":")),
        "resultJson": None if bad else result,
        "failCode": code,
        "failMsg": words,
        "costTime": seen.done_ms - task.created_ms if seen.done_ms else 0,
        "completeTime": seen.done_ms,
        "createTime": task.created_ms,
        "updateTime": seen.updated_ms,
    }
    if good:
        value["creditsConsumed"] = int(seen.cost) if seen.cost == int(seen.cost) else seen.cost
    if seen.stage == "running":
        value["progress"] = seen.progress
    return value


def report(word: str, task: Task, seen: Seen) -> Json:
    """The answer of recordInfo; `word` is `msg` or `message`."""
    return {"code": 200, word: "success", "data": detail(task, seen)}


def callback(task: Task, seen: Seen) -> Json:
    """The callback body: the same structure, code 501 for a failure."""
    if seen.stage == "failed":
        return {"code": 501, "msg": "Playground task failed.", "data": detail(task, seen)}
    words = "Playground task completed successfully." if seen.stage == "succeeded" else "Playground task updated."
    return {"code": 200, "msg": words, "data": detail(task, seen)}


def sign(task: Task, body: bytes, now: int) -> dict[str, str]:
    """The two headers of a callback; the body is not covered (KIE webhook verification page)."""
    signature = signing.kie_signature(signing.KIE_WEBHOOK_KEY, task.task_id, now)
    return {"X-Webhook-Timestamp": str(now), "X-Webhook-Signature": signature}


def new_id(serial: int) -> str:
    """`task_kling_<digits>`."""
    return f"task_kling_{serial}"


KIE_WIRE = Wire(
    prefix="kie",
    key=plain_key,
    new_id=new_id,
    created=created,
    emptied=emptied,
    refused=refused,
    report=partial(report, "msg"),
    callback=callback,
    sign=sign,
    burst=(20, 10.0),
    relinks=False,
)
APIKLEY_WIRE = Wire(
    prefix="apikley",
    key=plain_key,
    new_id=new_id,
    created=created,
    emptied=emptied,
    report=partial(report, "message"),
    callback=callback,
    sign=unsigned,
    refused=lambda refusal, http_errors: refused(_without_cap(refusal), False),
    burst=(5, 10.0),
    formats=("JPEG", "PNG", "WEBP"),
    expired_status=410,
)
MODELS: dict[str, Mapping[str, Model]] = {"kie": KIE, "apikley": APIKLEY}


def _without_cap(refusal: Refusal) -> Refusal:
    return Refusal("no_credits") if refusal.category == "spend_cap" else refusal


async def create_task(practice: Practice, wire: Wire, request: Request, part: Mapping[str, Any]) -> Answer:
    """`POST /api/v1/jobs/createTask`."""
    return await create(practice, wire, request, partial(drawn, MODELS[wire.prefix]))


async def record_info(practice: Practice, wire: Wire, request: Request, part: Mapping[str, Any]) -> Answer:
    """`GET /api/v1/jobs/recordInfo?taskId=`."""
    key, task_id = wire.key(request), request.query.get("taskId", "")
    if not task_id:
        return said({"code": 400, "msg": "taskId cannot be empty", "data": None})
    task = practice.polled(wire, key, task_id)
    return said(wire.report(task, polled(task, wire)))


async def credit(practice: Practice, wire: Wire, request: Request, part: Mapping[str, Any]) -> Answer:
    """`GET /api/v1/chat/credit`: what is left of this key's credits."""
    left = practice.left(wire, wire.key(request), CREDITS)
    return said({"code": 200, "msg": "success", "data": left})


ROUTES = (
    ("POST", r"/api/v1/jobs/createTask", create_task),
    ("GET", r"/api/v1/jobs/recordInfo", record_info),
    ("GET", r"/api/v1/chat/credit", credit),
)
