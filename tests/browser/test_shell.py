"""What every page can do: the palette, keys and their change, menus, dialogs, the theme, bad connections."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import awake

pytestmark = pytest.mark.xdist_group("browser")

Guest = Callable[..., Page]


def focused(page: Page) -> str:
    """The words of what has the focus."""
    words: str = page.evaluate("document.activeElement.textContent.trim().replace(/\\s+/g, ' ')")
    return words


def test_the_palette_comes_when_called_and_remembers(guest: Guest) -> None:
    page = guest()
    loaded = "performance.getEntriesByType('resource').filter((each) => each.name.includes('/palette.')).length"
    assert page.evaluate(loaded) == 0
    page.keyboard.press("Control+k")
    palette = page.locator("#palette")
    expect(palette.get_by_role("option")).to_have_count(8)
    page.keyboard.type("storm")
    expect(palette.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator(".crumbs h1")).to_have_text("Storm")
    awake(page)
    page.keyboard.press("Control+k")
    expect(palette.get_by_role("option").first).to_contain_text("Storm")
    page.keyboard.type("nothing is called this")
    expect(palette.get_by_role("status")).to_have_text("Nothing by that name.")
    page.keyboard.press("Escape")
    expect(palette).to_be_hidden()


def test_keys_can_be_changed_and_turned_off(guest: Guest) -> None:
    page = guest()
    sheet, status = page.locator("#shortcuts"), page.locator("#shortcuts [role=status]")
    page.keyboard.press("?")
    sheet.get_by_role("button", name=re.compile("“Find or do”")).click()
    page.keyboard.press("Control+z")
    expect(status).to_have_text("“Undo” has these keys already.")
    page.keyboard.press("g")
    expect(status).to_have_text("“Go to projects” has these keys already.")
    page.keyboard.press("Enter")
    expect(status).to_have_text("The browser keeps these keys. Press others.")
    page.keyboard.press("q")
    expect(status).to_have_text("Find or do: Q")
    assert focused(page) == "Q"
    page.keyboard.press("Escape")
    page.reload()
    awake(page)
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_hidden()
    page.keyboard.press("q")
    expect(page.locator("#palette").get_by_role("option")).to_have_count(8)
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()
    page.keyboard.press("?")
    sheet.get_by_role("button", name="Back to the usual keys").click()
    sheet.get_by_label("Single-key shortcuts").uncheck()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    page.keyboard.press("?")
    expect(sheet).to_be_hidden()
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_visible()


def test_a_change_of_keys_can_be_left(guest: Guest) -> None:
    page = guest()
    sheet = page.locator("#shortcuts")
    page.keyboard.press("?")
    keys = sheet.get_by_role("button", name=re.compile("“Undo”"))
    keys.click()
    expect(keys).to_have_text("Press the new keys")
    page.keyboard.press("Escape")
    expect(keys).to_have_text("Ctrl Z")
    expect(sheet).to_be_visible()


def test_an_open_menu_and_a_slider_have_the_keys(guest: Guest) -> None:
    page = guest()
    title = page.locator("#inspector h2").first
    shot = title.inner_text()
    page.locator("[data-menu=user-menu]").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#user-menu")).to_be_visible()
    page.keyboard.press("ArrowDown")
    assert focused(page) == "Dark or light"
    page.keyboard.press("h")
    assert focused(page) == "Help"
    page.keyboard.press("n")
    assert focused(page) == "Help"
    page.keyboard.press("Escape")
    expect(page.locator("#user-menu")).to_be_hidden()
    assert focused(page) == "You and settings"
    page.locator("#camera-button").click()
    slider = page.locator("#camera-strength")
    slider.focus()
    before = int(slider.input_value())
    page.keyboard.press("ArrowUp")
    expect(slider).to_have_value(str(before + 1))
    page.wait_for_timeout(400)
    assert title.inner_text() == shot
    expect(page.locator("#shots > .shot")).to_have_count(4)


def test_a_dialog_gives_the_focus_back(guest: Guest) -> None:
    page = guest()
    page.goto(re.sub(r"/b/.*", "/", page.url))
    awake(page)
    opener = page.get_by_role("button", name="New project").first
    opener.click()
    expect(page.locator("dialog[open]")).to_have_count(1)
    page.mouse.click(5, 5)
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(opener).to_be_focused()


def test_the_theme_stays(guest: Guest) -> None:
    page = guest(theme="dark")
    root = page.locator("html")
    expect(root).to_have_attribute("data-theme", "dark")
    page.locator("[data-menu=user-menu]").click()
    with page.expect_response("**/_/me/theme/"):
        page.get_by_role("menuitem", name="Dark or light").click()
    answer = page.reload()
    awake(page)
    assert answer
    assert 'data-theme="light"' in answer.text()
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"


def test_a_lost_connection_is_said_and_taken_back(guest: Guest, watch: Any) -> None:
    page = guest()
    page.context.set_offline(True)
    expect(page.locator("#banner")).to_contain_text("What you typed is kept here")
    page.context.set_offline(False)
    expect(page.locator("#banner")).to_be_empty()
    watch.troubles = [each for each in watch.troubles if "ERR_INTERNET_DISCONNECTED" not in each]


def test_a_busy_server_is_asked_again_when_it_said(guest: Guest, watch: Any) -> None:
    watch.expected = {429}
    page = guest()
    page.goto(re.sub(r"/b/.*", "/", page.url))
    awake(page)
    answers = iter([2])

    def busy_once(route: Route) -> None:
        wait = next(answers, None)
        return route.fulfill(status=429, headers={"Retry-After": str(wait)}) if wait else route.continue_()

    page.get_by_role("button", name="New project").first.click()
    page.locator("dialog[open] input[name=title]").fill("Harbour at night")
    page.route(
        re.compile("/_/"), lambda route: busy_once(route) if route.request.method == "POST" else route.continue_()
    )
    page.locator("dialog[open] button.primary").click()
    notice = page.locator(".toast")
    expect(notice).to_contain_text("Trying again in 2 s")
    expect(notice).to_contain_text("Trying again in 1 s")
    page.wait_for_url("**/p/**")
    awake(page)
    expect(page.locator(".crumbs h1")).to_have_text("Harbour at night")
    watch.troubles = [each for each in watch.troubles if "Status Error Code 429" not in each]


def test_a_button_pressed_before_its_script_came_is_not_lost(guest: Guest) -> None:
    page = guest()
    page.route("**/js/shell.*.js", lambda route: (page.wait_for_timeout(600), route.continue_()))
    page.goto(re.sub(r"/b/.*", "/", page.url))
    page.get_by_role("button", name="New project").first.click()
    expect(page.locator("dialog[open]")).to_have_count(1)


def test_few_requests_come_before_the_largest_paint(guest: Guest) -> None:
    page = guest()
    page.reload()
    awake(page)
    asked = page.evaluate(
        """async () => {
            const painted = await new Promise((done) => new PerformanceObserver((list) => done(list.getEntries().at(-1)))
                .observe({ type: "largest-contentful-paint", buffered: true }));
            const before = ({ startTime }) => startTime < painted.startTime;
            return { what: painted.element.id, requests: 1 + performance.getEntriesByType("resource").filter(before).length };
        }"""
    )
    assert asked["what"] == "still"
    assert asked["requests"] <= 14


def test_the_menu_of_a_shot_opens_by_mouse_and_by_key(guest: Guest) -> None:
    page = guest()
    menu, second = page.locator("#shot-menu"), page.locator("#shots > .shot").nth(1)
    second.hover()
    second.locator(".shot-more").click()
    expect(menu).to_be_visible()
    expect(page.locator("#inspector h2").first).to_have_text("Shot 2")
    menu.get_by_role("menuitem", name="Duplicate").click()
    expect(page.locator("#shots > .shot")).to_have_count(5)
    page.locator("#shots > .shot").nth(0).locator(".shot-open").click()
    page.locator("#shots > .shot").nth(0).locator(".shot-more").focus()
    page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()


def test_the_trash_gives_back_a_shot_and_an_element(guest: Guest) -> None:
    page = guest()
    workspace = re.sub(r"/b/.*", "/", page.url)
    second = page.locator("#shots > .shot").nth(1)
    name = second.get_attribute("id")
    second.locator(".shot-open").click()
    page.keyboard.press("Delete")
    expect(page.locator("#shots > .shot")).to_have_count(3)
    expect(page.locator(f"#{name}")).to_have_count(0)
    page.goto(f"{workspace}elements/")
    awake(page)
    page.locator(".element-open").first.click()
    page.locator("dialog[open]").get_by_role("button", name="Move to trash").click()
    expect(page.locator(".toast").last).to_contain_text("trash")
    page.goto(f"{workspace}trash/")
    awake(page)
    rows = page.locator(".trash-list > li")
    expect(rows).to_have_count(2)
    rows.first.get_by_role("button", name="Bring back").click()
    expect(rows).to_have_count(1)
    rows.first.get_by_role("button", name="Bring back").click()
    expect(rows).to_have_count(0)
