"""A real Chromium on a real installation of its own, for figures and pictures. Needs the development packages."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")


class NoChromium(Exception):
    """There is no Chromium, or no way to steer it."""


@contextmanager
def site() -> Iterator[str]:
    """The address of an installation in a folder that is thrown away."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as var:
        server = subprocess.Popen(
            [sys.executable, "-m", "studio.supervisor"],
            cwd=settings.BASE_DIR,
            env=os.environ | {"STUDIO_VAR": var, "PORT": str(port), "STUDIO_LOG_LEVEL": "ERROR"},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            next(line for line in server.stdout or [] if "is ready" in line)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.send_signal(signal.SIGTERM)
            server.communicate(timeout=60)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium. Raises `NoChromium`."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        raise NoChromium("No Chromium was found (on Debian: apt install chromium).")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise NoChromium("Playwright is missing: run script/bootstrap.") from None
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


def awake(page: Page) -> None:
    """Wait for the scripts and the pictures of a page."""
    page.wait_for_selector("html[data-awake]", state="attached")
    page.wait_for_load_state("load")
    page.wait_for_timeout(400)


def guest(browser: Browser, address: str, size: tuple[int, int]) -> Page:
    """A new guest on the demo board."""
    page = browser.new_context(viewport={"width": size[0], "height": size[1]}).new_page()
    page.goto(address)
    page.get_by_role("button", name="Open the demo board").click()
    page.wait_for_url("**/b/**")
    awake(page)
    return page
