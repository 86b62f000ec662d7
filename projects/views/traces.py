"""What will be sent to a provider, and what happened between it and us: to read, never to change anything."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from projects import access
from projects.access import Can
from projects.models import Callback
from projects.services import dryrun, switching
from projects.views.takes import bar_context


@require_GET
def preview(request: HttpRequest, board: str) -> HttpResponse:
    """Every job of this render as it would be sent, its secrets masked. Nothing is sent or made."""
    found = access.board(request, Can.RENDER, board)
    known: dict[str, Any] = bar_context(request, found)
    connection, record = known["connection"], known["model"]
    ready = connection is not None and known["quote"] is not None
    jobs = dryrun.preview(found, connection, record, known.get("options", {})) if ready else []
    return render(request, "takes/_preview.html", known | {"jobs": jobs, "ready": ready})


@require_GET
def renderers(request: HttpRequest, board: str) -> HttpResponse:
    """Every connected model beside the board: what it keeps, puts into words or drops, and its price."""
    found = access.board(request, Can.VIEW, board)
    features, rows = switching.renderers(found)
    known = {"board": found, "abilities": access.abilities(found), "features": features, "renderers": rows}
    return render(request, "takes/_renderers.html", known)


@require_GET
def timeline(request: HttpRequest, take: str) -> HttpResponse:
    """Every move of every render of a take, and the callbacks that came for them: five queries."""
    found = access.take(request, Can.VIEW, take)
    heard = Prefetch("callbacks", Callback.objects.defer("body"))
    renders = found.renders.select_related("connection").prefetch_related("events", heard)
    return render(request, "takes/_timeline.html", {"take": found, "renders": renders})
