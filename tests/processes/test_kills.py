"""`kill -9` of every process at a bad moment: the take ends as it should, once, within 20 seconds of a restart."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.studio.processes import environment, start, wait_until

ROOT = Path(__file__).parents[2]
RECOVERY = 20.0
SETUP = """
from projects.models import Connection
from projects.services import boardfiles, demo, takes
by, workspace = boardfiles.desk()
board = demo.open_in(by=by, workspace=workspace)
take = takes.request(by=by, board=board, connection=Connection.objects.get(workspace=workspace), model="animatic",
                     options={}, form_key="once")
from projects import tasks
tasks.ring_take(take)
tasks._bell.shutdown()
"""


class House:
    """One installation in a folder: its processes by role, its rows by SQL."""

    def __init__(self, var: Path) -> None:
        self.var, self.env = var, environment(var, STUDIO_LOG_LEVEL="WARNING")
        self.running: dict[str, subprocess.Popen[str]] = {}
        self.manage("migrate", "-v0")

    def manage(self, *words: str) -> str:
        """Run a command to its end."""
        ran = subprocess.run(
            [sys.executable, "manage.py", *words], cwd=ROOT, env=self.env, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    def start(self, role: str) -> None:
        """Start a role as the installation does."""
        self.running[role] = subprocess.Popen(
            [sys.executable, "-m", "studio.roles", role], cwd=ROOT, env=self.env, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, text=True, start_new_session=True,
        )  # fmt: skip

    def kill(self, role: str) -> None:
        """`kill -9`, and wait until it is gone."""
        process = self.running.pop(role)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def rows(self, sql: str) -> list[Any]:
        """Read the database as it is."""
        with sqlite3.connect(f"file:{self.var / 'storyreel.sqlite3'}?mode=ro", uri=True, timeout=20) as connection:
            found = connection.execute(sql).fetchall()
        connection.close()
        return found

    def state(self) -> str:
        """How the one render stands."""
        return str(self.rows("select state from projects_render")[0][0])

    def stop(self) -> None:
        """End what is left."""
        for role in [*self.running]:
            self.kill(role)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    made.manage("shell", "--no-imports", "-c", SETUP)
    yield made
    made.stop()


def is_whole(house: House) -> None:
    """One clip of exactly 240 frames, one end in the timeline, nothing left in the scratch folder."""
    wait_until(lambda: house.rows("select count(*) from projects_take where clip_id is not null") == [(1,)], 10)
    assert house.rows("select frames, fps from projects_clip") == [(240, 24)]
    assert house.rows("select count(*) from projects_take where clip_id is not null") == [(1,)]
    assert house.rows("select count(*) from projects_renderevent where to_state = 'succeeded'") == [(1,)]
    assert house.rows("select count(*) from projects_renderevent where to_state = 'submitting'") == [(1,)]
    assert not list((house.var / "scratch").glob("*.mp4"))


def within(seconds: float, true: Callable[[], bool]) -> float:
    began = time.monotonic()
    wait_until(true, seconds)
    return time.monotonic() - began


@pytest.mark.parametrize("percent", [0, 40])
def test_the_worker_dies_while_it_encodes(house: House, percent: int) -> None:
    house.start("worker")
    encoding = f"select 1 from projects_render where state = 'running' and progress >= {percent}"
    wait_until(lambda: house.rows(encoding), 30)
    house.kill("worker")
    assert house.state() == "running"
    house.start("worker")
    house.start("sweeper")
    # The lease runs out, then the whole encode is done again: the next step begins well within the limit.
    within(RECOVERY, lambda: house.rows("select fence from projects_render")[0][0] >= 2)
    within(30, lambda: house.state() == "succeeded")
    is_whole(house)


def test_the_sweeper_dies_and_nobody_else_is_there(house: House) -> None:
    house.start("sweeper")
    wait_until(lambda: house.state() == "running", 40)
    house.kill("sweeper")
    house.start("sweeper")
    within(RECOVERY + 12, lambda: house.rows("select fence from projects_render")[0][0] >= 2)
    within(40, lambda: house.state() == "succeeded")
    is_whole(house)


def test_a_lost_message_costs_seconds(house: House) -> None:
    for message in (house.var / "broker").rglob("*.msg"):
        message.unlink()
    house.start("worker")
    house.start("sweeper")
    within(RECOVERY, lambda: house.state() != "queued")
    within(40, lambda: house.state() == "succeeded")
    is_whole(house)


def test_the_web_process_dies_right_after_the_click(tmp_path: Path) -> None:
    """The click is committed before anything is rung: the sweeper finds it."""
    house = House(tmp_path)
    try:
        house.manage("shell", "--no-imports", "-c", SETUP.split("from projects import tasks")[0])
        house.start("sweeper")
        house.start("worker")
        within(RECOVERY, lambda: house.state() != "queued")
        within(40, lambda: house.state() == "succeeded")
        is_whole(house)
    finally:
        house.stop()


def test_the_supervisor_brings_a_dead_worker_back(tmp_path: Path) -> None:
    house = House(tmp_path)
    server = start("studio.supervisor", environment(tmp_path, 0, STUDIO_LOG_LEVEL="WARNING", PORT=str(_port())))
    try:
        house.manage("shell", "--no-imports", "-c", SETUP)
        wait_until(lambda: house.state() == "running", 40)
        worker = next(child for child in psutil.Process(server.pid).children() if "celery" in child.cmdline())
        worker.kill()
        within(RECOVERY + 20, lambda: house.state() == "succeeded")
        is_whole(house)
    finally:
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=30)


def _port() -> int:
    from tests.studio.processes import free_port

    return free_port()
