"""`chaos`: see script/chaos, which gives it an installation of its own."""

from __future__ import annotations

import json
import random
import sys
import threading
import time
from argparse import ArgumentParser
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections as databases
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from projects.management.household import Household, answers, ask, render_form, signed_in, wait_until
from projects.models import Board, Connection, Render, RenderState, Take, User
from projects.services import addresses, boards, connections, invariants, projects, workspaces
from projects.services.moves import OVER

S = RenderState
ROLES = ("web", "worker", "wire", "sweeper")
MODELS = {
    "kling": "kling-v3",
    "kie": "kie-kling-3.0",
    "apixo": "apixo-kling-2.5-turbo",
    "highway": "",
    "apikley": "",
}
"""What is rendered through each driver; those that start from pictures only are left to the browser journeys."""

PAST_PATIENCE = timedelta(minutes=31)
HURRY_EVERY = 2.0


class Command(BaseCommand):
    """Prints one JSON object; exit code 1 when something was bought twice, lost or untracked, or a promise is broken."""

    help = "Kill processes at random while renders run; use script/chaos."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The command line."""
        parser.add_argument("--renders", type=int, default=40)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--driver", choices=[name for name, model in MODELS.items() if model], default="")
        parser.add_argument("--minutes", type=float, default=20, help="give up after")
        parser.add_argument("--every", type=float, default=0.6, help="seconds between two kills, more or less")
        parser.add_argument("--calm", action="store_true", help="nobody is killed")

    def handle(self, *args: Any, **wish: Any) -> None:
        """Set up, run, wait, judge."""
        if not settings.PRACTICE_URL or Render.objects.exists():
            raise CommandError("It needs an empty installation of its own: use script/chaos.")
        self.chance, self.house = random.Random(wish["seed"]), Household()
        self.over, began = threading.Event(), time.monotonic()
        try:
            board_by_driver, headers = self.furnish(wish["driver"])
            self.house.practice(
                "--faults", "chaos", "--seed", str(wish["seed"]), "--running", "0.5-2", "--rates", "off"
            )
            for role in ROLES:
                self.house.start(role)
            wait_until(lambda: answers(f"{settings.PUBLIC_URL}/healthz"), 60)
            killer = threading.Thread(target=self.kill_at_random, args=(wish["every"],))
            if not wish["calm"]:
                killer.start()
            acknowledged = self.click(wish["renders"], board_by_driver, headers)
            ended = self.wait(began + 60 * wish["minutes"])
            self.over.set()
            if not wish["calm"]:
                killer.join()
            bought = ask(f"{settings.PRACTICE_URL}/practice/purchases")[1]
        finally:
            self.over.set()
            self.house.stop()
        outcome = judge(acknowledged, bought)
        outcome |= {"seed": wish["seed"], "kills": self.house.kills, "seconds": round(time.monotonic() - began)}
        outcome |= {
            "ended": ended,
            "database": databases["default"].vendor,
            "broker": settings.CELERY_BROKER_URL.partition(":")[0],
        }
        self.stdout.write(json.dumps(outcome, ensure_ascii=False))
        if outcome["bought_twice"] or outcome["lost"] or outcome["untracked"] or outcome["broken"] or not ended:
            sys.exit(1)

    def furnish(self, driver: str) -> tuple[dict[str, Board], dict[str, str]]:
        """Somebody with boards of two shots, one for each driver that takes part."""
        user = User.objects.create_user("chaos@example.com", name="Chaos")
        workspace = workspaces.create(owner=user, title="Chaos")
        connections.practise(workspace)
        Connection.objects.filter(workspace=workspace).update(most_running=200, creates=1000, per_seconds=1)
        made = {}
        for name, model in MODELS.items():
            if model and driver in {"", name}:
                project = projects.create(by=user, workspace=workspace, title=name, aspect="16:9", fps=24, model=model)
                made[name] = boards.create(by=user, project=project, prompts=["A pier at dawn.", "A boat comes in."])
                made[name].shots.update(seconds=5)
                Board.objects.filter(pk=made[name].pk).update(total_seconds=10)
        return made, signed_in(user)

    def click(self, count: int, boards: dict[str, Board], headers: dict[str, str]) -> list[str]:
        """Press Render so often; a click whose answer did not come is pressed again with the same form key."""
        keys = []
        pages = [(board, render_form(board, headers)) for _name, board in sorted(boards.items())]
        for number in range(count):
            board, page = pages[number % len(pages)]
            form = page | {"form_key": f"click {number}"}
            address = settings.PUBLIC_URL + reverse("take_start", args=[board.slug])
            deadline = time.monotonic() + 120
            while time.monotonic() < deadline:
                try:
                    status, body = ask(address, form, **headers)
                except OSError:
                    time.sleep(0.2)
                    continue
                if status == 200:
                    keys.append(form["form_key"])
                    break
                if status < 500:
                    raise CommandError(f"The click was answered with {status}: {str(body)[:300]}")
                time.sleep(0.2)
        return keys

    def kill_at_random(self, every: float) -> None:
        """Now and then somebody dies and comes back."""
        while not self.over.wait(every * self.chance.uniform(0.5, 1.5)):
            role = self.chance.choice(ROLES)
            self.house.kill(role)
            self.house.start(role)

    def wait(self, deadline: float) -> bool:
        """Until nothing is on its way. Waiting times are shortened: what is due later is made due now and then."""
        quiet_since = time.monotonic()
        while time.monotonic() < deadline:
            open_rows = Render.objects.exclude(state__in=[*OVER, S.NEEDS_ATTENTION])
            if not open_rows.exists():
                return True
            now = timezone.now()
            open_rows.filter(due_at__gt=now, lease_until__lte=now).update(due_at=now)
            if time.monotonic() - quiet_since > 45:
                self.over.set()
                open_rows.filter(state=S.UNCERTAIN).update(submit_started_at=F("submit_started_at") - PAST_PATIENCE)
            time.sleep(HURRY_EVERY)
        return False


def judge(acknowledged: list[str], bought: list[dict[str, Any]]) -> dict[str, Any]:
    """What was bought beside what we know, and the nine promises."""
    rows = list(Render.objects.select_related("connection"))
    known = {(row.connection.driver, row.provider_task_id) for row in rows}
    asked = Counter(job["callback_url"] or job["external_id"] for job in bought)
    unsure = {row.callback_token_hash for row in rows if row.state in (S.NEEDS_ATTENTION, S.UNCERTAIN)}
    untracked = [job for job in bought if (job["wire"], job["task_id"]) not in known and _token(job) not in unsure]
    takes = set(Take.objects.values_list("form_key", flat=True))
    broken = [f"{name}: {sentence}" for name, _promise, check in invariants.CHECKS for sentence in check()]
    return {
        "clicks": len(acknowledged),
        "renders": len(rows),
        "purchases": len(bought),
        "bought_twice": sum(count > 1 for count in asked.values()),
        "lost": len(set(acknowledged) - takes),
        "untracked": len(untracked),
        "states": dict(Counter(str(row.state) for row in rows)),
        "broken": broken[:20],
    }


def _token(job: dict[str, Any]) -> str:
    return addresses.token_hash(Path(job["callback_url"].rstrip("/")).name)
