"""The life of tasks: queued, running, an end, each at its time. One asyncio timer a task, no threads."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import Executor
from pathlib import Path

from projects.practice import pictures
from projects.practice.callbacks import Courier
from projects.practice.house import House
from projects.practice.task import Task, now_ms
from projects.practice.wire import Wire

FAILURES = {
    "moderation_late": "moderation",
    "fail_late": "server",
    "invalid_late": "invalid",
    "unreachable_late": "image_unreachable",
    "fail_then_success": "server",
}


def picture_file(folder: Path, task: Task) -> Path:
    """Where a task's first picture is kept small."""
    return folder / "pictures" / f"{task.token}.jpg"


class Lives:
    """Moves every task through its stages and tells the courier of each."""

    def __init__(self, house: House, courier: Courier, wires: Mapping[str, Wire], pool: Executor) -> None:
        self.house, self.courier, self.wires, self.pool = house, courier, wires, pool
        self.fetcher = pictures.Fetcher()
        self._living: dict[str, asyncio.Task[None]] = {}
        self._hurry: dict[str, asyncio.Event] = {}

    def begin(self, task: Task) -> None:
        """Let a task live, or live on after a restart."""
        self._hurry[task.token] = asyncio.Event()
        living = asyncio.create_task(self._live(task))
        self._living[task.token] = living
        living.add_done_callback(lambda _: (self._living.pop(task.token, None), self._hurry.pop(task.token, None)))

    def hurry(self, token: str) -> asyncio.Task[None] | None:
        """End a task now; the asyncio task that ends when it has."""
        if token in self._hurry:
            self._hurry[token].set()
        return self._living.get(token)

    def hurry_all(self) -> int:
        """End all tasks now; how many there were."""
        for hurry in self._hurry.values():
            hurry.set()
        return len(self._hurry)

    async def _until(self, task: Task, ms: int) -> None:
        seconds = (ms - now_ms()) / 1000
        if seconds > 0:
            try:
                async with asyncio.timeout(seconds):
                    await self._hurry[task.token].wait()
            except TimeoutError:
                return

    async def _live(self, task: Task) -> None:
        checking = asyncio.create_task(self._look_at_pictures(task))
        try:
            if task.stage == "queued":
                self.courier.tell(task, self.wires[task.wire], "queued")
                await self._until(task, task.starts_ms)
                self._move(task, stage="running")
            failure, shape = await checking
            if not failure:
                await self._until(task, task.ends_ms)
                failure = next((FAILURES[name] for name in task.faults if name in FAILURES), "")
            self._end(task, failure, shape)
            if task.stage == "failed" and "fail_then_success" in task.faults:
                await asyncio.sleep(task.faults["fail_then_success"] or 0)
                self._end(task, "", shape)
        finally:
            checking.cancel()

    async def _look_at_pictures(self, task: Task) -> tuple[str, tuple[int, int] | None]:
        if not task.pictures:
            return "", task.shape
        keep = picture_file(self.house.folder, task)
        return await pictures.judge_all(task.pictures, self.wires[task.wire].formats, keep, self.fetcher, self.pool)

    def _end(self, task: Task, failure: str, shape: tuple[int, int] | None) -> None:
        stage = "failed" if failure else "succeeded"
        self._move(task, stage=stage, failure=failure, shape=shape, done_ms=now_ms())

    def _move(self, task: Task, **change: object) -> None:
        self.house.move(task, updated_ms=now_ms(), **change)
        self.courier.tell(task, self.wires[task.wire], task.stage)

    async def end(self) -> None:
        """Leave all tasks where they are."""
        living = list(self._living.values())
        for one in living:
            one.cancel()
        await asyncio.gather(*living, return_exceptions=True)

    async def stop(self) -> None:
        """Leave all tasks where they are, for good."""
        await self.end()
        await self.fetcher.close()
