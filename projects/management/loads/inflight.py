"""A thousand renders at once: how fast they leave, what waiting costs, how soon they are stored."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings

from projects.management.household import Household, answers, ask, wait_until
from projects.management.loads.furniture import furnish
from projects.models import Render, RenderEvent, RenderState, Take
from projects.services import takes

S = RenderState
FLIGHT = 1000


def measure(house: Household) -> Iterator[dict[str, Any]]:
    """A thousand renders at once at the practice provider, with APIXO's limits."""
    user, board, through = furnish("apixo-kling-2.5-turbo")
    house.practice("--running", "120-360")
    for role in ("web", "worker", "wire", "sweeper"):
        house.start(role)
    wait_until(lambda: answers(f"{settings.PUBLIC_URL}/healthz"), 60)
    began = time.monotonic()
    for number in range(FLIGHT):
        takes.request(
            by=user, board=board, connection=through, model="apixo-kling-2.5-turbo", options={}, form_key=str(number)
        )
    clicked = time.monotonic()
    busy = (S.QUEUED, S.SUBMITTING)
    wait_until(lambda: not Render.objects.filter(state__in=busy).exists(), 600)
    submitted = time.monotonic()
    yield {
        "what": "submitted",
        "clicks_s": round(clicked - began, 1),
        "first_click_to_all_s": round(submitted - began, 1),
    }
    cpu, polls = _cpu(house), _polls()
    time.sleep(40)
    seconds, asked = time.monotonic() - submitted, _polls() - polls
    used = {role: round(100 * (after - cpu[role]) / seconds, 1) for role, after in _cpu(house).items()}
    waiting = Render.objects.filter(state__in=(S.SUBMITTED, S.RUNNING)).count()
    yield {"what": "waiting", "in_flight": waiting, "cpu_percent": used, "polls_per_s": round(asked / seconds, 2)}
    wait_until(lambda: Take.objects.filter(clip=None).count() == 0, 900)
    late = _lateness()
    yield {
        "what": "stored",
        "stored": Render.objects.filter(state=S.SUCCEEDED).count(),
        "done_to_stored_p50_s": round(statistics.median(late), 1),
        "p99_s": round(late[int(0.99 * len(late))], 1),
    }


def _cpu(house: Household) -> dict[str, float]:
    """Seconds of processor time by role, children included."""
    ticks = dict.fromkeys((process.pid for process in house.running.values()), 0)
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            facts = path.read_text().rpartition(")")[2].split()
            if int(facts[2]) in ticks:
                ticks[int(facts[2])] += sum(map(int, facts[11:15]))
    return {role: ticks[process.pid] / os.sysconf("SC_CLK_TCK") for role, process in house.running.items()}


def _polls() -> int:
    return sum(job["polls"] for job in ask(f"{settings.PRACTICE_URL}/practice/state")[1]["tasks"])


def _lateness() -> list[float]:
    """Seconds from the provider's “done” to our “stored”, sorted."""
    done = {job["task_id"]: job["done_ms"] / 1000 for job in ask(f"{settings.PRACTICE_URL}/practice/state")[1]["tasks"]}
    rows = RenderEvent.objects.filter(to_state=S.SUCCEEDED).values_list("render__provider_task_id", "at")
    return sorted(at.timestamp() - done[task] for task, at in rows if task in done)
