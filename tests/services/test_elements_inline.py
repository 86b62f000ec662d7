"""Elements that travel with the order: KIE 3.0 is sent their pictures, and the prompts call them."""

from __future__ import annotations

import pytest

from projects.models import RenderState
from projects.providers.base import Order
from projects.rules import capabilities
from projects.services import dryrun
from projects.services.buying import Blocked
from tests.faults.house import World, render_of
from tests.services.elements import called, draw, sent

S = RenderState


def test_a_render_takes_its_elements_along(house: World) -> None:
    draw(house, "mara", "#223344", "#445566", description="Young clockmaker, grey apron.")
    draw(house, "tom", "#667788", "#8899aa", "#aabbcc")
    draw(house, "nobody", "#112233", "#332211")
    take = house.click("kie", called(house, "@Mara hands @tom a lamp"))
    order = Order.from_json(render_of(take).order)
    assert [len(element.pictures) for element in order.elements] == [2, 3]
    assert house.work(take).state == S.SUCCEEDED
    given = sent(house, "createTask")[-1]["input"]
    assert given["prompt"] == "@mara hands @tom a lamp"
    assert [
        (each["name"], each["description"], len(set(each["element_input_urls"]))) for each in given["kling_elements"]
    ] == [
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
    ("prompt", "pictured", "why"),
    [
        ("@mara waits", False, "Elements need a picture in shot 1."),
        ("@mara @ab @bc @cd wait", True, "4 elements, and KIE 3.0 keeps 3."),
    ],
)
def test_what_the_model_refuses_is_not_bought(house: World, prompt: str, pictured: bool, why: str) -> None:
    for handle in ("mara", "ab", "bc", "cd"):
        draw(house, handle, "#223344", "#445566")
    with pytest.raises(Blocked, match=why):
        house.click("kie", called(house, prompt, pictured=pictured))


def test_too_few_pictures_go_as_words(house: World) -> None:
    draw(house, "mara", "#223344", "#445566")
    draw(house, "lamp", "#667788", description="brass")
    assert house.work(house.click("kie", called(house, "@mara lights the @lamp"))).state == S.SUCCEEDED
    given = sent(house, "createTask")[-1]["input"]
    assert given["prompt"] == "@mara lights the lamp (brass)"
    assert [each["name"] for each in given["kling_elements"]] == ["mara"]


def test_elsewhere_elements_stay_words(house: World) -> None:
    draw(house, "mara", "#223344", "#445566", description="grey apron")
    assert house.work(house.click("apixo", called(house, "@mara waits", pictured=False))).state == S.SUCCEEDED
    assert sent(house)[-1]["input"]["prompt"] == "mara (grey apron) waits"
