"""The sound of joined clips: one AAC track, silent where a clip is, never longer than the pictures."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from projects.media import film

_SAMPLES_A_FRAME = 1024


def hear(path: Path, container: Any, sound: Any, heard: int, until: int, skipped: int = 0) -> int:
    """Encode a clip's sound from sample `heard` up to `until`, silence where it has none or stops early.

    The clip's own first samples, `skipped` of them, are left out. Answers how far the track has come.
    """
    for made in _sounds(path, skipped):
        if heard + made.samples > until:
            break
        heard = _say(container, sound, made, heard)
    for quiet in film.silence(until - heard):
        heard = _say(container, sound, quiet, heard)
    return heard


def _sounds(path: Path, skipped: int) -> Iterator[Any]:
    """A clip's sound behind its first samples, in frames that the encoder takes; none where it has none."""
    import av

    with av.open(path, "r") as source:
        if not source.streams.audio:
            return
        resampler, waiting = av.AudioResampler("fltp", "stereo", film.SAMPLES), av.AudioFifo()
        for frame in source.decode(source.streams.audio[0]):
            for part in resampler.resample(frame):
                part.pts = None
                waiting.write(part)
            while (made := waiting.read(skipped or _SAMPLES_A_FRAME)) is not None:
                if not skipped:
                    yield made
                skipped = 0


def _say(container: Any, sound: Any, made: Any, heard: int) -> int:
    made.pts, made.time_base = heard, Fraction(1, film.SAMPLES)
    container.mux(sound.encode(made))
    return heard + int(made.samples)
