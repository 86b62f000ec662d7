"""The process: how it starts, stops, remembers, and holds many tasks."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.practice.listener import Listener
from tests.practice.speakers import APIXO, HIGHWAY, KIE, KLING
from tests.practice.world import ROOT, Caller, Server, start
from tests.studio.processes import free_port, wait_until


@pytest.fixture
def alone(listener: Listener, tmp_path: Path) -> Iterator[Server]:
    """A practice provider for one test, with a folder, chaos allowed."""
    running = start("--folder", str(tmp_path / "practice"), "--running", "0.1", "--rates", "off")
    yield running
    running.stop()


def test_tasks_purchases_and_uploads_survive_a_restart(listener: Listener, tmp_path: Path) -> None:
    options = ("--folder", str(tmp_path), "--running", "20")
    port = free_port()
    first = start(*options, port=port)
    caller = Caller(first, listener)
    upload = {"uploadPath": "a", "fileName": "b.txt", "base64Data": "aGVsbG8="}
    address = caller.web.post("/kie/api/file-base64-upload", json=upload).json()["data"]["downloadUrl"]
    body = {**KLING.body(caller, "x"), "external_task_id": "mine"}
    unfinished = KLING.task_id(caller.web.post(KLING.path, json=body).json())
    finished = KIE.created(caller)
    first.control("finish")
    (url,) = KIE.urls(KIE.ended(caller, finished))
    film = caller.web.get(url).content
    running = APIXO.created(caller)
    first.stop()
    second = start(*options, port=port)
    caller.web.close()
    caller = Caller(second, listener, key=caller.key, name=caller.name)
    assert second.state()["purchases"] == 3
    assert APIXO.word(APIXO.poll(caller, running).json()) in APIXO.running
    assert caller.web.get(url).content == film
    assert caller.web.get(address).content == b"hello"
    assert caller.web.get("/v1/videos/image2video/mine").json()["data"]["task_id"] == unfinished
    assert caller.web.post(KLING.path, json=body).json()["code"] == 1201
    second.control("finish")
    assert APIXO.word(APIXO.ended(caller, running)) == "success"
    assert caller.web.get("/kie/api/v1/chat/credit").json()["data"] == 99_995
    caller.web.close()
    second.stop()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_within_two_seconds(listener: Listener, number: int) -> None:
    running = start("--running", "0.1")
    caller = Caller(running, listener)
    url = KIE.film(caller, "[practice:file_drip]")
    KIE.created(caller, "[practice:slow:100]")
    with caller.web.stream("GET", url):
        assert running.stop(number) < 2
    assert running.process.returncode == 0
    caller.web.close()


def test_a_socket_that_is_handed_over(listener: Listener) -> None:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        opened.listen()
        running = start(env={"STUDIO_PRACTICE_SOCKET": str(opened.fileno())}, fds=(opened.fileno(),))
        assert running.url == f"http://127.0.0.1:{opened.getsockname()[1]}"
        assert running.state() == {"purchases": 0, "tasks": []}
        running.stop()


def test_the_management_command() -> None:
    port = free_port()
    command = [sys.executable, "manage.py", "practice", "--port", str(port), "--running", "1"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    line = process.stdout.readline()
    assert line == f"Practice provider is ready at http://127.0.0.1:{port}\n"
    process.terminate()
    assert process.wait(5) == 0
    process.stdout.close()


@pytest.mark.parametrize("options", [["--faults", "nonsense"], ["--running", "9-4"], ["--rates", "sometimes"]])
def test_options_that_make_no_sense(options: list[str]) -> None:
    command = [sys.executable, "-m", "projects.practice", *options]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 2 and "usage" in ended.stderr


def test_a_thousand_tasks_at_once(alone: Server, listener: Listener) -> None:
    alone.control("settings", running=[120, 120])
    caller = Caller(alone, listener)
    body = {"input": {"mode": "text-to-video", "prompt": "x", "duration": 5}}
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: caller.web.post(APIXO.path, json=body), range(1000)))
    ids = {APIXO.task_id(answer.json()) for answer in answers}
    assert len(ids) == 1000
    for task_id in list(ids)[:200]:
        assert APIXO.poll(caller, task_id).status_code == 200
    assert alone.control("finish") == {"ended": 1000}
    wait_until(lambda: all(task["state"] == "succeeded" for task in alone.state()["tasks"]))
    urls = [APIXO.urls(APIXO.poll(caller, task_id).json())[0] for task_id in list(ids)[:120]]
    many = httpx.Client(timeout=30, trust_env=False, verify=False, limits=httpx.Limits(max_connections=100))
    with many, ThreadPoolExecutor(100) as threads:
        films = list(threads.map(lambda url: many.get(url).content, urls))
    assert len(set(films)) == 120
    assert caller.web.get(urls[-1]).content == films[-1]
    caller.web.close()


def test_chaos_is_the_same_for_the_same_seed(alone: Server, listener: Listener) -> None:
    def round_of_faults() -> list[list[str]]:
        alone.control("reset")
        alone.control("settings", faults="chaos", seed=5)
        caller = Caller(alone, listener)
        for _ in range(40):
            try:
                KIE.create(caller)
            except httpx.RemoteProtocolError:
                continue
        caller.web.close()
        return [task["faults"] for task in alone.state()["tasks"]]

    first = round_of_faults()
    assert first == round_of_faults()
    assert any(first) and 20 < len(first) < 40


def test_reset_forgets_everything(alone: Server, listener: Listener, tmp_path: Path) -> None:
    caller = Caller(alone, listener)
    url = KIE.film(caller)
    assert caller.web.get(url).status_code == 200
    alone.control("reset")
    assert alone.state() == {"purchases": 0, "tasks": []}
    assert caller.web.get(url).status_code == 404
    assert caller.web.get("/practice/requests").json() == []
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["journal.jsonl"]
    caller.web.close()


def test_http_statuses_instead_of_body_codes(alone: Server, listener: Listener) -> None:
    alone.control("settings", http_errors=True)
    caller = Caller(alone, listener)
    assert KIE.create(caller, "[practice:maintenance]").status_code == 455
    assert HIGHWAY.create(caller, "[practice:maintenance]").status_code == 503
    caller.web.close()
