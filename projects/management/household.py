"""The processes of an installation, started, killed and asked from a command: for chaos runs and figures."""

from __future__ import annotations

import contextlib
import html
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse

from projects.models import Board, User

BACKEND = "django.contrib.auth.backends.ModelBackend"
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Household:
    """Roles by name, each in a process group of its own, all with this process's settings."""

    def __init__(self) -> None:
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.kills = 0

    def start(self, role: str, **more: str) -> None:
        """Start a role as the installation does."""
        self.running[role] = subprocess.Popen(
            [sys.executable, "-m", "studio.roles", role],
            cwd=settings.BASE_DIR,
            env={**os.environ, **more},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=None if os.environ.get("CHAOS_LOUD") else subprocess.DEVNULL,
            start_new_session=True,
        )

    def practice(self, *words: str) -> None:
        """Start the practice provider where the settings expect it."""
        place = urllib.parse.urlsplit(settings.PRACTICE_URL)
        self.running["practice"] = subprocess.Popen(
            [sys.executable, "-m", "projects.practice", "--port", str(place.port), *words],
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        wait_until(lambda: answers(f"{settings.PRACTICE_URL}/practice/state"), 30)

    def kill(self, role: str) -> None:
        """`kill -9` of the whole group."""
        process = self.running.pop(role)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.kills += 1

    def stop(self) -> None:
        """End what is left, politely and then not."""
        for process in self.running.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        deadline = time.monotonic() + 8
        for role in [*self.running]:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.running[role].wait(max(0.1, deadline - time.monotonic()))
            self.kill(role)


def wait_until(true: Callable[[], object], seconds: float) -> bool:
    """Whether it became so within that time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.1)
    return False


def answers(url: str) -> bool:
    """Whether an address answers 200."""
    try:
        return ask(url)[0] == 200
    except OSError:
        return False


def ask(url: str, form: Mapping[str, Any] | None = None, **headers: str) -> tuple[int, Any]:
    """Status and body (JSON read, else text) of a GET, or of a POST of `form`. Raises `OSError` when nobody answers."""
    data = urllib.parse.urlencode(form).encode() if form is not None else None
    request = urllib.request.Request(url, data, {name.replace("_", "-"): value for name, value in headers.items()})
    try:
        with _direct.open(request, timeout=30) as answer:
            status, body = answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        status, body = refused.code, refused.read()
    except (urllib.error.URLError, ConnectionError) as nobody:
        raise OSError(str(nobody)) from nobody
    with contextlib.suppress(ValueError):
        return status, json.loads(body)
    return status, body.decode(errors="replace")


def signed_in(user: User) -> dict[str, str]:
    """Headers with which a browser of this person would post: its session, and a token that fits."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    token = "a" * 32
    cookies = f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={token}"
    return {"Cookie": cookies, "X-CSRFToken": token, "HX-Request": "true"}


def render_form(board: Board, headers: dict[str, str]) -> dict[str, str]:
    """What the board's render button would send: the hidden fields of its form, the price its reader saw among them."""
    _status, page = ask(settings.PUBLIC_URL + reverse("render_bar", args=[board.slug]), None, **headers)
    return {name: html.unescape(value) for name, value in HIDDEN.findall(page)}
