"""Clips joined: no frame lost or added, footage that fits is copied, what differs is made to fit."""

from __future__ import annotations

from pathlib import Path

import av
import pytest
from PIL import Image, ImageStat

from projects.media import animatic
from projects.media.animatic import Scene, Settings
from projects.media.assembly import assemble
from projects.media.clips import ClipBroken


def clip(folder: Path, colour: str, seconds: int = 1, **manner: object) -> Path:
    Image.new("RGB", (1280, 720), colour).save(folder / f"{colour}.png")
    out = folder / f"{colour}.mp4"
    animatic.render([Scene(folder / f"{colour}.png", seconds)], Settings(**manner), out, lambda _percent: None)
    return out


def colours(path: Path) -> list[str]:
    """The strongest colour of each frame's middle."""
    named = []
    with av.open(path) as container:
        for frame in container.decode(video=0):
            middle = ImageStat.Stat(frame.to_image().crop((600, 340, 680, 380))).mean
            named.append(("red", "lime", "blue")[middle.index(max(middle))])
    return named


def packets(path: Path) -> list[bytes]:
    with av.open(path) as container:
        return [bytes(packet) for packet in container.demux(video=0) if packet.size]


def test_clips_that_fit_are_copied_to_the_byte(tmp_path: Path) -> None:
    parts = [clip(tmp_path, "red"), clip(tmp_path, "lime", 2), clip(tmp_path, "blue")]
    facts = assemble(parts, tmp_path / "reel.mp4")
    assert (facts.frames, facts.seconds, facts.fps, facts.audio) == (96, 4.0, 24.0, "aac")
    assert colours(tmp_path / "reel.mp4") == ["red"] * 24 + ["lime"] * 48 + ["blue"] * 24
    assert packets(tmp_path / "reel.mp4") == [packet for part in parts for packet in packets(part)]
    blob = (tmp_path / "reel.mp4").read_bytes()
    assert 0 < blob.find(b"moov") < blob.find(b"mdat")


def test_a_clip_of_another_shape_and_rate_is_made_to_fit(tmp_path: Path) -> None:
    parts = [clip(tmp_path, "red"), clip(tmp_path, "lime", 2, fps=30, aspect="1:1"), clip(tmp_path, "blue")]
    facts = assemble(parts, tmp_path / "reel.mp4")
    assert (facts.frames, facts.width, facts.height, facts.fps) == (96, 1280, 720, 24.0)
    assert colours(tmp_path / "reel.mp4") == ["red"] * 24 + ["lime"] * 48 + ["blue"] * 24


def test_one_clip_and_the_same_clip_twice(tmp_path: Path) -> None:
    part = clip(tmp_path, "red")
    assert assemble([part], tmp_path / "one.mp4").frames == 24
    assert assemble([part, part], tmp_path / "two.mp4").frames == 48


def test_a_broken_clip_stops_the_reel_and_leaves_nothing(tmp_path: Path) -> None:
    part = clip(tmp_path, "red")
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(part.read_bytes()[:3000])
    before = sorted(tmp_path.iterdir())
    with pytest.raises(ClipBroken, match=r"broken\.mp4"):
        assemble([part, broken], tmp_path / "reel.mp4")
    assert sorted(tmp_path.iterdir()) == before


def test_nothing_to_join_is_said(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="nothing to join"):
        assemble([], tmp_path / "reel.mp4")
