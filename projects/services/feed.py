"""The live feed: one row per change, read by every open page."""

from __future__ import annotations

from typing import Any

from projects.models import Board, Event, Project, User, Workspace


def topic_of(place: Board | Project | Workspace) -> str:
    """The topic of a place: `b:<slug>`, `p:<slug>` or `w:<slug>`."""
    return f"{place.slug[0]}:{place.slug}"


def announce(place: Board | Project | Workspace, name: str, *, by: User | None = None, **payload: Any) -> Event:
    """Say that region `name` of a place is out of date; call it in the transaction that changed it.

    `payload` is small JSON (ids, percent, `tab`). A board's event is told on its own topic only.
    """
    match place:
        case Board():
            workspace_id = place.project.workspace_id
        case Project():
            workspace_id = place.workspace_id
        case _:
            workspace_id = place.pk
    return Event.objects.create(workspace_id=workspace_id, topic=topic_of(place), name=name, payload=payload, actor=by)
