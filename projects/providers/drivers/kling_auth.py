"""Who asks, and who calls back, at the official Kling API.

Source: Kling API reference, authentication (key, or access key and secret as a JWT) and callbacks (Standard Webhooks).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from typing import Any, Literal

from projects.providers.base import Account

LIFE, EARLY, SECONDS_OFF = 1800, 5, 300
MOST_HEADER = 4096

clock: Callable[[], float] = time.time


def token(key: str, secret: str, now: float) -> str:
    """A JWT (HS256) of an access key that lives for 30 minutes; `now` is Unix seconds."""
    claims = {"iss": key, "exp": int(now) + LIFE, "nbf": int(now) - EARLY}
    signed = f"{_part({'alg': 'HS256', 'typ': 'JWT'})}.{_part(claims)}"
    made = hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{_text(made)}"


def authorization(account: Account) -> dict[str, str]:
    """The header for a call now: the key as it is, or a token made of key and secret."""
    key, secret = account.key.strip(), account.secret.strip()
    return {"Authorization": f"Bearer {token(key, secret, clock()) if secret else key}"}


def signature(headers: Mapping[str, str], body: bytes, secret: str, now: float) -> Literal["good", "bad", "none"]:
    """Whether a callback was signed with the webhook secret, over the bytes as they came.

    During a rotation of the secret there are several signatures, of which one has to fit.
    """
    if not secret:
        return "none"
    name, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    given, key = headers.get("webhook-signature", ""), _key(secret)
    if not (name and given and key) or len(name + given) > MOST_HEADER or not _timely(stamp, now):
        return "bad"
    message = f"{name}.{stamp}.".encode("utf-8", "replace") + body
    made = b"v1," + base64.b64encode(hmac.new(key, message, hashlib.sha256).digest())
    fitting = [hmac.compare_digest(made, each.encode("utf-8", "replace")) for each in given.split(" ")]
    return "good" if any(fitting) else "bad"


def _timely(stamp: str, now: float) -> bool:
    return stamp.isascii() and stamp.isdecimal() and len(stamp) <= 12 and abs(now - int(stamp)) <= SECONDS_OFF


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.strip().removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _part(value: Mapping[str, Any]) -> str:
    return _text(json.dumps(value, separators=(",", ":")).encode())


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
