"""A real installation (web, worker, sweeper under the supervisor) and a real Chromium that looks at it.

Every page a journey opens is watched: an error in its console, a refused script or style, or an answer of 500 fails it.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, sync_playwright

from tests.studio.processes import environment, free_port, get, start, wait_until

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
SIZES = {"desk": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the installation keeps everything."""
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="session")
def site(folder: Path) -> Iterator[str]:
    """The address of an installation of its own, started by the supervisor as `script/server` does."""
    var, port = folder, free_port()
    with (var / "log").open("w") as log:
        server: subprocess.Popen[str] = start("studio.supervisor", environment(var, port, STUDIO_GUESTS_AN_HOUR="1000"))
        pump = subprocess.Popen(["cat"], stdin=server.stdout, stdout=log)
        if server.stdout:
            server.stdout.close()
        try:
            wait_until(lambda: get(port)[0] == 200, 60)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)
            pump.wait(5)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium."""
    program = next(filter(None, map(shutil.which, PROGRAMS)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


def awake(page: Page) -> Page:
    """The page when its scripts have come: they wait for the pictures, see `boot.js`."""
    page.wait_for_selector("html[data-awake]", state="attached")
    return page


class Watch:
    """What went wrong on the pages of one journey."""

    def __init__(self) -> None:
        self.troubles: list[str] = []
        self.expected: set[int] = set()

    def on(self, page: Page) -> None:
        """Listen to a page."""
        page.on("console", self.said)
        page.on("pageerror", lambda error: self.troubles.append(f"{page.url}: {error}"))
        page.on("response", self.answered)

    def said(self, message: ConsoleMessage) -> None:
        """Errors and refusals count; a status the journey expects is told by the browser as an error too."""
        ways = [way % status for status in self.expected for way in ("status of %d", "Status Error Code %d")]
        if message.type == "error" and not any(way in message.text for way in ways):
            self.troubles.append(f"{message.page and message.page.url}: {message.text}")

    def answered(self, response: Response) -> None:
        """Nothing may answer with an error of ours."""
        if response.status >= 400 and response.status not in self.expected:
            self.troubles.append(f"{response.status} {response.url}")


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Fails the journey when one of its pages was in trouble."""
    watching = Watch()
    yield watching
    assert watching.troubles == []


@pytest.fixture
def person(chromium: Browser, watch: Watch) -> Iterator[Callable[..., Page]]:
    """`person()` is a fresh browser with a page in it; `person(size="phone", theme="light")` another."""
    contexts: list[BrowserContext] = []

    def open_page(size: str = "desk", theme: str = "dark", **options: Any) -> Page:
        context = chromium.new_context(viewport=SIZES[size], color_scheme=theme, **options)
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        watch.on(page)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def guest(person: Callable[..., Page], site: str) -> Callable[..., Page]:
    """A guest on the demo board."""

    def come(**options: Any) -> Page:
        page = person(**options)
        page.goto(site)
        page.get_by_role("button", name="Open the demo board").click()
        page.wait_for_url("**/b/**")
        return awake(page)

    return come


@pytest.fixture(scope="session")
def stills(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three real pictures on disk."""
    from tests.people import still_bytes

    folder = tmp_path_factory.mktemp("stills")
    paths = []
    for name, colour in (("one", "#7a3b2e"), ("two", "#2e5a7a"), ("three", "#3b7a4d")):
        path = folder / f"{name}.jpg"
        path.write_bytes(still_bytes((1280, 720), colour))
        paths.append(path)
    return paths
