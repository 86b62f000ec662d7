"""Finished films and uploads, served with whatever fault their task has."""

from __future__ import annotations

import asyncio
import contextlib
import zlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from projects.practice.cards import size_of
from projects.practice.faults import without_switches
from projects.practice.films import Reel, make, marked
from projects.practice.lives import picture_file
from projects.practice.practice import Practice
from projects.practice.task import Film, Shot, Task
from projects.practice.wire import Answer, Request

CROWD = 50
_PIECE = 256 * 1024
_GIGABYTE_IN_MB = 1024
_PAGE = b"<!doctype html><title>Sign in</title><p>This is no film.</p>"


class Vault:
    """Makes films when they are first asked for, and keeps them as files."""

    def __init__(self, practice: Practice) -> None:
        self.practice = practice
        self._making: dict[str, asyncio.Future[None]] = {}

    async def film(self, task: Task, name: str) -> bytes:
        """The bytes of a task's film. More than 50 wanted at once are one prepared film, marked each for itself."""
        folder = self.practice.folder / "films"
        own = folder / f"{name}.mp4"
        reel = self.reel(task, name)
        if not own.exists() and len(self._making) >= CROWD:
            wide, high = reel.size
            prepared = f"prepared-{wide}x{high}-{reel.seconds}-{reel.sound:d}"
            plain = Reel(reel.size, (Shot("A prepared film", reel.seconds),), reel.sound, None, "prepared")
            await self._made(folder / f"{prepared}.mp4", plain)
            data = marked(await asyncio.to_thread((folder / f"{prepared}.mp4").read_bytes), name)
            await asyncio.to_thread(own.write_bytes, data)
            return data
        await self._made(own, reel)
        return await asyncio.to_thread(own.read_bytes)

    async def _made(self, path: Path, reel: Reel) -> None:
        if path.exists():
            return
        making = self._making.get(path.name)
        if making is None:
            making = asyncio.get_running_loop().run_in_executor(self.practice.pool, make, reel, path)
            self._making[path.name] = making
            making.add_done_callback(lambda _: self._making.pop(path.name, None))
        await asyncio.shield(making)

    def reel(self, task: Task, name: str) -> Reel:
        """What a task's film is made of."""
        film = task.film or Film(1, "", (Shot("", 1),))
        shots = tuple(Shot(without_switches(shot.prompt), shot.seconds) for shot in film.shots)
        if "file_wrong_length" in task.faults:
            shots = (Shot(shots[0].prompt, max(1, film.seconds // 2)),)
        picture = picture_file(self.practice.folder, task)
        size = size_of(film.aspect, task.shape)
        return Reel(size, shots, film.sound, picture if picture.exists() else None, f"{task.task_id} {name}")


async def serve(vault: Vault, request: Request, name: str) -> Answer:
    """`/files/<wire>/<name>.mp4`: a film, or what its task's fault makes of it."""
    practice = vault.practice
    task = practice.house.by_token.get(name.removesuffix("-2"))
    if task is None or task.film is None or task.stage != "succeeded":
        return Answer(404, b"not found", {"content-type": "text/plain"})
    wire = practice.wires[task.wire]
    if "link_gone" in task.faults:
        return Answer(404, b"gone", {"content-type": "text/plain"})
    if "link_expired" in task.faults and request.query.get("v") != "2":
        task.link_tried = True
        return Answer(wire.expired_status, b"expired", {"content-type": "text/plain"})
    for fault, odd in ODD.items():
        if fault in task.faults:
            task.files_served += 1
            return odd()
    return await _film(vault, task, name, head=request.method == "HEAD")


async def _film(vault: Vault, task: Task, name: str, *, head: bool) -> Answer:
    data = await vault.film(task, name)
    if head:
        return Answer(200, b"", {"content-type": "video/mp4", "content-length": str(len(data))})
    task.files_served += 1
    task.downloads[name] = task.downloads.get(name, 0) + 1
    if "duplicate_clip" in task.faults and task.downloads[name] > 1:
        data = marked(data, f"download {task.downloads[name]}")
    if "file_drip" in task.faults:
        return _streamed(_dripped(data), len(data))
    if "file_lying_length" in task.faults:
        return _streamed(_pieces(data[: len(data) // 2]), len(data) // 2)
    if "file_truncated_always" in task.faults or ("file_truncated" in task.faults and task.downloads[name] == 1):
        return _streamed(_pieces(data[: len(data) // 2]), len(data), cut=True)
    return _streamed(_pieces(data), len(data))


def _streamed(stream: AsyncIterator[bytes], length: int | None, *, cut: bool = False, packed: bool = False) -> Answer:
    sized = {} if length is None else {"content-length": str(length)}
    coded = {"content-encoding": "gzip"} if packed else {}
    return Answer(200, b"", {"content-type": "video/mp4", **sized, **coded}, stream, cut)


async def _pieces(data: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(data), _PIECE):
        yield data[start : start + _PIECE]


async def _dripped(data: bytes) -> AsyncIterator[bytes]:
    for byte in data:
        yield bytes((byte,))
        await asyncio.sleep(1)


async def _endless() -> AsyncIterator[bytes]:
    zeros = bytes(_PIECE)
    while True:
        yield zeros
        await asyncio.sleep(0.01)


async def _bomb() -> AsyncIterator[bytes]:
    """A gigabyte of zeros as one megabyte of gzip."""
    packer, zeros = zlib.compressobj(9, wbits=31), bytes(1024 * 1024)
    for _ in range(_GIGABYTE_IN_MB):
        piece = packer.compress(zeros)
        if piece:
            yield piece
        await asyncio.sleep(0)
    yield packer.flush()


ODD: dict[str, Callable[[], Answer]] = {
    "file_html": lambda: Answer(200, _PAGE, {"content-type": "video/mp4"}),
    "file_redirect_inward": lambda: Answer(302, b"", {"location": "http://127.0.0.1:1/"}),
    "file_endless": lambda: _streamed(_endless(), None),
    "file_gzip_bomb": lambda: _streamed(_bomb(), None, packed=True),
}


async def upload(practice: Practice, address: str) -> Answer:
    """`/files/uploads/…`: an uploaded file."""
    file, _, kind = practice.house.uploads.get(address, "").partition(" ")
    path = practice.folder / "uploads" / file
    with contextlib.suppress(OSError):
        if file:
            return Answer(200, await asyncio.to_thread(path.read_bytes), {"content-type": kind})
    return Answer(404, b"not found", {"content-type": "text/plain"})
