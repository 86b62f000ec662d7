"""How often a caller may do something: counted in the shared cache, by fixed spans of time."""

from __future__ import annotations

import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


def within(name: str, most: int, seconds: int) -> bool:
    """Count one more of `name`, and say whether it is still among the first `most` of this span of `seconds`."""
    key = _key(name, seconds)
    cache.add(key, 0, seconds)
    try:
        count = cache.incr(key)
        # A cache of files forgets how long a number was to be kept when it counts on.
        cache.touch(key, seconds)
    except ValueError:
        return True
    return count <= most


def forget(name: str, seconds: int) -> None:
    """Begin anew."""
    cache.delete(_key(name, seconds))


def _key(name: str, seconds: int) -> str:
    return f"{name}:{int(time.time() // seconds)}"


def caller(request: HttpRequest) -> str:
    """The address that a request came from: what the one proxy in front noted last, or who opened the connection.

    What a caller writes into `X-Forwarded-For` stands before that and is never read.
    """
    noted = str(request.headers.get("X-Forwarded-For", "")) if settings.BEHIND_PROXY else ""
    return noted.rpartition(",")[2].strip()[:45] or str(request.META.get("REMOTE_ADDR", ""))
