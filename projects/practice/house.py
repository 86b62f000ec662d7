"""The house: every task and purchase, in memory and in the journal."""

from __future__ import annotations

import secrets
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from projects.practice.faults import Faults
from projects.practice.journal import Journal
from projects.practice.task import Task, now_ms, record, restored, shortened
from projects.practice.wire import Draft

FOLDERS = ("films", "pictures", "uploads")
_REQUESTS_KEPT = 5_000


class House:
    """Tasks by wire and id. `folder` holds the journal, pictures, films and uploads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in FOLDERS:
            (folder / name).mkdir(parents=True, exist_ok=True)
        self.journal = Journal(folder / "journal.jsonl")
        self.uploads: dict[str, str] = {}
        self.requests: list[dict[str, Any]] = []
        self._clear()
        for line in self.journal.lines():
            self._replay(line)

    def _clear(self) -> None:
        self.tasks: dict[tuple[str, str], Task] = {}
        self.by_token: dict[str, Task] = {}
        self.by_external: dict[tuple[str, str, str], Task] = {}
        self.running: Counter[tuple[str, str]] = Counter()
        self.spent: defaultdict[tuple[str, str], float] = defaultdict(float)
        self.counted = 0
        self.requests.clear()
        self.uploads.clear()

    def _replay(self, line: dict[str, Any]) -> None:
        if "task" in line:
            self._keep(restored(line["task"]))
        elif "moved" in line:
            task = self.by_token.get(line["moved"])
            if task:
                self._set(task, line["change"])
        elif "upload" in line:
            self.uploads[line["upload"]] = line["file"]

    def serial(self) -> int:
        """A number of 18 digits that no other run gives out."""
        self.counted += 1
        return now_ms() * 100_000 + self.counted % 100_000

    def accept(
        self, wire: str, task_id: str, draft: Draft, *, key: str, base: str, faults: Faults, life: tuple[int, int]
    ) -> Task:
        """Buy: a new task that starts and ends so many milliseconds from now."""
        now = now_ms()
        task = Task(
            wire=wire,
            task_id=task_id,
            key=key,
            model=draft.model,
            kind=draft.kind,
            body=draft.body,
            film=draft.film,
            pictures=draft.pictures,
            cost=draft.cost,
            callback_url=draft.callback_url,
            external_id=draft.external_id,
            base=base,
            token=secrets.token_hex(8),
            faults=faults,
            created_ms=now,
            updated_ms=now,
            starts_ms=now + life[0],
            ends_ms=now + life[1],
            bought=draft.film is not None,
        )
        self._keep(task)
        self.journal.write(task=record(task))
        return task

    def _keep(self, task: Task) -> None:
        self.tasks[task.wire, task.task_id] = task
        self.by_token[task.token] = task
        if task.external_id:
            self.by_external[task.wire, task.key, task.external_id] = task
        if not task.ended:
            self.running[task.wire, task.key] += task.bought
        if task.stage != "failed":
            self.spent[task.wire, task.key] += task.cost

    def move(self, task: Task, **change: Any) -> None:
        """Change a task for good: stage, failure, shape, times, item, deleted."""
        self._set(task, change)
        self.journal.write(moved=task.token, change=change)

    def _set(self, task: Task, change: dict[str, Any]) -> None:
        ended, failed = task.ended, task.stage == "failed"
        for name, value in change.items():
            setattr(task, name, tuple(value) if name == "shape" and value else value)
        if task.ended and not ended:
            self.running[task.wire, task.key] -= task.bought
        if failed != (task.stage == "failed"):
            self.spent[task.wire, task.key] += task.cost if failed else -task.cost

    def find(self, wire: str, key: str, task_id: str, kind: str = "") -> Task | None:
        """The task of this key by its id or the caller's own; None for another's, or of another kind."""
        task = self.tasks.get((wire, task_id)) or self.by_external.get((wire, key, task_id))
        if task is None or task.key != key or (kind and task.kind != kind):
            return None
        return task

    def newest(self, wire: str, key: str, kind: str) -> Iterator[Task]:
        """This key's tasks of a kind, newest first."""
        return (task for task in reversed(self.tasks.values()) if (task.wire, task.key, task.kind) == (wire, key, kind))

    def older(self, task: Task) -> Task:
        """Some earlier task of the same wire, or the task itself when it is the first."""
        return next((other for other in self.tasks.values() if other.wire == task.wire and other.bought), task)

    def note(self, wire: str, path: str, key: str, body: Any) -> None:
        """Log a create as received, the key masked."""
        number = self.requests[-1]["n"] + 1 if self.requests else 1
        line = {"n": number, "ms": now_ms(), "wire": wire, "path": path, "key": masked(key), "body": shortened(body)}
        self.requests.append(line)
        del self.requests[:-_REQUESTS_KEPT]

    def add_upload(self, address: str, file: str) -> None:
        """Remember which file an uploaded address stands for."""
        self.uploads[address] = file
        self.journal.write(upload=address, file=file)

    def reset(self) -> None:
        """Forget tasks, purchases, uploads, their files and the log."""
        self.journal.empty()
        for name in FOLDERS:
            for path in (self.folder / name).iterdir():
                path.unlink(missing_ok=True)
        self._clear()


def masked(key: str) -> str:
    """A key's last four characters."""
    return f"…{key[-4:]}" if len(key) > 8 else "…"
