"""The whole paid path without paying: a take from each provider through practice, told by callback and, without, by polling."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

Guest = Callable[..., Page]

MODELS = {
    "kling": "kling-v3",
    "kie": "kie-kling-3.0",
    "apixo": "apixo-kling-2.5-turbo",
    "highway": "highway-kling-2.5-turbo",
    "apikley": "apikley-kling-2.1-master",
}
SECONDS = 90_000


def choose(page: Page, model: str) -> None:
    """Pick the renderer in the menu of the Render button."""
    page.get_by_label("Choose what renders it").click()
    page.locator(f"#renderbar input[name=chosen][value='{model}']").click()
    expect(page.locator(f"#renderbar input[name=model][value='{model}']")).to_have_count(1)
    page.keyboard.press("Escape")


def render(page: Page) -> None:
    """Press Render and go to the takes."""
    page.locator("#render-button").click()
    expect(page.locator("#renderbar .job")).to_be_visible()
    page.get_by_role("link", name=re.compile("Takes")).first.click()
    page.wait_for_selector("html[data-awake]", state="attached")


@pytest.mark.parametrize("driver", MODELS)
def test_a_take_through_practice(guest: Guest, driver: str) -> None:
    page = guest()
    choose(page, MODELS[driver])
    expect(page.locator("#render-button")).to_contain_text("$")
    render(page)
    row = page.locator("li.take").first
    expect(row).to_have_attribute("data-state", "succeeded", timeout=SECONDS)
    expect(row.get_by_role("link", name="Download")).to_be_visible(timeout=SECONDS)
    expect(row).to_contain_text("charged")
    row.get_by_text("Timeline").click()
    said = row.locator(".timeline")
    expect(said).to_contain_text("Saving your video")
    calls = said.locator("[data-callback]")
    if driver == "highway":
        expect(calls).to_have_count(0)
    else:
        expect(calls.first).to_be_visible()


def test_a_callback_shows_within_a_second(guest: Guest) -> None:
    """Kling calls when it starts: long before the first poll, which comes after ten seconds."""
    page = guest()
    choose(page, MODELS["kling"])
    render(page)
    row = page.locator("li.take").first
    expect(row).to_have_attribute("data-state", re.compile("running|fetching|succeeded"), timeout=6_000)


def test_without_callbacks_polling_tells(guest: Guest) -> None:
    page = guest()
    prompt = page.locator("#inspector textarea").first
    prompt.fill("[practice:callback_missing] A striped lighthouse at dusk.")
    expect(page.locator("#savestate")).to_contain_text("Saved")
    choose(page, MODELS["kie"])
    render(page)
    row = page.locator("li.take").first
    expect(row).to_have_attribute("data-state", "succeeded", timeout=SECONDS)
    row.get_by_text("Timeline").click()
    expect(row.locator(".timeline")).to_contain_text("Saving your video")
    expect(row.locator(".timeline [data-callback]")).to_have_count(0)


def test_a_refusal_says_why_and_what_it_cost(guest: Guest) -> None:
    page = guest()
    prompt = page.locator("#inspector textarea").first
    prompt.fill("[practice:moderation_late] A striped lighthouse at dusk.")
    expect(page.locator("#savestate")).to_contain_text("Saved")
    choose(page, MODELS["kling"])
    render(page)
    row = page.locator("li.take").first
    expect(row).to_have_attribute("data-state", "failed", timeout=SECONDS)
    expect(row).to_contain_text("safety filter")
    expect(row).to_contain_text("not charged")
