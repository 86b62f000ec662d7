"""Money on screen: limits, a request and its answer in two browsers, the ledger, the dry run, and a take that failed."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.paid import board_of, go, joins, say, sign_in, workspace_of
from tests.browser.test_practice import choose, render

pytestmark = pytest.mark.xdist_group("browser")

Guest = Callable[..., Page]
SECONDS = 60_000


def test_limits_are_set_and_stand_in_the_way(guest: Guest, watch: Any) -> None:
    page = guest()
    watch.expected = {422}
    choose(page, "kling-v3")
    board = board_of(page)
    go(page, workspace_of(page) + "budget/")
    expect(page.locator("#budget")).to_contain_text("Nothing was bought yet.")
    page.get_by_label("A month, at most").fill("lots")
    page.get_by_role("button", name="Set the limit").click()
    expect(page.locator(".limit-first .slot")).to_have_text("“lots” is not an amount. Write it like 50.00.")
    page.get_by_label("A month, at most").fill("50")
    page.get_by_role("button", name="Set the limit").click()
    expect(page.locator(".figures")).to_contain_text("$50.00")
    page.get_by_role("button", name="Set another").click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_label("For", exact=True).select_option(label="Guest")
    dialog.get_by_label("The most for").select_option(label="one render")
    dialog.get_by_label("Amount").fill("0.50")
    dialog.get_by_role("button", name="Set the limit").click()
    expect(page.get_by_label("Limit of Guest, one render", exact=True)).to_have_value("0.50")
    go(page, board)
    expect(page.locator("#render-button")).to_contain_text("Ask for $1.00")
    go(page, workspace_of(page) + "budget/")
    page.get_by_label("Limit of The workspace, a month", exact=True).fill("0.75")
    page.get_by_role("button", name="Save the limit of The workspace, a month").click()
    expect(page.locator(".figures")).to_contain_text("$0.75")
    go(page, board)
    stopped = page.locator("#render-form .stopped")
    expect(stopped).to_have_text("This render would pass the workspace's limit for this month.")
    stopped.click()
    menu = page.locator("#render-menu")
    expect(menu).to_contain_text("$0.00 of $0.75 is used; it costs about $1.00.")
    expect(menu.get_by_role("link", name="Open the budget")).to_be_visible()
    menu.locator(".fixes").get_by_role("button", name="animatic").click()
    expect(page.locator("#render-button")).to_contain_text("free")


def test_an_artist_asks_and_a_producer_decides_in_another_browser(
    guest: Guest, person: Callable[..., Page], site: str, folder: Path
) -> None:
    boss, art = guest(), person()
    board, workspace = board_of(boss), workspace_of(boss)
    joins(folder, "art", "artist", workspace)
    sign_in(art, site, "art")
    go(art, board)
    choose(art, "kling-v3")
    go(boss, workspace + "budget/")
    art.get_by_role("button", name="Ask for $1.00").click()
    ask = boss.locator(".ask")
    expect(ask).to_contain_text("Art asks for $1.00")
    go(art, board + "takes/")
    row = art.locator("li.take")
    expect(row.first).to_contain_text("Waiting for a yes")
    ask.get_by_role("button", name="Approve").click()
    expect(row.first).not_to_contain_text("Waiting for a yes")
    expect(boss.locator(".log tbody tr")).to_contain_text(["Art"])
    expect(row.first).to_contain_text("$1.00 charged", timeout=SECONDS)
    art.get_by_role("button", name="Ask for $1.00").click()
    ask.get_by_role("button", name="Decline").click()
    dialog = boss.locator("dialog[open]")
    dialog.get_by_label("Why").fill("Next week.")
    dialog.get_by_role("button", name="Decline").click()
    expect(row.first).to_contain_text("Guest declined the cost. Next week.")
    expect(row.first).to_contain_text("not charged")
    expect(ask).to_have_count(0)
    with boss.expect_download() as got:
        boss.get_by_role("link", name="Download CSV").click()
    rows = list(csv.DictReader(io.StringIO(Path(got.value.path()).read_text())))
    assert [(each["kind"], each["amount"], each["person"]) for each in rows] == [
        ("hold", "1.00", "Art"),
        ("capture", "1.00", "Art"),
    ]


def test_a_take_that_failed_says_why_and_the_next_one_is_looked_at_first(guest: Guest) -> None:
    page = guest()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    say(page, "[practice:moderation_late] A striped lighthouse at dusk.")
    choose(page, "kling-v3")
    board = board_of(page)
    render(page)
    row = page.locator("li.take").first
    expect(row).to_have_attribute("data-state", "failed", timeout=SECONDS)
    expect(row.locator(".why")).to_contain_text("safety filter")
    expect(row.locator(".price")).to_have_text("not charged")
    acts = row.locator(".take-acts :is(a, button):not(.ghost)")
    expect(acts).to_have_count(1)
    expect(acts).to_have_text("Edit the board")
    go(page, workspace_of(page) + "budget/")
    expect(page.locator(".log tbody tr")).to_contain_text(["Guest"])
    expect(page.locator(".log tbody tr")).to_contain_text(["not charged"])
    go(page, board)
    say(page, "A striped lighthouse at dawn.")
    page.get_by_label("Choose what renders it").click()
    page.get_by_role("button", name="See what will be sent").click()
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text("10 s × $0.10 = $1.00")
    expect(dialog.locator(".differs .gone").first).to_contain_text("moderation_late")
    expect(dialog.locator(".differs .added").first).to_contain_text("at dawn")
    dialog.get_by_role("button", name="Copy as curl · job 1").click()
    expect(dialog.get_by_text("Copied. The key in it is masked.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("curl -X POST http://127.0.0.1:")
    assert "••••" in copied
    assert page.request.get(board + "takes/").text().count('class="take "') == 1
