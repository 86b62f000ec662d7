"""KIE.AI's upload host and its download links (KIE file upload and download-url pages)."""

from __future__ import annotations

import asyncio
import email
import email.policy
import hashlib
import mimetypes
import re
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from projects.practice import pictures
from projects.practice.fields import Field, is_url, wrong
from projects.practice.practice import Practice
from projects.practice.wire import Answer, Json, Refusal, Request, Wire, said

_SAFE = re.compile(r"[\w.\- ]+", re.ASCII)
_DATA_URL = re.compile(r"data:[\w.+-]+/[\w.+-]+;base64,", re.ASCII)
_PLACE = {"uploadPath": Field(required=True, most=500), "fileName": Field(most=200)}
BY_TEXT = {"base64Data": Field(required=True), **_PLACE}
BY_URL = {"fileUrl": Field("url", required=True), **_PLACE}


def _refused(code: int, words: str) -> Answer:
    return said({"success": False, "code": code, "msg": words, "data": None}, code)


def _place(given: Mapping[str, Any], suffix: str) -> str | None:
    """Folder and name, or None when a part of them is no plain name."""
    name = given.get("fileName") or f"{secrets.token_hex(8)}{suffix}"
    parts = [part for part in str(given["uploadPath"]).split("/") if part] + [name]
    return "/".join(parts) if all(_SAFE.fullmatch(part) and part.strip(".") for part in parts) else None


async def _stored(
    practice: Practice, request: Request, key: str, given: Mapping[str, Any], data: bytes, kind: str
) -> Answer:
    place = _place(given, mimetypes.guess_extension(kind) or ".bin")
    if place is None:
        return _refused(400, "uploadPath or fileName is invalid")
    address = f"{hashlib.sha256(key.encode()).hexdigest()[:10]}/{place}"
    kind = mimetypes.guess_type(place)[0] or kind
    file = secrets.token_hex(12)
    await asyncio.to_thread((practice.folder / "uploads" / file).write_bytes, data)
    practice.house.add_upload(address, f"{file} {kind}")
    value = {
        "fileName": place.rsplit("/", 1)[-1],
        "filePath": place,
        "downloadUrl": f"{request.base}/files/uploads/{address}".replace(" ", "%20"),
        "fileSize": len(data),
        "mimeType": kind,
        "uploadedAt": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    return said({"success": True, "code": 200, "msg": "File uploaded successfully", "data": value})


def _key(wire: Wire, request: Request) -> str:
    try:
        return wire.key(request)
    except Refusal as refusal:
        raise Refused(_refused(401, "You do not have access permissions")) from refusal


class Refused(Exception):
    """An upload is refused with this answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def _checked(fields: Mapping[str, Field], given: Json) -> None:
    found = wrong(fields, given)
    if found:
        raise Refused(
            _refused(400, f"{found.path} is required" if found.why == "missing" else f"{found.path} is invalid")
        )


async def by_text(practice: Practice, wire: Wire, request: Request, part: Mapping[str, Any]) -> Answer:
    """`POST /api/file-base64-upload`: raw base64 or a data URL."""
    key, given = _key(wire, request), request.data()
    _checked(BY_TEXT, given)
    head = _DATA_URL.match(given["base64Data"])
    data = pictures.decoded(given["base64Data"][head.end() :] if head else given["base64Data"])
    if not data:
        return _refused(400, "base64Data is invalid")
    kind = head.group()[5:].partition(";")[0] if head else "image/png"
    return await _stored(practice, request, key, given, data, kind)


async def by_url(practice: Practice, wire: Wire, request: Request, part: Mapping[str, Any]) -> Answer:
    """`POST /api/file-url-upload`: the server fetches the address."""
    key, given = _key(wire, request), request.data()
    _checked(BY_URL, given)
    data = await practice.lives.fetcher.raw(given["fileUrl"])
    if not data:
        return _refused(500, "Failed to download file from url")
    kind = mimetypes.guess_type(urlsplit(given["fileUrl"]).path)[0] or "application/octet-stream"
    return await _stored(practice, request, key, given, data, kind)


async def by_form(practice: Practice, wire: Wire, request: Request, part: Mapping[str, Any]) -> Answer:
    """`POST /api/file-stream-upload`: multipart with `file`, `uploadPath`, `fileName`."""
    key = _key(wire, request)
    head = f"content-type: {request.headers.get('content-type', '')}\r\n\r\n".encode()
    form = email.message_from_bytes(head + request.body, policy=email.policy.HTTP)
    if not form.is_multipart():
        return _refused(400, "multipart/form-data is required")
    fields: dict[str, Any] = {}
    data, kind = b"", "application/octet-stream"
    for piece in form.iter_parts():
        name, loaded = piece.get_param("name", header="content-disposition"), piece.get_payload(decode=True)
        content = loaded if isinstance(loaded, bytes) else b""
        if name == "file":
            data, kind = content, piece.get_content_type()
            fields.setdefault("fileName", piece.get_filename() or "")
        else:
            fields[str(name)] = content.decode("utf-8", "replace")
    _checked(_PLACE, fields)
    return await _stored(practice, request, key, fields, data, kind) if data else _refused(400, "file is required")


async def download_url(practice: Practice, wire: Wire, request: Request, part: Mapping[str, Any]) -> Answer:
    """`POST /api/v1/common/download-url`: a fresh link for a result of this key."""
    key, url = wire.key(request), request.data().get("url")
    name = urlsplit(url).path.rsplit("/", 1)[-1].removesuffix(".mp4") if isinstance(url, str) and is_url(url) else ""
    task = practice.house.by_token.get(name.removesuffix("-2"))
    if task is None or task.wire != wire.prefix or task.key != key:
        raise Refusal("invalid", "url is not a valid result url")
    return said(
        {"code": 200, "msg": "success", "data": f"{task.base}/files/kie/{name}.mp4?sig={secrets.token_hex(8)}&v=2"}
    )


ROUTES = (
    ("POST", r"/api/file-base64-upload", by_text),
    ("POST", r"/api/file-url-upload", by_url),
    ("POST", r"/api/file-stream-upload", by_form),
    ("POST", r"/api/v1/common/download-url", download_url),
)
