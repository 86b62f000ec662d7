"""Signatures: what the vendors sign their callbacks with, and the official API's access tokens."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

KIE_WEBHOOK_KEY = "practice-webhook-key"
KLING_WEBHOOK_SECRET = "whsec_" + base64.b64encode(b"practice-webhook-secret-00000000").decode()
KLING_SECRET_KEY = "practice-secret-key"  # noqa: S105


def _digest(key: bytes, message: bytes) -> bytes:
    return hmac.new(key, message, hashlib.sha256).digest()


def kie_signature(key: str, task_id: str, timestamp: int) -> str:
    """Base64 of HMAC-SHA256 over `<task id>.<timestamp>`, key as text (KIE webhook verification page)."""
    return base64.b64encode(_digest(key.encode(), f"{task_id}.{timestamp}".encode())).decode()


def standard_signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """`v1,<base64>` over `<id>.<timestamp>.<raw body>`, key decoded from after `whsec_` (Standard Webhooks)."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return "v1," + base64.b64encode(_digest(key, f"{message_id}.{timestamp}.".encode() + body)).decode()


def jwt(access_key: str, secret: str, *, exp: int, nbf: int) -> str:
    """The access token of the official API: HS256 over iss, exp, nbf; secret as text (Kling authentication page)."""
    header = {"alg": "HS256", "typ": "JWT"}
    claims = {"iss": access_key, "exp": exp, "nbf": nbf}
    signed = ".".join(_url64(json.dumps(part, separators=(",", ":")).encode()) for part in (header, claims))
    return f"{signed}.{_url64(_digest(secret.encode(), signed.encode()))}"


def claims(token: str, secret: str) -> dict[str, Any] | None:
    """The claims of a token signed HS256 with `secret`; None when the signature is wrong. ValueError when it is no token."""
    signed, _, signature = token.rpartition(".")
    header, payload = (json.loads(_unurl64(part)) for part in signed.split(".", 1))
    if not isinstance(header, dict) or not isinstance(payload, dict):
        raise ValueError(token)
    right = _digest(secret.encode(), signed.encode())
    if header.get("alg") != "HS256" or not hmac.compare_digest(right, _unurl64(signature)):
        return None
    return payload


def _url64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _unurl64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
