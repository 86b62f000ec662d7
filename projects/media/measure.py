"""How fast the animatic is drawn: its wall time against the encoder alone, given frames that already exist."""

from __future__ import annotations

import multiprocessing
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from projects.media import animatic, film
from projects.media.animatic import Scene, Settings

_SIZE = (1536, 864)
_MOVES: tuple[tuple[int, dict[str, float]], ...] = (
    (2, {"zoom": 4}),
    (3, {"pan": 5}),
    (2, {"tilt": -4}),
    (3, {"truck": 4, "zoom": 2}),
    (2, {"zoom": -5}),
    (3, {"roll": 3, "pedestal": 2}),
)


def animatic_ratio(rounds: int = 5) -> dict[str, Any]:
    """Draw 15 s of 6 moving pictures at 1280×720, 24 fps, in turn with encoding the same frames from memory.

    Answers medians of `rounds` in seconds (`wall`, `encoder`), the median `ratio` of the pairs, `ratio_quietest` (the
    fastest of each: what it is when nothing else runs), the file's size in bytes and the peak memory of a fresh process
    that draws it once, in MB.
    """
    with tempfile.TemporaryDirectory() as folder:
        settings, scenes = Settings(), moving_scenes(Path(folder))
        out = Path(folder) / "take.mp4"
        peak = _peak(scenes, settings, out)
        memory = list(animatic.frames(scenes, settings))
        walls, encodings = [], []
        for _ in range(rounds):
            encodings.append(_seconds(lambda: film.write(memory, out, size=settings.size, fps=settings.fps)))
            walls.append(_seconds(lambda: animatic.render(scenes, settings, out, _unheard)))
        wall, encoder = statistics.median(walls), statistics.median(encodings)
        return {
            "wall": round(wall, 3),
            "encoder": round(encoder, 3),
            "ratio": round(statistics.median(w / e for w, e in zip(walls, encodings, strict=True)), 3),
            "ratio_quietest": round(min(walls) / min(encodings), 3),
            "bytes": out.stat().st_size,
            "peak_mb": peak,
            "cores": os.cpu_count(),
        }


def moving_scenes(folder: Path) -> list[Scene]:
    """Six pictures drawn into `folder`, each with a camera move: 15 s in all."""
    scenes = []
    for number, (seconds, camera) in enumerate(_MOVES, start=1):
        path = folder / f"{number}.png"
        _picture(number).save(path)
        scenes.append(Scene(path, seconds, camera, f"Shot {number}", number))
    return scenes


def _picture(seed: int) -> Image.Image:
    """A still with hard and soft edges, gradients and grain; `seed` makes it another one."""
    grain = Image.effect_noise(_SIZE, 24).filter(ImageFilter.GaussianBlur(1))
    sky = ImageOps.colorize(Image.linear_gradient("L").resize(_SIZE), "#16324a", "#e8b98a")
    picture = ImageChops.add(sky, grain.convert("RGB"), offset=-128)
    pen = ImageDraw.Draw(picture)
    for turn in range(90):
        step = (turn + 1) * (seed + 3) * 2654435761 % (1 << 32)
        x, y, wide = step % _SIZE[0], (step >> 8) % _SIZE[1], 10 + (step >> 16) % 180
        pen.ellipse((x, y, x + wide, y + wide), fill=(step & 255, step >> 8 & 255, step >> 16 & 255))
    return picture.filter(ImageFilter.GaussianBlur(0.8))


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _unheard(_percent: int) -> None:
    """Nobody listens to the progress of a measurement."""


def _peak(scenes: list[Scene], settings: Settings, out: Path) -> int:
    """Peak memory in MB of a process that draws once."""
    start = multiprocessing.get_context("spawn")
    with start.Pool(1) as pool:
        return pool.apply(_drawn_once, (scenes, settings, out))


def _drawn_once(scenes: list[Scene], settings: Settings, out: Path) -> int:
    import resource
    import sys

    animatic.render(scenes, settings, out, _unheard)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(most / (1 << 20 if sys.platform == "darwin" else 1 << 10))
