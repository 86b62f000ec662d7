"""Keys of the official API: plain API keys, and tokens signed with a secret key (Kling authentication page)."""

from __future__ import annotations

import time

from projects.practice import signing
from projects.practice.wire import Refusal, Request, bearer


def key(request: Request) -> str:
    """The access key of a valid token, or the API key. Raises Refusal."""
    token = bearer(request)
    if token.count(".") == 2:
        token = _access_key(token)
    if token.startswith("bad"):
        raise Refusal("bad_key")
    return token


def _access_key(token: str) -> str:
    try:
        claims = signing.claims(token, signing.KLING_SECRET_KEY)
    except ValueError as error:
        raise Refusal("malformed_key") from error
    if claims is None or not isinstance(claims.get("iss"), str):
        raise Refusal("bad_key")
    now, exp, nbf = time.time(), claims.get("exp"), claims.get("nbf", 0)
    if not isinstance(exp, (int, float)) or not isinstance(nbf, (int, float)):
        raise Refusal("malformed_key")
    if now < nbf:
        raise Refusal("early_key")
    if now >= exp:
        raise Refusal("late_key")
    return str(claims["iss"])
