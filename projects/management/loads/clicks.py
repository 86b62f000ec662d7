"""What a click on Render waits for when the broker is in trouble."""

from __future__ import annotations

import socket
import statistics
import time
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.urls import reverse

from projects.management.household import Household, answers, ask, render_form, signed_in, wait_until
from projects.management.loads.furniture import furnish
from projects.models import Board, Connection, Render, RenderState, Take

CLICKS = 200


def measure(house: Household) -> Iterator[dict[str, Any]]:
    """Render pressed while the broker refuses or says nothing; every click is rendered when it is there again."""
    user, board, _through = furnish("kling-v3")
    house.practice("--running", "0.2-0.5", "--rates", "off")
    Connection.objects.filter(workspace=board.project.workspace).update(most_running=500, creates=1000, per_seconds=1)
    silent = socket.create_server(("127.0.0.1", 0))
    page: dict[str, str] = {}
    for name, port in (("broker down", 1), ("silent broker", silent.getsockname()[1])):
        house.start("web", CELERY_BROKER_URL=f"amqp://guest:guest@127.0.0.1:{port}//")
        wait_until(lambda: answers(f"{settings.PUBLIC_URL}/healthz"), 60)
        headers = signed_in(user)
        # While takes wait, the bar shows them instead of the form: it is read once.
        page = page or render_form(board, headers)
        times = _pressed(board, page, headers, name)
        house.kill("web")
        yield {
            "what": name,
            "clicks": len(times),
            "p50_ms": round(statistics.median(times), 1),
            "p99_ms": round(sorted(times)[int(0.99 * len(times))], 1),
        }
    for role in ("worker", "wire", "sweeper"):
        house.start(role)
    wait_until(lambda: not Render.objects.exclude(state=RenderState.SUCCEEDED).exists(), 600)
    yield {"what": "rendered later", "takes": Take.objects.exclude(clip=None).count(), "of": Take.objects.count()}


def _pressed(board: Board, page: dict[str, str], headers: dict[str, str], name: str) -> list[float]:
    address, times = settings.PUBLIC_URL + reverse("take_start", args=[board.slug]), []
    for number in range(CLICKS + 3):
        began = time.perf_counter()
        status, body = ask(address, page | {"form_key": f"{name} {number}"}, **headers)
        if status != 200:
            raise CommandError(f"The click was answered with {status}: {str(body)[:200]}")
        if number >= 3:
            times.append(1000 * (time.perf_counter() - began))
    return times
