"""How long it takes to find the cuts of a film, its child process and all."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any

from projects.media import animatic, clips
from projects.media.animatic import Settings
from projects.media.measure import moving_scenes

_SIZES = ("720p", "1080p")


def cuts_found(rounds: int = 5) -> Iterator[dict[str, Any]]:
    """Look for the five cuts of 15 s of six moving pictures at 24 fps, at 1280×720 and at 1920×1080.

    Answers for each size the median and the longest of `rounds` in seconds, and whether every cut was found on its frame.
    """
    with tempfile.TemporaryDirectory() as folder:
        scenes, film = moving_scenes(Path(folder)), Path(folder) / "take.mp4"
        borders = [0, *(24 * seconds for seconds in accumulate(scene.seconds for scene in scenes))]
        for size in _SIZES:
            animatic.render(scenes, Settings(resolution=size), film, lambda _percent: None)
            walls, found = [], []
            for _ in range(rounds):
                began = time.perf_counter()
                found.append(clips.cuts(film, borders, fps=24))
                walls.append(time.perf_counter() - began)
            exact = all(each == borders[1:-1] for each in found)
            wall, longest = round(statistics.median(walls), 2), round(max(walls), 2)
            yield {"what": size, "wall_s": wall, "longest_s": longest, "exact": exact}
