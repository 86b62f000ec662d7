"""The live feed as one server-sent-event stream per tab. The only asynchronous view."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Any

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_GET

from projects import access
from projects.access import Can
from projects.models import Board, Event, Project, Workspace

TOPICS: dict[str, type[Board | Project | Workspace]] = {"b": Board, "p": Project, "w": Workspace}
WAIT = 0.25
HEARTBEAT = 20.0
LIFETIME = 30 * 60.0
REPLAY = 500
RECHECK = 60.0
DIGITS = 18
LATE = 100
"""How many ids an event may be behind the newest: ids are given out before transactions end, and not in their order."""


@require_GET
async def stream(request: HttpRequest) -> HttpResponseBase:
    """`/_/stream/?topics=b:<slug>,w:<slug>`: events from now on, or from `Last-Event-ID` on.

    Answers 403 unless every topic may be seen. When more than 500 events were missed the page is told to `resync`.
    """
    topics = [topic for topic in request.GET.get("topics", "").split(",") if topic][:8]
    user = await request.auser()  # type: Any
    if not topics or not await allowed(user, topics):
        return HttpResponse(status=403)
    seen = request.headers.get("Last-Event-ID", "") or request.GET.get("since", "")
    start = int(seen) if seen.isdecimal() and len(seen) <= DIGITS else await latest()
    answer = StreamingHttpResponse(events(user, topics, start), content_type="text/event-stream")
    answer["Cache-Control"] = "no-store"
    answer["X-Accel-Buffering"] = "no"
    return answer


@sync_to_async
def allowed(user: Any, topics: list[str]) -> bool:
    """Whether this person may see every topic."""
    for topic in topics:
        kind, _, slug = topic.partition(":")
        model = TOPICS.get(kind)
        if model is None or not access.reach(user, Can.VIEW, model).filter(slug=slug).exists():
            return False
    return True


@sync_to_async
def latest() -> int:
    """The newest event's id."""
    return Event.objects.order_by("-id").values_list("id", flat=True).first() or 0


@sync_to_async
def after(topics: list[str], last: int) -> list[Event]:
    """Up to `REPLAY` + `LATE` + 1 events on these topics behind `last`."""
    return list(Event.objects.filter(topic__in=topics, id__gt=last).order_by("id")[: REPLAY + LATE + 1])


async def events(user: Any, topics: list[str], last: int) -> AsyncIterator[str]:
    """The stream's text. It ends after 30 minutes, or within one when the person may no longer see a topic."""
    began = beat = checked = time.monotonic()
    known = {event.id for event in await after(topics, last - LATE) if event.id <= last}
    yield f"retry: 2500\nid: {last}\nevent: hello\ndata: {{}}\n\n"
    if last > (newest := await latest()):
        # The page knows events that the database does not: it was restored from a backup.
        last = newest
        yield f"id: {last}\nevent: resync\ndata: {{}}\n\n"
    while (now := time.monotonic()) - began < LIFETIME:
        if now - checked > RECHECK:
            checked = now
            if not await allowed(user, topics):
                return
        missed = [event for event in await after(topics, last - LATE) if event.id not in known]
        if len(missed) > REPLAY:
            last = await latest()
            known = {event.id for event in await after(topics, last - LATE)}
            yield f"id: {last}\nevent: resync\ndata: {{}}\n\n"
            continue
        for event in missed:
            last = max(last, event.id)
            known.add(event.id)
            yield told(event, last)
        known = {each for each in known if each > last - LATE}
        if missed:
            beat = now
        elif now - beat > HEARTBEAT:
            beat = now
            yield ": still here\n\n"
        await asyncio.sleep(WAIT)


def told(event: Event, last: int) -> str:
    """One event as the stream writes it; `last` is where a reconnecting page goes on."""
    data = json.dumps({"topic": event.topic, "name": event.name, "at": event.at.isoformat(), **event.payload})
    return f"id: {last}\nevent: feed\ndata: {data}\n\n"
