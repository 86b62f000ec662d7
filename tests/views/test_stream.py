"""The event stream: what it replays, what it says when too much was missed, and who may listen."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.test import Client

from projects.models import Board, Event, User
from projects.services.feed import announce
from projects.views import stream

pytestmark = pytest.mark.django_db(transaction=True)


def heard(user: User, board: Board, last: int, count: int, between: Callable[[], Any] = lambda: None) -> list[str]:
    """The greeting and `count` events; `between` happens after the greeting."""

    async def listen() -> list[str]:
        feed: AsyncIterator[str] = stream.events(user, [f"b:{board.slug}"], last)
        said = [await anext(feed)]
        await sync_to_async(between)()
        return said + [await anext(feed) for _ in range(count)]

    return async_to_sync(listen)()


def test_what_was_missed_is_replayed_in_order(board: Board, people: dict[str, User]) -> None:
    first = announce(board, "shots")
    for name in ("timing", "takes"):
        announce(board, name)
    said = heard(people["art"], board, first.pk, 2)
    assert said[0].startswith("retry: 2500")
    assert ['"name": "timing"' in said[1], '"name": "takes"' in said[2]] == [True, True]
    assert said[2].startswith(f"id: {first.pk + 2}\nevent: feed\n")


def test_an_event_whose_transaction_ended_late_is_told_too(board: Board, people: dict[str, User]) -> None:
    early = announce(board, "shots")
    late = Event(pk=early.pk + 1, workspace_id=early.workspace_id, topic=early.topic, name="late")
    newest = Event.objects.create(pk=early.pk + 2, workspace_id=early.workspace_id, topic=early.topic, name="takes")
    said = heard(people["art"], board, newest.pk, 1, late.save)
    assert '"name": "late"' in said[1]
    assert said[1].startswith(f"id: {newest.pk}\n")


def test_who_missed_too_much_is_told_to_look_again(
    board: Board, people: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "REPLAY", 3)
    start = announce(board, "shots").pk
    for _ in range(5):
        newest = announce(board, "shots").pk
    assert heard(people["art"], board, start, 1)[1] == f"id: {newest}\nevent: resync\ndata: {{}}\n\n"


@pytest.mark.parametrize(("name", "topics", "status"), [("art", "b", 200), ("mallory", "b", 403), ("art", "x", 403)])
def test_who_may_listen(name: str, topics: str, status: int, board: Board, as_: Callable[[str], Client]) -> None:
    asked = {"b": f"b:{board.slug}", "x": "x:nothing"}[topics]
    answer = as_(name).get("/_/stream/", {"topics": asked})
    assert answer.status_code == status
    answer.close()


def test_a_page_that_knows_more_than_the_database_looks_again(board: Board, people: dict[str, User]) -> None:
    newest = announce(board, "shots").pk
    assert heard(people["art"], board, newest + 50, 1)[1] == f"id: {newest}\nevent: resync\ndata: {{}}\n\n"


def test_an_absurd_number_is_no_number(board: Board, as_: Callable[[str], Client]) -> None:
    answer = as_("art").get("/_/stream/", {"topics": f"b:{board.slug}", "since": "9" * 5000})
    assert answer.status_code == 200
    answer.close()
