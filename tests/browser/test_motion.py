"""What moves in a picture: painted and drawn by pointer and by keys alone, kept, judged, and seen in the animatic."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_journeys import lengths, playing, settle, until
from tests.browser.test_pages import violations

pytestmark = pytest.mark.xdist_group("browser")

Come = Callable[..., Page]
Place = tuple[float, float]


def opened(page: Page) -> Page:
    """The editor of the chosen shot with its picture in it."""
    page.locator("#motion-button").click()
    until(page, "document.querySelector('#motion-editor .motion-pick') !== null")
    return page


def motion(page: Page) -> dict[str, Any]:
    """What the page says is kept of the shot."""
    found: dict[str, Any] = json.loads(page.locator("#motion").get_attribute("data-motion") or "{}")
    return found


def kept(page: Page) -> None:
    """Everything in the editor is saved."""
    page.wait_for_timeout(100)
    until(page, "!document.querySelector('#motion-editor[data-dirty]')")


def spots(page: Page, *places: Place) -> list[Place]:
    """Places of the picture as pixels of the window."""
    box = page.locator("#motion-canvas").bounding_box()
    assert box
    return [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in places]


def drag(page: Page, *places: Place) -> None:
    """The pointer goes down at the first place, along the others, and up."""
    first, *others = spots(page, *places)
    page.mouse.move(*first)
    page.mouse.down()
    for each in others:
        page.mouse.move(*each, steps=4)
    page.mouse.up()


def click(page: Page, *places: Place) -> None:
    """A click at every place."""
    for each in spots(page, *places):
        page.mouse.click(*each)


def said(page: Page) -> Any:
    """The live region."""
    return expect(page.locator("#motion-editor [data-part=said]"))


def test_an_area_and_its_path_by_pointer(guest: Come) -> None:
    page = opened(guest())
    drag(page, (0.1, 0.3), (0.3, 0.3), (0.3, 0.5))
    expect(page.get_by_text("Area 1 has no path yet.")).to_be_visible()
    page.get_by_role("button", name="Draw path").click()
    drag(page, (0.2, 0.4), (0.5, 0.4), (0.8, 0.6))
    expect(page.get_by_text("Area 1 has no path yet.")).to_have_count(0)
    page.get_by_role("button", name="Add area").click()
    page.keyboard.press("o")
    click(page, (0.6, 0.7), (0.8, 0.9))
    page.keyboard.press("p")
    click(page, (0.7, 0.8), (0.7, 0.5))
    page.keyboard.press("Enter")
    page.keyboard.press("g")
    click(page, (0.1, 0.8), (0.3, 0.8))
    page.mouse.dblclick(*spots(page, (0.2, 0.95))[0])
    kept(page)
    now = motion(page)
    assert [(mark["area"], mark["shape"]) for mark in now["marks"]] == [(1, "brush"), (2, "ellipse"), (2, "polygon")]
    assert len(now["marks"][0]["points"]) < 8
    assert [len(area["path"]) for area in now["areas"]] == [3, 2]
    assert len(now["marks"][2]["points"]) == 3
    page.keyboard.press("Control+z")
    kept(page)
    assert len(motion(page)["marks"]) == 2
    page.keyboard.press("Control+Shift+z")
    kept(page)
    page.get_by_role("button", name="Done").click()
    expect(page.locator("#motion-button")).to_have_text("2 areas")
    expect(page.locator("#motion-button")).to_be_focused()
    page.reload()
    page.wait_for_selector("html[data-awake]", state="attached")
    assert motion(page) == now


def test_an_area_and_its_path_by_keys_alone(guest: Come) -> None:
    page = guest()
    page.locator("#motion-button").focus()
    page.keyboard.press("Enter")
    until(page, "document.querySelector('#motion-editor .motion-pick') !== null")
    page.keyboard.press("c")
    for key in ("ArrowRight", "ArrowDown", "Space"):
        page.keyboard.press(key)
    said(page).to_have_text("Column 2, row 2, painted")
    for key in ("Shift+ArrowRight", "Shift+ArrowDown", "End"):
        page.keyboard.press(key)
    said(page).to_have_text("Column 16, row 3, empty")
    page.keyboard.press("r")
    for value in ("30", "40", "20", "10"):
        page.keyboard.press("Control+a")
        page.keyboard.type(value)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("p")
    page.keyboard.press("Space")
    for _step in range(3):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    row = page.get_by_label("Point 2, x %")
    row.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+ArrowUp")
    said(page).to_have_text("Point 2: 71 %, 50 %")
    kept(page)
    page.keyboard.press("Escape")
    expect(page.locator("#motion-editor")).to_be_hidden()
    now = motion(page)
    assert [mark["shape"] for mark in now["marks"]] == ["cells", "rectangle"]
    assert now["marks"][0]["points"] == [[0.0625, 0.1111], [0.125, 0.1111], [0.125, 0.2222]]
    assert now["marks"][1]["points"] == [[0.3, 0.4], [0.5, 0.5]]
    assert now["areas"][0]["path"] == [[0.5, 0.5], [0.71, 0.5]]


def moved(page: Page) -> dict[str, float]:
    """How far two moments of the take's first shot are apart, 0 … 255, where an area was painted and elsewhere."""
    found: dict[str, float] = page.evaluate(
        """async () => {
          const video = document.querySelector('#player video');
          video.pause();
          const at = (time) => new Promise((done) => {
            video.onseeked = () => {
              const pen = Object.assign(document.createElement('canvas'), { width: 160, height: 90 }).getContext('2d');
              pen.drawImage(video, 0, 0, 160, 90);
              done(pen);
            };
            video.currentTime = time;
          });
          const [one, two] = [await at(0.2), await at(2.6)];
          const apart = (...box) => {
            const [before, after] = [one, two].map((pen) => pen.getImageData(...box).data);
            return before.reduce((all, value, place) => all + Math.abs(value - after[place]), 0) / before.length;
          };
          return { painted: apart(106, 22, 20, 40), elsewhere: apart(140, 60, 20, 20) };
        }"""
    )
    return found


def test_the_animatic_moves_the_area_and_preflight_says_what_others_ignore(guest: Come) -> None:
    page = guest()
    assert lengths(page)[0] == 3
    page.locator("#camera-button").click()
    page.locator("[name=preset]").first.click()
    page.keyboard.press("Escape")
    settle(page)
    opened(page)
    page.keyboard.press("r")
    drag(page, (0.65, 0.2), (0.8, 0.75))
    page.keyboard.press("p")
    drag(page, (0.7, 0.5), (0.2, 0.5))
    kept(page)
    page.get_by_role("button", name="Done").click()
    page.locator("#render-button").click()
    playing(page)
    found = moved(page)
    assert found["painted"] > 8 > 4 > found["elsewhere"]
    page.evaluate(
        """htmx.ajax('PATCH', document.querySelector('#motion-editor').dataset.modelSave,
          {source: document.body, values: {field: 'model', value: 'kling-v3'}, swap: 'none'})"""
    )
    expect(page.locator("#preflight")).to_contain_text("ignores the moving areas of shot 1")
    opened(page)
    expect(page.get_by_text("Saved with the shot. Kling 3.0 will not use it.")).to_be_visible()
    page.get_by_role("button", name="Use the animatic for this board").click()
    expect(page.locator(".motion-banner")).to_be_hidden()


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_the_editor_is_accessible(guest: Come, size: str) -> None:
    page = opened(guest(size=size))
    page.get_by_role("button", name="Add area").click()
    drag(page, (0.3, 0.3), (0.5, 0.5))
    page.get_by_role("button", name="Add point").click()
    kept(page)
    for theme in ("dark", "light"):
        page.evaluate("(theme) => (document.documentElement.dataset.theme = theme)", theme)
        page.wait_for_timeout(150)
        assert "\n".join(violations(page)) == ""
    wide, window = page.evaluate("[document.querySelector('#motion-editor').scrollWidth, innerWidth]")
    assert wide <= window
    if size == "phone":
        small = """[...document.querySelectorAll('#motion-editor :is(button, input:not([type=checkbox]), select)')]
          .map((each) => [each.offsetParent ? each.getBoundingClientRect() : null, each.id || each.textContent])
          .filter(([box]) => box && Math.min(box.width, box.height) < 43.9).map(([_box, name]) => name)"""
        assert page.evaluate(small) == []
