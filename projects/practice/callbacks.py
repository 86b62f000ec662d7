"""Callbacks: which are sent for a change of stage, and the courier that sends them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx

from projects.practice.fields import is_url
from projects.practice.seen import forged, look
from projects.practice.task import ENDS, Seen, Task, now_ms
from projects.practice.wire import Wire, compact

if TYPE_CHECKING:
    from projects.practice.faults import Faults

SECONDS = 5.0
_AT_ONCE = 60


@dataclass(frozen=True)
class Sending:
    """One callback: seconds to wait first, the stage it tells, or `forged`."""

    wait: float
    stage: str


def plan(stage: str, faults: Faults, announces: tuple[str, ...]) -> Iterator[Sending]:
    """The callbacks for one change of stage, in the order they leave."""
    if "callback_forged" in faults and stage == "running":
        yield Sending(0, "forged")
    if "callback_missing" in faults:
        return
    late = faults.get("callback_late") or 0
    times = int(faults.get("callback_many") or 1) * (2 if "callback_doubled" in faults else 1)
    ended = stage in ENDS
    reordered = "callback_reordered" in faults
    if stage in announces and (ended or not reordered):
        yield Sending(late, stage)
        yield from (Sending(0, stage) for _ in range(times - 1))
    if ended and reordered:
        yield from (Sending(0, older) for older in ("running", "queued"))
    if ended and "callback_after_end" in faults:
        yield Sending(faults["callback_after_end"] or 0, stage)
        yield Sending(0, "running")


class Courier:
    """Sends callbacks; at most 60 are under way at once, those of one task in order."""

    def __init__(self, scale: float) -> None:
        self.scale, self.on = scale, True
        self._web = httpx.AsyncClient(
            timeout=SECONDS,
            follow_redirects=False,
            trust_env=False,
            headers={"user-agent": "practice-provider"},
            limits=httpx.Limits(max_connections=_AT_ONCE, max_keepalive_connections=20),
        )
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._under_way: set[asyncio.Task[None]] = set()
        self._last: dict[str, asyncio.Task[None]] = {}

    def tell(self, task: Task, wire: Wire, stage: str) -> asyncio.Task[None] | None:
        """Send what a change of stage calls for; the asyncio task ends when the first tries are through."""
        if not (self.on and is_url(task.callback_url)):
            return None
        sendings = list(plan(stage, task.faults, wire.announces))
        if not sendings:
            return None
        under_way = asyncio.create_task(self._deliver(task, wire, sendings, self._last.get(task.token)))
        self._last[task.token] = under_way
        self._hold(under_way)
        return under_way

    def _hold(self, under_way: asyncio.Task[None]) -> None:
        self._under_way.add(under_way)
        under_way.add_done_callback(self._under_way.discard)

    async def _deliver(
        self, task: Task, wire: Wire, sendings: list[Sending], before: asyncio.Task[None] | None
    ) -> None:
        if before and not before.done():
            await asyncio.wait([before])
        said: dict[str, Seen] = {}
        for sending in sendings:
            if sending.wait:
                await asyncio.sleep(sending.wait)
            made_up = sending.stage == "forged"
            # A repeated callback is the same message, whatever the task has come to meanwhile.
            if (shown := said.get(sending.stage)) is None:
                shown = forged(task, wire) if made_up else look(task, wire, sending.stage)
                said[sending.stage] = shown
            if not await self._post(task, wire, shown, honest=not made_up) and wire.retries and not made_up:
                self._hold(asyncio.create_task(self._again(task, wire, shown)))
        if self._last.get(task.token) is asyncio.current_task():
            del self._last[task.token]

    def telling(self, task: Task) -> asyncio.Task[None] | None:
        """The asyncio task that delivers a task's newest callbacks, if any is under way."""
        return self._last.get(task.token)

    async def _again(self, task: Task, wire: Wire, shown: Seen) -> None:
        for seconds in wire.retries:
            await asyncio.sleep(seconds * self.scale)
            if await self._post(task, wire, shown, honest=True):
                return

    async def _post(self, task: Task, wire: Wire, shown: Seen, *, honest: bool) -> bool:
        """One try; True when it was answered 200."""
        body = compact(wire.callback(task, shown))
        signature = wire.sign(task, body, now_ms() // 1000)
        if not honest:
            signature = {
                name: value[::-1] if "signature" in name.lower() else value for name, value in signature.items()
            }
        task.callbacks_sent += 1
        try:
            async with self._room:
                answer = await self._web.post(
                    task.callback_url, content=body, headers={"content-type": "application/json", **signature}
                )
        except (httpx.HTTPError, httpx.InvalidURL):
            return False
        return answer.status_code == httpx.codes.OK

    async def close(self) -> None:
        """Stop sending."""
        for under_way in list(self._under_way):
            under_way.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        await self._web.aclose()
