"""Clips joined: no frame lost or added, footage that fits is copied, what differs is made to fit."""

from __future__ import annotations

import array
import hashlib
import math
from fractions import Fraction
from pathlib import Path

import av
import pytest
from PIL import Image, ImageStat

from projects.media import animatic
from projects.media.animatic import Scene, Settings
from projects.media.assembly import Piece, assemble, splice
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


def film(path: Path, frames: int, *, rate: int = 24, blue: int = 0, tone: bool = False, **options: str) -> Path:
    """A provider's kind of clip: the grey of frame n is 2n + 20, `blue` marks the file; AAC with a tone where wanted."""
    with av.open(path, "w", format="mp4") as container:
        video = container.add_stream("libx264", rate=rate, options={"crf": "12", "bf": "2", **options})
        video.width, video.height, video.pix_fmt = 320, 180, "yuv420p"
        sound = container.add_stream("aac", rate=44_100, layout="stereo") if tone else None
        for number in range(frames):
            grey = number * 2 + 20
            frame = av.VideoFrame.from_image(Image.new("RGB", (320, 180), (grey, grey, grey + blue)))
            frame.pts, frame.time_base = number, Fraction(1, rate)
            container.mux(video.encode(frame))
        container.mux(video.encode())
        for start in range(0, frames * 44_100 // rate if sound else 0, 1024):
            wave = array.array("f", (math.sin((start + each) / 16) / 2 for each in range(1024)))
            heard = av.AudioFrame("fltp", "stereo", 1024)
            for plane in heard.planes:
                plane.update(wave.tobytes())
            heard.sample_rate, heard.pts, heard.time_base = 44_100, start, Fraction(1, 44_100)
            container.mux(sound.encode(heard))
        if sound:
            container.mux(sound.encode())
    return path


def greys(path: Path) -> list[int]:
    """Which frame of its film each frame is."""
    with av.open(path) as container:
        return [round((ImageStat.Stat(frame.to_image()).mean[0] - 20) / 2) for frame in container.decode(video=0)]


def loud(path: Path, start: float, end: float) -> bool:
    """Whether anything is heard between two seconds."""
    with av.open(path) as container:
        heard = [
            max(abs(each) for each in array.array("f", bytes(frame.planes[0])))
            for frame in container.decode(audio=0)
            if start <= frame.time < end
        ]
    return max(heard) > 0.2


def test_each_clip_shows_its_first_seconds_and_the_footage_stays(tmp_path: Path) -> None:
    parts = [film(tmp_path / f"{number}.mp4", 121, tone=True) for number in range(4)]
    before = [hashlib.sha256(part.read_bytes()).hexdigest() for part in parts]
    facts = assemble(parts, tmp_path / "take.mp4", [3, 2, 2, 3])
    assert (facts.frames, facts.seconds, facts.fps, facts.audio) == (240, 10.0, 24.0, "aac")
    close = greys(tmp_path / "take.mp4")
    wanted = [number for seconds in (3, 2, 2, 3) for number in range(seconds * 24)]
    assert max(abs(is_ - should) for is_, should in zip(close, wanted, strict=True)) <= 1
    assert all(loud(tmp_path / "take.mp4", second + 0.2, second + 0.8) for second in range(10))
    assert [hashlib.sha256(part.read_bytes()).hexdigest() for part in parts] == before


def test_a_cut_between_closed_groups_is_copied_to_the_byte(tmp_path: Path) -> None:
    parts = [film(tmp_path / f"{number}.mp4", 121, g="24", keyint_min="24", sc_threshold="0") for number in range(2)]
    facts = assemble(parts, tmp_path / "take.mp4", [3, 5])
    assert facts.frames == 192
    assert packets(tmp_path / "take.mp4") == packets(parts[0])[:72] + packets(parts[1])[:120]
    assert greys(tmp_path / "take.mp4") == greys(parts[0])[:72] + greys(parts[1])[:120]


def test_a_cut_that_is_not_exact_is_encoded_anew(tmp_path: Path) -> None:
    """Frame 71 of this clip needs frame 72, so its first 72 packets are not its first 72 frames."""
    part = film(tmp_path / "part.mp4", 121, g="240", bf="3", b_strategy="0")
    facts = assemble([part, part], tmp_path / "take.mp4", [3, None])
    assert facts.frames == 72 + 121
    shown, footage = greys(tmp_path / "take.mp4"), greys(part)
    assert max(abs(is_ - should) for is_, should in zip(shown, footage[:72] + footage, strict=True)) <= 1


def test_whole_and_alike_clips_are_copied_where_a_length_says_so(tmp_path: Path) -> None:
    parts = [clip(tmp_path, "red"), clip(tmp_path, "lime", 2)]
    facts = assemble(parts, tmp_path / "take.mp4", [1, 2])
    assert facts.frames == 72
    assert packets(tmp_path / "take.mp4") == [packet for part in parts for packet in packets(part)]


def test_a_clip_of_another_rate_is_cut_to_the_same_second_and_keeps_its_sound(tmp_path: Path) -> None:
    parts = [film(tmp_path / "a.mp4", 50), film(tmp_path / "b.mp4", 90, rate=30, tone=True)]
    facts = assemble(parts, tmp_path / "take.mp4", [2, 2])
    assert (facts.frames, facts.seconds) == (96, 4.0)
    shown = greys(tmp_path / "take.mp4")[48:]
    assert abs(shown[-1] - 59) <= 2
    assert not loud(tmp_path / "take.mp4", 0.2, 1.8)
    assert loud(tmp_path / "take.mp4", 2.2, 3.8)


def test_clips_alike_each_other_and_one_that_is_not_still_play(tmp_path: Path) -> None:
    """Two are copied or none: the decoder's setup is that of the file."""
    parts = [
        film(tmp_path / "a.mp4", 48),
        film(tmp_path / "b.mp4", 48),
        film(tmp_path / "c.mp4", 48, profile="baseline"),
    ]
    facts = assemble(parts, tmp_path / "reel.mp4")
    assert facts.frames == 144
    shown = greys(tmp_path / "reel.mp4")
    assert max(abs(is_ - should) for is_, should in zip(shown, [*range(48)] * 3, strict=True)) <= 1


def test_a_clip_shorter_than_its_cut_is_said_with_numbers_and_leaves_nothing(tmp_path: Path) -> None:
    parts = [film(tmp_path / "a.mp4", 121), film(tmp_path / "short.mp4", 40)]
    before = sorted(tmp_path.iterdir())
    with pytest.raises(ClipBroken, match=r"“short\.mp4” is too short: it has 40 frames, and the cut shows 48\."):
        assemble(parts, tmp_path / "take.mp4", [5, 2])
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("keeps", [[1], [1, 0], [1, 2, 3]])
def test_cuts_that_do_not_match_the_clips_are_refused(tmp_path: Path, keeps: list[int]) -> None:
    part = clip(tmp_path, "red")
    with pytest.raises(ValueError, match="a second at least"):
        assemble([part, part], tmp_path / "take.mp4", keeps)


def test_pieces_of_clips_are_joined_to_the_frame(tmp_path: Path) -> None:
    """A film's second shot is replaced: what is around it stays on its frames, and so does the sound."""
    whole, new = film(tmp_path / "whole.mp4", 111, tone=True), film(tmp_path / "new.mp4", 60)
    pieces = [Piece(whole, 0, 31), Piece(new, 0, 40), Piece(whole, 71, 40)]
    facts = splice(pieces, tmp_path / "take.mp4")
    assert (facts.frames, facts.fps, facts.audio) == (111, 24.0, "aac")
    wanted = [*range(31), *range(40), *range(71, 111)]
    assert max(abs(is_ - should) for is_, should in zip(greys(tmp_path / "take.mp4"), wanted, strict=True)) <= 1
    heard = [loud(tmp_path / "take.mp4", start, start + 0.8) for start in (0.2, 1.8, 3.4)]
    assert heard == [True, False, True]


def test_sound_of_a_piece_begins_where_the_piece_does(tmp_path: Path) -> None:
    """Silent for two seconds, then loud: a piece from the third second on is loud at once."""
    silent, tone = film(tmp_path / "silent.mp4", 48), film(tmp_path / "tone.mp4", 48, tone=True)
    assemble([silent, tone], tmp_path / "both.mp4")
    splice([Piece(tmp_path / "both.mp4", 48, 40)], tmp_path / "loud.mp4")
    splice([Piece(tmp_path / "both.mp4", 0, 40)], tmp_path / "quiet.mp4")
    assert loud(tmp_path / "loud.mp4", 0, 0.3)
    assert not loud(tmp_path / "quiet.mp4", 0, 1.6)


def test_a_piece_longer_than_its_clip_holds_the_last_frame(tmp_path: Path) -> None:
    short = film(tmp_path / "short.mp4", 40)
    assert splice([Piece(short, 0, 48), Piece(short, 10, 5)], tmp_path / "take.mp4").frames == 53
    shown = greys(tmp_path / "take.mp4")
    assert max(abs(each - 39) for each in shown[40:48]) <= 1
    assert max(abs(is_ - should) for is_, should in zip(shown[48:], range(10, 15), strict=True)) <= 1


def test_the_leading_piece_gives_shape_and_rate(tmp_path: Path) -> None:
    fast, slow = film(tmp_path / "fast.mp4", 60, rate=30), film(tmp_path / "slow.mp4", 48)
    facts = splice([Piece(fast, 0, 24), Piece(slow, 24, 24)], tmp_path / "take.mp4", lead=1)
    assert (facts.frames, facts.fps) == (48, 24.0)


@pytest.mark.parametrize("piece", [(0, 0), (-1, 5)])
def test_pieces_of_nothing_are_refused(tmp_path: Path, piece: tuple[int, int]) -> None:
    part = film(tmp_path / "part.mp4", 24)
    with pytest.raises(ValueError, match="a frame at least"):
        splice([Piece(part, *piece)], tmp_path / "take.mp4")
    with pytest.raises(ClipBroken, match="too short"):
        splice([Piece(part, 30, 5)], tmp_path / "take.mp4")
