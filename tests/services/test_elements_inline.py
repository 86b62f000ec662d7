"""Elements that travel with the order: KIE 3.0 is sent their pictures, and the prompts call them."""

from __future__ import annotations

from typing import Any

import pytest

from projects.models import Board, ElementPicture, RenderState
from projects.providers.base import Order
from projects.rules import capabilities
from projects.services import dryrun
from projects.services.buying import Blocked
from tests.faults.house import World, render_of
from tests.people import make_element, make_picture, make_shot

S = RenderState


def draw(house: World, handle: str, *colours: str, description: str = "") -> None:
    """An element of the project with a picture of each colour."""
    element = make_element(house.project, handle, description=description)
    for place, colour in enumerate(colours):
        ElementPicture.objects.create(
            element=element, picture=make_picture(house.workspace, (800, 800), colour), position=place
        )


def called(house: World, prompt: str, pictured: bool = True) -> Board:
    """A board of one shot of 5 s with this prompt."""
    board = house.board(5)
    board.shots.all().delete()
    make_shot(board, seconds=5, prompt=prompt, first_picture=make_picture(house.workspace) if pictured else None)
    return board


def sent(house: World) -> Any:
    """The last create call as the provider received it."""
    return house.practice.ask("requests")[-1]["body"]


def test_a_render_takes_its_elements_along(house: World) -> None:
    draw(house, "mara", "#223344", "#445566", description="Young clockmaker, grey apron.")
    draw(house, "tom", "#667788", "#8899aa", "#aabbcc")
    draw(house, "nobody", "#112233", "#332211")
    take = house.click("kie", called(house, "@Mara hands @tom a lamp"))
    order = Order.from_json(render_of(take).order)
    assert [len(element.pictures) for element in order.elements] == [2, 3]
    assert house.work(take).state == S.SUCCEEDED
    given = sent(house)["input"]
    assert given["prompt"] == "@mara hands @tom a lamp"
    assert [(each["name"], each["description"], len(set(each["element_input_urls"]))) for each in given["kling_elements"]] == [
        ("mara", "Young clockmaker, grey apron", 2),
        ("tom", "tom", 3),
    ]
    assert house.bought() == 1


def test_what_is_shown_is_what_is_sent(house: World) -> None:
    draw(house, "mara", "#223344", "#445566")
    board = called(house, "@mara waits")
    (job,) = dryrun.preview(board, house.connection("kie"), capabilities.find("kie-kling-3.0"), {})
    assert job.body.count("the address that its upload answers") == 3
    assert '"kling_elements"' in job.body


@pytest.mark.parametrize(
    ("colours", "pictured", "why"),
    [
        (("#223344",), True, "@mara needs 2 pictures for KIE 3.0; it has 1."),
        (("#223344", "#445566"), False, "Elements need a picture in shot 1."),
    ],
)
def test_what_the_model_refuses_is_not_bought(house: World, colours: tuple[str, ...], pictured: bool, why: str) -> None:
    draw(house, "mara", *colours)
    with pytest.raises(Blocked, match=why):
        house.click("kie", called(house, "@mara waits", pictured))


def test_elsewhere_elements_stay_words(house: World) -> None:
    draw(house, "mara", "#223344", "#445566", description="grey apron")
    assert house.work(house.click("apixo", called(house, "@mara waits"))).state == S.SUCCEEDED
    assert sent(house)["input"]["prompt"] == "mara (grey apron) waits"
