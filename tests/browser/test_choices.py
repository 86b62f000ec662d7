"""Choosing more than a quality in the render menu: kept, sent as it was shown, on the editor and on the takes page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.paid import board_of, go
from tests.browser.test_practice import choose

pytestmark = pytest.mark.xdist_group("browser")

Guest = Callable[..., Page]


def pick(page: Page, name: str, value: str) -> None:
    """Choose a value in the menu of the Render button, and wait until the form would send it; the menu stays where it is."""
    page.get_by_label("Choose what renders it").click()
    menu = page.locator("#render-menu")
    was = menu.bounding_box()
    page.locator(f"#render-{name}").select_option(value)
    expect(page.locator(f"#render-form input[name={name}]")).to_have_value(value)
    now = menu.bounding_box()
    assert was and now and (now["x"], now["y"]) == (was["x"], was["y"])


@pytest.mark.parametrize(("size", "theme"), [("desk", "dark"), ("phone", "light")])
def test_a_choice_is_kept_and_sent(guest: Guest, size: str, theme: str) -> None:
    page = guest(size=size, theme=theme)
    board = board_of(page)
    choose(page, "apixo-kling-2.5-turbo")
    pick(page, "cfg", "0.7")
    page.keyboard.press("Escape")
    go(page, f"{board}takes/")
    pick(page, "provider", "official")
    expect(page.locator("#render-cfg")).to_have_value("0.7")
    page.locator("#see-what").click()
    sent = page.locator("pre.sent").first
    expect(sent).to_contain_text('"cfg_scale": 0.7')
    expect(sent).to_contain_text('"provider": "official"')
    page.locator("dialog[open] .dialog-foot [data-closes]").click()
    go(page, board)
    choose(page, "kling-v3")
    expect(page.locator("#preflight")).to_contain_text("Kling 3.0 takes no cfg; “0.7” is not sent.")
    go(page, f"{board}takes/")
    choose(page, "apixo-kling-2.6")
