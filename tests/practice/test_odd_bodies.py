"""Whatever stands in a body, the answer is the vendor's own."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, islice
from typing import Any

from tests.practice import examples, official
from tests.practice.examples import served
from tests.practice.listener import Listener
from tests.practice.world import Caller, start

ODD: tuple[Any, ...] = (None, 1.5, "", "x", [], {}, True, [None], {"a": 1}, "http://[bad", "5")
EACH = 4


def places(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where something stands in a body."""
    if place:
        yield place
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, entry in entries:
        yield from places(entry, (*place, name))


def replaced(value: Any, place: tuple[Any, ...], odd: Any) -> Any:
    """The body with something else in one place."""
    inner = value
    for name in place[:-1]:
        inner = inner[name]
    inner[place[-1]] = odd
    return value


def test_no_body_breaks_it(listener: Listener) -> None:
    running = start("--running", "0.1", "--rates", "off")
    caller = Caller(running, listener)
    turn = cycle(ODD)
    for path, body, _ in examples.CREATES + official.CREATES:
        for place in places(body):
            for odd in islice(turn, EACH):
                answer = caller.web.post(path, json=replaced(served(body, "http://127.0.0.1:1"), place, odd))
                assert answer.headers["content-type"] == "application/json", (path, place, odd)
    caller.web.close()
    running.stop()
