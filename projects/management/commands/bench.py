"""`bench`: the figures we publish, one JSON line each. Ratios of things measured in the same run; never a test."""

from __future__ import annotations

import gzip
import json
import random
import re
import statistics
import tempfile
import threading
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import django.test.utils
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management.base import BaseCommand
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse
from PIL import Image

from projects.management import browser
from projects.media.measure import animatic_ratio
from projects.media.measure_cuts import cuts_found
from projects.models import Board, User
from projects.services import boards, demo, workspaces

SIZES = (10, 100, 1000)
REPEATS = 25
ASKED = {"HX-Request": "true"}
PAINT = """async () => {
    const largest = await new Promise((done) => new PerformanceObserver((list) => done(list.getEntries().at(-1)))
        .observe({ type: "largest-contentful-paint", buffered: true }));
    const asked = performance.getEntriesByType("resource").filter(({ startTime }) => startTime < largest.startTime);
    return { what: largest.element.id, requests: asked.length + 1, painted_ms: Math.round(largest.startTime) };
}"""
FRAGMENTS = ("inspector", "board_regions", "render_bar", "take_list", "mentions")


class Command(BaseCommand):
    """Writes to a database of its own, which it throws away."""

    help = "Measure what docs/figures.md publishes; a JSON line per figure."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The command line."""
        parser.add_argument("figures", nargs="*", choices=[*FIGURES, []], help="which figures (all without any)")

    def handle(self, *args: Any, **wish: Any) -> None:
        """Measure and print."""
        for name in wish["figures"] or FIGURES:
            for line in FIGURES[name]():
                self.stdout.write(json.dumps({"figure": name, **line}))
                self.stdout.flush()


@contextmanager
def house() -> Iterator[tuple[User, Client]]:
    """A throw-away database and media folder, and somebody signed in."""
    django.test.utils.setup_test_environment()
    old = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        with tempfile.TemporaryDirectory() as folder, override_settings(**_folders(folder)):
            user = User.objects.create_user(f"{uuid4().hex}@bench.invalid")
            client = Client()
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
            yield user, client
    finally:
        connection.creation.destroy_test_db(old, verbosity=0)
        django.test.utils.teardown_test_environment()


def _folders(folder: str) -> dict[str, Any]:
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    names = ("MEDIA_ROOT", "UPLOADS_ROOT", "SCRATCH_ROOT")
    return {name: Path(folder) / name for name in names} | {"STORAGES": {"default": files, "staticfiles": plain}}


def animatic() -> Iterator[dict[str, Any]]:
    """15 s, six pictures with camera moves, 1280×720, 24 fps, against the same encoder fed from memory."""
    yield animatic_ratio()


def editor() -> Iterator[dict[str, Any]]:
    """Queries and server time of the editor's page and fragments on projects of 10, 100 and 1,000 boards."""
    with house() as (user, client):
        workspace = workspaces.create(owner=user, title="Bench")
        board = demo.open_in(by=user, workspace=workspace)
        for size in SIZES:
            while board.project.boards.live().count() < size:
                boards.create(by=user, project=board.project, prompts=["A pier.", "A boat.", "The sea."])
            pages = {"page": reverse("board", args=[workspace.slug, board.slug])}
            pages |= {name: reverse(name, args=[board.slug]) for name in FRAGMENTS}
            for name, address in pages.items():
                yield {"boards": size, "what": name, **_timed(partial(client.get, address, headers=ASKED))}
            yield {"boards": size, "what": "timing", **_timed(partial(_drag, client, board))}


def _drag(client: Client, board: Board) -> Any:
    chance = random.choice((-1, 1))
    return client.post(
        reverse("board_timing", args=[board.slug]),
        {"op": "roll", "cut": 0, "delta": chance},
        headers=ASKED,
    )


def _timed(ask: Callable[[], Any]) -> dict[str, Any]:
    ask()
    with CaptureQueriesContext(connection) as seen:
        status = ask().status_code
        queries = len(seen)
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        ask()
        times.append(1000 * (time.perf_counter() - began))
    return {
        "status": status,
        "queries": queries,
        "p50_ms": round(statistics.median(times), 1),
        "p95_ms": round(sorted(times)[int(REPEATS * 0.95)], 1),
    }


def weight() -> Iterator[dict[str, Any]]:
    """Bytes of script and style of the editor's first load, gzipped."""
    with house() as (user, client):
        workspace = workspaces.create(owner=user, title="Bench")
        board = demo.open_in(by=user, workspace=workspace)
        page = client.get(reverse("board", args=[workspace.slug, board.slug])).content.decode()
    names = re.findall(r'/static/([\w./-]+\.(?:css|js))"', page)
    for kind in ("js", "css"):
        files = _with_imports([name for name in names if name.endswith(kind)])
        total = sum(len(gzip.compress(Path(str(finders.find(name))).read_bytes(), 6)) for name in files)
        yield {"what": kind, "files": len(files), "gzipped_bytes": total}


def _with_imports(names: list[str]) -> list[str]:
    found = list(dict.fromkeys(names))
    for name in found:
        text = Path(str(finders.find(name))).read_text()
        for other in re.findall(r'from "(\.[\w./-]+)"|^import "(\.[\w./-]+)"', text, re.M):
            path = (Path(name).parent / (other[0] or other[1])).as_posix()
            path = str(Path("/", path).resolve())[1:]
            if path not in found:
                found.append(path)
    return found


def paint() -> Iterator[dict[str, Any]]:
    """Requests that a browser makes before the editor's largest picture is painted, the page's own among them."""
    try:
        with browser.site() as address, browser.chromium() as program:
            page = browser.guest(program, address, (1440, 900))
            page.reload()
            browser.awake(page)
            yield page.evaluate(PAINT)
    except browser.NoChromium as missing:
        yield {"skipped": str(missing)}


def uploads() -> Iterator[dict[str, Any]]:
    """Six 12-megapixel JPEGs, one behind the other; memory is this process's, which stands for the web process."""
    stills = [_photo(number) for number in range(6)]
    with house() as (user, client):
        workspace = workspaces.create(owner=user, title="Bench")
        with _peak() as peak:
            began = time.perf_counter()
            for number, data in enumerate(stills):
                for offset in range(0, len(data), 5_000_000):
                    piece = SimpleUploadedFile("photo.jpg", data[offset : offset + 5_000_000])
                    fields = {
                        "workspace": workspace.slug,
                        "key": number,
                        "offset": offset,
                        "size": len(data),
                        "name": "photo.jpg",
                    }
                    status = client.post(reverse("upload"), {**fields, "file": piece}).status_code
            wall = time.perf_counter() - began
    yield {"what": "6 × 12 MP", "status": status, "wall_s": round(wall, 2), "peak_mb": round(peak[0] / 1e6, 1)}


def _photo(seed: int) -> bytes:
    noise = Image.frombytes("L", (500, 375), random.Random(seed).randbytes(500 * 375)).resize((4000, 3000))
    out = BytesIO()
    Image.merge("RGB", [noise, noise.rotate(90, expand=False), noise.rotate(180)]).save(out, "JPEG", quality=88)
    return out.getvalue()


@contextmanager
def _peak() -> Iterator[list[int]]:
    """The most memory this process holds meanwhile, in bytes, looked at a hundred times a second."""
    most, over = [0], threading.Event()

    def look() -> None:
        while not over.is_set():
            pages = int(Path("/proc/self/statm").read_text().split()[1])
            most[0] = max(most[0], pages * 4096)
            over.wait(0.01)

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield most
    finally:
        over.set()
        watcher.join()


FIGURES: dict[str, Callable[[], Iterator[dict[str, Any]]]] = {
    "animatic": animatic,
    "slicing": cuts_found,
    "editor": editor,
    "weight": weight,
    "paint": paint,
    "uploads": uploads,
}
