"""Shots over HTTP: written in by several people, added, split, ticked, thrown away, brought back."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import pytest

from projects.models import Board, Shot, Workspace
from projects.rules.merging import digest
from tests.people import make_board, make_picture, make_project
from tests.views.editor import HTMX, Browser, events, lengths, page_of, patch, post


@pytest.fixture
def shot(board: Board) -> Shot:
    shot: Shot = board.shots.live()[0]
    Shot.objects.filter(pk=shot.pk).update(prompt="Mara climbs the stair and stops.")
    shot.refresh_from_db()
    return shot


def write(browser: Any, shot: Shot, text: str, base: str, tab: str = "t1", seq: int = 1, field: str = "prompt") -> Any:
    values = {"field": field, "value": text, "base": digest(base), "tab": tab, "seq": seq}
    kind = "application/x-www-form-urlencoded"
    return browser.patch(f"/_/s/{shot.slug}/", urlencode(values), kind, headers={**HTMX, "X-Tab": tab})


def test_a_text_is_saved_and_acknowledged(shot: Shot, as_: Browser) -> None:
    answer = write(as_("art"), shot, "A boat.\r\nRain.", shot.prompt)
    assert answer.status_code == 200
    shot.refresh_from_db()
    assert shot.prompt == "A boat.\nRain."
    assert events(answer)["field:saved"] == {"field": f"{shot.slug}:prompt", "base": digest(shot.prompt), "seq": 1}
    body = answer.content.decode()
    for region in ("preflight", "strip", "count", "called"):
        assert f'id="{region}"' in body


def test_two_people_in_one_text(shot: Shot, as_: Browser) -> None:
    base = shot.prompt
    write(as_("art"), shot, "Mara climbs the stair and waits.", base, "a")
    answer = write(as_("dirk"), shot, "Slowly, Mara climbs the stair and stops.", base, "b")
    assert events(answer)["field:saved"]["text"] == "Slowly, Mara climbs the stair and waits."
    answer = write(as_("pia"), shot, "Mara climbs the stair and sleeps.", base, "c")
    body = answer.content.decode()
    assert answer.status_code == 409
    assert "Both versions are safe" in body
    assert 'data-keep="both"' in body
    shot.refresh_from_db()
    assert shot.prompt == "Slowly, Mara climbs the stair and waits."


def test_too_long_is_a_sentence_for_the_field(shot: Shot, as_: Browser) -> None:
    answer = write(as_("art"), shot, "x" * 5001, shot.prompt)
    assert answer.status_code == 422
    assert b"5000" in answer.content
    assert write(as_("art"), shot, "x", "", field="seconds").status_code == 422


def test_writing_in_a_deleted_shot_offers_to_bring_it_back(shot: Shot, as_: Browser) -> None:
    assert as_("dirk").delete(f"/_/s/{shot.slug}/", headers=HTMX).status_code == 200
    answer = write(as_("art"), shot, "Still <b>here</b>", shot.prompt)
    body = answer.content.decode()
    assert answer.status_code == 410
    assert "Dirk deleted this shot" in body
    assert "Still &lt;b&gt;here" in body
    answer = as_("art").post(f"/_/s/{shot.slug}/restore/", {"value": "Still here"}, headers=HTMX)
    shot.refresh_from_db()
    assert (shot.deleted_at, shot.prompt) == (None, "Still here")
    assert events(answer)["shot:chosen"] == {"shot": shot.slug}


def test_adding_splitting_doubling_deleting(board: Board, as_: Browser) -> None:
    browser = as_("art")
    answer = post(browser, board, "shots/", at=1)
    assert len(lengths(board)) == 5
    new = board.shots.live()[1]
    assert events(answer)["shot:chosen"] == {"shot": new.slug}
    browser.delete(f"/_/s/{new.slug}/", headers=HTMX)
    first = board.shots.live()[0]
    assert browser.post(f"/_/s/{first.slug}/split/", {"at": 1}, headers=HTMX).status_code == 200
    assert lengths(board)[0] == 1
    assert browser.post(f"/_/s/{first.slug}/split/", headers=HTMX).status_code == 422
    assert browser.post(f"/_/s/{first.slug}/duplicate/", headers=HTMX).status_code == 200
    assert len(lengths(board)) == 6
    assert sum(lengths(board)) == 10
    full = post(browser, board, "shots/")
    assert full.status_code == 422
    assert "no room for another shot" in full.content.decode()
    assert browser.post(f"/_/s/{first.slug}/duplicate/", headers=HTMX).status_code == 422
    assert post(browser, board, "shots/", at="x").status_code == 422


def test_pictures_become_shots_and_fill_them(board: Board, harbour: Workspace, as_: Browser) -> None:
    browser = as_("art")
    stills = [make_picture(harbour, colour=colour) for colour in ("#101010", "#202020", "#303030")]
    answer = post(browser, board, "shots/", pictures=[still.slug for still in stills])
    assert "1 of the pictures" in events(answer)["toast"]["words"]
    assert len(lengths(board)) == 6
    shot = board.shots.live()[0]
    answer = patch(browser, f"/_/s/{shot.slug}/", field="first_picture", value=stills[2].slug)
    assert events(answer)["toast"]["undo"] == f"/_/b/{board.slug}/undo/"
    shot.refresh_from_db()
    assert shot.first_picture == stills[2]
    patch(browser, f"/_/s/{shot.slug}/", field="first_picture", value="")
    shot.refresh_from_db()
    assert shot.first_picture is None


def test_nobody_elses_picture_comes_in(board: Board, people: Any, as_: Browser) -> None:
    theirs = make_picture(people["mallory"].workspaces.get())
    assert post(as_("art"), board, "shots/", pictures=[theirs.slug]).status_code == 404
    shot = board.shots.live()[0]
    assert patch(as_("art"), f"/_/s/{shot.slug}/", field="first_picture", value=theirs.slug).status_code == 404


def test_the_order(board: Board, as_: Browser) -> None:
    slugs = [shot.slug for shot in board.shots.live()]
    post(as_("art"), board, "order/", ids=slugs[::-1], base=slugs)
    assert [shot.slug for shot in board.shots.live()] == slugs[::-1]
    assert lengths(board) == [3, 2, 2, 3]


def test_the_camera_by_name_and_by_axis(shot: Shot, as_: Browser) -> None:
    browser = as_("art")
    answer = patch(browser, f"/_/s/{shot.slug}/camera/", preset="crane", strength=6)
    shot.refresh_from_db()
    assert shot.camera == {"pedestal": 6, "tilt": -6}
    assert "Crane · 6" in answer.content.decode()
    patch(browser, f"/_/s/{shot.slug}/camera/", pan=3, zoom=-2.5)
    shot.refresh_from_db()
    assert shot.camera == {"pan": 3, "zoom": -2.5}
    assert patch(browser, f"/_/s/{shot.slug}/camera/", pan=11).status_code == 422
    assert patch(browser, f"/_/s/{shot.slug}/camera/", preset="static").status_code == 200
    shot.refresh_from_db()
    assert shot.camera == {}


def test_ticked_shots_together(board: Board, as_: Browser) -> None:
    slugs = [shot.slug for shot in board.shots.live()]
    answer = post(as_("art"), board, "shots/bulk/", action="delete", ids=slugs[:2])
    assert events(answer)["toast"]["words"] == "Deleted shots 1, 2"
    assert lengths(board) == [4, 6]
    assert post(as_("art"), board, "shots/bulk/", action="paint", ids=slugs).status_code == 422
    board.shots.live().update(locked=True)
    assert "toast" not in events(post(as_("art"), board, "shots/bulk/", action="even", ids=slugs))
    assert lengths(board) == [4, 6]


def test_a_board_off_the_sum_stays_editable(harbour: Workspace, as_: Browser) -> None:
    board = make_board(make_project(harbour), (4, 4, 4), total_seconds=10)
    body = as_("art").get(f"/w/{harbour.slug}/b/{board.slug}/").content.decode()
    assert "2 s over" in body
    assert "Fit to 10 s" in body
    post(as_("art"), board, "timing/", op="fit")
    assert lengths(board) == [4, 3, 3]


@pytest.mark.parametrize(("seconds", "allowed"), [((5,), "2500"), ((3, 2), "500")])
def test_the_counter_allows_what_the_model_reads_of_so_many_shots(
    harbour: Workspace, as_: Browser, seconds: tuple[int, ...], allowed: str
) -> None:
    board = make_board(make_project(harbour, model="kie-kling-3.0"), seconds)
    page = as_("art").get(page_of(board)).content.decode()
    assert re.search(rf"\d+ / {allowed}<", page)
