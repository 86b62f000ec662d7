"""A take in one piece: its cuts under the player, moved by pointer and keys, and a shot that goes on from its last frame."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SIZES, awake
from tests.browser.test_pages import violations
from tests.browser.test_practice import SECONDS, choose, render

pytestmark = pytest.mark.xdist_group("browser")

FRAME = "Math.floor(document.querySelector('#player video').currentTime * 24 + 0.01)"


def test_the_cuts_of_a_take_in_one_piece(guest: Callable[..., Page]) -> None:
    page = guest()
    board = page.url.split("?")[0]
    choose(page, "kling-v3")
    render(page)
    row = page.locator("li.take").first
    expect(row.get_by_role("button", name="Shots")).to_be_visible(timeout=SECONDS)
    page.reload()
    awake(page)
    cuts = page.locator("#borders li")
    expect(cuts).to_have_count(3)
    expect(cuts.first).to_contain_text("as planned")
    expect(page.locator("#player .cuts span")).to_have_count(3)
    moved(page)
    for size, theme in (("desk", "dark"), ("desk", "light"), ("phone", "light"), ("phone", "dark")):
        everybody_can_use_it(page, size, theme)
    one_shot_again(page)
    goes_on(page, board)


def moved(page: Page) -> None:
    """A press moves a cut by a frame and shows the frame that the shot begins with; the focus stays where it is."""
    later = page.locator("#cut-2-later")
    later.click()
    expect(page.locator("#cut-2")).to_contain_text("00:00:03:01")
    assert page.evaluate(FRAME) == 73
    page.keyboard.press("Enter")
    expect(page.locator("#cut-2")).to_contain_text("00:00:03:02")
    expect(page.locator("#borders li").first).to_contain_text("2 frames late")
    expect(later).to_be_focused()
    page.get_by_role("button", name="To the start").or_(page.get_by_role("button", name="Previous cut")).first.click()
    page.get_by_role("button", name="Next cut").click()
    assert page.evaluate(FRAME) == 74
    page.get_by_role("button", name="As found").click()
    expect(page.locator("#cut-2")).to_contain_text("00:00:03:00")


def one_shot_again(page: Page) -> None:
    """The dialog shows where each shot is; the new take is as long and has its own cuts."""
    page.set_viewport_size(SIZES["desk"])
    page.locator("li.take").first.get_by_role("button", name="Shots").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("00:00:03:00 – 00:00:05:00")
    assert "\n".join(violations(page)) == ""
    dialog.get_by_role("button", name="Render shot 2").click()
    expect(page.locator("li.take")).to_have_count(2)
    expect(page.get_by_label("Compare take 2")).to_be_visible(timeout=SECONDS)
    page.get_by_role("link", name="Play take 2").click()
    awake(page)
    page.wait_for_function("document.querySelector('#player video')?.duration")
    assert page.evaluate("document.querySelector('#player video').duration") == pytest.approx(10, abs=0.03)
    expect(page.locator("#player .cuts span")).to_have_count(3)
    expect(page.locator("#borders")).to_have_count(0)


def goes_on(page: Page, board: str) -> None:
    """Shot 3 begins with the last frame of shot 2; the toast takes it back."""
    page.goto(board)
    awake(page)
    page.locator(".shot-open").nth(2).click()
    expect(page.locator("#inspector h2")).to_have_text("Shot 3")
    page.get_by_role("button", name="Last frame of shot 2").click()
    picture = page.locator("#slot-first_picture img")
    expect(picture).to_have_attribute("alt", "Last frame of shot 2, take 2")
    toast = page.locator("#toasts")
    expect(toast).to_contain_text("Set shot 3’s picture: Last frame of shot 2, take 2")
    assert "\n".join(violations(page)) == ""
    toast.get_by_role("button", name="Undo").last.click()
    expect(picture).not_to_have_attribute("alt", "Last frame of shot 2, take 2")


def everybody_can_use_it(page: Page, size: str, theme: str) -> None:
    """No violation, nothing wider than the window."""
    page.set_viewport_size(SIZES[size])
    page.evaluate("(theme) => window.htmx.ajax('POST', '/_/me/theme/', {values: {theme}, swap: 'none'})", theme)
    page.reload()
    awake(page)
    expect(page.locator("#borders")).to_be_visible()
    assert page.evaluate("document.documentElement.dataset.theme") == theme
    found = violations(page)
    found += page.evaluate("document.documentElement.scrollWidth > innerWidth ? ['too wide'] : []")
    assert "\n".join(found) == ""
