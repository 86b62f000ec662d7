"""Where a film really cuts: found to the frame near the plan, never invented, and only for what can be read."""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import pytest
from PIL import Image, ImageChops

from projects.media import clips, slicing
from projects.media.clips import ClipBroken

SIZE = (320, 180)


def scenery(seed: int) -> Image.Image:
    """A picture with much in it, wider and higher than a film, so that a camera can move over it."""
    chance = random.Random(seed)
    noise = Image.frombytes("RGB", (16, 9), chance.randbytes(16 * 9 * 3))
    return noise.resize((SIZE[0] + 80, SIZE[1] + 80), Image.Resampling.BICUBIC)


def shots(path: Path, counts: Sequence[int], *, fps: int = 24, fade: int = 0, flash: int = -1) -> Path:
    """A provider's kind of film: shots of so many frames over which the camera pans; `fade` frames blend each into the next."""
    with av.open(path, "w", format="mp4") as container:
        video = container.add_stream("libx264", rate=fps, options={"crf": "23", "bf": "2", "preset": "veryfast"})
        video.width, video.height, video.pix_fmt = *SIZE, "yuv420p"
        number = 0
        for place, count in enumerate(counts):
            for turn in range(count):
                shown = _over(place, turn)
                into = turn - (count - fade)
                if fade and into >= 0 and place + 1 < len(counts):
                    shown = Image.blend(shown, _over(place + 1, 0), (into + 1) / (fade + 1))
                if number == flash:
                    shown = ImageChops.invert(shown)
                frame = av.VideoFrame.from_image(shown)
                frame.pts, frame.time_base = number, Fraction(1, fps)
                container.mux(video.encode(frame))
                number += 1
        container.mux(video.encode())
    return path


def _over(place: int, turn: int) -> Image.Image:
    left = min(79, turn)
    return scenery(place).crop((left, left // 2, left + SIZE[0], left // 2 + SIZE[1]))


def borders(seconds: Sequence[int], fps: int = 24) -> list[int]:
    return [fps * sum(seconds[:place]) for place in range(len(seconds) + 1)]


@pytest.mark.parametrize(
    ("counts", "found"),
    [
        ((72, 48, 48, 73), [72, 120, 168]),
        ((65, 60, 40, 76), [65, 125, 165]),
        ((84, 30, 60, 67), [84, 114, 174]),
        ((71, 48, 49, 73), [71, 119, 168]),
    ],
)
def test_cuts_are_found_to_the_frame(tmp_path: Path, counts: Sequence[int], found: list[int]) -> None:
    path = shots(tmp_path / "take.mp4", counts)
    assert clips.cuts(path, borders((3, 2, 2, 3)), fps=24) == found


def test_another_rate_and_short_shots(tmp_path: Path) -> None:
    path = shots(tmp_path / "take.mp4", (27, 33, 24, 36), fps=30)
    assert clips.cuts(path, borders((1, 1, 1, 1), 30), fps=30) == [27, 60, 84]


def test_what_is_not_cut_is_not_said_to_be(tmp_path: Path) -> None:
    """One long pan, a flash of a frame in the middle of the window, and a slow fade."""
    pan = shots(tmp_path / "pan.mp4", (96,), flash=50)
    assert clips.cuts(pan, [0, 48, 96], fps=24) == [None]
    fade = shots(tmp_path / "fade.mp4", (48, 48), fade=20)
    assert clips.cuts(fade, [0, 48, 96], fps=24) == [None]


def test_a_cut_further_off_than_a_second_is_nobody_s_guess(tmp_path: Path) -> None:
    path = shots(tmp_path / "take.mp4", (30, 114))
    assert clips.cuts(path, borders((3, 3)), fps=24) == [None]


def test_windows_end_at_the_middle_of_a_shot_and_never_meet() -> None:
    spans = slicing.windows(borders((1, 1, 4, 2)), 24)
    assert [(span.start, span.stop) for span in spans] == [(13, 36), (37, 72), (121, 168)]
    assert all(one.stop <= two.start for one, two in pairwise(spans))
    assert slicing.windows([0, 120], 24) == []


STILL = (0.5, 1.0)


@pytest.mark.parametrize(
    ("steps", "place"),
    [
        ([], None),
        ([STILL] * 3, None),
        ([STILL, STILL, (40, 40), STILL], 2),
        ([(9, 20), (9, 20), (30, 31), (9, 20)], None),
        ([STILL, (9.9, 30), STILL], None),
        ([STILL, (90, 1), (90, 1), STILL], None),
        ([STILL, (1, 40), (40, 41), (1, 40), *[STILL] * 5], 2),
    ],
)
def test_one_step_has_to_stand_out(steps: list[tuple[float, float]], place: int | None) -> None:
    assert slicing.strongest(steps) == place


def test_a_film_that_ends_early_has_no_cut_there(tmp_path: Path) -> None:
    path = shots(tmp_path / "take.mp4", (60,))
    assert clips.cuts(path, borders((3, 2)), fps=24) == [None]


def test_what_is_no_film_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "take.mp4").write_bytes(b"<html>" * 1000)
    with pytest.raises(ClipBroken, match="damaged"):
        clips.cuts(tmp_path / "take.mp4", [0, 24, 48], fps=24)
