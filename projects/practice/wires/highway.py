"""HighwayAPI: v3/async and task-result (Highway model page; Jiekou and Novita pages for what it leaves open)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from projects.practice.creating import create
from projects.practice.fields import Field, Wrong
from projects.practice.practice import Practice
from projects.practice.seen import polled
from projects.practice.task import Film, Picture, Seen, Shot, Task
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

MODEL = "kling-2.5-turbo-i2v"
LINK_SECONDS = "3600"
STATES = {"queued": "QUEUED", "running": "PROCESSING", "succeeded": "SUCCEED", "failed": "FAILED"}
# Category: HTTP status, reason, message.
REFUSALS: dict[str, tuple[int, str, str]] = {
    "no_key": (401, "FAILED_TO_AUTH", "failed to authenticate"),
    "malformed_key": (401, "FAILED_TO_AUTH", "failed to authenticate"),
    "bad_key": (403, "INVALID_API_KEY", "invalid api key"),
    "no_credits": (403, "NOT_ENOUGH_BALANCE", "not enough balance"),
    "credits_text": (403, "NOT_ENOUGH_BALANCE", "not enough balance"),
    "spend_cap": (403, "NOT_ENOUGH_BALANCE", "not enough balance"),
    "rate_limited": (429, "RATE_LIMIT_EXCEEDED", "RPM limit exceeded"),
    "concurrency": (429, "RATE_LIMIT_EXCEEDED", "the service is overloaded"),
    "maintenance": (503, "SERVICE_NOT_AVAILABLE", "service is not available"),
    "moderation": (400, "ILLEGAL_PROMPT", "illegal prompt"),
    "invalid": (400, "INVALID_REQUEST_BODY", "invalid request body"),
    "unreadable": (400, "INVALID_REQUEST_BODY", "invalid request body"),
    "not_found": (404, "TASK_NOT_FOUND", "task not found"),
    "no_model": (404, "MODEL_NOT_FOUND", "model not found"),
    "no_route": (404, "API_NOT_FOUND", "api not found"),
    "no_method": (404, "API_NOT_FOUND", "api not found"),
    "disabled": (403, "FEATURE_NOT_ALLOWED", "feature is not allowed"),
    "server": (500, "CREATE_TASK_FAILED", "create task failed"),
}
FAILURES = {
    "moderation": "image content is not allowed",
    "image_unreachable": "failed to download image from url",
    "invalid": "invalid image format or size",
    "server": "internal error, task failed",
}
_WEBHOOK = {"url": Field("url"), "test_mode": Field("object")}
FIELDS = {
    "image": Field("url", required=True),
    "prompt": Field(required=True, least=1, most=2500),
    "duration": Field(among=("5", "10")),
    "cfg_scale": Field("number", least=0, most=1),
    "mode": Field(among=("pro",)),
    "negative_prompt": Field(most=2500),
    "extra": Field("object", inside={"webhook": Field("object", inside=_WEBHOOK)}),
}
_WORDS = {
    "missing": "{path} is required",
    "type": "{path} must be a {limit}",
    "option": "{path} must be one of {limit}",
    "unknown": "unknown field {path}",
    "url": "{path} must be a url",
    "long": "{path} must not exceed {limit} characters",
    "large": "{path} must be at most {limit}",
    "small": "{path} must be at least {limit}",
}


def worded(found: Wrong) -> str:
    """A field error in the vendor's words."""
    return _WORDS.get(found.why, "{path} is invalid").format(path=found.path, limit=found.limit)


def refused(refusal: Refusal, http_errors: bool) -> Answer:
    """`{code, reason, message, metadata}`, the HTTP status as code."""
    status, reason, words = REFUSALS[refusal.category]
    words = worded(refusal.wrong) if refusal.wrong else refusal.detail or words
    return said({"code": status, "reason": reason, "message": words, "metadata": {}}, status)


def drawn(body: Json) -> Draft:
    """A create body. Raises Refusal."""
    checked(FIELDS, body, closed=True)
    seconds = int(body.get("duration") or 5)
    film = Film(seconds, "", (Shot(body["prompt"], seconds),))
    webhook = (body.get("extra") or {}).get("webhook") or {}
    picture = Picture("first", body["image"])
    return Draft(MODEL, "", body, film, (picture,), seconds * 1.75, url_text(webhook.get("url")))


def report(task: Task, seen: Seen) -> Json:
    """The task result."""
    running = seen.stage == "running"
    left = max(0, (task.ends_ms - seen.updated_ms) // 1000) if running else 0
    times = {
        "request_info": "",
        "submit_time_ms": str(task.created_ms),
        "execute_time_ms": str(task.starts_ms),
        "complete_time_ms": str(seen.done_ms),
    }
    return {
        "extra": {"seed": "", "enable_nsfw_detection": False, "debug_info": times},
        "task": {
            "task_id": task.task_id,
            "task_type": "IMG_TO_VIDEO",
            "status": seen.word or f"TASK_STATUS_{STATES[seen.stage]}",
            "reason": FAILURES[seen.failure] if seen.failure else "",
            "eta": left,
            "progress_percent": seen.progress if seen.stage != "failed" else 0,
        },
        "images": [],
        "videos": [{"video_url": url, "video_url_ttl": LINK_SECONDS, "video_type": "mp4"} for url in seen.urls],
        "audios": [],
    }


def callback(task: Task, seen: Seen) -> Json:
    """The result wrapped as an event, or bare."""
    value = report(task, seen)
    return value if "callback_bare" in task.faults else {"event_type": "ASYNC_TASK_RESULT", "payload": value}


WIRE = Wire(
    prefix="highway",
    key=plain_key,
    new_id=lambda serial: f"hw-{serial:x}",
    created=lambda task: {"task_id": task.task_id},
    emptied=dict,
    refused=refused,
    report=report,
    callback=callback,
    sign=unsigned,
    burst=(5, 10.0),
    strange="TASK_STATUS_QUEUED_V2",
    link="/files/{wire}/{name}.mp4?X-Expires=3600",
    expired_status=410,
)


async def create_video(practice: Practice, wire: Wire, request: Request, part: Mapping[str, Any]) -> Answer:
    """`POST /v3/async/<model>`."""
    wire.key(request)
    if part["model"] != MODEL:
        raise Refusal("no_model")
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise Refusal("unreadable", "Content-Type must be application/json")
    return await create(practice, wire, request, drawn)


async def result(practice: Practice, wire: Wire, request: Request, part: Mapping[str, Any]) -> Answer:
    """`GET /v3/async/task-result?task_id=`."""
    task = practice.polled(wire, wire.key(request), request.query.get("task_id", ""))
    return said(report(task, polled(task, wire)))


ROUTES = (
    ("GET", r"/v3/async/task-result", result),
    ("POST", r"/v3/async/(?P<model>[^/]+)", create_video),
)
