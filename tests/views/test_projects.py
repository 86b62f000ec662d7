"""A project's page: boards, their order, what is made and thrown away there; the reel."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from projects.models import Board, BoardState, Project, Reel, Shot, Take, Workspace
from projects.services import takes
from tests.access.world import _clip
from tests.people import make_board, make_picture, make_project, make_shot, make_user, make_workspace

As = Callable[[str], Client]
Most = Callable[..., Any]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def project(harbour: Workspace) -> Project:
    return make_project(harbour)


def page_of(project: Project) -> str:
    return f"/w/{project.workspace.slug}/p/{project.slug}/"


def order(project: Project) -> list[str]:
    return [board.title for board in project.boards.live()]


def patch(browser: Client, project: Project, **values: str) -> Any:
    there = f"/_/p/{project.slug}/"
    return browser.patch(there, urlencode(values), "application/x-www-form-urlencoded", headers=HTMX)


def take_of(board: Board, *, picked: bool = False) -> Take:
    connection = board.project.workspace.connections.get()
    take = takes.request(
        by=make_user("art"), board=board, connection=connection, model="animatic", options={}, form_key=board.slug
    )
    clip = board.project.workspace.clips.first() or _clip(board.project.workspace)
    Take.objects.filter(pk=take.pk).update(clip=clip)
    if picked:
        Board.objects.filter(pk=board.pk).update(picked_take=take)
    return take


def test_the_page_shows_boards_with_their_rhythm_and_state(as_: As, project: Project) -> None:
    board = make_board(project, (3, 2, 2, 3))
    make_board(project, (4, 4), "Storm", total_seconds=10, state=BoardState.IN_REVIEW)
    take_of(board, picked=True)
    page = as_("art").get(page_of(project)).content.decode()
    assert "00:00:20:00" in page
    assert "1 of 2 boards picked" in page
    assert "Take 1 picked" in page
    assert "In review" in page
    assert "2 s under" in page
    assert page.count('class="grow-3"') == 2
    assert page.index("The Lighthouse") < page.index("Storm")


def test_a_take_on_its_way_shows_its_progress(as_: As, project: Project) -> None:
    board = make_board(project)
    take = take_of(board)
    Take.objects.filter(pk=take.pk).update(clip=None)
    take.renders.update(state="running", progress=42)
    page = as_("art").get(page_of(project)).content.decode()
    assert 'value="42"' in page
    assert "Rendering · 42 %" in page


def test_an_empty_project_offers_three_ways_to_begin(as_: As, project: Project) -> None:
    page = as_("art").get(page_of(project)).content.decode()
    for words in ("From pictures", "From a script", "Empty board"):
        assert words in page


@pytest.mark.parametrize("count", [10, 100])
def test_the_page_costs_the_same_however_many_boards(
    as_: As, project: Project, django_assert_max_num_queries: Most, count: int
) -> None:
    still = make_picture(project.workspace)
    for number in range(count):
        board = make_board(project, (), f"Board {number}")
        Shot.objects.bulk_create(Shot(board=board, position=at, seconds=5, first_picture=still) for at in range(2))
        if number % 3 == 0:
            take_of(board, picked=number % 2 == 0)
    browser = as_("art")
    with django_assert_max_num_queries(14):
        page = browser.get(page_of(project)).content.decode()
    assert page.count('class="card board-card"') == count


def test_a_new_project_opens_at_once(as_: As, harbour: Workspace) -> None:
    told = {"title": "", "aspect": "9:16", "fps": "30"}
    answer = as_("dirk").post(f"/_/w/{harbour.slug}/projects/", told)
    made = Project.objects.get()
    assert answer["Location"] == page_of(made)
    assert (made.title, made.aspect, made.fps) == ("Untitled project", "9:16", 30)


@pytest.mark.parametrize(
    "told", [{"aspect": "4:3", "fps": "24"}, {"aspect": "16:9", "fps": "23"}, {"title": "x" * 121}]
)
def test_a_project_of_no_known_shape_is_refused(as_: As, harbour: Workspace, told: dict[str, str]) -> None:
    assert as_("dirk").post(f"/_/w/{harbour.slug}/projects/", told, headers=HTMX).status_code == 422
    assert not Project.objects.exists()


def test_settings_change_what_was_sent_and_nothing_else(as_: As, project: Project) -> None:
    dirk = as_("dirk")
    assert patch(dirk, project, title="Pier spot").status_code == 204
    assert patch(dirk, project, fps="30", demo="1", workspace="w_22222222").status_code == 204
    assert patch(dirk, project, aspect="2:1").status_code == 422
    project.refresh_from_db()
    assert (project.title, project.fps, project.aspect, project.demo) == ("Pier spot", 30, "16:9", False)


def test_a_project_in_the_trash_is_gone_and_comes_back(as_: As, project: Project) -> None:
    board, dirk = make_board(project), as_("dirk")
    assert dirk.delete(f"/_/p/{project.slug}/", headers=HTMX).headers["HX-Redirect"] == f"/w/{project.workspace.slug}/"
    assert dirk.get(page_of(project)).status_code == 404
    assert dirk.get(f"/w/{project.workspace.slug}/b/{board.slug}/").status_code == 404
    dirk.post(f"/_/p/{project.slug}/restore/", headers=HTMX)
    assert dirk.get(page_of(project)).status_code == 200


def test_a_new_board_is_empty_and_opens_in_the_editor(as_: As, project: Project) -> None:
    answer = as_("art").post(f"/_/p/{project.slug}/boards/")
    board = Board.objects.get()
    assert answer["Location"] == f"/w/{project.workspace.slug}/b/{board.slug}/"
    assert (board.title, board.total_seconds, board.position, board.shots.count()) == ("Board 1", 10, 0, 0)


def test_a_script_becomes_shots(as_: As, project: Project) -> None:
    script = "A door\r\ncreaks.\r\n\r\n\r\nRain.\n\n \n@mara runs."
    as_("art").post(f"/_/p/{project.slug}/boards/", {"title": "Night", "script": script})
    shots = Board.objects.get(title="Night").shots.live()
    assert [shot.prompt for shot in shots] == ["A door creaks.", "Rain.", "@mara runs."]
    assert [shot.seconds for shot in shots] == [4, 3, 3]


def test_a_long_script_keeps_the_first_six(as_: As, project: Project) -> None:
    as_("art").post(f"/_/p/{project.slug}/boards/", {"script": "\n\n".join(f"Line {n}." for n in range(9))})
    assert [shot.seconds for shot in Board.objects.get().shots.live()] == [2, 2, 2, 2, 1, 1]


def test_pictures_become_shots_in_their_order(as_: As, project: Project) -> None:
    stills = [make_picture(project.workspace, colour=colour) for colour in ("#aa0000", "#00aa00", "#0000aa")]
    foreign = make_picture(make_workspace("Pier", art="owner"))
    wanted = [stills[2].slug, stills[0].slug, foreign.slug, stills[1].slug]
    as_("art").post(f"/_/p/{project.slug}/boards/", {"pictures": wanted})
    shots = Board.objects.get().shots.live().select_related("first_picture")
    assert [shot.first_picture for shot in shots] == [stills[2], stills[0], stills[1]]


def test_boards_take_the_order_they_are_given(as_: As, project: Project) -> None:
    one, two, three = (make_board(project, (), title) for title in ("One", "Two", "Three"))
    foreign = make_board(make_project(make_workspace("Pier", art="owner")), ())
    there = f"/_/p/{project.slug}/reel/"
    answer = as_("art").post(there, {"ids": [three.slug, one.slug, foreign.slug, three.slug]}, headers=HTMX)
    assert order(project) == ["Three", "One", "Two"]
    assert answer.content.decode().index("Three") < answer.content.decode().index("Two")
    assert Board.objects.get(pk=foreign.pk).position == 0
    assert two.project == project


def test_a_copy_stands_right_behind_and_has_no_takes(as_: As, project: Project) -> None:
    board = make_board(project, (), "One", total_seconds=4, negative_prompt="fog", hold_total=False)
    make_board(project, (), "Two")
    make_shot(
        board,
        seconds=4,
        prompt="Rain.",
        locked=True,
        camera={"zoom": 3},
        first_picture=make_picture(project.workspace),
    )
    take_of(board)
    as_("art").post(f"/_/b/{board.slug}/duplicate/", headers=HTMX)
    assert order(project) == ["One", "One copy", "Two"]
    copy = Board.objects.get(title="One copy")
    shot = copy.shots.get()
    assert (copy.negative_prompt, copy.hold_total, copy.takes.count()) == ("fog", False, 0)
    assert (shot.seconds, shot.prompt, shot.locked, shot.camera) == (4, "Rain.", True, {"zoom": 3})
    assert shot.slug != board.shots.get().slug


def test_renaming_a_board_can_be_undone(as_: As, project: Project) -> None:
    board, art = make_board(project), as_("art")
    art.post(f"/_/b/{board.slug}/rename/", {"title": "The Tower"}, headers=HTMX)
    assert order(project) == ["The Tower"]
    assert art.post(f"/_/b/{board.slug}/rename/", {"title": "  "}, headers=HTMX).status_code == 422
    art.post(f"/_/b/{board.slug}/undo/", headers=HTMX)
    assert order(project) == ["The Lighthouse"]


def test_throwing_a_board_away_offers_to_undo_it(as_: As, project: Project) -> None:
    board = make_board(project)
    answer = as_("art").delete(f"/_/b/{board.slug}/trash/", headers=HTMX)
    told = json.loads(answer.headers["HX-Trigger"])["toast"]
    assert told == {"words": "Moved “The Lighthouse” to trash", "undo": f"/_/b/{board.slug}/restore/"}
    assert "No board yet." in answer.content.decode()


def test_the_reel_plays_what_there_is(as_: As, project: Project) -> None:
    one, two = make_board(project, title="One"), make_board(project, title="Two")
    take_of(two)
    page = as_("art").get(f"{page_of(project)}reel/").content.decode()
    assert "One" in page
    assert f"/_/clips/{two.takes.get().clip.slug}/video/" in page
    assert one.takes.count() == 0


def test_joining_the_reel_twice_is_one_reel(as_: As, project: Project) -> None:
    there, art = f"/_/p/{project.slug}/reel/assemble/", as_("art")
    assert art.post(there, {"form_key": "k"}, headers=HTMX).status_code == 422
    take_of(make_board(project))
    for _press in range(2):
        assert art.post(there, {"form_key": "k"}, headers=HTMX).status_code == 200
    assert Reel.objects.get().takes == [Take.objects.get().slug]


def test_a_reader_finds_no_controls_they_may_not_use(as_: As, project: Project) -> None:
    make_board(project)
    page = as_("art").get(page_of(project)).content.decode()
    assert "Project settings" not in page
    assert "New board" in page
    assert "Project settings" in as_("dirk").get(page_of(project)).content.decode()


def test_an_archived_project_keeps_its_shape_and_comes_back(project: Project, as_: As) -> None:
    dirk = as_("dirk")
    dirk.post(f"/_/p/{project.slug}/archive/", headers=HTMX)
    answer = dirk.patch(f"/_/p/{project.slug}/", "title=Other", headers=HTMX)
    assert answer.status_code == 403
    dirk.post(f"/_/p/{project.slug}/archive/", {"out": "1"}, headers=HTMX)
    assert dirk.patch(f"/_/p/{project.slug}/", "title=Other", headers=HTMX).status_code == 204
