"""The animatic: a board's pictures cut together to the frame, with camera moves, title cards, slate and timecode."""

from __future__ import annotations

import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from projects.media import film, strips
from projects.media.clips import ClipFacts
from projects.media.frames import facts
from projects.media.planes import Planes
from projects.media.staging import Scene, Settings, stage

if TYPE_CHECKING:
    import av

__all__ = ["Scene", "Settings", "frames", "render"]

_AHEAD = 32
_WORKERS = 2
_NICENESS = 19


def render(scenes: Sequence[Scene], settings: Settings, out: Path, progress: Callable[[int], None]) -> ClipFacts:
    """Write the animatic of `scenes` to `out` and answer its facts; the same input gives the same bytes.

    `progress(percent)` is called as percents pass; what it raises stops the work. Nothing is left at `out` unless
    the whole file is there with exactly `fps × seconds` frames. Raises `OSError` when a still or the disk fails.
    """
    total = settings.fps * sum(scene.seconds for scene in scenes)
    progress(0)
    with film.draft(out) as half:
        film.write(_told(frames(scenes, settings), total, progress), half, size=settings.size, fps=settings.fps)
        made = ClipFacts(**facts(half))
        if made.frames != total:
            raise RuntimeError(f"the animatic has {made.frames} frames and should have {total}")
    progress(100)
    return made


def _told(made: Iterator[av.VideoFrame], total: int, progress: Callable[[int], None]) -> Iterator[av.VideoFrame]:
    told = 0
    for count, frame in enumerate(made, start=1):
        yield frame
        percent = min(99, 100 * count // total)
        if percent > told:
            told = percent
            progress(percent)


def frames(scenes: Sequence[Scene], settings: Settings) -> Iterator[av.VideoFrame]:
    """Every frame in order, drawn a little ahead by threads that give way to the encoder."""
    waiting: deque[Future[av.VideoFrame]] = deque()
    pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="draw", initializer=_give_way)
    try:
        for task in _tasks(scenes, settings, pool):
            waiting.append(pool.submit(task))
            if len(waiting) >= _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _give_way() -> None:
    """The encoder is the bottleneck: drawing only fills the time it leaves. Linux alone has priorities per thread."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)


@dataclass(frozen=True, slots=True)
class _Task:
    """Draw one frame with its burn-ins."""

    draw: Callable[[], Planes]
    number: int
    fps: int
    cut: bool
    slate: strips.Strip | None
    clock: strips.Clock | None

    def __call__(self) -> av.VideoFrame:
        planes = self.draw()
        if self.slate or self.clock:
            planes = planes.copy()
        if self.slate:
            self.slate.draw(planes)
        if self.clock:
            self.clock.at(self.number).draw(planes)
        return film.frame(planes, self.number, self.fps, cut=self.cut)


def _tasks(scenes: Sequence[Scene], settings: Settings, pool: ThreadPoolExecutor) -> Iterator[_Task]:
    """One task per frame. A scene's picture is read while the scene before it is drawn."""
    clock = strips.Clock(settings.size, settings.fps) if settings.timecode else None
    coming = pool.submit(stage, scenes[0], settings)
    number = 0
    for turn, scene in enumerate(scenes):
        drawn = coming.result()
        if turn + 1 < len(scenes):
            coming = pool.submit(stage, scenes[turn + 1], settings)
        slate = _slate(scene, settings, len(scenes)) if settings.slate else None
        for count, draw in enumerate(drawn):
            yield _Task(draw, number + count, settings.fps, count == 0, slate, clock)
        number += len(drawn)


def _slate(scene: Scene, settings: Settings, shots: int) -> strips.Strip:
    return strips.slate(settings.size, board=settings.title, number=scene.number, shots=shots, label=scene.label)
