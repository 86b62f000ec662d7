"""What journeys along the paid path share: places, the provider's address, a colleague in a browser of their own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import awake
from tests.studio.processes import environment

PASSWORD = "correct horse battery"
JOIN = """
import django, os
django.setup()
from projects.models import Membership, User, Workspace
who = User.objects.create_user(os.environ["WHO"] + "@example.com", os.environ["SECRET"], name=os.environ["WHO"].title())
Membership.objects.create(workspace=Workspace.objects.get(slug=os.environ["WORKSPACE"]), user=who, role=os.environ["ROLE"])
"""


def board_of(page: Page) -> str:
    """The address of the board that is open."""
    return page.url.split("?")[0].split("#")[0]


def workspace_of(page: Page) -> str:
    """The address of the workspace that is open."""
    return page.url[: page.url.index("/", page.url.index("/w/") + 3) + 1]


def go(page: Page, address: str) -> None:
    """Open a page and wait for its scripts."""
    page.goto(address)
    awake(page)


def say(page: Page, words: str) -> None:
    """Write the first prompt and wait until it is kept."""
    prompt = page.locator("#inspector textarea").first
    with page.expect_response(lambda answer: "/_/s/" in answer.url and answer.request.method == "PATCH"):
        prompt.fill(words)
        prompt.blur()
    expect(page.locator("#savestate")).to_contain_text("Saved")


def provider(page: Page) -> str:
    """Where the practice provider listens, as the dry run of the open board shows it."""
    slug = board_of(page).rstrip("/").rpartition("/")[2]
    shown = page.request.get(f"{page.url[: page.url.index('/w/')]}/_/b/{slug}/render/preview/").text()
    found = re.search(r"http://127\.0\.0\.1:\d+", shown)
    assert found, shown
    return found[0]


def joins(folder: Path, name: str, role: str, workspace: str) -> None:
    """Somebody new in the workspace with this address."""
    slug = workspace.rstrip("/").rpartition("/")[2]
    facts = {"WHO": name, "SECRET": PASSWORD, "ROLE": role, "WORKSPACE": slug}
    env = environment(folder, **facts) | {"DJANGO_SETTINGS_MODULE": "studio.settings", "PYTHONPATH": os.getcwd()}
    subprocess.run([sys.executable, "-c", JOIN], env=env, check=True, timeout=60)


def sign_in(page: Page, site: str, name: str) -> None:
    """In this browser."""
    page.goto(f"{site}/login/")
    page.locator("input[type=email]").fill(f"{name}@example.com")
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_url("**/w/**")
