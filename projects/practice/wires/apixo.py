"""APIXO: generateTask and statusTask, the model in the path (APIXO model pages and general pages)."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import urlsplit

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
    ruled,
    said,
    unsigned,
    url_text,
)

DOLLARS, DOLLARS_PER_UNIT = 1_000.0, 0.05
STATES = {"queued": "pending", "running": "processing", "succeeded": "success", "failed": "failed"}
REFUSALS: dict[str, tuple[int, str]] = {
    "no_key": (401, "Missing API key"),
    "malformed_key": (401, "Invalid API key"),
    "bad_key": (401, "Invalid API key"),
    "no_credits": (402, "Insufficient balance"),
    "credits_text": (402, "Insufficient balance"),
    "spend_cap": (402, "Insufficient balance"),
    "rate_limited": (429, "Rate limit exceeded"),
    "concurrency": (429, "Too many concurrent tasks"),
    "maintenance": (503, "Service unavailable"),
    "moderation": (403, "Content policy violation"),
    "invalid": (400, "Invalid request"),
    "unreadable": (400, "Invalid request"),
    "not_found": (404, "Task not found"),
    "no_model": (404, "Model not found"),
    "no_route": (404, "Not found"),
    "no_method": (404, "Not found"),
    "disabled": (503, "Model unavailable"),
    "server": (500, "Internal server error"),
}
FAILURES: dict[str, tuple[str, str]] = {
    "moderation": ("CONTENT_VIOLATION", "The prompt was refused by content rules"),
    "image_unreachable": ("INVALID_IMAGE_URL", "The image could not be fetched"),
    "invalid": ("UNSUPPORTED_FORMAT", "The image format or size is not supported"),
    "server": ("GENERATION_FAILED", "The generation failed"),
}
_TOP = {
    "request_type": Field(among=("async", "callback")),
    "callback_url": Field("url"),
    "provider": Field(among=("auto", "value", "official")),
    "input": Field("object", required=True),
}
_INPUT = {
    "mode": Field(required=True),
    "prompt": Field(required=True, least=1, most=2500),
    "image_urls": Field("array", least=1, most=2, each=Field("url")),
    "duration": Field("integer", required=True, among=(5, 10)),
    "aspect_ratio": Field(among=("16:9", "9:16", "1:1")),
    "negative_prompt": Field(most=2500),
    "cfg_scale": Field("number", least=0, most=1, step=0.1),
}
_SOUND = {**_INPUT, "sound": Field("boolean")}
# Model: fields, and each mode with the most pictures it takes (0: text to video).
MODELS: dict[str, tuple[Mapping[str, Field], dict[str, int]]] = {
    "kling-2-5-turbo-pro": (_INPUT, {"text-to-video": 0, "image-to-video": 2}),
    "kling-2-1": (
        _INPUT,
        {
            "standard-image-to-video": 1,
            "pro-image-to-video": 2,
            "master-text-to-video": 0,
            "master-image-to-video": 1,
        },
    ),
    "kling-2-6": (_SOUND, {"text-to-video": 0, "image-to-video": 2}),
}
_WORDS = {
    "missing": "Missing required field: {path}",
    "type": "Invalid type for {path}: expected {limit}",
    "option": "Invalid value for {path}: must be one of {limit}",
    "unknown": "Unknown field: {path}",
    "url": "Invalid URL: {path}",
    "long": "{path} must have at most {limit}",
    "short": "{path} must have at least {limit}",
    "rule": "{limit}",
}


def worded(found: Wrong) -> str:
    """A field error in the vendor's words."""
    return _WORDS.get(found.why, "Invalid value for {path}").format(path=found.path, limit=found.limit)


def refused(refusal: Refusal, http_errors: bool) -> Answer:
    """HTTP status and body code are the same; details in `data.error`."""
    code, words = REFUSALS[refusal.category]
    detail = worded(refusal.wrong) if refusal.wrong else refusal.detail
    return said({"code": code, "message": words, "data": {"error": detail} if detail else None}, code)


def drawn(name: str, body: Json) -> Draft:
    """A create body for the model in the path. Raises Refusal."""
    if name not in MODELS:
        raise Refusal("no_model")
    fields, modes = MODELS[name]
    checked(_TOP, body, closed=True)
    given: Json = body["input"]
    checked({**fields, "mode": Field(required=True, among=tuple(modes))}, given, path="input.", closed=True)
    address = url_text(body.get("callback_url"))
    _callback_rule(body.get("request_type") == "callback", address)
    images, most = given.get("image_urls") or [], modes[given["mode"]]
    ruled(most > 0 and not images, "input.image_urls", "Missing required field: input.image_urls")
    ruled(len(images) > most, "input.image_urls", f"input.image_urls: this mode takes {most} images")
    ruled(most > 0 and "aspect_ratio" in given, "input.aspect_ratio", "input.aspect_ratio is for text-to-video only")
    pictures = tuple(Picture(role, source) for role, source in zip(("first", "last"), images, strict=False))
    seconds = given["duration"]
    aspect = "" if pictures else given.get("aspect_ratio") or "16:9"
    film = Film(seconds, aspect, (Shot(given["prompt"], seconds),), given.get("sound", False))
    cost = seconds * (1.0 if given["mode"].startswith("standard") else 1.75)
    return Draft(name, name, body, film, pictures, cost, address)


def _callback_rule(wanted: bool, address: str) -> None:
    ruled(wanted and not address, "callback_url", "Missing required field: callback_url")
    ruled(bool(address) and not wanted, "callback_url", "callback_url needs request_type callback")
    parts = urlsplit(address)
    ruled(
        bool(address) and parts.scheme != "https" and not _inward(parts.hostname or ""),
        "callback_url",
        "HTTPS required",
    )


def _inward(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def detail(task: Task, seen: Seen) -> Json:
    """`data` of statusTask."""
    value: Json = {"taskId": task.task_id, "state": seen.word or STATES[seen.stage], "createTime": task.created_ms}
    if seen.stage == "succeeded" and seen.urls:
        value["resultJson"] = json.dumps({"resultUrls": list(seen.urls)}, separators=(",", ":"))
    if seen.failure:
        value["failCode"], value["failMsg"] = FAILURES[seen.failure]
    if seen.done_ms:
        value |= {"completeTime": seen.done_ms, "costTime": seen.done_ms - task.created_ms}
    return value


def report(task: Task, seen: Seen) -> Json:
    """The status answer, and the callback: the code stays 200 even for a failed task."""
    return {"code": 200, "message": "success", "data": detail(task, seen)}


WIRE = Wire(
    prefix="apixo",
    key=plain_key,
    new_id=lambda serial: f"task_apixo_{serial}",
    created=lambda task: {"code": 200, "message": "success", "data": {"taskId": task.task_id}},
    emptied=lambda: {"code": 200, "message": "success", "data": None},
    refused=refused,
    report=report,
    callback=report,
    sign=unsigned,
    burst=(10_000, 60.0),
    room=1_000,
    retries=(30.0, 120.0, 600.0),
    formats=("JPEG", "PNG", "WEBP"),
    expired_status=410,
)


async def generate(practice: Practice, wire: Wire, request: Request, part: Mapping[str, Any]) -> Answer:
    """`POST /api/v1/generateTask/<model>`."""
    return await create(practice, wire, request, partial(drawn, part["model"]))


async def status(practice: Practice, wire: Wire, request: Request, part: Mapping[str, Any]) -> Answer:
    """`GET /api/v1/statusTask/<model>?taskId=`; the model must be the one that was created with."""
    key = wire.key(request)
    if part["model"] not in MODELS:
        raise Refusal("no_model")
    if not request.query.get("taskId"):
        raise Refusal("invalid", "Missing required parameter: taskId")
    task = practice.polled(wire, key, request.query["taskId"], part["model"])
    return said(report(task, polled(task, wire)))


async def balance(practice: Practice, wire: Wire, request: Request, part: Mapping[str, Any]) -> Answer:
    """`GET /api/v1/apikeys/current-balance`: dollars left."""
    left = practice.left(wire, wire.key(request), DOLLARS, DOLLARS_PER_UNIT)
    return said({"code": 200, "message": "success", "data": left})


ROUTES = (
    ("POST", r"/api/v1/generateTask/(?P<model>[^/]+)", generate),
    ("GET", r"/api/v1/statusTask/(?P<model>[^/]+)", status),
    ("GET", r"/api/v1/apikeys/current-balance", balance),
)
