"""Undo, redo and the history over HTTP."""

from __future__ import annotations

from projects.models import Board
from tests.people import make_board
from tests.views.editor import HTMX, Browser, events, lengths, page_of, patch, post


def test_undo_and_redo(board: Board, as_: Browser) -> None:
    browser = as_("art")
    assert "Nothing left" in events(post(browser, board, "undo/"))["toast"]["words"]
    post(browser, board, "timing/", op="set", shot=0, value=5)
    assert events(post(browser, board, "undo/"))["toast"]["words"] == "Undone: Set shot 1 to 5 s"
    assert lengths(board) == [3, 2, 2, 3]
    post(browser, board, "redo/")
    assert lengths(board)[0] == 5


def test_undo_over_somebody_elses_change_asks(board: Board, as_: Browser) -> None:
    patch(as_("art"), f"/_/b/{board.slug}/", field="title", value="Mine")
    patch(as_("dirk"), f"/_/b/{board.slug}/", field="title", value="His")
    answer = post(as_("art"), board, "undo/")
    assert answer.status_code == 409
    assert "Dirk changed this after you" in answer.content.decode()
    assert post(as_("art"), board, "undo/", others="replace").status_code == 200
    assert Board.objects.get(pk=board.pk).title == "The Lighthouse"


def test_the_history_lists_steps_and_takes_them_back(board: Board, as_: Browser) -> None:
    browser = as_("art")
    post(browser, board, "timing/", op="set", shot=0, value=5)
    body = browser.get(f"{page_of(board)}history/").content.decode()
    assert "Set shot 1 to 5 s" in body
    step = board.operations.get()
    answer = as_("dirk").post(f"/_/o/{step.slug}/revert/", headers=HTMX)
    assert "Took back: Set shot 1 to 5 s" in answer.content.decode()
    assert lengths(board) == [3, 2, 2, 3]
    assert as_("art").post(f"/_/o/{step.slug}/revert/").status_code in (302, 409)


def test_a_version_is_named_looked_at_and_restored(board: Board, as_: Browser) -> None:
    browser, page = as_("art"), f"{page_of(board)}history/"
    assert post(browser, board, "versions/", words=" ").status_code == 422
    answer = post(browser, board, "versions/", words="First cut")
    assert events(answer)["toast"]["words"] == "Kept “First cut”"
    version = board.versions.get()
    post(browser, board, "timing/", op="set", shot=0, value=5)
    look = browser.get(page, {"version": version.slug}).content.decode()
    assert "Shot 4 of the harbour." in look
    restored = browser.post(f"/_/v/{version.slug}/restore/", headers=HTMX)
    assert events(restored)["toast"]["words"] == "Restored “First cut”"
    assert lengths(board) == [3, 2, 2, 3]
    assert browser.post(f"/_/v/{version.slug}/restore/").status_code == 302


def test_a_version_of_another_board_is_not_looked_at_here(board: Board, as_: Browser) -> None:
    other = make_board(board.project)
    post(as_("art"), other, "versions/", words="Theirs")
    asked = {"version": other.versions.get().slug}
    assert as_("art").get(f"{page_of(board)}history/", asked).status_code == 404
