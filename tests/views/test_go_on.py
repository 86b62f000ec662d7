"""The button beside a shot's picture that takes the last frame of what comes before."""

from __future__ import annotations

import re
from typing import Any

from django.urls import reverse

from projects.models import Board
from tests.services.test_lastframes import rendered
from tests.views.editor import HTMX, Browser, events


def button(browser: Any, board: Board, shot: Any) -> str:
    """What the button says in the shot's inspector; nothing where there is none."""
    page = browser.get(reverse("inspector", args=[board.slug]), {"shot": shot.slug}, headers=HTMX).content.decode()
    found = re.search(r'<button[^>]*id="go-on".*?</button>', page, re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split()) if found else ""


def press(browser: Any, shot: Any) -> Any:
    return browser.post(reverse("shot_go_on", args=[shot.slug]), headers=HTMX)


def test_it_is_offered_where_something_comes_before(board: Board, as_: Browser) -> None:
    art, shots = as_("art"), list(board.shots.live())
    assert button(art, board, shots[0]) == ""
    assert button(art, board, shots[2]) == "Last frame of shot 2"
    assert button(as_("clara"), board, shots[2]) == ""


def test_without_a_take_it_says_what_to_do(board: Board, as_: Browser) -> None:
    answer = press(as_("art"), board.shots.live()[1])
    assert answer.status_code == 422
    assert answer.content.decode() == (
        "“The Lighthouse” has no take with a video yet. Render it first; the animatic is free."
    )


def test_it_sets_the_picture_and_offers_the_way_back(board: Board, as_: Browser) -> None:
    rendered(board, "one")
    art, shot = as_("art"), board.shots.live()[1]
    answer = press(art, shot)
    told = events(answer)["toast"]
    assert answer.status_code == 200
    assert told["words"] == "Set shot 2’s picture: Last frame of shot 1, take 1"
    shot.refresh_from_db()
    assert shot.first_picture
    assert f"/_/pictures/{shot.first_picture.slug}/" in answer.content.decode()
    assert events(press(art, shot))["toast"]["words"] == "It starts from that frame already."
    assert art.post(told["undo"], headers=HTMX).status_code == 200
    shot.refresh_from_db()
    assert shot.first_picture is None


def test_strangers_and_clients_get_no_frame(board: Board, as_: Browser) -> None:
    rendered(board, "one")
    shot = board.shots.live()[1]
    assert [press(as_(name), shot).status_code for name in ("clara", "mallory", "")][:2] == [404, 404]
    shot.refresh_from_db()
    assert shot.first_picture is None
