"""The editor over HTTP: the page, its regions, timing, fields, undo, fixes."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from projects.models import Board, BoardState, Event, Project, Role, Shot, Workspace
from tests.people import make_board, make_element, make_picture, make_project, make_user, make_workspace
from tests.views.editor import HTMX, Browser, events, lengths, page_of, patch, post


def test_the_page_is_whole_and_calls_things_by_name(board: Board, as_: Browser) -> None:
    shot = board.shots.live()[1]
    body = as_("art").get(f"{page_of(board)}?shot={shot.slug}").content.decode()
    assert "<h1>The Lighthouse</h1>" in body
    assert "Exactly 10 s" in body
    assert "<h2>Shot 2</h2>" in body
    assert 'role="separator"' in body
    assert "style=" not in body
    for region in ("stage", "plan", "timing", "strip", "inspector", "preflight", "renderbar", "crumb", "board-fields"):
        assert f'id="{region}"' in body


def test_an_empty_board_says_how_to_begin(harbour: Workspace, as_: Browser) -> None:
    body = as_("art").get(page_of(make_board(make_project(harbour), ()))).content.decode()
    assert "or drop up to 6 pictures" in body
    assert "Add a picture or type a prompt" in body


def test_what_people_write_is_text_never_markup(board: Board, as_: Browser) -> None:
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
    browser, shot = as_("art"), board.shots.live()[0]
    assert patch(browser, f"/_/b/{board.slug}/", field="title", value=evil).status_code == 200
    for field in ("prompt", "notes", "dialogue"):
        assert patch(browser, f"/_/s/{shot.slug}/", field=field, value=evil, tab="t1", seq=1).status_code in (200, 409)
    Shot.objects.filter(pk=shot.pk).update(prompt=evil, notes=evil, dialogue=evil, label=evil[:40])
    for address in (page_of(board), f"{page_of(board)}history/", f"/_/b/{board.slug}/regions/"):
        body = as_("art").get(address, headers=HTMX if "regions" in address else {}).content.decode()
        assert "<script>alert" not in body
        assert "<img src=x" not in body


def test_queries_do_not_grow_with_the_project(harbour: Workspace, as_: Browser) -> None:
    small, large = make_project(harbour), make_project(harbour)
    boards = [make_board(small), make_board(large, (1, 2, 2, 2, 2, 1))]
    make_element(small, "mara")
    for number in range(12):
        make_board(large, title=f"Other {number}")
        make_element(large, f"element_{number}")
    for shot in boards[1].shots.live():
        Shot.objects.filter(pk=shot.pk).update(
            first_picture=make_picture(harbour, colour=f"#{shot.pk % 90 + 10:02d}1111")
        )
    counts = []
    for board in boards:
        browser, shot = as_("art"), board.shots.live()[0]
        asked = []
        for address in (
            page_of(board),
            f"/_/b/{board.slug}/regions/",
            f"/_/b/{board.slug}/inspector/?shot={shot.slug}",
        ):
            with CaptureQueriesContext(connection) as captured:
                assert browser.get(address, headers={} if address.startswith("/w") else HTMX).status_code == 200
            asked.append(len(captured))
        counts.append(asked)
    assert all(page <= 25 and max(fragments) <= 10 for page, *fragments in counts), counts
    assert max(abs(a - b) for a, b in zip(*counts, strict=True)) <= 1, counts


def test_a_gesture_answers_every_region(board: Board, as_: Browser) -> None:
    answer = post(as_("art"), board, "timing/", op="roll", cut=0, delta=1, base="3,2,2,3")
    body = answer.content.decode()
    assert lengths(board) == [4, 1, 2, 3]
    assert body.count('hx-swap-oob="morph"') == 7
    assert events(answer)["feed:saved"] == {"version": 1}
    assert Event.objects.filter(name="timing", payload__tab="t1").exists()


def test_a_refused_gesture_says_why_and_offers_ways_out(board: Board, as_: Browser) -> None:
    board.shots.update(locked=True)
    answer = post(as_("art"), board, "timing/", op="retotal", value=5)
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "Every shot is locked" in body
    assert "data-gesture" in body
    assert lengths(board) == [3, 2, 2, 3]


@pytest.mark.parametrize(
    "crafted",
    [
        {"op": "set", "shot": 99, "value": 3},
        {"op": "set", "shot": "0 or 1", "value": 3},
        {"op": "set", "shot": 0, "value": "1e9"},
        {"op": "retotal"},
        {"op": "lengths", "value": "1,1,1,1"},
        {"op": "lock", "shot": 0, "locked": "maybe"},
        {"op": ""},
        {"op": "roll", "cut": -1, "delta": 1},
        {"op": "roll", "cut": 0, "delta": 1, "base": "'; drop"},
    ],
)
def test_a_crafted_gesture_changes_nothing(board: Board, as_: Browser, crafted: dict[str, Any]) -> None:
    assert post(as_("art"), board, "timing/", **crafted).status_code == 422
    assert lengths(board) == [3, 2, 2, 3]
    assert not board.operations.exists()


def test_clamped_gestures_say_so(board: Board, as_: Browser) -> None:
    answer = post(as_("art"), board, "timing/", op="set", shot=0, value=99)
    assert "can be 1–7 s" in events(answer)["timing:note"]["words"]
    answer = post(as_("art"), board, "timing/", op="fit")
    assert answer.status_code == 200


def test_a_plain_browser_is_sent_to_the_page(board: Board, as_: Browser) -> None:
    answer = as_("art").post(f"/_/b/{board.slug}/timing/", {"op": "even"})
    assert answer.status_code == 302
    assert answer.headers["Location"] == page_of(board)


def test_fields_save_themselves(board: Board, as_: Browser) -> None:
    browser = as_("art")
    Board.objects.filter(pk=board.pk).update(state=BoardState.APPROVED)
    answer = patch(browser, f"/_/b/{board.slug}/", field="title", value="Storm")
    assert events(answer)["field:saved"]["field"] == f"{board.slug}:title"
    assert "draft again" in events(answer)["toast"]["words"]
    for field, value in {
        "aspect": "9:16",
        "fps": "30",
        "sound": "on",
        "style": "ink",
        "negative_prompt": "text",
    }.items():
        assert patch(browser, f"/_/b/{board.slug}/", field=field, value=value).status_code == 200
    board.refresh_from_db()
    project = Project.objects.get(pk=board.project_id)
    assert (board.title, board.sound, board.style, board.negative_prompt) == ("Storm", True, "ink", "text")
    assert (project.aspect, project.fps) == ("9:16", 30)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "x" * 121),
        ("aspect", "4:3"),
        ("fps", "23"),
        ("model", "nobody"),
        ("deleted_at", "1"),
        ("state", "approved"),
    ],
)
def test_a_field_that_cannot_be_says_why(board: Board, as_: Browser, field: str, value: str) -> None:
    answer = patch(as_("art"), f"/_/b/{board.slug}/", field=field, value=value)
    assert answer.status_code == 422
    assert answer.content
    board.refresh_from_db()
    assert (board.title, board.state) == ("The Lighthouse", "draft")


OPS = st.one_of(
    st.fixed_dictionaries({"op": st.just("roll"), "cut": st.integers(-1, 5), "delta": st.integers(-9, 9)}),
    st.fixed_dictionaries(
        {"op": st.sampled_from(["set", "spread", "ripple"]), "shot": st.integers(-1, 5), "value": st.integers(-3, 20)}
    ),
    st.fixed_dictionaries({"op": st.just("retotal"), "value": st.integers(-3, 20)}),
    st.fixed_dictionaries({"op": st.sampled_from(["fit", "even"])}),
    st.fixed_dictionaries(
        {"op": st.just("lock"), "shot": st.integers(0, 5), "locked": st.sampled_from(["true", "false"])}
    ),
    st.fixed_dictionaries({"op": st.just("hold"), "on": st.sampled_from(["true", "false"])}),
)


@settings(max_examples=15)
@given(st.lists(OPS, max_size=8))
def test_over_http_any_sequence_adds_up_and_is_undone_whole(db: None, ops: list[dict[str, Any]]) -> None:
    board = make_board(make_project(make_workspace(art=Role.ARTIST)))
    browser = Client()
    browser.force_login(make_user("art"), backend="django.contrib.auth.backends.ModelBackend")
    for op in ops:
        assert post(browser, board, "timing/", **op).status_code in (200, 422)
        board.refresh_from_db()
        assert sum(lengths(board)) == board.total_seconds
    ended = lengths(board)
    count = board.operations.count()
    for _ in range(count):
        post(browser, board, "undo/")
    assert lengths(board) == [3, 2, 2, 3]
    for _ in range(count):
        post(browser, board, "redo/")
    assert lengths(board) == ended


def test_every_other_way_is_closed(board: Board, as_: Browser) -> None:
    assert as_("art").get(f"/_/b/{board.slug}/timing/").status_code == 405
    assert as_("art").post(f"/_/b/{board.slug}/inspector/").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_user("art"), backend="django.contrib.auth.backends.ModelBackend")
    assert strict.post(f"/_/b/{board.slug}/timing/", {"op": "even"}).status_code == 403
