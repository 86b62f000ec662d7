"""What providers ask of us: they call back, and they fetch pictures. The only views without a login or a token of ours."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from projects import failpoints, tasks
from projects.access import lent_picture
from projects.services import addresses, callbacks
from projects.views import pace

STRAYS, STRAYS_SECONDS = 100, 60
"""Calls that nobody expects: so many from one address in a minute; then all that it learns is 429."""


@csrf_exempt
@login_not_required
@never_cache
@require_POST
def receive(request: HttpRequest, driver: str, token: str) -> HttpResponse:
    """200 once it is kept, 404 for whoever is not expected, 401 for a bad signature, 413 over 64 KB, 429 for who guesses
    on and on, 503 for the database."""
    body = _body(request)
    if body is None:
        return HttpResponse(status=413)
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        callbacks.receive(driver, token, headers, body)
    except (callbacks.Unwanted, callbacks.Forged) as stray:
        few = pace.within(f"strays:{pace.caller(request)}", STRAYS, STRAYS_SECONDS)
        return HttpResponse(status=(404 if isinstance(stray, callbacks.Unwanted) else 401) if few else 429)
    except DatabaseError:
        return HttpResponse(status=503)
    failpoints.tick("callback.after_commit")
    tasks.ring_inbox()
    return HttpResponse(b"ok", content_type="text/plain")


def _body(request: HttpRequest) -> bytes | None:
    """What was posted; None where it is too long or packed."""
    declared = request.headers.get("content-length") or "0"
    small = declared.isdecimal() and len(declared) < 10 and int(declared) <= callbacks.MOST_BYTES
    if not small or "content-encoding" in request.headers:
        return None
    body = request.read(callbacks.MOST_BYTES + 1)
    return body if len(body) <= callbacks.MOST_BYTES else None


@login_not_required
@require_GET
def lend(request: HttpRequest, signed: str, ending: str) -> HttpResponseBase:
    """A picture for the provider that renders it, for a day, by an address that only it was given."""
    slug = addresses.picture_slug(signed)
    picture = lent_picture(slug) if slug else None
    if picture is None:
        raise Http404
    answer = FileResponse(picture.file.open("rb"), content_type=f"image/{picture.format}")
    answer["Content-Length"] = picture.bytes
    answer["Cache-Control"] = "private, max-age=3600"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Robots-Tag"] = "noindex"
    return answer
