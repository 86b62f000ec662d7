"""Asking before spending: who has to, who decides, and that nobody pays twice."""

from __future__ import annotations

from typing import Any

import pytest

from projects.models import Board, LedgerEntry, Period, Render, RenderState, SpendRequest, Take
from projects.services import buying, leases, ledgers, purse, spending, takes
from projects.services.moves import WATCHED
from tests.people import CAST, make_user
from tests.services.buying import click, end, rows, the_render

S = RenderState


def cap(board: Board, amount: int, period: str = Period.MONTH, **whose: Any) -> None:
    ledgers.set_limit(
        by=make_user("pia"),
        workspace=board.project.workspace,
        period=period,
        amount=amount,
        currency="USD",
        **whose,
    )


def waits(take: Take) -> bool:
    """It asks, holds nothing, and no worker may have it."""
    row = the_render(take)
    asks = SpendRequest.objects.filter(take=take, approved=None).exists()
    held = bool(rows(take))
    assert asks != held
    assert (row.due_at is None) == asks
    assert leases.due(Render, WATCHED).filter(pk=row.pk).exists() != asks
    return asks


@pytest.mark.parametrize(("who", "asks"), [("olga", False), ("pia", False), ("dirk", False), ("art", True)])
def test_artists_ask_and_the_rest_spend(paid: Board, who: str, asks: bool) -> None:
    assert waits(click(paid, by=who)) == asks


@pytest.mark.parametrize("who", CAST)
def test_producers_and_owners_decide(paid: Board, who: str) -> None:
    assert purse.may_approve(make_user(who), paid.project.workspace) == (who in {"olga", "pia"})
    assert not purse.may_approve(make_user("mallory"), paid.project.workspace)


@pytest.mark.parametrize(
    ("address", "who", "status"),
    [(path, who, status) for path in ("approve", "decline") for who, status in
     [("olga", 204), ("pia", 204), ("dirk", 403), ("art", 403), ("clara", 404), ("mallory", 404)]],
)  # fmt: skip
def test_only_they_are_let_through_the_door(paid: Board, as_: Any, address: str, who: str, status: int) -> None:
    take = click(paid, by="art")
    answer = as_(who).post(f"/_/t/{take.slug}/{address}/", {"answer": ""}, headers={"HX-Request": "true"})
    assert answer.status_code == status
    take.spend_request.refresh_from_db()
    assert (take.spend_request.approved is not None) == (status == 204)


@pytest.mark.parametrize(("amount", "asks"), [(0, True), (99, True), (100, False)])
def test_over_a_persons_cap_becomes_a_request(paid: Board, amount: int, asks: bool) -> None:
    cap(paid, amount, person=make_user("dirk"))
    first = click(paid, by="dirk")
    assert waits(first) == (amount < 50)
    assert waits(click(paid, by="dirk")) == asks
    assert not waits(click(paid, by="pia"))


def test_the_request_says_why(paid: Board) -> None:
    cap(paid, 60, person=make_user("dirk"))
    click(paid, by="dirk")
    assert click(paid, by="dirk").spend_request.because == "$0.50 of $0.60 is used; it costs about $0.50."


def test_over_a_limit_of_the_team_nobody_may_even_ask(paid: Board) -> None:
    cap(paid, 49)
    for who in ("olga", "art"):
        with pytest.raises(buying.Blocked) as blocked:
            click(paid, by=who)
        assert [problem.code for problem in blocked.value.problems] == ["BUDGET"]
    assert (Take.objects.count(), LedgerEntry.objects.count()) == (0, 0)


def test_yes_holds_in_the_name_of_who_asked_and_sends(paid: Board) -> None:
    take = click(paid, by="art")
    spending.approve(by=make_user("pia"), take=take)
    assert not waits(take)
    assert LedgerEntry.objects.get().person == make_user("art")
    request = SpendRequest.objects.get()
    assert (request.approved, request.decided_by) == (True, make_user("pia"))
    end(take, S.SUCCEEDED)
    assert rows(take) == [("hold", 50), ("capture", 50)]


def test_no_ends_it_with_a_reason_and_costs_nothing(paid: Board) -> None:
    take = click(paid, by="art")
    spending.decline(by=make_user("pia"), take=take, answer="Wait for Monday.")
    row = the_render(take)
    assert (row.state, row.reason) == (S.CANCELLED, "Pia declined the cost. Wait for Monday.")
    assert rows(take) == []
    assert spending.waiting(paid.project.workspace) == []


@pytest.mark.parametrize("first", [spending.approve, spending.decline])
@pytest.mark.parametrize("second", [spending.approve, spending.decline])
def test_the_first_decision_stands_and_nobody_pays_twice(paid: Board, first: Any, second: Any) -> None:
    take = click(paid, by="art")
    first(by=make_user("pia"), take=take)
    before = rows(take)
    with pytest.raises(spending.Decided):
        second(by=make_user("olga"), take=take)
    assert rows(take) == before
    assert len(before) == (first is spending.approve)


def test_what_was_withdrawn_cannot_be_approved(paid: Board) -> None:
    stopped, trashed = click(paid, by="art"), click(paid, by="art")
    takes.cancel(by=make_user("art"), take=stopped)
    takes.trash(by=make_user("art"), take=trashed)
    for take in (stopped, trashed):
        with pytest.raises(spending.Decided):
            spending.approve(by=make_user("pia"), take=take)
        assert (the_render(take).state, rows(take)) == (S.CANCELLED, [])


@pytest.mark.parametrize("whose", ["workspace", "project"])
def test_a_yes_does_not_pass_a_limit_of_the_team(paid: Board, whose: str) -> None:
    take = click(paid, by="art")
    cap(paid, 99, **({"project": paid.project} if whose == "project" else {}))
    click(paid, by="pia")
    with pytest.raises(spending.StillOver) as still:
        spending.approve(by=make_user("pia"), take=take)
    assert [over.who for over in still.value.overs] == [whose]
    assert waits(take)
    cap(paid, 100, **({"project": paid.project} if whose == "project" else {}))
    spending.approve(by=make_user("pia"), take=take)
    assert not waits(take)


def test_a_producers_own_cap_does_not_bind_what_they_approve(paid: Board) -> None:
    cap(paid, 10, person=make_user("pia"))
    take = click(paid, by="art")
    spending.approve(by=make_user("pia"), take=take)
    assert rows(take) == [("hold", 50)]


def test_the_longest_waiting_comes_first(paid: Board) -> None:
    made = [click(paid, by="art") for _ in range(3)]
    spending.approve(by=make_user("pia"), take=made[1])
    assert [request.take for request in spending.waiting(paid.project.workspace)] == [made[0], made[2]]
