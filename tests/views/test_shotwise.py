"""One shot again: the dialog with its prices, the new take, what is kept, and what is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from projects.models import Clip, Connection, LedgerEntry, Render, RenderState, Take
from projects.services import invariants, purse
from tests.attacks.conftest import clicked, connect
from tests.attacks.test_spending import form_of
from tests.people import make_board, make_project

As = Callable[[str], Client]
HTMX = {"HX-Request": "true"}
HIDDEN = re.compile(r'name="(form_key|quote)"\s+value="([^"]*)"')


@pytest.fixture
def take(harbour: Any) -> Take:
    """Three shots made one by one, each with a video."""
    board = make_board(make_project(harbour, model="apixo-kling-2.5-turbo"), (5, 5, 5))
    made = clicked(board, connect(harbour, "apixo"))
    for row in made.renders.all():
        clip = Clip.objects.create(
            workspace=harbour, digest=f"{row.number}" * 64, file=f"clips/{row.number}.mp4", poster="p.jpg", seconds=5,
            frames=120, fps=24, width=1280, height=720, bytes=1000,
        )  # fmt: skip
        Render.objects.filter(pk=row.pk).update(
            state=RenderState.SUCCEEDED, clip=clip, provider_task_id=f"task-{row.number}", due_at=None
        )
        row.refresh_from_db()
        purse.close(row, RenderState.SUCCEEDED)
    Take.objects.filter(pk=made.pk).update(clip=Clip.objects.first())
    made.refresh_from_db()
    return made


def forms_of(browser: Client, take: Take) -> list[dict[str, str]]:
    """What each button of the dialog would send."""
    page = browser.get(reverse("take_shots", args=[take.slug]), headers=HTMX).content.decode()
    pairs = [(name, unescape(value)) for name, value in HIDDEN.findall(page)]
    return [dict(pairs[place : place + 2]) for place in range(0, len(pairs), 2)]


def press(browser: Client, take: Take, number: int, form: dict[str, str]) -> Any:
    """Press one of them."""
    return browser.post(reverse("take_shot", args=[take.slug, number]), form, headers=HTMX)


def test_one_shot_is_bought_and_the_others_are_kept(take: Take, as_: As) -> None:
    shot = take.board.shots.live()[1]
    shot.prompt = "The lamp, closer."
    shot.save()
    owner = as_("olga")
    page = owner.get(reverse("take_shots", args=[take.slug]), headers=HTMX).content.decode()
    assert page.count("Changed since") == 1
    assert page.count("≈ $0.50") == 3
    form = forms_of(owner, take)[1]
    assert [press(owner, take, 2, form).status_code for _ in range(2)] == [204, 204]
    made = Take.objects.get(number=2)
    rows = {row.number: row for row in made.renders.all()}
    assert {number: row.state for number, row in rows.items()} == {1: "succeeded", 2: "queued", 3: "succeeded"}
    assert rows[1].clip_id == take.renders.get(number=1).clip_id
    assert rows[2].order["shots"][0]["prompt"] == "The lamp, closer."
    assert list(rows[2].ledger.values_list("kind", "amount")) == [("hold", 50)]
    assert not rows[1].ledger.exists()
    assert made.snapshot["shots"][1]["prompt"] == "The lamp, closer."
    assert made.snapshot["shots"][0] == take.snapshot["shots"][0]
    broken = [
        said for name, _promise, check in invariants.CHECKS if name != "I6" for said in check() if made.slug in said
    ]
    assert not broken
    assert not [said for said in invariants.ledger() if "hold" in said]


def test_a_price_that_was_not_shown_is_not_paid(take: Take, as_: As) -> None:
    owner = as_("olga")
    forms = forms_of(owner, take)
    assert press(owner, take, 3, forms[0]).status_code == 409
    assert press(owner, take, 1, {**forms[0], "quote": ""}).status_code == 409
    Connection.objects.filter(driver="apixo").update(prices={"currency": "USD", "per_second": {"*": "0.30"}})
    assert press(owner, take, 1, forms[0]).status_code == 409
    assert Take.objects.count() == 1
    assert LedgerEntry.objects.filter(kind="hold").count() == 3


def test_what_cannot_be_taken_apart_says_why(take: Take, harbour: Any, as_: As) -> None:
    owner, one = as_("olga"), clicked(make_board(make_project(harbour), (5, 5)), connect(harbour, "kling"))
    page = owner.get(reverse("take_shots", args=[one.slug]), headers=HTMX).content.decode()
    assert "It was made in one piece." in page
    assert press(owner, one, 1, {"form_key": "x"}).status_code == 422
    form = forms_of(owner, take)[0]
    assert press(owner, take, 9, form).status_code in {409, 422}
    take.board.shots.live()[0].delete()
    answer = press(owner, take, 1, form)
    assert (answer.status_code, "render it whole" in answer.content.decode()) == (422, True)
    assert Take.objects.count() == 2


def failed(take: Take, number: int) -> Take:
    """The take when one of its shots has failed and the others are there."""
    row = take.renders.get(number=number)
    row.ledger.all().delete()
    Render.objects.filter(pk=row.pk).update(state=RenderState.FAILED, clip=None, provider_task_id="")
    Take.objects.filter(pk=take.pk).update(clip=None)
    take.refresh_from_db()
    return take


def retry(browser: Client, take: Take) -> Any:
    """Press Try again."""
    return browser.post(reverse("take_retry", args=[take.slug]), headers=HTMX)


def test_trying_again_buys_only_what_failed(take: Take, as_: As) -> None:
    """Two of three shots have their videos and are paid: they are kept, and the button says what the third costs."""
    owner = as_("olga")
    failed(take, 2)
    page = owner.get(reverse("take_list", args=[take.board.slug]), headers=HTMX).content.decode()
    assert "Try again" in page
    assert "≈ $0.50" in page
    assert [retry(owner, take).status_code for _ in range(2)] == [200, 200]
    made = Take.objects.exclude(pk=take.pk).get()
    assert [row.state for row in made.renders.all()] == ["succeeded", "queued", "succeeded"]
    assert sum(entry.amount for row in made.renders.all() for entry in row.ledger.all()) == 50


def test_trying_one_shot_again_never_buys_the_kept_ones(take: Take, as_: As) -> None:
    owner = as_("olga")
    assert press(owner, take, 3, forms_of(owner, take)[2]).status_code == 204
    second = failed(Take.objects.get(number=2), 3)
    assert retry(owner, second).status_code == 200
    third = Take.objects.get(number=3)
    assert [row.state for row in third.renders.all()] == ["succeeded", "succeeded", "queued"]
    assert sum(entry.amount for row in third.renders.all() for entry in row.ledger.all()) == 50


def test_trying_again_at_another_price_asks_first(take: Take, as_: As) -> None:
    owner = as_("olga")
    failed(take, 2)
    Connection.objects.filter(driver="apixo").update(prices={"currency": "USD", "per_second": {"*": "0.30"}})
    answer = retry(owner, take)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Was 5 s × $0.10 = $0.50, now 5 s × $0.30 = $1.50." in page
    assert Take.objects.count() == 1
    agreed = {name: unescape(value) for name, value in HIDDEN.findall(page)}
    address = reverse("take_retry", args=[take.slug])
    assert owner.post(address, agreed, headers=HTMX).status_code == 200
    assert Take.objects.get(number=2).renders.get(number=2).ledger.get().amount == 150


@pytest.mark.parametrize("state", [RenderState.SUBMITTED, RenderState.RUNNING, RenderState.FETCHING])
def test_trying_again_while_another_shot_is_on_its_way_has_to_be_meant(take: Take, as_: As, state: str) -> None:
    failed(take, 2)
    Render.objects.filter(take=take, number=3).update(state=state, clip=None)
    assert retry(as_("olga"), take).status_code == 409
    assert Take.objects.count() == 1


def test_shot_by_shot_is_chosen_with_its_price_and_bought_as_such(harbour: Any, as_: As) -> None:
    """Three shots of 2, 3 and 5 s: one piece is 10 s; made one by one the first is billed as 3 s."""
    connect(harbour, "kling")
    owner, board = as_("olga"), make_board(make_project(harbour, model="kling-v3"), (2, 3, 5))

    def start(form: dict[str, str]) -> Any:
        return owner.post(reverse("take_start", args=[board.slug]), form, headers=HTMX)

    page = owner.get(reverse("render_bar", args=[board.slug]), headers=HTMX).content.decode()
    assert "You pay for 11 s to get 10 s." in page
    assert "10 s × $0.10 = $1.00" in page
    refused = owner.patch(reverse("board_method", args=[board.slug]), "value=by_magic", headers=HTMX)
    assert "This model has no “by_magic”." in refused.content.decode()
    assert (
        owner.patch(reverse("board_method", args=[board.slug]), "value=shot_by_shot", headers=HTMX).status_code == 200
    )
    form = form_of(owner, board)
    assert form["method"] == "shot_by_shot"
    assert start({**form, "method": "one_piece"}).status_code == 409
    assert start(form).status_code == 200
    take = Take.objects.get()
    assert take.options["method"] == "shot_by_shot"
    assert [row.quote["billed_seconds"] for row in take.renders.all()] == [3, 3, 5]
    assert sum(entry.amount for entry in LedgerEntry.objects.all()) == 110
