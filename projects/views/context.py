"""What the page shell needs on every page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from projects.models import Event, Theme


def shell(request: HttpRequest) -> dict[str, Any]:
    """`theme` for `<html>`, and `live_since`: the newest event this page already shows, read before anything else."""
    user = getattr(request, "user", None)
    chosen = getattr(user, "theme", None) or request.COOKIES.get("theme", Theme.DARK)
    return {
        "theme": chosen if chosen in Theme.values else Theme.DARK,
        "live_since": SimpleLazyObject(newest) if getattr(user, "is_authenticated", False) else 0,
    }


def newest() -> int:
    """The id of the newest event."""
    return Event.objects.order_by("-id").values_list("id", flat=True).first() or 0
