"""What may be chosen of a render beside its quality: the menu, what the page sends, what is bought, and what is said of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from projects.models import Board, BoardState, Clip, Connection, Project, Take
from projects.services import connections
from tests.views.editor import events, patch, post
from tests.views.paid import bar, choose, connected, form, page, press, row_of
from tests.views.test_comparisons import address as compared
from tests.views.test_fixes import codes, fix

As = Callable[[str], Client]
TURBO = "apixo-kling-2.5-turbo"


@pytest.fixture
def account(board: Board, settings: Any) -> Connection:
    """The Lighthouse is rendered by APIXO 2.5 Turbo; its four shots are billed as 5 s each."""
    settings.PUBLIC_URL = "https://storyreel.example.com"
    choose(board, TURBO)
    return connected(board.project.workspace, "apixo")


def chosen(browser: Client, board: Board, what: str, value: str) -> Any:
    """Somebody chooses in the menu."""
    return patch(browser, reverse("board_choice", args=[board.slug, what]), field="model", value=value)


def menu(html: str) -> dict[str, list[str]]:
    """What can be chosen: the values of every such list; the one that is chosen has a star."""
    found = {}
    for name, inside in re.findall(r'<select class="input"\s+id="render-(\w+)"(.*?)</select>', html, re.DOTALL):
        options = re.findall(r'<option value="([^"]*)"\s*(selected)?', inside)
        found[name] = [f"{value}{'*' if star else ''}" for value, star in options]
    return found


def test_the_menu_offers_what_the_model_has_and_nothing_is_chosen(as_: As, board: Board, account: Connection) -> None:
    shown = bar(as_("art"), board)
    steps = [f"{step / 10:g}" for step in range(11)]
    assert menu(shown) == {"cfg": ["*", *steps], "provider": ["*", "auto", "value", "official"]}
    assert "How closely it follows the words" in shown
    assert not {"cfg", "provider", "watermark"} & form(shown).keys()
    choose(board)
    connected(board.project.workspace)
    assert menu(bar(as_("art"), board)).keys() == {"mode", "watermark"}


def test_a_choice_is_kept_shown_quoted_bought_and_told(as_: As, board: Board, account: Connection) -> None:
    connections.change(
        by=None, connection=account, prices={"currency": "USD", "per_second": {"*": "0.10", "*/official": "0.20"}}
    )
    pia = as_("pia")
    assert chosen(pia, board, "cfg", "0.7").status_code == 200
    assert chosen(pia, board, "provider", "official").status_code == 200
    shown = bar(pia, board)
    assert "0.7*" in menu(shown)["cfg"] and "official*" in menu(shown)["provider"]
    assert "20 s × $0.20 = $4.00" in shown
    preview = pia.get(reverse("render_preview", args=[board.slug])).content.decode()
    assert preview.count("&quot;cfg_scale&quot;: 0.7") >= 4 and "&quot;provider&quot;: &quot;official&quot;" in preview
    answer = press(pia, board, form(shown))
    assert answer.status_code == 200
    take = board.takes.get()
    assert take.options == {"cfg": 0.7, "provider": "official"}
    order = take.renders.first().order
    assert (order["options"]["cfg"], order["options"]["provider"]) == (0.7, "official")
    assert "cfg 0.7 · official" in row_of(page(pia, board))


def test_a_choice_that_the_page_did_not_show_is_not_bought(as_: As, board: Board, account: Connection) -> None:
    pia = as_("pia")
    sent = form(bar(pia, board))
    assert press(pia, board, {**sent, "cfg": "0.9"}).status_code == 409
    assert not Take.objects.exists()
    chosen(pia, board, "cfg", "0.9")
    again = press(pia, board, {**sent, "cfg": "0.9"})
    assert again.status_code == 409
    assert form(again.content.decode())["cfg"] == "0.9"


@pytest.mark.parametrize(("what", "value"), [("cfg", "1.1"), ("cfg", "0.55"), ("provider", "x"), ("watermark", "on")])
def test_what_the_model_does_not_have_is_refused(
    as_: As, board: Board, account: Connection, what: str, value: str
) -> None:
    answer = chosen(as_("art"), board, what, value)
    assert answer.status_code == 422
    assert f"This model has no “{value}”." in answer.content.decode()
    assert patch(as_("art"), f"/_/b/{board.slug}/choices/model/", value="x").status_code == 404


def test_a_choice_can_be_taken_back_and_leaves_an_approved_board_approved(
    as_: As, board: Board, account: Connection
) -> None:
    Board.objects.filter(pk=board.pk).update(state=BoardState.APPROVED)
    art = as_("art")
    chosen(art, board, "cfg", "0")
    step = board.operations.first()
    assert step and step.words == "How closely it follows the words: 0, freely"
    board.refresh_from_db()
    assert board.state == BoardState.APPROVED
    assert "Undone" in events(post(art, board, "undo/"))["toast"]["words"]
    assert Project.objects.get().cfg == ""


def test_a_choice_that_another_model_does_not_have_is_a_look_with_a_way_out(
    as_: As, board: Board, account: Connection
) -> None:
    art = as_("art")
    chosen(art, board, "cfg", "1")
    choose(board, "kling-v3")
    assert "CFG_IGNORED" in codes(board)
    assert fix(art, board, "CFG_IGNORED", "drop_option").status_code == 200
    assert Project.objects.get().cfg == ""
    assert "CFG_IGNORED" not in codes(board)


def test_a_value_from_elsewhere_is_a_block_with_the_nearest_one(as_: As, board: Board, account: Connection) -> None:
    Project.objects.update(cfg="1.4")
    art = as_("art")
    assert "CFG_RANGE" in codes(board)
    fix(art, board, "CFG_RANGE", "set_option")
    assert Project.objects.get().cfg == "1"
    assert "CFG_RANGE" not in codes(board)


def test_a_size_is_kept_for_the_project(as_: As, board: Board) -> None:
    choose(board, "kie-kling-v3-turbo")
    connected(board.project.workspace, "kie")
    Board.objects.filter(pk=board.pk).update(total_seconds=10)
    pia = as_("pia")
    assert menu(bar(pia, board))["resolution"] == ["720p*", "1080p"]
    chosen(pia, board, "resolution", "1080p")
    assert form(bar(pia, board))["resolution"] == "1080p"
    assert press(pia, board, form(bar(pia, board))).status_code == 200
    assert board.takes.get().options["resolution"] == "1080p"


def test_two_takes_tell_what_was_chosen(as_: As, board: Board, account: Connection) -> None:
    pia = as_("pia")
    facts = {"seconds": 10, "frames": 240, "fps": 24, "width": 1280, "height": 720, "bytes": 6}
    clip = Clip.objects.create(
        workspace=board.project.workspace, digest="d" * 64, file="a.mp4", poster="a.webp", sprite="a.webp", **facts
    )
    for value in ("0", "0.7"):
        chosen(pia, board, "cfg", value)
        press(pia, board, form(bar(pia, board)))
        Take.objects.update(clip=clip)
    told = " ".join(pia.get(compared(board, *board.takes.order_by("number"))).content.decode().split())
    assert "how closely it follows the words: <del>0</del> → <ins>0.7</ins>" in told
