"""One click on a preflight line."""

from __future__ import annotations

from typing import Any

from django.test import Client

from projects.models import Board, ElementPicture, Shot, Workspace
from projects.rules import capabilities
from projects.rules.preflight import preflight
from projects.services import operations
from projects.services.preflight import check
from tests.people import make_board, make_element, make_picture, make_project, make_user
from tests.views.editor import Browser, events, lengths, page_of, post


def fix(browser: Client, board: Board, code: str, action: str) -> Any:
    board = Board.objects.select_related("project__workspace").get(pk=board.pk)
    problem = next(each for each in check(board).problems if each.code == code)
    return post(browser, board, f"preflight/{code}/fix/", key=problem.key, action=action)


def codes(board: Board) -> list[str]:
    board = Board.objects.select_related("project__workspace").get(pk=board.pk)
    return [problem.code for problem in check(board).problems]


def test_every_fix_in_words_and_time(harbour: Workspace, as_: Browser) -> None:
    project, browser = make_project(harbour), as_("art")
    make_element(project, "mara")
    over = make_board(project, (4, 4, 4), total_seconds=10)
    assert "SUM" in codes(over)
    assert events(fix(browser, over, "SUM", "timing"))["toast"]["undo"]
    assert lengths(over) == [4, 3, 3]
    shots = list(over.shots.live())
    Shot.objects.filter(pk=shots[0].pk).update(prompt="@mara waits")
    Shot.objects.filter(pk=shots[2].pk).update(prompt="@mora leaves with @mara")
    fix(browser, over, "EL_UNKNOWN", "rename_mention")
    assert Shot.objects.get(pk=shots[2].pk).prompt == "@mara leaves with @mara"
    fix(browser, over, "CONTINUITY", "add_mention")
    assert Shot.objects.get(pk=shots[1].pk).prompt.endswith("@mara")
    fix(browser, over, "PIC_MISSING", "intend")
    assert codes(over).count("PIC_MISSING") == 2
    Shot.objects.filter(pk=shots[0].pk).update(prompt="@storm comes")
    fix(browser, over, "EL_UNKNOWN", "create_element")
    assert "EL_UNKNOWN" not in codes(over)
    Shot.objects.filter(pk=shots[0].pk).update(prompt="A sentence stays. " + "word " * 500)
    fix(browser, over, "PROMPT_LONG", "cut_prompt")
    first = Shot.objects.get(pk=shots[0].pk)
    assert first.prompt == "A sentence stays."
    assert first.notes.startswith("word word")


def test_a_fix_that_is_no_longer_needed_says_so(board: Board, as_: Browser) -> None:
    answer = post(as_("art"), board, "preflight/SUM/fix/", key="0" * 16, action="timing")
    assert "no longer" in events(answer)["toast"]["words"]
    assert post(as_("art"), board, "preflight/SUM/fix/", key="?", action="timing").status_code == 422


def test_an_empty_board_gets_its_first_shot_by_a_fix(harbour: Workspace, as_: Browser) -> None:
    board = make_board(make_project(harbour), ())
    fix(as_("art"), board, "SHOT_COUNT", "add_shot")
    assert lengths(board) == [10]


def test_too_many_shots_become_two_boards(harbour: Workspace, as_: Browser) -> None:
    board = make_board(make_project(harbour), (1, 1, 1, 2, 2, 1, 1, 1))
    answer = fix(as_("art"), board, "SHOT_COUNT", "split_board")
    following = board.project.boards.live()[1]
    assert answer.headers["HX-Redirect"] == page_of(following)
    assert (lengths(board), lengths(following)) == ([1, 1, 1, 2], [2, 1, 1, 1])
    assert Board.objects.get(pk=board.pk).total_seconds == 5
    assert following.title == "The Lighthouse, continued"
    art = make_user("art")
    operations.undo(Board.objects.get(pk=board.pk), by=art)
    assert lengths(board) == [1, 1, 1, 2, 2, 1, 1, 1]
    assert list(board.project.boards.live()) == [board]
    operations.redo(Board.objects.get(pk=board.pk), by=art)
    assert list(board.project.boards.live()) == [board, following]
    assert (lengths(board), lengths(following)) == ([1, 1, 1, 2], [2, 1, 1, 1])


def test_a_long_board_becomes_as_many_as_it_needs_in_one_step(harbour: Workspace, as_: Browser) -> None:
    board = make_board(make_project(harbour), (5, 5, 5, 5, 5, 5, 5))
    fix(as_("art"), board, "TOTAL_RANGE", "split_board")
    assert board.operations.first().words == "Split into 3 boards"
    made = list(board.project.boards.live())
    assert [lengths(each) for each in made] == [[5, 5], [5, 5], [5, 5, 5]]
    assert [each.title for each in made[1:]] == ["The Lighthouse, continued", "The Lighthouse, continued 2"]
    operations.undo(Board.objects.get(pk=board.pk), by=make_user("art"))
    assert list(board.project.boards.live()) == [board]
    assert lengths(board) == [5] * 7


def test_a_small_picture_is_enlarged_in_a_click(harbour: Workspace, as_: Browser) -> None:
    strict = [each for each in capabilities.all_models() if each.image_min_px > 100]
    board = make_board(make_project(harbour, model=strict[0].slug))
    shot = board.shots.live()[0]
    small = make_picture(harbour, size=(160, 90))
    Shot.objects.filter(pk=shot.pk).update(first_picture=small)
    if "PIC_SIZE" in codes(board):
        assert fix(as_("art"), board, "PIC_SIZE", "enlarge").status_code == 200
        shot.refresh_from_db()
        assert shot.first_picture and min(shot.first_picture.width, shot.first_picture.height) >= strict[0].image_min_px
        post(as_("art"), board, "undo/")
        shot.refresh_from_db()
        assert shot.first_picture == small


def test_elements_that_cannot_be_sent_have_a_way_out_in_a_click(harbour: Workspace, as_: Browser) -> None:
    board = make_board(make_project(harbour, model="kie-kling-3.0"), (5,))
    element = make_element(board.project, "night_guard")
    for place, size in enumerate([(800, 800), (280, 900)]):
        picture = make_picture(harbour, size, f"#22334{place}")
        ElementPicture.objects.create(element=element, picture=picture, position=place)
    Shot.objects.filter(board=board).update(prompt="@Night_Guard waits.")
    assert {"EL_NEEDS_PIC", "PIC_SIZE", "PIC_RATIO"} <= set(codes(board)), "nothing starts shot 1"
    browser = as_("art")
    fix(browser, board, "PIC_RATIO", "crop")
    fix(browser, board, "PIC_SIZE", "enlarge")
    assert not {"PIC_SIZE", "PIC_RATIO"} & set(codes(board))
    held = [link.picture for link in element.element_pictures.select_related("picture")]
    assert held[0].width == 800
    assert min(held[1].width, held[1].height) >= 300
    assert held[1].made_from is not None
    fix(browser, board, "EL_NEEDS_PIC", "words_for")
    assert Shot.objects.get(board=board).prompt == "Night Guard waits."
    assert "EL_NEEDS_PIC" not in codes(board)
    operations.undo(Board.objects.get(pk=board.pk), by=make_user("art"))
    assert Shot.objects.get(board=board).prompt == "@Night_Guard waits."


def test_judge_and_page_agree(board: Board) -> None:
    board = Board.objects.select_related("project__workspace").get(pk=board.pk)
    verdict = check(board)
    assert list(verdict.problems) == preflight(board.plan(), verdict.model)
