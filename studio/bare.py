"""The yardstick of the callback figure: the same server and middleware, and one view that does one indexed UPDATE."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from studio.settings import *  # noqa: F403  its settings are ours but for the addresses

ROOT_URLCONF = "studio.bare"


def update(request: HttpRequest, token: str) -> HttpResponse:
    """`POST /bare/<token>/`: one row is changed by its indexed column."""
    from django.utils import timezone

    from projects.models import Render

    Render.objects.filter(callback_token_hash=token).update(polled_at=timezone.now())
    return HttpResponse(b"ok", content_type="text/plain")


# What the real view has by decorators; those cannot be imported before the settings are.
update.csrf_exempt = True  # type: ignore[attr-defined]
update.login_required = False  # type: ignore[attr-defined]

urlpatterns = [path("bare/<str:token>/", update)]
