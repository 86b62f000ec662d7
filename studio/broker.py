"""The embedded broker: a folder of messages that survives `kill -9`. One machine, no server.

Putting writes a draft and renames it, so nobody reads half a message. Getting renames the message into a folder on which
the taker holds a kernel lock; there it stays until it is acknowledged. When a taker dies, however it dies, the kernel
drops its lock and the next taker that looks puts its messages back. Needs a local POSIX disk (`flock`), not NFS.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
import uuid
from pathlib import Path
from queue import Empty
from typing import IO, Any

from kombu.transport import virtual
from kombu.utils.json import dumps, loads

SWEEP_SECONDS = 1.0
STALE_SECONDS = 3600.0
ENDING = ".msg"
DRAFT = "."


class Channel(virtual.Channel):
    """Messages of one folder. `<priority><nanoseconds>-<random>.<queue>.msg` sorts by priority, then by time."""

    do_restore = False
    supports_fanout = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # Of the address `files:///folder` kombu keeps the path as the virtual host, without its first slash.
        root = Path("/") / str(getattr(self.connection.client, "virtual_host", ""))
        self.waiting, self.claims = root / "waiting", root / "claims"
        self.waiting.mkdir(parents=True, exist_ok=True)
        self.claims.mkdir(parents=True, exist_ok=True)
        self._mine: Path | None = None
        self._lock: IO[str] | None = None
        self._swept = 0.0

    def _put(self, queue: str, message: dict[str, Any], **_options: Any) -> None:
        priority = 9 - min(9, max(0, int(message["properties"].get("priority") or 0)))
        name = f"{priority}{time.time_ns():020d}-{uuid.uuid4().hex}.{queue}{ENDING}"
        draft = self.waiting / f"{DRAFT}{name}"
        draft.write_text(dumps(message))
        os.replace(draft, self.waiting / name)

    def _get(self, queue: str, timeout: float | None = None) -> dict[str, Any]:
        self._bring_back()
        for name in self._names(queue):
            claimed = self._claim_folder() / name
            with contextlib.suppress(FileNotFoundError):
                os.rename(self.waiting / name, claimed)
                message: dict[str, Any] = loads(claimed.read_text())
                message["properties"]["claim"] = str(claimed)
                return message
        raise Empty

    def _size(self, queue: str) -> int:
        return len(self._names(queue))

    def _purge(self, queue: str) -> int:
        names = self._names(queue)
        for name in names:
            (self.waiting / name).unlink(missing_ok=True)
        return len(names)

    def _names(self, queue: str) -> list[str]:
        ending = queue + ENDING
        return sorted(name for name in os.listdir(self.waiting) if name.partition(".")[2] == ending)

    def basic_ack(self, delivery_tag: str, multiple: bool = False) -> None:
        """Done: the claimed message is deleted."""
        claimed = self._claimed(delivery_tag)
        super().basic_ack(delivery_tag, multiple)
        self._drop(claimed)

    def basic_reject(self, delivery_tag: str, requeue: bool = False) -> None:
        """Not done: with `requeue` the message is put anew before the claimed one is deleted."""
        claimed = self._claimed(delivery_tag)
        super().basic_reject(delivery_tag, requeue)
        self._drop(claimed)

    def _claimed(self, delivery_tag: str) -> str | None:
        delivered: dict[str, Any] = self.qos._delivered or {}
        message = delivered.get(delivery_tag)
        return message.properties.get("claim") if message else None

    @staticmethod
    def _drop(claimed: str | None) -> None:
        if claimed:
            Path(claimed).unlink(missing_ok=True)

    def _claim_folder(self) -> Path:
        if self._mine is None:
            draft = self.claims / f"{DRAFT}{uuid.uuid4().hex}"
            draft.mkdir()
            self._lock = (draft / "lock").open("w")
            fcntl.flock(self._lock, fcntl.LOCK_EX)
            # It appears under its name only once it is locked: an unlocked folder belongs to the dead.
            self._mine = self.claims / draft.name.removeprefix(DRAFT)
            os.rename(draft, self._mine)
        return self._mine

    def _bring_back(self) -> None:
        """Put back what the dead had claimed; at most once a second."""
        if time.monotonic() - self._swept < SWEEP_SECONDS:
            return
        self._swept = time.monotonic()
        for folder in self.claims.iterdir():
            if not folder.name.startswith(DRAFT) and folder != self._mine:
                self._bury(folder)

    def _bury(self, folder: Path) -> None:
        # Several may bury the same dead: whoever comes second finds the files gone.
        with contextlib.suppress(FileNotFoundError, BlockingIOError), (folder / "lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            for message in folder.glob(f"*{ENDING}"):
                os.replace(message, self.waiting / message.name)
            (folder / "lock").unlink()
            folder.rmdir()

    def close(self) -> None:
        """Claims that were never acknowledged go back at once, and drafts of the long dead are thrown away."""
        super().close()
        if self._lock is not None and self._mine is not None:
            self._lock.close()
            self._bury(self._mine)
            self._mine = self._lock = None
        for draft in self.waiting.glob(f"{DRAFT}*"):
            with contextlib.suppress(FileNotFoundError):
                if time.time() - draft.stat().st_mtime > STALE_SECONDS:
                    draft.unlink()


class Transport(virtual.Transport):
    """`files:///folder`."""

    Channel = Channel
    polling_interval = 0.1
    default_port = None
    driver_type = "files"
    driver_name = "storyreel"

    def driver_version(self) -> str:
        """Kombu prints it in reports."""
        return "1"
