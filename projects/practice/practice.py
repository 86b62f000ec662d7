"""The practice: everything a request may need, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from projects.practice.callbacks import Courier
from projects.practice.faults import Chooser
from projects.practice.house import House
from projects.practice.lives import Lives
from projects.practice.rates import Rates
from projects.practice.task import Task, now_ms
from projects.practice.wire import Draft, Garbage, Refusal, Wire

LIBRARY_SECONDS = 0.2
_QUEUED_PART = 0.15


@dataclass
class Options:
    """How the server was started.

    `running` is the shortest and longest time of a task in seconds; `retry_scale` shortens callback retries.
    """

    host: str = "127.0.0.1"
    port: int = 8765
    folder: Path | None = None
    running: tuple[float, float] = (4.0, 8.0)
    faults: str = "calm"
    seed: int = 0
    rates: bool = True
    retry_scale: float = 0.05
    http_errors: bool = False


@dataclass
class Practice:
    """The state of a running server. Make it inside an event loop; `stop` it there too."""

    options: Options
    folder: Path
    wires: Mapping[str, Wire]
    faults: Chooser = field(init=False)
    rates: Rates = field(init=False)
    house: House = field(init=False)

    def __post_init__(self) -> None:
        self.faults, self.rates = Chooser(seed=self.options.seed), Rates()
        self.faults.mix(self.options.faults)
        self.pool = ThreadPoolExecutor(2, "films")
        self.house, self.courier = House(self.folder), Courier(self.options.retry_scale)
        self.lives = Lives(self.house, self.courier, self.wires, self.pool)
        for task in self.house.tasks.values():
            if not task.ended:
                self.lives.begin(task)

    def accept(self, wire: Wire, draft: Draft, *, key: str, base: str, faults: dict[str, float | None]) -> Task:
        """Buy a task and let it live."""
        least, most = self.options.running if draft.film else (LIBRARY_SECONDS, LIBRARY_SECONDS)
        seconds = self.faults.luck("running").uniform(least, most) * (faults.get("slow") or 1)
        life = (round(seconds * _QUEUED_PART * 1000), round(seconds * 1000))
        task_id = wire.new_id(self.house.serial())
        task = self.house.accept(wire.prefix, task_id, draft, key=key, base=base, faults=faults, life=life)
        self.lives.begin(task)
        return task

    def left(self, wire: Wire, key: str, start: float, price: float = 1.0) -> float:
        """What a key has left of `start`, at so much a unit; keys that start with `poor` have nothing."""
        spent = self.house.spent[wire.prefix, key] * price
        return 0.0 if key.startswith("poor") else max(0.0, round(start - spent, 4))

    def polled(self, wire: Wire, key: str, task_id: str, kind: str = "") -> Task:
        """The task a poll asks for. Raises Refusal, and Garbage when the poll is to be answered with that."""
        task = self.house.find(wire.prefix, key, task_id, kind)
        if task is None or now_ms() < task.created_ms + 1000 * (task.faults.get("not_visible") or 0):
            raise Refusal("not_found")
        if task.polls < (task.faults.get("poll_errors") or 0):
            task.polls += 1
            kinds = (Refusal("server"), Refusal("rate_limited"), Garbage())
            raise kinds[(task.polls - 1) % 3]
        return task

    async def reset(self) -> None:
        """Forget everything but the settings."""
        await self.lives.end()
        self.house.reset()
        self.rates.clear()
        self.faults.scripts.clear()
        self.faults.created = 0

    async def stop(self) -> None:
        """End timers and callbacks, close the journal."""
        await self.lives.stop()
        await self.courier.close()
        self.pool.shutdown(wait=False, cancel_futures=True)
        self.house.journal.close()
