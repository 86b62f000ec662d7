"""One create from its first byte to its answer, the same for every wire."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from projects.practice.faults import Faults, Unknown
from projects.practice.practice import Practice
from projects.practice.task import Task
from projects.practice.wire import Answer, Cut, Draft, Json, Refusal, Request, Wire, said

Drawn = Callable[[Json], Draft]

REFUSED = {
    "auth": "bad_key",
    "auth_early": "early_key",
    "auth_late": "late_key",
    "rate_limited": "rate_limited",
    "concurrency": "concurrency",
    "no_credits": "no_credits",
    "no_credits_text": "credits_text",
    "spend_cap": "spend_cap",
    "maintenance": "maintenance",
    "moderation_early": "moderation",
    "error_before": "server",
}
POOR = {"poor": "no_credits", "limited": "spend_cap"}
_PAGE = b"<!doctype html><title>502 Bad Gateway</title><h1>Bad Gateway</h1>"
_EARLY_CALLBACK = 15.0


async def create(practice: Practice, wire: Wire, request: Request, drawn: Drawn) -> Answer:
    """Key, faults, rates, fields, purchase, answer. Raises Refusal, and Cut when the connection is to be cut."""
    key = wire.key(request)
    body = request.data()
    practice.house.note(wire.prefix, request.path, key, body)
    faults = _faults(practice, wire, request)
    if "lost_before" in faults:
        raise Cut
    for name in faults:
        if name in REFUSED:
            dated = name.startswith("auth_") and not wire.dated_keys
            raise Refusal("bad_key" if dated else REFUSED[name])
    if practice.options.rates and wire.burst and not practice.rates.admits(wire.prefix, key, wire.burst):
        raise Refusal("rate_limited")
    draft = drawn(body)
    _afford(practice, wire, key, draft)
    task = practice.accept(wire, draft, key=key, base=request.base, faults=faults)
    return await _answer(practice, wire, task)


def _faults(practice: Practice, wire: Wire, request: Request) -> Faults:
    text = request.body.decode("utf-8", "replace")
    try:
        return practice.faults.choose(wire.prefix, text, request.headers.get("x-practice-fault", ""))
    except Unknown as unknown:
        raise Refusal("invalid", str(unknown)) from unknown


def _afford(practice: Practice, wire: Wire, key: str, draft: Draft) -> None:
    if draft.film is None:
        return
    for start, category in POOR.items():
        if key.startswith(start):
            raise Refusal(category)
    if practice.options.rates and wire.room and practice.house.running[wire.prefix, key] >= wire.room:
        raise Refusal("concurrency")


async def _answer(practice: Practice, wire: Wire, task: Task) -> Answer:
    faults = task.faults
    if "callback_early" in faults:
        await _told_first(practice, task)
    if "slow_answer" in faults:
        await asyncio.sleep(faults["slow_answer"] or 0)
    if "lost_answer" in faults:
        raise Cut
    if "error_after" in faults:
        raise Refusal("server")
    if "garbage_answer" in faults:
        return Answer(200, _PAGE, {"content-type": "text/html"})
    if "empty_answer" in faults:
        return said(wire.emptied())
    return said(wire.created(practice.house.older(task) if "repeat_task_id" in faults else task))


async def _told_first(practice: Practice, task: Task) -> None:
    """Wait until the task has ended and its callbacks were delivered."""
    living = practice.lives.hurry(task.token)
    if living:
        await asyncio.wait([living], timeout=_EARLY_CALLBACK)
    telling = practice.courier.telling(task)
    if telling:
        await asyncio.wait([telling], timeout=_EARLY_CALLBACK)
