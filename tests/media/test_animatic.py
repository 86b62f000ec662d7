"""The animatic as a file: exact cuts, smooth moves, honest colours, the same bytes twice, nothing half done."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import av
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageStat

from projects.media import animatic, cards, clips, staging, strips
from projects.media.animatic import Scene, Settings

Colour = tuple[int, int, int]
RED, GREEN, BLUE = (200, 40, 40), (40, 160, 60), (30, 60, 190)


def unheard(_percent: int) -> None:
    """Progress nobody asked for."""


def flat(folder: Path, colour: Colour, size: tuple[int, int] = (1280, 720)) -> Path:
    path = folder / f"{'-'.join(map(str, (*colour, *size)))}.png"
    Image.new("RGB", size, colour).save(path)
    return path


def pictures(path: Path) -> Iterator[Image.Image]:
    with av.open(path) as container:
        for frame in container.decode(video=0):
            yield frame.to_image()


def near(colour: tuple[float, ...], wanted: Colour, most: float = 6) -> bool:
    return all(abs(a - b) <= most for a, b in zip(colour, wanted, strict=True))


@pytest.mark.parametrize("fps", [24, 25, 30])
def test_cuts_fall_on_the_exact_frame_in_true_colours(tmp_path: Path, fps: int) -> None:
    scenes = [Scene(flat(tmp_path, colour), seconds) for colour, seconds in ((RED, 1), (GREEN, 2), (BLUE, 1))]
    facts = animatic.render(scenes, Settings(fps=fps), tmp_path / "take.mp4", unheard)
    assert (facts.frames, facts.fps, facts.seconds) == (4 * fps, fps, 4.0)
    assert (facts.video, facts.audio, facts.width, facts.height) == ("h264", "aac", 1280, 720)
    assert facts == clips.probe(tmp_path / "take.mp4")
    wanted = [RED] * fps + [GREEN] * 2 * fps + [BLUE] * fps
    for picture, colour in zip(pictures(tmp_path / "take.mp4"), wanted, strict=True):
        assert near(tuple(ImageStat.Stat(picture).mean), colour)


@pytest.mark.parametrize("aspect", ["16:9", "9:16", "1:1"])
@pytest.mark.parametrize(("resolution", "short"), [("720p", 720), ("1080p", 1080)])
def test_every_shape_and_size_is_whole(tmp_path: Path, aspect: str, resolution: str, short: int) -> None:
    settings = Settings(aspect=aspect, resolution=resolution, slate=True, timecode=True, title="Rain")
    scene = Scene(flat(tmp_path, GREEN), 1, {"roll": 2, "zoom": 1}, label="MCU")
    facts = animatic.render([scene], settings, tmp_path / "take.mp4", unheard)
    wide, high = (int(side) for side in aspect.split(":"))
    assert min(facts.width, facts.height) == short and facts.width * high == facts.height * wide
    assert facts.frames == 24


def test_the_file_starts_with_its_index_and_says_its_colours(tmp_path: Path) -> None:
    animatic.render([Scene(flat(tmp_path, RED), 1)], Settings(), tmp_path / "take.mp4", unheard)
    blob = (tmp_path / "take.mp4").read_bytes()
    assert blob[4:8] == b"ftyp" and 0 < blob.find(b"moov") < blob.find(b"mdat")
    with av.open(tmp_path / "take.mp4") as container:
        context = container.streams.video[0].codec_context
        assert (context.pix_fmt, context.colorspace, context.color_range) == ("yuv420p", 1, 1)
        assert "creation_time" not in container.metadata and "encoder" not in container.metadata
        sound = container.streams.audio[0]
        assert float(sound.duration * sound.time_base) == pytest.approx(1.0, abs=0.03)
        assert all(not any(bytes(frame.planes[0])) for frame in container.decode(sound))


def test_the_same_board_gives_the_same_bytes(tmp_path: Path) -> None:
    noise = tmp_path / "noise.png"
    Image.effect_noise((1536, 864), 60).convert("RGB").save(noise)
    scenes = [
        Scene(noise, 1, {"zoom": 5, "pan": 3}),
        Scene(None, 1, title="Rain", number=2),
        Scene(noise, 1, {"roll": 3}),
    ]
    settings = Settings(slate=True, timecode=True, title="Rain")
    digests = {animatic.render(scenes, settings, tmp_path / f"{n}.mp4", unheard).digest for n in range(3)}
    assert len(digests) == 1


def dot(folder: Path) -> Path:
    large = Image.new("L", (4096, 2304), 20)
    ImageDraw.Draw(large).ellipse((2500, 800, 2580, 880), fill=230)
    large.resize((1024, 576), Image.Resampling.LANCZOS).convert("RGB").save(folder / "dot.png")
    return folder / "dot.png"


def centre(bright: Image.Image) -> tuple[float, float]:
    box = bright.getbbox()
    assert box is not None
    left, top, right, _ = box
    values, wide = bright.crop(box).tobytes(), right - left
    total = sum(values)
    x = sum(value * (turn % wide) for turn, value in enumerate(values)) / total
    y = sum(value * (turn // wide) for turn, value in enumerate(values)) / total
    return left + x, top + y


MOVES = [{"truck": 4}, {"truck": 1}, {"pedestal": 4}, {"zoom": 4}, {"zoom": -8}, {"roll": 5}, {"truck": 3, "zoom": 3}]


@pytest.mark.parametrize("camera", MOVES)
def test_a_move_is_drawn_smooth_to_a_twentieth_of_a_pixel(tmp_path: Path, camera: dict[str, float]) -> None:
    """Between the soft ends a camera on rails has constant speed: there the second difference is jitter alone."""
    drawn = staging.stage(Scene(dot(tmp_path), 3, camera), Settings())
    places = [centre(draw().luma.point(lambda value: max(0, value - 60))) for draw in drawn]
    assert len(places) == 72
    for along in zip(*places, strict=True):
        steps = [after - before for before, after in pairwise(along)]
        jolts = [after - before for before, after in pairwise(steps[18:54])]
        assert statistics.pstdev(jolts) < 0.05


@pytest.mark.parametrize("camera", [{"truck": 4}, {"pan": -5}, {"tilt": 4}])
def test_a_move_never_turns_back_in_the_film(tmp_path: Path, camera: dict[str, float]) -> None:
    animatic.render([Scene(dot(tmp_path), 3, camera)], Settings(), tmp_path / "dot.mp4", unheard)
    shown = pictures(tmp_path / "dot.mp4")
    places = [centre(picture.convert("L").point(lambda value: max(0, value - 60))) for picture in shown]
    axis = 1 if "tilt" in camera else 0
    steps = [after[axis] - before[axis] for before, after in pairwise(places)]
    assert abs(sum(steps)) > 20 and (min(steps) > -0.1 or max(steps) < 0.1)
    assert statistics.pstdev(after - before for before, after in pairwise(steps)) < 0.3


def test_a_very_different_shape_is_shown_whole_and_a_near_one_covers(tmp_path: Path) -> None:
    framed = Image.new("RGB", (600, 600), GREEN)
    ImageDraw.Draw(framed).rectangle((0, 0, 599, 599), outline=RED, width=24)
    framed.save(tmp_path / "square.png")
    near_shape = flat(tmp_path, BLUE, (1200, 800))
    animatic.render(
        [Scene(tmp_path / "square.png", 1), Scene(near_shape, 1)], Settings(), tmp_path / "take.mp4", unheard
    )
    frames = list(pictures(tmp_path / "take.mp4"))
    assert near(frames[10].getpixel((640, 8)), RED, 14) and near(frames[10].getpixel((288, 360)), RED, 14)
    assert max(frames[10].getpixel((100, 360))) < 90
    assert all(near(frames[40].getpixel(spot), BLUE) for spot in ((2, 2), (1277, 2), (2, 717), (1277, 717)))


def test_a_see_through_picture_stands_on_the_stage(tmp_path: Path) -> None:
    Image.new("RGBA", (1280, 720), (255, 0, 0, 0)).save(tmp_path / "ghost.png")
    animatic.render([Scene(tmp_path / "ghost.png", 1)], Settings(), tmp_path / "take.mp4", unheard)
    assert max(next(pictures(tmp_path / "take.mp4")).getpixel((640, 360))) < 12


def test_timecode_counts_every_frame() -> None:
    assert [strips.timecode(n, 24) for n in (0, 23, 24, 1439, 1440)] == [
        "00:00:00:00", "00:00:00:23", "00:00:01:00", "00:00:59:23", "00:01:00:00",
    ]  # fmt: skip
    assert strips.timecode(3600 * 25 + 7, 25) == "01:00:00:07"


def test_burn_ins_change_their_corners_only(tmp_path: Path) -> None:
    scene = Scene(flat(tmp_path, GREEN), 1, label="OTS")
    animatic.render([scene], Settings(), tmp_path / "bare.mp4", unheard)
    animatic.render([scene], Settings(slate=True, timecode=True, title="Rain"), tmp_path / "burnt.mp4", unheard)
    bare, burnt = list(pictures(tmp_path / "bare.mp4")), list(pictures(tmp_path / "burnt.mp4"))
    for first, second in zip(bare, burnt, strict=True):
        changed = ImageChops.difference(first, second).convert("L").point(lambda value: 255 * (value > 24))
        box = changed.getbbox()
        assert box is not None and box[1] > 640 and changed.crop((500, 0, 1000, 720)).getbbox() is None
    last_digit = (1220, 650, 1250, 700)
    assert ImageStat.Stat(ImageChops.difference(burnt[3].crop(last_digit), burnt[4].crop(last_digit))).sum[1] > 500


@pytest.mark.parametrize(
    "words",
    [
        "",
        "A door creaks open.",
        "дождь над гаванью",
        "雨の港 🎬 عربى",
        "x" * 4000,
        "\0\ud800\u202e\U0010ffff\n\t",
        "Ā́ẹ̃ " * 900,
    ],
)
@pytest.mark.parametrize("size", [(1280, 720), (720, 1280), (720, 720)])
def test_any_words_can_be_set_on_a_card(words: str, size: tuple[int, int]) -> None:
    drawn = cards.card(size, board=words, number=12, label=words[:40], words=words, seconds=4)
    assert drawn.size == size and drawn.getpixel((4, 4)) == (14, 14, 14)
    edges = [drawn.crop((0, 0, size[0], 8)), drawn.crop((size[0] - 8, 0, *size)), drawn.crop((0, size[1] - 60, *size))]
    assert all(edge.getcolors(4) == [(edge.width * edge.height, (14, 14, 14))] for edge in edges)


def test_progress_rises_and_ends_at_a_hundred(tmp_path: Path) -> None:
    told: list[int] = []
    animatic.render([Scene(flat(tmp_path, RED), 2)], Settings(), tmp_path / "take.mp4", told.append)
    assert told[0] == 0 and told[-1] == 100 and told == sorted(set(told)) and len(told) > 20


def test_stopping_leaves_nothing_behind(tmp_path: Path) -> None:
    class Stop(Exception):
        pass

    def stop(percent: int) -> None:
        if percent >= 30:
            raise Stop

    out = tmp_path / "made" / "take.mp4"
    out.parent.mkdir()
    out.write_bytes(b"the take before")
    with pytest.raises(Stop):
        animatic.render([Scene(flat(tmp_path, RED), 2)], Settings(), out, stop)
    assert [path.name for path in out.parent.iterdir()] == ["take.mp4"] and out.read_bytes() == b"the take before"


def test_a_missing_picture_is_an_os_error_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="gone"):
        animatic.render([Scene(tmp_path / "gone.png", 1)], Settings(), tmp_path / "made" / "take.mp4", unheard)
    assert list((tmp_path / "made").iterdir()) == []
