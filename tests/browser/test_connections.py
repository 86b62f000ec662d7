"""A producer connects a provider, once: key, test, prices, limits, pause — and the key is never shown again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.paid import board_of, go, provider, workspace_of
from tests.browser.test_practice import choose

pytestmark = pytest.mark.xdist_group("browser")

Guest = Callable[..., Page]
GOOD, BAD = "harbour-key-0123-9f2c", "bad-harbour-key-77aa"
LABEL = "Ours, for the winter campaign of Harbour & Sons, second account"


def fill_key(page: Page, key: str, address: str = "") -> None:
    """The secrets of the dialog that is open, and another address where one is given."""
    dialog = page.locator("dialog[open]")
    if address:
        dialog.get_by_text("Another address").click()
        dialog.locator("#base_url").fill(address)
        dialog.locator("#upload_url").fill(address)
    dialog.locator("#key").fill(key)
    dialog.get_by_role("button", name="Test and save").click()


def card(page: Page) -> Locator:
    return page.locator(".account-card", has=page.get_by_role("heading", name=LABEL, exact=True))


@pytest.fixture
def account(guest: Guest) -> tuple[Page, str]:
    """The connections page of a guest who has just connected KIE, and their board."""
    page = guest()
    choose(page, "kie-kling-3.0")
    board, address = board_of(page), provider(page) + "/kie"
    go(page, workspace_of(page) + "providers/")
    page.get_by_role("button", name="Connect KIE.AI").click()
    dialog = page.locator("dialog[open]")
    expect(dialog.get_by_label("API key")).to_be_focused()
    dialog.get_by_label("Name").fill(LABEL)
    dialog.get_by_label("Price of a second").fill("0.112")
    fill_key(page, GOOD, address)
    expect(card(page)).to_contain_text("Works.")
    return page, board


def test_connected_tested_and_given_another_key(account: tuple[Page, str], watch: Any) -> None:
    page, _board = account
    watch.expected = {422}
    shown = card(page)
    expect(shown.locator(".lamp")).to_have_text("Connected")
    expect(shown).to_contain_text("…9f2c")
    expect(shown).to_contain_text("$0.112 a second")
    shown.get_by_role("button", name="Replace key").click()
    page.locator("dialog[open] #key").fill("two words")
    page.get_by_role("button", name="Test and save").click()
    expect(page.locator("dialog[open] .slot")).to_contain_text("a space or a line break")
    fill_key(page, BAD)
    expect(shown.locator(".lamp")).to_have_text("Refused")
    expect(shown).to_contain_text("refused the key. It may have been changed or revoked. Nothing was charged.")
    expect(shown).to_contain_text("…77aa")
    expect(page.locator("dialog[open]")).to_have_count(0)
    shown.get_by_role("button", name="Replace key").click()
    fill_key(page, GOOD)
    expect(shown.locator(".lamp")).to_have_text("Connected")
    page.reload()
    assert GOOD not in page.content()


def test_priced_limited_and_paused(account: tuple[Page, str], watch: Any) -> None:
    page, board = account
    watch.expected = {422}
    shown = card(page)
    shown.get_by_role("button", name="Prices").click()
    dialog = page.locator("dialog[open]")
    price = dialog.get_by_label("KIE 3.0 pro, a second", exact=True)
    price.fill("cheap")
    dialog.get_by_role("button", name="Save prices").click()
    expect(dialog.locator(".slot")).to_contain_text("“cheap” is not a price. Write it like 0.112.")
    expect(price).to_have_value("cheap")
    price.fill("0.168")
    dialog.get_by_role("button", name="Save prices").click()
    expect(shown).to_contain_text("$0.112–$0.168 a second")
    shown.get_by_role("button", name="Limits").click()
    dialog.get_by_label("Jobs at once").fill("3")
    dialog.get_by_role("button", name="Save limits").click()
    expect(shown).to_contain_text("3 at once")
    shown.get_by_role("button", name="Pause").click()
    expect(shown.locator(".lamp")).to_have_text("Paused")
    expect(shown).to_contain_text("Guest paused it.")
    go(page, board)
    stopped = page.locator("#render-form .stopped")
    expect(stopped).to_have_text(f"{LABEL} is paused.")
    stopped.click()
    menu = page.locator("#render-menu")
    expect(menu).to_contain_text("Nothing was charged.")
    menu.get_by_role("link", name="Open connections").click()
    shown.get_by_role("button", name="Resume").click()
    expect(shown.locator(".lamp")).to_have_text("Connected")
    go(page, board)
    expect(page.locator("#render-button")).to_contain_text("≈ $1.12")


def test_the_menu_says_what_renders_through_what(account: tuple[Page, str]) -> None:
    page, board = account
    go(page, board)
    page.get_by_label("Choose what renders it").click()
    groups = page.locator("#render-menu .models .group").all_inner_texts()
    assert groups[:3] == ["Built in", f"KIE.AI · {LABEL}", "Kling · Practice"]
    assert "Ready" not in groups
    wide, room = page.evaluate(
        "(({scrollWidth, clientWidth}) => [scrollWidth, clientWidth])(document.getElementById('render-menu'))"
    )
    assert wide <= room
    inside = page.get_by_role("group", name=f"KIE.AI · {LABEL}")
    expect(inside.get_by_role("radio", name="KIE 3.0", exact=True)).to_be_checked()
