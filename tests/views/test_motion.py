"""What moves in a shot, over HTTP: the section of the inspector, and saving."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.utils import timezone
from django.utils.html import escape

from projects.media.motion import Motion
from projects.models import Board, Project, Shot
from projects.services import operations
from projects.views.editing import motion_words
from tests.people import make_picture, make_user
from tests.views.editor import Browser, page_of, patch

BOAT: dict[str, Any] = {
    "areas": [{"name": "Boat", "path": [[0.1, 0.5], [0.6, 0.5]]}, {"name": "", "path": []}],
    "marks": [
        {"area": 1, "shape": "rectangle", "points": [[0, 0.4], [0.2, 0.6]], "width": 0.0},
        {"area": 2, "shape": "cells", "points": [[0.5, 0.0]], "width": 0.0},
    ],
}


@pytest.fixture
def shot(board: Board) -> Shot:
    shot: Shot = board.shots.live()[0]
    Shot.objects.filter(pk=shot.pk).update(first_picture=make_picture(board.project.workspace))
    shot.refresh_from_db()
    return shot


def save(browser: Any, shot: Shot, motion: Any, **values: str) -> Any:
    return patch(browser, f"/_/s/{shot.slug}/motion/", motion=json.dumps(motion), **values)


def test_painting_is_saved_and_answered_with_its_regions(shot: Shot, as_: Browser) -> None:
    answer = save(as_("art"), shot, BOAT)
    body = answer.content.decode()
    shot.refresh_from_db()
    assert answer.status_code == 200
    assert Motion.parse(shot.motion) == Motion.parse(BOAT)
    assert escape(json.dumps(Motion.parse(BOAT).as_json())) in body
    assert "2 areas · 1 without a path" in body
    assert "data-open-motion=" in body
    assert all(f'id="{region}"' in body for region in ("motion", "preflight", "plan"))


def test_one_visit_is_one_step_back(shot: Shot, as_: Browser) -> None:
    browser, art = as_("art"), make_user("art")
    for marks in (BOAT["marks"][:1], BOAT["marks"]):
        save(browser, shot, {**BOAT, "marks": marks}, visit="m1")
    save(browser, shot, {}, visit="m2")
    operations.undo(shot.board, by=art)
    shot.refresh_from_db()
    assert len(shot.motion["marks"]) == 2
    operations.undo(shot.board, by=art)
    shot.refresh_from_db()
    assert shot.motion == {}


@pytest.mark.parametrize(
    ("motion", "words"),
    [
        ('{"areas"', "valid JSON"),
        ('{"areas": [{}, {}, {}, {}, {}, {}, {}]}', "motion has 7 areas; 6 fit"),
        ('{"marks": [{"area": 1, "shape": "brush", "points": [[0, 0]]}]}', "a mark paints area 1; there are 0"),
        ('{"areas": [{"path": [[0, 2]]}]}', "both numbers go from 0 to 1"),
        ("[1]", "could not be read"),
    ],
)
def test_what_cannot_be_read_is_a_sentence(shot: Shot, as_: Browser, motion: str, words: str) -> None:
    answer = patch(as_("art"), f"/_/s/{shot.slug}/motion/", motion=motion)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    shot.refresh_from_db()
    assert shot.motion == {}


def test_who_may_only_look_may_not_paint(shot: Shot, as_: Browser) -> None:
    assert save(as_("clara"), shot, BOAT).status_code == 404
    assert save(as_("mallory"), shot, BOAT).status_code == 404
    Project.objects.filter(pk=shot.board.project_id).update(archived_at=timezone.now())
    assert save(as_("art"), shot, BOAT).status_code == 403
    page = as_("art").get(page_of(shot.board)).content.decode()
    assert 'id="motion-editor"' not in page
    assert 'id="motion-button"' in page
    shot.refresh_from_db()
    assert shot.motion == {}


def test_without_a_picture_there_is_nothing_to_paint_on(shot: Shot, as_: Browser) -> None:
    assert 'id="motion-hint"' not in as_("art").get(page_of(shot.board)).content.decode()
    Shot.objects.filter(pk=shot.pk).update(first_picture=None)
    assert 'id="motion-hint"' in as_("art").get(page_of(shot.board)).content.decode()


def test_the_section_says_that_a_model_ignores_it(shot: Shot, as_: Browser) -> None:
    save(as_("art"), shot, BOAT)
    assert "will not use it" not in as_("art").get(page_of(shot.board)).content.decode()
    Project.objects.filter(pk=shot.board.project_id).update(model="kling-v3")
    assert "Saved with the shot. Kling 3.0 will not use it." in as_("art").get(page_of(shot.board)).content.decode()


@pytest.mark.parametrize(
    ("areas", "marks", "words"),
    [
        (0, (), "None"),
        (1, (), "None"),
        (0, (-1,), "Still area"),
        (1, (1,), "1 area · 1 without a path"),
        (2, (2,), "1 area · 1 without a path"),
    ],
)
def test_in_words(areas: int, marks: tuple[int, ...], words: str) -> None:
    drawn = [{"area": area, "shape": "brush", "points": [[0, 0]], "width": 0.1} for area in marks]
    assert motion_words(Motion.parse({"areas": [{}] * areas, "marks": drawn})) == words
