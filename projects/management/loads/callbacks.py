"""Callbacks a second, beside what the same machine can do at all."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.urls import reverse

from projects.management.household import Household, answers, wait_until
from projects.management.loads.furniture import furnish
from projects.management.volley import Volley, fire
from projects.models import Board, Callback, Connection, Render, RenderState, Take
from projects.services import addresses

ROWS = 2000
HANDS = 24
SECONDS = 15.0
MINUTE = (60.0, 10_000 / 60)


def measure(house: Household) -> Iterator[dict[str, Any]]:
    """The callback view beside a bare view with one UPDATE and beside pgbench's, then 10,000 in a minute."""
    _user, board, through = furnish("apixo-kling-2.5-turbo")
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
                state=RenderState.RUNNING,
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
