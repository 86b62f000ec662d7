"""Journeys of people: a newcomer, somebody who builds a board, two who work on one."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watch, awake
from tests.studio.processes import wait_until

pytestmark = pytest.mark.xdist_group("browser")

Come = Callable[..., Page]


def lengths(page: Page) -> list[int]:
    """The seconds on the timing bar."""
    return page.evaluate("JSON.parse(document.querySelector('[data-timing]').dataset.timing).lengths")


def until(page: Page, true: str, seconds: float = 20) -> None:
    """Wait until an expression holds. The page's policy forbids the driver's own polling, which evaluates strings."""
    wait_until(lambda: page.evaluate(true), seconds)


def settle(page: Page) -> None:
    """Everything is saved."""
    until(page, "!document.querySelector('.htmx-request, [data-dirty]')")


def playing(page: Page) -> None:
    """The video on the page moves on."""
    until(page, "document.querySelector('#player video')?.currentTime > 0.5", 60)


def drop(page: Page, target: str, files: list[Path]) -> None:
    """Drop files as an operating system would."""
    loads = [{"name": file.name, "data": base64.b64encode(file.read_bytes()).decode()} for file in files]
    transfer = page.evaluate_handle(
        """(files) => {
          const transfer = new DataTransfer();
          for (const { name, data } of files) {
            const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
            transfer.items.add(new File([bytes], name, { type: "image/jpeg" }));
          }
          return transfer;
        }""",
        loads,
    )
    for event in ("dragenter", "dragover", "drop"):
        page.dispatch_event(target, event, {"dataTransfer": transfer})


def test_a_newcomer_watches_a_video_after_two_clicks(person: Come, site: str) -> None:
    page, began = person(), time.monotonic()
    page.goto(site)
    awake(page)
    page.get_by_role("button", name="Open the demo board").click()
    page.wait_for_url("**/b/**")
    awake(page)
    assert lengths(page) == [3, 2, 2, 3]
    page.locator("#render-button").click()
    playing(page)
    assert time.monotonic() - began < 60
    assert page.evaluate("document.querySelector('#player video').duration") == 10.0
    page.reload()
    awake(page)
    expect(page.locator("#player video")).to_have_count(1)


def test_a_board_from_dropped_pictures_with_drags_and_keys_alone(guest: Come, stills: list[Path]) -> None:
    page = guest()
    page.locator(".crumbs a").first.click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="New board").click()
    page.locator("#new-board").get_by_label("Title").fill("Kitchen")
    page.get_by_role("button", name="Create board").click()
    page.wait_for_url("**/b/**")
    awake(page)
    drop(page, "#strip", stills)
    until(page, "document.querySelectorAll('#shots > li[id]').length >= 3", 30)
    settle(page)
    assert lengths(page) == [4, 3, 3]
    cut = page.get_by_role("separator").first
    box = cut.bounding_box()
    bar = page.locator("#bar").bounding_box()
    assert box is not None
    assert bar is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + bar["width"] / 10, box["y"] + 20, steps=6)
    page.mouse.up()
    until(page, "JSON.parse(document.querySelector('[data-timing]').dataset.timing).lengths[0] === 5")
    settle(page)
    assert lengths(page) == [5, 2, 3]
    page.get_by_role("separator").first.focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(700)
    settle(page)
    assert lengths(page) == [4, 3, 3]
    page.keyboard.press("Control+z")
    until(page, "JSON.parse(document.querySelector('[data-timing]').dataset.timing).lengths[0] === 5")
    page.reload()
    awake(page)
    assert lengths(page) == [5, 2, 3]


def test_words_are_saved_while_they_are_typed(guest: Come) -> None:
    page = guest()
    prompt = page.locator("#inspector textarea").first
    prompt.fill("A gull lands on the rail.")
    page.wait_for_timeout(900)
    settle(page)
    page.reload()
    awake(page)
    expect(page.locator("#inspector textarea").first).to_have_value("A gull lands on the rail.")


def test_at_offers_the_elements_of_the_project(guest: Come) -> None:
    page = guest()
    prompt = page.locator("#inspector textarea").first
    prompt.click()
    prompt.press("End")
    prompt.press_sequentially(" @ma")
    expect(page.get_by_role("option", name="@mara")).to_be_visible()
    prompt.press("Enter")
    page.wait_for_timeout(900)
    settle(page)
    assert "@mara " in prompt.input_value()
    expect(page.locator("#inspector").get_by_text("@mara").first).to_be_visible()


def test_two_people_on_one_board_see_each_other(guest: Come, site: str) -> None:
    first = guest()
    second = first.context.new_page()
    second.goto(first.url)
    awake(second)
    first.wait_for_selector("#live[data-state=open]", state="attached")
    second.wait_for_selector("#live[data-state=open]", state="attached")
    prompt = first.locator("#inspector textarea").first
    prompt.fill("Seen from the other window.")
    expect(second.locator("#inspector textarea").first).to_have_value("Seen from the other window.", timeout=15_000)
    second.get_by_role("separator").first.focus()
    second.keyboard.press("ArrowRight")
    until(first, "JSON.parse(document.querySelector('[data-timing]').dataset.timing).lengths[0] === 4")
    assert sum(lengths(first)) == 10


def test_a_picked_take_plays_in_the_reel(guest: Come) -> None:
    page = guest()
    page.locator("#render-button").click()
    playing(page)
    page.locator("[data-mode=takes]").click()
    page.get_by_role("button", name="Pick", exact=True).click()
    expect(page.locator(".take.picked")).to_have_count(1)
    page.keyboard.press("End")
    expect(page.locator("[data-part=time]")).to_contain_text("00:00:09:23")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[data-part=time]")).to_contain_text("00:00:09:22")
    page.locator(".crumbs a").first.click()
    page.get_by_role("link", name="Play reel").click()
    page.get_by_role("button", name="Join into one file").click()
    expect(page.get_by_role("link", name="Download the file")).to_be_visible(timeout=40_000)


def test_a_guest_keeps_the_workspace_and_signs_in_again(guest: Come, site: str, watch: Watch) -> None:
    page = guest()
    board = page.url.split("?")[0]
    page.get_by_role("link", name="Keep this workspace").click()
    page.get_by_label("E-mail").fill("ines@example.com")
    page.get_by_label("Password").fill("a striped lighthouse")
    page.get_by_role("button", name="Keep it").click()
    page.wait_for_url("**/w/**")
    awake(page)
    page.goto(f"{site}/logout/")
    awake(page)
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{site}/login/")
    awake(page)
    page.get_by_label("E-mail").fill("ines@example.com")
    page.get_by_label("Password").fill("a striped lighthouse")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/w/**")
    awake(page)
    page.goto(board)
    awake(page)
    assert lengths(page) == [3, 2, 2, 3]


def test_what_is_written_after_a_reload_is_kept(guest: Come) -> None:
    page = guest()
    for words in ("The first beam.", "The second beam."):
        prompt = page.locator("#inspector textarea").first
        with page.expect_response(lambda answer: "/_/s/" in answer.url and answer.request.method == "PATCH"):
            prompt.fill(words)
            prompt.blur()
        page.reload()
        awake(page)
        expect(prompt).to_have_value(words)
