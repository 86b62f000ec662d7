"""The official Kling API: keys, answers, callbacks and queries (Kling authentication, error code and callback pages)."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from projects.practice import signing
from projects.practice.creating import create
from projects.practice.practice import Practice
from projects.practice.seen import polled
from projects.practice.task import Seen, Task, now_ms
from projects.practice.wire import Answer, Draft, Json, Refusal, Request, Wire, ruled, said, url_text
from projects.practice.wires.kling_keys import key
from projects.practice.wires.kling_library import entry, known_elements, known_voices
from projects.practice.wires.kling_omni import omni_video
from projects.practice.wires.kling_rules import image2video, multi_image2video, text2video

UNITS = 100_000.0
STATES = {"queued": "submitted", "running": "processing", "succeeded": "succeed", "failed": "failed"}
# Category: HTTP status, body code, message.
REFUSALS: dict[str, tuple[int, int, str]] = {
    "no_key": (401, 1001, "Authorization is empty"),
    "malformed_key": (401, 1002, "Authorization is malformed"),
    "bad_key": (401, 1000, "Authentication failed"),
    "early_key": (401, 1003, "Authorization is not yet valid"),
    "late_key": (401, 1004, "Authorization expired"),
    "no_credits": (429, 1102, "Account balance not enough"),
    "credits_text": (429, 1102, "Account balance not enough"),
    "spend_cap": (429, 1101, "Account in arrears"),
    "rate_limited": (429, 1302, "The API request is too fast"),
    "concurrency": (429, 1303, "parallel task over resource pack limit"),
    "maintenance": (503, 5001, "The service is temporarily unavailable"),
    "moderation": (400, 1301, "Content safety policy triggered"),
    "invalid": (400, 1201, "Invalid parameter"),
    "unreadable": (400, 1200, "Invalid request parameters"),
    "not_found": (404, 1203, "The requested resource does not exist"),
    "no_model": (404, 1203, "The requested model does not exist"),
    "no_route": (404, 1203, "The requested resource does not exist"),
    "no_method": (404, 1202, "The requested method does not exist"),
    "disabled": (403, 1103, "No permission for this resource"),
    "server": (500, 5000, "Internal server error"),
}
FAILURES = {
    "moderation": "Failure to pass the risk control system",
    "image_unreachable": "Failed to download image from url",
    "invalid": "Image resolution or aspect ratio is not accepted",
    "server": "Internal server error, please try again later",
}
KINDS: dict[str, Callable[[Json], Draft]] = {
    "text2video": text2video,
    "image2video": image2video,
    "multi-image2video": multi_image2video,
    "omni-video": omni_video,
}


def request_id() -> str:
    """A new request id."""
    return f"req-{time.time_ns():x}"


def enveloped(data: object) -> Json:
    """The envelope of an answer that is none of a refusal."""
    return {"code": 0, "message": "SUCCEED", "request_id": request_id(), "data": data}


def refused(refusal: Refusal, http_errors: bool) -> Answer:
    """`{code, message, request_id}` without data."""
    status, code, words = REFUSALS[refusal.category]
    if refusal.wrong and refusal.wrong.why == "missing":
        words = f"{refusal.wrong.path} is required"
    elif refusal.wrong:
        words = f"Invalid value for {refusal.wrong.path}"
    return said({"code": code, "message": refusal.detail or words, "request_id": request_id()}, status)


def created(task: Task) -> Json:
    """The create answer."""
    value = {"task_id": task.task_id, "task_info": {"external_task_id": task.external_id}, "task_status": "submitted"}
    return enveloped({**value, "created_at": task.created_ms, "updated_at": task.created_ms})


def _watermarked(task: Task) -> bool:
    info = task.body.get("watermark_info")
    info = info[0] if isinstance(info, list) and info else info
    return isinstance(info, dict) and info.get("enabled") is True


def _videos(task: Task, seen: Seen) -> list[Json]:
    ids = (str(int(task.task_id) + 100_000_000_000_000_000 + number) for number in range(len(seen.urls)))
    length = f"{seen.seconds:.4f}"[:-1]
    marked = _watermarked(task)
    return [
        {"id": video_id, "url": url, "watermark_url": url if marked else "", "duration": length}
        for video_id, url in zip(ids, seen.urls, strict=True)
    ]


def detail(task: Task, seen: Seen) -> Json:
    """`data` of a query."""
    common: Json = {
        "task_id": task.task_id,
        "task_status": seen.word or STATES[seen.stage],
        "task_status_msg": FAILURES[seen.failure] if seen.failure else "",
        "task_info": {"external_task_id": task.external_id},
    }
    times = {"created_at": task.created_ms, "updated_at": seen.updated_ms}
    if task.film is None:
        return {**common, "task_result": entry(task) if seen.stage == "succeeded" else {}, **times}
    return {
        **common,
        "watermark_info": {"enabled": _watermarked(task)},
        "task_result": {"videos": _videos(task, seen)},
        "final_unit_deduction": f"{seen.cost:.4f}".rstrip("0").rstrip("."),
        **times,
    }


def report(task: Task, seen: Seen) -> Json:
    """The query answer."""
    return enveloped(detail(task, seen))


def callback(task: Task, seen: Seen) -> Json:
    """The callback body: the task flat, not the query envelope."""
    value = detail(task, seen)
    value.pop("watermark_info", None)
    if seen.stage != "succeeded":
        value.pop("final_unit_deduction", None)
        return {**value, "task_result": {}}
    if task.film is None:
        return value
    parent = {"id": "", "url": "", "duration": ""}
    videos = [{name: video[name] for name in ("id", "url", "duration")} for video in value["task_result"]["videos"]]
    return {
        **value,
        "task_info": {"parent_video": parent, **value["task_info"]},
        "final_balance_deduction": {"quota": "0", "list_price": "0"},
        "task_result": {"images": [], "videos": videos},
    }


def sign(task: Task, body: bytes, now: int) -> dict[str, str]:
    """Standard Webhooks headers over the raw body; what is sent again has the same id."""
    message = f"msg-{hashlib.sha256(task.token.encode() + body).hexdigest()[:20]}"
    signature = signing.standard_signature(signing.KLING_WEBHOOK_SECRET, message, now, body)
    return {"webhook-id": message, "webhook-timestamp": str(now), "webhook-signature": signature}


WIRE = Wire(
    prefix="kling",
    key=key,
    new_id=str,
    created=created,
    refused=refused,
    report=report,
    callback=callback,
    sign=sign,
    emptied=lambda: enveloped(None),
    room=20,
    dated_keys=True,
    announces=("queued", "running", "succeeded", "failed"),
)


async def create_video(practice: Practice, wire: Wire, request: Request, part: Mapping[str, Any]) -> Answer:
    """`POST /v1/videos/<kind>`."""
    return await create(practice, wire, request, partial(_drawn, practice, wire.key(request), KINDS[part["kind"]]))


def _drawn(practice: Practice, key: str, make: Callable[[Json], Draft], body: Json) -> Draft:
    draft = make(body)
    unique(practice, key, draft.external_id)
    for element in body.get("element_list") or [] if draft.kind in ("image2video", "omni-video") else []:
        ruled(str(element["element_id"]) not in known_elements(practice, key), "element_id", "element does not exist")
    for voice in body.get("voice_list") or [] if draft.kind == "image2video" else []:
        ruled(voice["voice_id"] not in known_voices(practice, key), "voice_id", "voice does not exist")
    return draft


def unique(practice: Practice, key: str, external_id: str) -> None:
    """Refuse an external id this account has used."""
    used = external_id and ("kling", key, external_id) in practice.house.by_external
    ruled(bool(used), "external_task_id", "external_task_id already exists")


async def query(practice: Practice, wire: Wire, request: Request, part: Mapping[str, Any]) -> Answer:
    """`GET /v1/videos/<kind>/<id or external id>`."""
    task = practice.polled(wire, wire.key(request), part["id"], part["kind"])
    return said(report(task, polled(task, wire)))


async def listed(practice: Practice, wire: Wire, request: Request, part: Mapping[str, Any]) -> Answer:
    """`GET …/<kind>?pageNum=&pageSize=`, newest first."""
    key = wire.key(request)
    number, size = (
        _page(request.query, name, most, first) for name, most, first in (("pageNum", 1000, 1), ("pageSize", 500, 30))
    )
    tasks = list(practice.house.newest(wire.prefix, key, part["kind"]))[(number - 1) * size : number * size]
    return said(enveloped([detail(task, polled(task, wire)) for task in tasks]))


def _page(query: Mapping[str, str], name: str, most: int, default: int) -> int:
    text = url_text(query.get(name)) or str(default)
    ruled(not text.isdecimal() or not 1 <= int(text) <= most, name, f"Invalid value for {name}")
    return int(text)


async def costs(practice: Practice, wire: Wire, request: Request, part: Mapping[str, Any]) -> Answer:
    """`GET /account/costs?start_time=&end_time=`: one pack, less what was spent."""
    key = wire.key(request)
    for name in ("start_time", "end_time"):
        ruled(not url_text(request.query.get(name)).isdecimal(), name, f"{name} is required")
    now, day = now_ms(), 86_400_000
    left = practice.left(wire, key, UNITS)
    pack = {
        "resource_pack_name": "Practice pack",
        "resource_pack_id": "practice-1",
        "resource_pack_type": "decreasing_total",
        "total_quantity": UNITS,
        "remaining_quantity": left,
        "status": "online" if left else "runOut",
        "purchase_time": now - 30 * day,
        "effective_time": now - 30 * day,
        "invalid_time": now + 330 * day,
    }
    wanted = request.query.get("resource_pack_name")
    packs = [pack] if wanted in (None, "", pack["resource_pack_name"]) else []
    return said(enveloped({"code": 0, "msg": "ok", "resource_pack_subscribe_infos": packs}))


_KIND = "(?P<kind>" + "|".join(KINDS) + ")"
ROUTES = (
    ("POST", rf"/v1/videos/{_KIND}", create_video),
    ("GET", rf"/v1/videos/{_KIND}", listed),
    ("GET", rf"/v1/videos/{_KIND}/(?P<id>[^/]+)", query),
    ("GET", r"/account/costs", costs),
)
