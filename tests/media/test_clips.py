"""Clips from anywhere: facts that were counted, a poster, a sheet; a broken file is a sentence and never a crash."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from PIL import Image

from projects.media import animatic, clips
from projects.media.animatic import Scene, Settings
from projects.media.clips import ClipBroken
from tests.media.pictures import animated, saved, scene


@pytest.fixture(scope="module")
def take(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four seconds: red, green, blue, white, one each."""
    folder = tmp_path_factory.mktemp("take")
    scenes = []
    for colour in ("red", "lime", "blue", "white"):
        Image.new("RGB", (1280, 720), colour).save(folder / f"{colour}.png")
        scenes.append(Scene(folder / f"{colour}.png", 1))
    animatic.render(scenes, Settings(), folder / "take.mp4", lambda _percent: None)
    return folder / "take.mp4"


def test_facts_are_counted(take: Path) -> None:
    facts = clips.probe(take)
    assert (facts.seconds, facts.frames, facts.fps, facts.width, facts.height) == (4.0, 96, 24.0, 1280, 720)
    assert (facts.video, facts.audio, facts.bytes) == ("h264", "aac", take.stat().st_size)


@pytest.mark.parametrize(("second", "channel"), [(0, 0), (1.0, 1), (2.5, 2)])
def test_a_poster_shows_the_frame_of_its_second(take: Path, tmp_path: Path, second: float, channel: int) -> None:
    assert clips.poster(take, tmp_path / "poster.webp", second=second) == (960, 540)
    with Image.open(tmp_path / "poster.webp") as poster:
        colour = poster.convert("RGB").getpixel((480, 270))
    assert poster.format == "WEBP" and colour[channel] > 220 and sum(colour) < 330


def test_a_sheet_runs_through_the_clip_and_stays_light(take: Path, tmp_path: Path) -> None:
    facts = clips.sprite(take, tmp_path / "sheet.webp", seconds=4, columns=3)
    assert (facts.count, facts.columns, facts.width, facts.height) == (8, 3, 160, 90)
    assert (tmp_path / "sheet.webp").stat().st_size <= clips.SHEET_BYTES
    with Image.open(tmp_path / "sheet.webp") as sheet:
        assert sheet.size == (480, 270)
        tiles = [sheet.convert("RGB").getpixel((turn % 3 * 160 + 80, turn // 3 * 90 + 45)) for turn in range(8)]
    assert [max(tile) > 200 for tile in tiles] == [True] * 8
    assert [tile.index(max(tile)) for tile in tiles[:6]] == [0, 0, 1, 1, 2, 2]


@pytest.mark.parametrize(
    ("blob", "word"),
    [
        (b"", "damaged"),
        (b"<html>", "damaged"),
        (bytes(5000), "damaged"),
        (saved(scene(), "BMP"), "damaged"),
        (animated("GIF", 12), "damaged"),
        (b"#EXTM3U\n#EXTINF:4,\ntake.mp4\n#EXT-X-ENDLIST\n", "damaged"),
        (b"ffconcat version 1.0\nfile take.mp4\n", "damaged"),
    ],
)
def test_what_is_no_clip_is_a_sentence(take: Path, tmp_path: Path, blob: bytes, word: str) -> None:
    (tmp_path / "take.mp4").write_bytes(take.read_bytes())
    (tmp_path / "clip.mp4").write_bytes(blob)
    with pytest.raises(ClipBroken, match=word) as broken:
        clips.probe(tmp_path / "clip.mp4")
    assert broken.value.code == "CLIP_BROKEN" and broken.value.sentence.startswith("“clip.mp4” ")


def test_a_clip_cut_off_says_how_much_is_there(take: Path, tmp_path: Path) -> None:
    blob = take.read_bytes()
    (tmp_path / "half.mp4").write_bytes(blob[: len(blob) * 2 // 3])
    with pytest.raises(ClipBroken, match=r"cut off: it has \d+ of its 96 frames"):
        clips.probe(tmp_path / "half.mp4")
    with pytest.raises(ClipBroken):
        clips.sprite(tmp_path / "half.mp4", tmp_path / "sheet.webp", seconds=4)
    assert not (tmp_path / "sheet.webp").exists()


def test_sound_alone_is_no_clip(take: Path, tmp_path: Path) -> None:
    import av

    with av.open(take) as source, av.open(tmp_path / "sound.mp4", "w") as out:
        stream = out.add_stream_from_template(source.streams.audio[0])
        for packet in source.demux(source.streams.audio[0]):
            if packet.dts is not None:
                packet.stream = stream
                out.mux(packet)
    with pytest.raises(ClipBroken, match="no pictures"):
        clips.probe(tmp_path / "sound.mp4")


def test_mutated_clips_end_as_facts_or_as_a_sentence(take: Path, tmp_path: Path) -> None:
    chance, whole = random.Random(3), take.read_bytes()
    ends = set()
    for turn in range(24):
        blob = bytearray(whole)
        for _ in range(chance.choice((1, 20, 400))):
            blob[chance.randrange(len(blob))] = chance.randrange(256)
        path = tmp_path / f"{turn}.mp4"
        path.write_bytes(blob)
        try:
            clips.probe(path)
            ends.add("read")
        except ClipBroken as broken:
            ends.add(broken.code)
    assert ends <= {"read", "CLIP_BROKEN"} and len(ends) == 2


def test_a_missing_clip_is_the_disk_s_matter(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        clips.probe(tmp_path / "gone.mp4")
