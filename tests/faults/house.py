"""What every fault test works with: the practice provider as a process, a workspace that is connected to it, real child processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from copy import copy
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings as django_settings
from django.db import connection as database
from django.db.models import F
from django.utils import timezone

from projects.models import Board, Connection, Render, RenderState, Take, Workspace
from projects.providers import catalog
from projects.services import connections, desks, polling, renders, takes
from projects.services.moves import OVER, WORKED
from tests.people import CAST, make_board, make_project, make_user, make_workspace
from tests.studio.processes import free_port

S = RenderState
ROOT = Path(__file__).parents[2]
MODELS = {
    "kling": "kling-v3",
    "kie": "kie-kling-3.0",
    "apixo": "apixo-kling-2.5-turbo",
    "highway": "highway-kling-2.5-turbo",
    "apikley": "apikley-kling-2.1-master",
}
"""A model of each driver that starts from words alone, where it has one."""

KINDS = ("kling", "kie", "apixo")
"""Found again by our own id; by nothing but a callback that the provider confirms; by nothing that proves anything."""

_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Practice:
    """The practice provider as a process of its own."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *more: str) -> None:
        """Start it and wait until it answers."""
        words = ["--port", str(self.port), "--running", "0.05-0.1", "--rates", "off", "--retry-scale", "0.01", *more]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "projects.practice", *words],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                self.ask("state")
                return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("the practice provider did not start")

    def stop(self) -> None:
        """End it."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def ask(self, call: str, **body: Any) -> Any:
        """A control call: GET, or POST where it says something."""
        data = json.dumps(body).encode() if body or call in {"reset", "finish"} else None
        request = urllib.request.Request(f"{self.url}/practice/{call}", data, {"content-type": "application/json"})
        with _direct.open(request, timeout=20) as answer:
            return json.loads(answer.read())

    def script(self, wire: str, *lines: str) -> None:
        """Faults for the next creates of a wire, one line each."""
        self.ask("script", wire=wire, next=list(lines))

    def purchases(self) -> list[dict[str, Any]]:
        """What was bought, whatever became of the answers."""
        found: list[dict[str, Any]] = self.ask("purchases")
        return found

    def settle(self) -> None:
        """Wait until every job has ended and its callbacks were sent."""
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            if all(task["done_ms"] for task in self.ask("state")["tasks"]):
                return
            time.sleep(0.02)
        raise AssertionError("a job at the practice provider never ended")


class Nursery:
    """Forks children that have the application loaded."""

    def __init__(self, env: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.faults.zygote"],
            cwd=ROOT,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, **wish: Any) -> Any:
        """One line there, one back."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps(wish) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def stop(self) -> None:
        """End it."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.close()
        self.process.wait(20)
        self.process.stdout.close()


def database_url() -> str:
    """The tests' database as another process names it."""
    facts = database.settings_dict
    if database.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    login = facts["USER"] + (f":{facts['PASSWORD']}" if facts["PASSWORD"] else "") + "@" * bool(facts["USER"])
    return f"postgres://{login}{facts['HOST'] or '127.0.0.1'}:{facts['PORT'] or 5432}/{facts['NAME']}"


def process_env(**more: str) -> dict[str, str]:
    """The environment of a process of this installation on the tests' own database, with the tests' own secrets."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("STUDIO_", "DJANGO_", "COV_"))}
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": "studio.settings",
        "DATABASE_URL": database_url(),
        "STUDIO_VAR": os.environ["STUDIO_VAR"],
        "STUDIO_SECRET_KEY": django_settings.SECRET_KEY,
        "STUDIO_SEAL_KEYS": ",".join(django_settings.SEAL_KEYS),
        "STUDIO_PUBLIC_URL": "http://127.0.0.1:9",
        "STUDIO_LOG_LEVEL": "WARNING",
        "CELERY_BROKER_URL": f"files://localhost{os.environ['STUDIO_VAR']}/broker",
        **more,
    }


class World:
    """A workspace that is connected to the practice provider, and the ways to let time pass and processes die."""

    def __init__(self, practice: Practice, nursery: Nursery | None = None) -> None:
        self.practice = practice
        if nursery:
            self.nursery = nursery
        self.workspace: Workspace = make_workspace("Harbour", **CAST)
        connections.practise(self.workspace)
        Connection.objects.exclude(driver="animatic").update(most_running=200, creates=1000, per_seconds=1)
        self.project = make_project(self.workspace)
        self.clicks = 0

    def connection(self, kind: str) -> Connection:
        """The connection of a driver."""
        return self.workspace.connections.get(driver=kind)

    def board(self, *seconds: int) -> Board:
        """A board; 5 seconds in one shot unless said otherwise."""
        return make_board(self.project, seconds or (5,))

    def click(self, kind: str, board: Board | None = None, *, by: str = "olga", key: str = "") -> Take:
        """Somebody presses Render."""
        self.clicks += 1
        return takes.request(
            by=make_user(by),
            board=board or self.board(),
            connection=self.connection(kind),
            model=MODELS[kind],
            options={},
            form_key=key or f"click {self.clicks}",
        )

    def script(self, kind: str, *lines: str) -> None:
        """Faults of the next creates."""
        self.practice.script(kind, *lines)

    def bought(self) -> int:
        """How many jobs the provider was asked for and took."""
        return len(self.practice.purchases())

    def step(self, row: Render) -> bool:
        """One step in this process, now."""
        hurry(row)
        return renders.step(row.pk)

    def work(self, take: Take, *, until: Callable[[Render], bool] | None = None, seconds: float = 20) -> Render:
        """Step the take's renders, time hurried, until nothing is left to do (or `until` holds); answers the last of them."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            rows = list(Render.objects.filter(take=take))
            if all(row.state not in WORKED for row in rows) or (until and until(rows[-1])):
                return rows[-1]
            for row in rows:
                if row.state in WORKED:
                    self.step(row)
            if any(row.state in {S.SUBMITTED, S.RUNNING} for row in rows):
                time.sleep(0.02)
        raise AssertionError(f"still {[row.state for row in Render.objects.filter(take=take)]}")

    def in_flight(self, kind: str, board: Board | None = None) -> Take:
        """A take whose job runs at the provider until it is told to finish."""
        self.script(kind, "slow:10000")
        take = self.click(kind, board)
        self.step(render_of(take))
        assert render_of(take).provider_task_id
        return take

    def fetching(self, kind: str) -> Take:
        """A take whose video is ready at the provider and not here."""
        take = self.in_flight(kind)
        self.practice.ask("finish")
        Render.objects.filter(take=take).update(lease_until=timezone.now() + timedelta(hours=1))
        row, driver = render_of(take), catalog.driver(kind)
        with ExitStack() as files:
            polling.poll(row, driver, desks.desk(row, driver, files, lambda percent: None), "worker")
        assert render_of(take).state == S.FETCHING
        return take

    @contextmanager
    def crowd(self, take: Take, many: int) -> Iterator[None]:
        """So many more jobs run at this take's connection."""
        one, rows = render_of(take), []
        for number in range(many):
            row = copy(one)
            row.pk, row.slug, row.number = None, f"r_crowd{number}", 100 + number
            row.external_id = row.provider_task_id = f"crowd {number}"
            row.callback_token_hash = None
            rows.append(row)
        made = Render.objects.bulk_create(rows)
        yield
        Render.objects.filter(pk__in=[row.pk for row in made]).delete()

    def begin(self, run: str, *, fail: str = "", **facts: Any) -> int:
        """Run code in a real process of its own; answers its id."""
        wish = {
            name: str(getattr(django_settings, name)) for name in ("SCRATCH_ROOT", "MEDIA_ROOT", "UPLOADS_ROOT", "PRACTICE_URL")
        }  # fmt: skip
        more = {
            "PUBLIC_URL": django_settings.PUBLIC_URL,
            "ALLOWED_PRIVATE_HOSTS": sorted(django_settings.ALLOWED_PRIVATE_HOSTS),
        }
        pid: int = self.nursery.ask(run=run, fail=fail, facts=facts, settings={**wish, **more})["pid"]
        return pid

    def ended(self, pid: int) -> int:
        """Its exit code; -9 where it was killed."""
        code: int = self.nursery.ask(wait=pid)["code"]
        return code

    def child(self, run: str, *, fail: str = "", **facts: Any) -> int:
        """Run code in a real process of its own and wait for its end; answers its exit code."""
        return self.ended(self.begin(run, fail=fail, **facts))

    def step_in_child(self, row: Render, *, fail: str = "") -> int:
        """One step in a process of its own; answers its exit code."""
        hurry(row)
        return self.child("from projects.services import renders; renders.step(pk)", fail=fail, pk=row.pk)

    @contextmanager
    def calling(self) -> Iterator[None]:
        """Callbacks are sent meanwhile."""
        self.practice.ask("settings", callbacks=True)
        try:
            yield
        finally:
            self.practice.ask("settings", callbacks=False)


def render_of(take: Take) -> Render:
    """The take's only render."""
    return Render.objects.select_related("take__board__project__workspace", "connection").get(take=take)


def hurry(row: Render) -> None:
    """Time passes until the row is due and nobody holds it; a minute at least."""
    past = timezone.now() - timedelta(seconds=1)
    rows = Render.objects.filter(pk=row.pk)
    rows.exclude(due_at=None).update(due_at=past)
    rows.exclude(polled_at=None).update(polled_at=F("polled_at") - timedelta(seconds=61))
    rows.update(lease_until=past)


def age(take: Take, **much: float) -> None:
    """The order was sent so long ago."""
    Render.objects.filter(take=take).update(submit_started_at=timezone.now() - timedelta(**much))


def path_of(row: Render) -> list[str]:
    """The states it went through."""
    return [str(event.to_state) for event in row.events.order_by("id")]


def is_over(row: Render) -> bool:
    """Whether it ended."""
    return row.state in OVER
