"""Two takes beside each other: on one clock, in three ways, a shot at a time; a clip of one's own among them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from projects.media.animatic import Scene, Settings, render
from tests.browser.conftest import SIZES, awake
from tests.browser.test_journeys import settle, until
from tests.browser.test_pages import violations

pytestmark = pytest.mark.xdist_group("browser")

Come = Callable[..., Page]

PLACES = (
    """[...document.querySelectorAll('#compare video')].map((video) => Math.floor(video.currentTime * 24 + 0.01))"""
)
SETTLED = "[...document.querySelectorAll('#compare video')].every((video) => !video.seeking && video.readyState >= 2)"


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seven seconds of a colour that no board has."""
    folder = tmp_path_factory.mktemp("own")
    Image.new("RGB", (1280, 720), "#3b7a4d").save(folder / "green.png")
    render([Scene(folder / "green.png", 7)], Settings(), folder / "green.mp4", lambda _percent: None)
    return folder / "green.mp4"


def finished(page: Page, count: int) -> None:
    """So many takes of the list can be compared."""
    until(page, f"document.querySelectorAll('.take .tick').length >= {count}", 60)


def two_takes(page: Page) -> None:
    """Render, change a prompt and the length of shot 1, render again."""
    page.locator("#render-button").click()
    until(page, "document.querySelector('#player video')", 60)
    page.get_by_role("link", name="Board", exact=True).click()
    awake(page)
    page.locator("#inspector textarea").first.fill("A lantern light turns in the fog.")
    page.keyboard.press("Escape")
    page.locator("h1").click()
    settle(page)
    page.keyboard.press("+")
    settle(page)
    page.locator("#render-button").click()
    page.get_by_role("link", name="Takes").first.click()
    awake(page)
    finished(page, 2)


def places(page: Page) -> list[int]:
    """The frame each video stands on, once they stand."""
    until(page, SETTLED)
    return page.evaluate(PLACES)


def compare(page: Page, *numbers: int) -> None:
    """Tick takes and open the page that has them beside each other."""
    for number in numbers:
        page.get_by_label(f"Compare take {number}").check()
    page.get_by_role("link", name=f"Compare {len(numbers)} takes").click()
    page.wait_for_url("**/compare/?a=*&b=*")
    awake(page)
    until(page, SETTLED)


def test_two_takes_and_a_clip_of_ones_own(guest: Come, film: Path) -> None:
    page = guest()
    two_takes(page)
    compare(page, 1, 2)
    changed = page.locator("#what-changed")
    expect(changed).to_contain_text("lantern light")
    expect(changed).to_contain_text("Cut 1")
    in_step(page)
    a_shot_goes_round(page)
    wiped(page)
    flipped(page)
    picked(page)
    an_own_clip(page, film)
    for size, theme in (("desk", "dark"), ("desk", "light"), ("phone", "light"), ("phone", "dark")):
        everybody_can_use_it(page, size, theme)


def in_step(page: Page) -> None:
    """Stepping is exact, playing is within a frame."""
    for name, frame in (
        ("One frame forward", 1),
        ("One frame forward", 2),
        ("To the end", 239),
        ("One frame back", 238),
    ):
        page.get_by_role("button", name=name).click()
        assert places(page) == [frame, frame]
    page.get_by_role("button", name="To the start").click()
    page.keyboard.press("k")
    off = []
    until(page, "document.querySelector('#compare video').currentTime > 1")
    for _turn in range(12):
        one, other = page.evaluate(PLACES)
        off.append(abs(one - other))
        page.wait_for_timeout(60)
    assert sorted(off)[len(off) // 2] <= 1
    page.keyboard.press("k")
    one, other = places(page)
    assert one == other > 0


def a_shot_goes_round(page: Page) -> None:
    """Shot 2 in each take by its own cuts; it begins anew when it is over."""
    page.get_by_role("radiogroup", name="Shot").get_by_role("radio", name="2").check()
    assert places(page) == [72, 96]
    page.get_by_role("button", name="To the end").click()
    page.keyboard.press("k")
    until(page, "document.querySelector('#compare').dataset.playing === 'true'")
    page.wait_for_timeout(900)
    assert all(72 <= place < 144 for place in page.evaluate(PLACES))
    page.keyboard.press("k")
    page.get_by_role("radiogroup", name="Shot").get_by_role("radio", name="Whole").check()
    assert places(page) == [0, 0]


def wiped(page: Page) -> None:
    """The handle is a slider."""
    page.get_by_role("radiogroup", name="View").get_by_role("radio", name="Wipe").check()
    handle = page.get_by_role("slider", name="Where A ends")
    handle.focus()
    for key, percent in (
        ("ArrowLeft", 49),
        ("Shift+ArrowRight", 59),
        ("Home", 0),
        ("End", 100),
        ("Shift+ArrowLeft", 90),
    ):
        page.keyboard.press(key)
        expect(handle).to_have_attribute("aria-valuenow", str(percent))
    box = page.locator(".compare-stage").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 4, box["y"] + box["height"] / 2)
    expect(handle).to_have_attribute("aria-valuenow", "25")


def flipped(page: Page) -> None:
    """T shows the other; so does the key under Escape, as long as it is held."""
    page.get_by_role("radiogroup", name="View").get_by_role("radio", name="Flip").check()
    stage = page.locator(".compare-stage")
    page.locator("h1").click()
    page.keyboard.press("t")
    expect(stage).to_have_attribute("data-upper", "B")
    page.keyboard.down("`")
    expect(stage).to_have_attribute("data-upper", "A")
    page.keyboard.up("`")
    expect(stage).to_have_attribute("data-upper", "B")


def picked(page: Page) -> None:
    """2 picks B."""
    page.keyboard.press("2")
    expect(page.locator("#pick-B")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#pick-A")).to_have_attribute("aria-pressed", "false")


def an_own_clip(page: Page, film: Path) -> None:
    """It becomes a take, says that it is shorter, and ends before the board does."""
    page.get_by_role("link", name="Takes", exact=False).first.click()
    awake(page)
    page.locator("#own-clip input").set_input_files(film)
    finished(page, 3)
    row = page.locator("li.take").first
    expect(row).to_contain_text("Own clip")
    expect(row).to_contain_text("It lasts 7 s; the board lasts 10 s.")
    expect(row).to_contain_text("free")
    compare(page, 2, 3)
    page.get_by_role("button", name="To the end").click()
    assert places(page) == [239, 167]
    expect(page.get_by_text("B ended")).to_be_visible()
    expect(page.get_by_text("A ended")).to_be_hidden()


def everybody_can_use_it(page: Page, size: str, theme: str) -> None:
    """No violation in any mode, nothing wider than the window; the list with its ticks, too."""
    page.set_viewport_size(SIZES[size])
    page.evaluate("(theme) => window.htmx.ajax('POST', '/_/me/theme/', {values: {theme}, swap: 'none'})", theme)
    page.reload()
    awake(page)
    assert page.evaluate("document.documentElement.dataset.theme") == theme
    found = []
    for mode in ("Wipe", "Flip", "Side by side"):
        page.get_by_role("radiogroup", name="View").get_by_role("radio", name=mode).check()
        found += [f"{mode}: {each}" for each in violations(page)]
    page.go_back()
    awake(page)
    for number in (1, 2, 3):
        page.get_by_label(f"Compare take {number}").check()
    expect(page.get_by_role("link", name="Compare 3 takes")).to_be_visible()
    found += violations(page)
    page.get_by_label("Compare take 1").uncheck()
    found += page.evaluate("document.documentElement.scrollWidth > innerWidth ? ['too wide'] : []")
    page.get_by_role("link", name="Compare 2 takes").click()
    awake(page)
    found += page.evaluate("document.documentElement.scrollWidth > innerWidth ? ['too wide'] : []")
    assert "\n".join(found) == ""
