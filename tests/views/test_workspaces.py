"""The wall of projects, the palette, the trash."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from projects.models import Board, Element, Event, Project, Role, Shot, Take, User, Workspace
from projects.services import takes
from tests.people import make_board, make_element, make_picture, make_project, make_shot, make_user, make_workspace

As = Callable[[str], Client]
Most = Callable[..., Any]
HTMX = {"HX-Request": "true"}


def wall(browser: Client, workspace: Workspace, **asked: str) -> str:
    answer = browser.get(f"/w/{workspace.slug}/", asked)
    assert answer.status_code == 200
    return str(answer.content.decode())


def pictured(project: Project, count: int = 1) -> None:
    """Boards whose shots have pictures."""
    still = make_picture(project.workspace)
    for number in range(count):
        board = make_board(project, (), f"Board {number}")
        Shot.objects.bulk_create(
            Shot(board=board, position=place, seconds=2, first_picture=still) for place in range(4)
        )


def test_the_wall_says_what_is_there(as_: As, harbour: Workspace) -> None:
    project = make_project(harbour, "Harbour spot", aspect="9:16", fps=25)
    pictured(project, 2)
    page = wall(as_("art"), harbour)
    assert "Harbour spot" in page
    assert "2 boards · 20 s · 9:16 · 25 fps" in page
    assert page.count("/small/") == 3
    assert "1 project<" in page


def test_an_empty_wall_offers_the_demo_and_an_empty_project(as_: As, harbour: Workspace) -> None:
    page = wall(as_("dirk"), harbour)
    assert "Open the demo board" in page
    assert "Start empty" in page
    assert "Start empty" not in wall(as_("art"), harbour)


def test_a_client_sees_that_nothing_is_shared(as_: As, harbour: Workspace) -> None:
    make_project(harbour, "Secret spot")
    page = wall(as_("clara"), harbour)
    assert "Nothing has been shared with you yet." in page
    assert "Secret spot" not in page


@pytest.mark.parametrize(("words", "found"), [("spot", {"Harbour spot"}), ("LIGHT", {"Kiosk"}), ("none", set())])
def test_search_finds_projects_and_boards(as_: As, harbour: Workspace, words: str, found: set[str]) -> None:
    make_project(harbour, "Harbour spot")
    make_board(make_project(harbour, "Kiosk"))
    Board.objects.create(project=Project.objects.get(title="Harbour spot"), title="Lights", deleted_at=timezone.now())
    page = wall(as_("art"), harbour, q=words)
    assert {title for title in ("Harbour spot", "Kiosk") if title in page} == found


def test_last_touched_comes_first(as_: As, harbour: Workspace) -> None:
    for title in ("One", "Two", "Three"):
        make_project(harbour, title)
    Project.objects.filter(title="Two").update(updated_at=timezone.now() + timedelta(minutes=1))
    page = wall(as_("art"), harbour)
    assert page.index("Two") < page.index("Three") < page.index("One")


def test_archived_projects_are_apart(as_: As, harbour: Workspace) -> None:
    project, dirk = make_project(harbour, "Old spot"), as_("dirk")
    assert dirk.post(f"/_/p/{project.slug}/archive/", headers=HTMX).headers["HX-Redirect"] == f"/w/{harbour.slug}/"
    assert "Old spot" not in wall(dirk, harbour)
    assert "Old spot" in wall(dirk, harbour, archived="1")
    dirk.post(f"/_/p/{project.slug}/archive/", {"out": "1"}, headers=HTMX)
    assert "Old spot" in wall(dirk, harbour)
    assert list(Event.objects.values_list("name", flat=True)).count("projects") == 2


@pytest.mark.parametrize("count", [10, 100])
def test_the_wall_costs_the_same_however_long_it_is(
    as_: As, harbour: Workspace, django_assert_max_num_queries: Most, count: int
) -> None:
    for _number in range(count):
        pictured(make_project(harbour))
    browser = as_("art")
    with django_assert_max_num_queries(8):
        assert wall(browser, harbour).count("project-card") == count


def test_the_palette_finds_what_one_may_see(as_: As, harbour: Workspace, people: dict[str, User]) -> None:
    project = make_project(harbour, "Harbour spot")
    board = make_board(project)
    make_element(project, "mara")
    make_project(Workspace.objects.get(title="Next door"), "Elsewhere")
    make_board(project, title="Thrown away", position=None, deleted_at=timezone.now())
    places = as_("art").get("/_/palette/", {"w": harbour.slug}).json()["places"]
    assert [place["words"] for place in places] == ["Harbour spot", "The Lighthouse", "@mara"]
    assert places[1] == {
        "words": "The Lighthouse", "group": "Harbour spot", "url": f"/w/{harbour.slug}/b/{board.slug}/"
    }  # fmt: skip
    assert all(as_("art").get(place["url"]).status_code == 200 for place in places)
    assert as_("art").get("/_/palette/").json() == {"places": []}


@pytest.mark.parametrize("count", [10, 100])
def test_the_palette_costs_the_same(
    as_: As, harbour: Workspace, count: int, django_assert_max_num_queries: Most
) -> None:
    project = make_project(harbour)
    for number in range(count):
        make_board(project, ())
        make_element(project, f"extra_{number}")
    browser = as_("art")
    with django_assert_max_num_queries(9):
        assert len(browser.get("/_/palette/", {"w": harbour.slug}).json()["places"]) == 2 * count + 1


def test_only_producers_rename_a_workspace(as_: As, harbour: Workspace) -> None:
    there = f"/_/w/{harbour.slug}/"
    assert as_("pia").post(there, {"title": "North Light"}, headers=HTMX).status_code == 204
    assert Workspace.objects.get(pk=harbour.pk).title == "North Light"
    assert as_("pia").post(there, {"title": " "}, headers=HTMX).status_code == 422
    refused = as_("dirk").post(there, {"title": "Mine"}, headers=HTMX)
    assert "Your role here is Director. This needs one of: Producer, Owner." in refused.content.decode()


@pytest.fixture
def thrown(harbour: Workspace) -> dict[str, Any]:
    """One of each kind in the trash, and something inside of trash that must not be listed apart."""
    now, project = timezone.now(), make_project(harbour)
    board = make_board(project)
    take = takes.request(
        by=make_user("art"),
        board=board,
        connection=harbour.connections.get(),
        model="animatic",
        options={},
        form_key="k",
    )
    Take.objects.update(deleted_at=now)
    gone = make_project(harbour, "Gone spot", deleted_at=now)
    make_board(gone, title="Inside", position=None, deleted_at=now)
    return {
        "project": gone,
        "board": make_board(project, title="Gone board", position=None, deleted_at=now),
        "shot": make_shot(board, position=None, deleted_at=now, prompt="A gone shot."),
        "element": make_element(project, "gone_gull", deleted_at=now),
        "take": take,
    }


def test_the_trash_lists_everything_once(as_: As, harbour: Workspace, thrown: dict[str, Any]) -> None:
    page = as_("art").get(f"/w/{harbour.slug}/trash/").content.decode()
    for words in ("Gone spot", "Gone board", "A gone shot.", "@gone_gull", "Take 1"):
        assert page.count(f"<strong>{words}</strong>") == 1
    assert "Inside" not in page
    assert f"goes on {timezone.now() + timedelta(days=30):%-d %B}" in page
    assert "Delete for good" not in page
    assert "Delete for good" in as_("pia").get(f"/w/{harbour.slug}/trash/").content.decode()


RESTORES = {"project": "/_/p/{}/restore/", "board": "/_/b/{}/restore/", "shot": "/_/s/{}/restore/",
            "element": "/_/elements/{}/restore/", "take": "/_/t/{}/restore/"}  # fmt: skip


@pytest.mark.parametrize("kind", RESTORES)
def test_each_kind_comes_back(kind: str, as_: As, harbour: Workspace, thrown: dict[str, Any]) -> None:
    row, pia = thrown[kind], as_("pia")
    answer = pia.post(RESTORES[kind].format(row.slug), headers=HTMX)
    assert answer.status_code in {200, 204}
    row.refresh_from_db()
    assert row.deleted_at is None
    assert row.slug not in pia.get(f"/w/{harbour.slug}/trash/").content.decode()


@pytest.mark.parametrize("kind", RESTORES)
def test_each_kind_is_deleted_for_good(kind: str, as_: As, harbour: Workspace, thrown: dict[str, Any]) -> None:
    row, pia = thrown[kind], as_("pia")
    assert pia.post(f"/_/trash/{kind}/{row.slug}/", headers=HTMX).status_code == 200
    assert not type(row).objects.filter(pk=row.pk).exists()
    assert pia.post(f"/_/trash/{kind}/{row.slug}/", headers=HTMX).status_code == 404


def test_only_what_is_in_the_trash_is_deleted_for_good(as_: As, harbour: Workspace) -> None:
    element = make_element(make_project(harbour))
    answer = as_("pia").post(f"/_/trash/element/{element.slug}/", headers=HTMX)
    assert answer.status_code == 422
    assert "It is not in the trash." in answer.content.decode()
    assert Element.objects.filter(pk=element.pk).exists()


def test_a_board_comes_back_behind_the_others(as_: As, harbour: Workspace) -> None:
    project = make_project(harbour)
    one, two, three = (make_board(project, (), title) for title in ("One", "Two", "Three"))
    art = as_("art")
    art.delete(f"/_/b/{one.slug}/trash/", headers=HTMX)
    assert order(project) == ["Two", "Three"]
    art.post(f"/_/b/{one.slug}/restore/", headers=HTMX)
    assert order(project) == ["Two", "Three", "One"]
    assert [two.slug, three.slug] == [board.slug for board in project.boards.live()][:2]


def order(project: Project) -> list[str]:
    assert [board.position for board in project.boards.live()] == list(range(project.boards.live().count()))
    return [board.title for board in project.boards.live()]


def test_an_empty_trash_says_so(as_: As, harbour: Workspace) -> None:
    assert "The trash is empty." in as_("art").get(f"/w/{harbour.slug}/trash/").content.decode()


def test_the_trash_costs_the_same(
    as_: As, harbour: Workspace, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    pier = make_workspace("Pier", art=Role.OWNER)
    now, counts = timezone.now(), []
    for workspace, many in ((harbour, 3), (pier, 60)):
        project = make_project(workspace)
        for number in range(many):
            make_board(project, (), position=None, deleted_at=now)
            make_element(project, f"extra_{number}", deleted_at=now)
        browser = as_("art")
        with django_assert_num_queries(9) as captured:
            browser.get(f"/w/{workspace.slug}/trash/")
        counts.append(len(captured))
    assert counts[0] == counts[1]
