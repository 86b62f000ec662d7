"""Boards that call elements, for tests that send them."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from django.utils import timezone

from projects.models import Board, Element, ElementMirror, ElementPicture, MirrorState, Render, Take
from projects.providers import catalog
from projects.providers.base import ElementKeeper
from projects.providers.troubles import NoSuchJob
from projects.services import connections, invariants
from projects.services.moves import WORKED
from tests.faults.house import World
from tests.people import make_element, make_picture, make_shot

ELEMENTS = "advanced-custom-elements"
GREY = ("#223344", "#445566")


def draw(house: World, handle: str, *colours: str, description: str = "") -> Element:
    """An element of the project with a picture of each colour."""
    element = make_element(house.project, handle, description=description)
    for place, colour in enumerate(colours):
        picture = make_picture(house.workspace, (800, 800), colour)
        ElementPicture.objects.create(element=element, picture=picture, position=place)
    return element


def called(house: World, *prompts: str, pictured: bool = True) -> Board:
    """A board with a shot of 5 s for each prompt."""
    board = house.board(*[5] * len(prompts))
    board.shots.all().delete()
    for prompt in prompts:
        picture = make_picture(house.workspace) if pictured else None
        make_shot(board, seconds=5, prompt=prompt, first_picture=picture)
    return board


def sent(house: World, path: str = "") -> list[dict[str, Any]]:
    """The create calls whose path ends so, as the provider received them."""
    return [each["body"] for each in house.practice.ask("requests") if each["path"].endswith(path)]


def hurry() -> None:
    """Time passes until every element that is not ready is due."""
    past = timezone.now() - timedelta(seconds=1)
    ElementMirror.objects.exclude(state=MirrorState.READY).update(due_at=past, lease_until=past)


def step(house: World, take: Take) -> Render:
    """One step of each render of a take, now."""
    hurry()
    for row in Render.objects.filter(take=take, state__in=WORKED):
        house.step(row)
    return Render.objects.filter(take=take).latest("number")


def work(house: World, take: Take) -> Render:
    """Until nothing is left to do."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        row = step(house, take)
        if not Render.objects.filter(take=take, state__in=WORKED).exists():
            assert not [said for _name, _promise, check in invariants.CHECKS for said in check()]
            return row
        time.sleep(0.05)
    raise AssertionError(f"still {row.state}: {row.reason}")


def kept(house: World) -> list[str]:
    """The states of the account's own elements at the provider."""
    driver, desk = catalog.driver("kling"), connections.desk_of(house.connection("kling"))
    assert isinstance(driver, ElementKeeper)
    found = []
    for task in house.practice.ask("state")["tasks"]:
        if task["kind"] == ELEMENTS:
            try:
                found.append(driver.find_element(task["task_id"], desk).word)
            except NoSuchJob as gone:
                found.append(type(gone).__name__)
    return found


def drop(house: World, mirror: ElementMirror) -> None:
    """Somebody deletes it in the provider's console."""
    driver = catalog.driver("kling")
    assert isinstance(driver, ElementKeeper)
    driver.drop_element(mirror.remote_id, connections.desk_of(house.connection("kling")))
