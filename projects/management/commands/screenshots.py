"""`screenshots FOLDER`: pictures of the real app, light and dark, desk and phone."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from projects.management.browser import NoChromium, awake, chromium, guest, site

if TYPE_CHECKING:
    from playwright.sync_api import Page

DESK, PHONE = (1440, 900), (390, 844)
PICTURES = (
    ("editor-dark", DESK, "dark", "board"),
    ("editor-light", DESK, "light", "board"),
    ("editor-phone", PHONE, "dark", "board"),
    ("takes", DESK, "dark", "takes"),
    ("project", DESK, "light", "project"),
    ("project-phone", PHONE, "light", "project"),
    ("elements", DESK, "dark", "elements"),
)


class Command(BaseCommand):
    """Starts an installation of its own and looks at it as a guest."""

    help = "Take the pictures of docs/screenshots anew. Needs a Chromium."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The command line."""
        parser.add_argument("folder", type=Path, help="where the pictures go")

    def handle(self, *args: Any, **wish: Any) -> None:
        """Take them all."""
        folder: Path = wish["folder"]
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with site() as address, chromium() as browser:
                for size in (DESK, PHONE):
                    page = guest(browser, address, size)
                    board = _settle(page)
                    for name, wanted, theme, place in PICTURES:
                        if wanted == size:
                            _open(page, board, theme, place)
                            page.screenshot(path=folder / f"{name}.jpg", type="jpeg", quality=86)
                            self.stdout.write(str(folder / f"{name}.jpg"))
        except NoChromium as missing:
            raise CommandError(str(missing)) from None


def _settle(page: Page) -> str:
    """One finished take, and no hints left. Answers the board's address."""
    board = page.url.split("?")[0]
    page.get_by_role("button", name="Render animatic").click()
    page.wait_for_selector("#player video", timeout=60_000)
    for _hint in range(2):
        page.locator("#coach button").click()
        page.wait_for_timeout(400)
    return board


def _open(page: Page, board: str, theme: str, place: str) -> None:
    page.goto(board)
    awake(page)
    page.evaluate("(theme) => window.htmx.ajax('POST', '/_/me/theme/', {values: {theme}, swap: 'none'})", theme)
    page.wait_for_timeout(300)
    project = page.evaluate("document.querySelector('.crumbs a').href")
    page.goto({"board": board, "takes": f"{board}takes/", "project": project, "elements": f"{project}elements/"}[place])
    awake(page)
