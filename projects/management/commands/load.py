"""`load callbacks|inflight|clicks`: the figures that need a whole installation; `script/bench` gives it one of its own."""

from __future__ import annotations

import json
import os
import re
import socket
import statistics
import subprocess
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.urls import reverse

from projects.management.household import Household, answers, ask, render_form, signed_in, wait_until
from projects.management.volley import Volley, fire
from projects.models import Board, Callback, Connection, Render, RenderEvent, RenderState, Take, User
from projects.services import addresses, boards, connections, projects, takes, workspaces

S = RenderState
ROWS = 2000
HANDS = 24
SECONDS = 15.0
MINUTE = (60.0, 10_000 / 60)
FLIGHT = 1000
CLICKS = 200


class Command(BaseCommand):
    """Prints a JSON line per figure. Sends to this machine only and ends by itself."""

    help = "Measure callbacks, renders in flight and clicks on an installation of its own; use script/bench."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The command line."""
        parser.add_argument("figures", nargs="+", choices=[*FIGURES])

    def handle(self, *args: Any, **wish: Any) -> None:
        """Measure and print."""
        if not settings.PRACTICE_URL or Render.objects.exists():
            raise CommandError("It needs an empty installation of its own: use script/bench.")
        for name in wish["figures"]:
            house = Household()
            try:
                for line in FIGURES[name](house):
                    self.stdout.write(json.dumps({"figure": name, "database": connection.vendor, **line}))
                    self.stdout.flush()
            finally:
                house.stop()


def _furnish(model: str, seconds: int = 5) -> tuple[User, Board, Connection]:
    user = User.objects.create_user(f"{uuid4().hex}@bench.invalid")
    workspace = workspaces.create(owner=user, title="Bench")
    connections.practise(workspace)
    Connection.objects.filter(workspace=workspace).update(most_running=1000, creates=10_000, per_seconds=60)
    project = projects.create(by=user, workspace=workspace, title="Bench", aspect="16:9", fps=24, model=model)
    board = boards.create(by=user, project=project, prompts=["A pier at dawn."])
    board.shots.update(seconds=seconds)
    Board.objects.filter(pk=board.pk).update(total_seconds=seconds)
    driver = model.partition("-")[0]
    return user, board, workspace.connections.get(driver=driver)


def callbacks(house: Household) -> Iterator[dict[str, Any]]:
    """The callback view beside a bare view with one UPDATE and beside pgbench's, then 10,000 in a minute."""
    _user, board, through = _furnish("apixo-kling-2.5-turbo")
    tokens = _bought(board, through)
    place = socket.create_server(("127.0.0.1", 0))
    port = place.getsockname()[1]
    place.close()
    house.start("web", PORT=str(port), DJANGO_SETTINGS_MODULE="studio.bare")
    house.running["bare"] = house.running.pop("web")
    house.start("web")
    wait_until(lambda: answers(f"{settings.PUBLIC_URL}/healthz"), 60)

    def bare(number: int) -> tuple[str, bytes]:
        return f"/bare/{addresses.token_hash(tokens[number % ROWS])}/", _body(number)

    def called(number: int) -> tuple[str, bytes]:
        return reverse("callback", args=["apixo", tokens[number % ROWS]]), _body(number)

    for _warm in range(2):
        fire(bare, base=f"http://127.0.0.1:{port}", hands=HANDS, seconds=2)
        fire(called, base=settings.PUBLIC_URL, hands=HANDS, seconds=2)
    yardstick = fire(bare, base=f"http://127.0.0.1:{port}", hands=HANDS, seconds=SECONDS)
    yield {"what": "bare view, one UPDATE", **_said(yardstick)}
    Callback.objects.all().delete()
    real = fire(called, base=settings.PUBLIC_URL, hands=HANDS, seconds=SECONDS)
    yield {"what": "callbacks", **_said(real), "ratio": round(real.a_second / yardstick.a_second, 2)}
    if connection.vendor == "postgresql":
        yield {"what": "pgbench, one UPDATE", "per_s": _pgbench()}
    Callback.objects.all().delete()
    held = fire(called, base=settings.PUBLIC_URL, hands=HANDS, seconds=MINUTE[0], pace=MINUTE[1])
    kept = Callback.objects.count()
    yield {
        "what": "10,000 a minute",
        **_said(held),
        "sent": len(held.times),
        "kept": kept,
        "lost": len(held.times) - kept,
    }


def _bought(board: Board, through: Connection) -> list[str]:
    """Renders that are with the provider, without asking it; answers their tokens."""
    take = Take.objects.create(
        board=board,
        number=1,
        connection=through,
        model="apixo-kling-2.5-turbo",
        snapshot={},
        fingerprint="",
        form_key="x",
    )
    tokens, rows = [], []
    for number in range(ROWS):
        external_id = uuid4().hex
        tokens.append(addresses.token(external_id))
        rows.append(
            Render(
                take=take,
                connection=through,
                number=number + 1,
                state=S.RUNNING,
                order={},
                external_id=external_id,
                callback_token_hash=addresses.token_hash(tokens[-1]),
                provider_task_id=f"task-{number}",
                due_at=None,
            )
        )
    Render.objects.bulk_create(rows)
    return tokens


def _body(number: int) -> bytes:
    job = {"taskId": f"task-{number % ROWS}", "state": "success", "createTime": number, "resultJson": "{}"}
    return json.dumps({"code": 200, "message": "success", "data": job}).encode()


def _said(volley: Volley) -> dict[str, Any]:
    return {
        "per_s": volley.a_second,
        "p50_ms": volley.percentile(0.5),
        "p99_ms": volley.percentile(0.99),
        "statuses": volley.statuses,
    }


def _pgbench() -> float:
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        first = Render.objects.order_by("pk").values_list("pk", flat=True)[0]
        script.write(f"\\set id random({first}, {first + ROWS - 1})\n")
        script.write("UPDATE projects_render SET polled_at = now() WHERE id = :id;\n")
        script.flush()
        facts = connection.get_connection_params()
        words = ["pgbench", "-n", "-c", "16", "-j", "2", "-T", "10", "-f", script.name]
        words += ["-h", facts["host"], "-U", facts.get("user") or "root", facts["dbname"]]
        said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    found = re.search(r"tps = ([\d.]+)", said)
    return round(float(found[1]), 1) if found else 0.0


def inflight(house: Household) -> Iterator[dict[str, Any]]:
    """A thousand renders at once at the practice provider, with APIXO's limits."""
    user, board, through = _furnish("apixo-kling-2.5-turbo")
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


def clicks(house: Household) -> Iterator[dict[str, Any]]:
    """Render pressed while the broker refuses or says nothing; every click is rendered later."""
    user, board, _through = _furnish("kling-v3")
    house.practice("--running", "0.2-0.5", "--rates", "off")
    Connection.objects.filter(workspace=board.project.workspace).update(most_running=500, creates=1000, per_seconds=1)
    silent = socket.create_server(("127.0.0.1", 0))
    for name, port in (("broker down", 1), ("silent broker", silent.getsockname()[1])):
        house.start("web", CELERY_BROKER_URL=f"amqp://guest:guest@127.0.0.1:{port}//")
        wait_until(lambda: answers(f"{settings.PUBLIC_URL}/healthz"), 60)
        times = _pressed(board, signed_in(user), name)
        house.kill("web")
        yield {
            "what": name,
            "clicks": len(times),
            "p50_ms": round(statistics.median(times), 1),
            "p99_ms": round(sorted(times)[int(0.99 * len(times))], 1),
        }
    house.start("sweeper")
    wait_until(lambda: not Render.objects.exclude(state=S.SUCCEEDED).exists(), 600)
    yield {"what": "rendered later", "takes": Take.objects.exclude(clip=None).count(), "of": Take.objects.count()}


def _pressed(board: Board, headers: dict[str, str], name: str) -> list[float]:
    address, times = settings.PUBLIC_URL + reverse("take_start", args=[board.slug]), []
    page = render_form(board, headers)
    for number in range(CLICKS + 3):
        began = time.perf_counter()
        status, body = ask(address, page | {"form_key": f"{name} {number}"}, **headers)
        if status != 200:
            raise CommandError(f"The click was answered with {status}: {str(body)[:200]}")
        if number >= 3:
            times.append(1000 * (time.perf_counter() - began))
    return times


FIGURES: dict[str, Callable[[Household], Iterator[dict[str, Any]]]] = {
    "callbacks": callbacks,
    "inflight": inflight,
    "clicks": clicks,
}
