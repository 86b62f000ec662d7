"""The screens of the paid path with something on them, in both themes and two sizes: axe, width, and targets for a thumb."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import SIZES, awake
from tests.browser.paid import board_of, go, say, workspace_of
from tests.browser.test_pages import violations
from tests.browser.test_practice import choose, render

pytestmark = pytest.mark.xdist_group("browser")

SMALL = """(root) => [...document.querySelectorAll(`${root} :is(button, a.button, select, summary, input.input)`)]
  .filter((each) => each.checkVisibility({visibilityProperty: true}) && each.getBoundingClientRect().width)
  .filter((each) => Math.min(each.getBoundingClientRect().height, each.matches("summary") ? 99 : each.getBoundingClientRect().width) < 43.5)
  .map((each) => each.getAttribute("aria-label") || each.innerText || each.name)"""


@pytest.fixture(scope="module")
def paid(chromium: Browser, site: str) -> tuple[Any, str]:
    """The cookies of a guest with a take that failed and a limit, and the address of their board."""
    context = chromium.new_context(viewport=SIZES["desk"])
    page = context.new_page()
    page.goto(site)
    page.get_by_role("button", name="Open the demo board").click()
    page.wait_for_url("**/b/**")
    awake(page)
    board = board_of(page)
    say(page, "[practice:moderation_late] A striped lighthouse at dusk.")
    choose(page, "kling-v3")
    render(page)
    expect(page.locator("li.take").first).to_have_attribute("data-state", "failed", timeout=60_000)
    go(page, workspace_of(page) + "budget/")
    page.get_by_label("A month, at most").fill("50")
    page.get_by_role("button", name="Set the limit").click()
    expect(page.locator(".limit")).to_have_count(1)
    state = context.storage_state()
    context.close()
    return state, board


def dialog(page: Page, opener: str) -> None:
    """Open a dialog and wait until it has come to rest."""
    page.locator(opener).first.click()
    expect(page.locator("dialog[open]")).to_be_visible()
    page.wait_for_timeout(250)


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("size", ["desk", "phone"])
def test_the_screens_of_the_paid_path(
    person: Callable[..., Page], paid: tuple[Any, str], theme: str, size: str
) -> None:
    state, board = paid
    page = person(size=size, theme=theme, storage_state=state)
    go(page, board)
    page.evaluate("(theme) => window.htmx.ajax('POST', '/_/me/theme/', {values: {theme}, swap: 'none'})", theme)
    workspace, found = workspace_of(page), []

    def look(name: str, root: str) -> None:
        wide, window = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        found.extend(f"{name}: {each}" for each in violations(page))
        found.extend([f"{name}: {wide} wide"] if wide > window else [])
        if size == "phone":
            found.extend(f"{name}: {each} is small" for each in page.evaluate(SMALL, root))

    for name, opener in (
        ("providers", "#connect-kling"),
        ("providers", "[id^=connection_prices]"),
        ("budget", "#new-limit"),
    ):
        go(page, f"{workspace}{name}/")
        look(name, ".money-page")
        dialog(page, opener)
        look(f"{name} {opener}", "dialog[open]")
    go(page, board + "takes/")
    page.locator("details.trace summary").first.click()
    expect(page.locator(".timeline")).to_be_visible()
    look("takes", ".takes")
    page.get_by_label("Choose what renders it").click()
    look("menu", "#renderbar")
    dialog(page, "#see-what")
    look("what will be sent", "dialog[open]")
    assert "\n".join(found) == ""
