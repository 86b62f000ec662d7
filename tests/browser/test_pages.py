"""Every page in both themes and two sizes: no accessibility violation, nothing wider than the window."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import awake

pytestmark = pytest.mark.xdist_group("browser")

AXE = (Path(__file__).parent / "vendor" / "axe-4.14.1.min.js").read_text()
PAGES = (
    "", "takes/", "history/", "wall", "project", "elements", "reel", "trash", "providers", "budget", "/me/", "/help/", "/keep/",
)  # fmt: skip
PUBLIC = ("/", "/login/", "/signup/", "/password/reset/", "/login/code/", "/nowhere/")


def address(page: Page, site: str, name: str) -> str:
    """Where a page of the demo is, from the address of its board."""
    board = page.url.split("?")[0]
    workspace = re.search(r"/w/\w+/", board)
    assert workspace
    project = page.locator(".crumbs a").first.get_attribute("href")
    known = {
        "wall": f"{site}{workspace[0]}",
        "project": f"{site}{project}",
        "elements": f"{site}{project}elements/",
        "reel": f"{site}{project}reel/",
        "trash": f"{site}{workspace[0]}trash/",
        "providers": f"{site}{workspace[0]}providers/",
        "budget": f"{site}{workspace[0]}budget/",
    }
    return known.get(name) or (f"{site}{name}" if name.startswith("/") else f"{board}{name}")


def violations(page: Page) -> list[str]:
    """What axe finds, one line each."""
    # The rules come in over the debugging protocol, which the page's own policy does not see.
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{each['id']}: {each['help']} → {[node['target'] for node in each['nodes']][:4]}"
        for each in found["violations"]
    ]


def troubles(page: Page, place: str) -> list[str]:
    """What is wrong with one page, one line each."""
    page.goto(place)
    awake(page)
    page.wait_for_timeout(250)
    wide, window = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    found = violations(page) + ([f"{wide} wide in a window of {window}"] if wide > window else [])
    return [f"{place}: {each}" for each in found]


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("size", ["desk", "phone"])
def test_every_page_behind_the_login(guest: Callable[..., Page], site: str, theme: str, size: str) -> None:
    page = guest(size=size, theme=theme)
    places = [address(page, site, name) for name in PAGES]
    page.evaluate("(theme) => window.htmx.ajax('POST', '/_/me/theme/', {values: {theme}, swap: 'none'})", theme)
    page.wait_for_timeout(300)
    found = [trouble for place in places for trouble in troubles(page, place)]
    assert "\n".join(found) == ""
    assert page.evaluate("document.documentElement.dataset.theme") == theme


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("size", ["desk", "phone"])
def test_every_public_page(person: Callable[..., Page], site: str, theme: str, size: str, watch: Any) -> None:
    watch.expected = {404}
    page = person(size=size, theme=theme)
    page.context.add_cookies([{"name": "theme", "value": theme, "url": site}])
    found = [trouble for place in PUBLIC for trouble in troubles(page, f"{site}{place}")]
    assert "\n".join(found) == ""
