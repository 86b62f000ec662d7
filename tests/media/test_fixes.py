"""The four fixes of a still: each makes exactly what its label announces and leaves the original as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from projects.media import sizes, stills
from projects.media.names import display_name
from projects.media.stills import StillRefused
from tests.media.pictures import saved, scene

sides = st.integers(64, 8192)


@pytest.fixture
def still(tmp_path: Path) -> Path:
    path = tmp_path / "still.png"
    path.write_bytes(saved(scene(491, 280), "PNG"))
    return path


def test_enlarge_makes_the_announced_size(still: Path, tmp_path: Path) -> None:
    before = still.read_bytes()
    assert stills.enlarged_size(491, 280, 300) == (526, 300)
    larger = stills.enlarge(still, tmp_path / "kept", 300)
    assert (larger.width, larger.height, larger.format) == (526, 300, "png")
    assert larger.source_digest == stills.file_digest(still) and still.read_bytes() == before


@pytest.mark.parametrize("aspect", [(16, 9), (9, 16), (1, 1), (5, 2)])
def test_crop_makes_the_announced_size_around_the_middle(still: Path, tmp_path: Path, aspect: tuple[int, int]) -> None:
    cropped = stills.crop(still, tmp_path / "kept", aspect)
    assert (cropped.width, cropped.height) == stills.cropped_size(491, 280, aspect)
    with Image.open(cropped.path) as kept, Image.open(still) as was:
        assert kept.getpixel((kept.width // 2, kept.height // 2)) == was.getpixel((245, 140))


def test_shrink_keeps_under_the_weight_and_the_size_where_it_can(tmp_path: Path) -> None:
    path = tmp_path / "pier.png"
    path.write_bytes(saved(Image.effect_noise((900, 600), 50).convert("RGB"), "PNG"))
    lighter = stills.shrink(path, tmp_path / "kept", path.stat().st_size // 2)
    assert (lighter.width, lighter.height, lighter.format) == (900, 600, "jpeg")
    lightest = stills.shrink(path, tmp_path / "kept", 40_000)
    assert lightest.bytes <= 40_000 and lightest.width < 900
    with pytest.raises(StillRefused, match="can’t be made lighter than 300 bytes") as refused:
        stills.shrink(path, tmp_path / "kept", 300)
    assert refused.value.code == "PIC_WEIGHT"


def test_shrink_keeps_what_is_see_through(tmp_path: Path) -> None:
    picture = Image.effect_noise((400, 300), 50).convert("RGBA")
    picture.putalpha(Image.linear_gradient("L").resize(picture.size))
    path = tmp_path / "ghost.png"
    path.write_bytes(saved(picture, "PNG"))
    lighter = stills.shrink(path, tmp_path / "kept", 60_000)
    assert lighter.format == "png" and lighter.bytes <= 60_000


def test_convert_paints_white_under_what_is_see_through(tmp_path: Path) -> None:
    path = tmp_path / "logo.webp"
    path.write_bytes(saved(Image.new("RGBA", (80, 80), (255, 0, 0, 0)), "WEBP", lossless=True))
    copy = stills.convert(path, tmp_path / "kept", "jpeg")
    assert (copy.format, copy.converted_from) == ("jpeg", "webp")
    with Image.open(copy.path) as kept:
        assert min(kept.getpixel((40, 40))) > 250


def test_a_thumbnail_is_no_wider_than_asked(still: Path, tmp_path: Path) -> None:
    assert stills.thumbnail(still, tmp_path / "small" / "t.webp", 320) == (320, 182)
    assert stills.thumbnail(still, tmp_path / "small" / "u.webp", 2000) == (491, 280)
    with Image.open(tmp_path / "small" / "t.webp") as small:
        assert (small.format, small.size) == ("WEBP", (320, 182))
    assert sorted(path.name for path in (tmp_path / "small").iterdir()) == ["t.webp", "u.webp"]


@given(sides, sides, st.integers(1, 2000))
def test_enlarging_keeps_shape_and_reaches_the_least_side(width: int, height: int, least: int) -> None:
    wide, high = sizes.enlarged_size(width, height, least)
    assert min(wide, high) >= least and (wide, high) >= (width, height)
    assert (wide, high) == (width, height) or min(wide, high) == least
    assert abs(wide * height - high * width) <= max(width, height)


@given(sides, sides, st.sampled_from([(16, 9), (9, 16), (1, 1), (5, 2), (3, 4)]))
def test_cropping_stays_inside_and_hits_the_shape(width: int, height: int, aspect: tuple[int, int]) -> None:
    left, top, right, bottom = sizes.cropped_box(width, height, aspect)
    assert 0 <= left < right <= width and 0 <= top < bottom <= height
    assert (right - left, bottom - top) == sizes.cropped_size(width, height, aspect)
    assert width in (right - left, width) and (right - left == width or bottom - top == height)
    assert abs((right - left) * aspect[1] - (bottom - top) * aspect[0]) <= max(aspect)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("pier.png", "pier.png"),
        ("../../etc/passwd", "passwd"),
        ("C:\\pictures\\pier.png", "pier.png"),
        ("a\0b\r\nSet-Cookie: x.png", "abSet-Cookie: x.png"),
        ("gnp\u202e.exe", "gnp.exe"),
        ("..", "picture"),
        ("", "picture"),
        ("cafe\u0301.png", "café.png"),
        ("x" * 300 + ".png", "x" * 115 + "….png"),
        ("👩‍🎤.png", "👩‍🎤.png"),
    ],
)
def test_a_name_is_shown_without_its_tricks(name: str, shown: str) -> None:
    assert display_name(name) == shown and len(display_name(name)) <= 120
