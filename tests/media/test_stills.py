"""Stills from strangers: what is taken is rebuilt upright, plain and bare."""

from __future__ import annotations

import os
import struct
import time
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from projects.media import refusals, stills
from tests.media import pictures
from tests.media.pictures import saved, scene
from tests.media.uploads import refusal, take


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("name", ["pier.jpg", "pier.png", "pier.webp"])
def test_the_three_formats_are_taken_whatever_the_name_says(tmp_path: Path, format: str, name: str) -> None:
    still = take(tmp_path, saved(scene(), format), name)
    assert (still.width, still.height, still.format) == (160, 90, format.lower())
    assert still.path.name.startswith(still.digest) and stills.file_digest(still.path) == still.digest
    assert still.path.stat().st_size == still.bytes
    assert still.source_digest == stills.file_digest(tmp_path / "upload")
    assert bool(still.note) == (Path(name).suffix != f".{format.lower()}".replace("jpeg", "jpg"))


@pytest.mark.parametrize("format", ["GIF", "BMP", "TIFF", "AVIF"])
def test_a_safe_format_is_converted_when_asked(tmp_path: Path, format: str) -> None:
    blob = saved(scene(), format)
    no = refusal(tmp_path, blob, "scan.x")
    assert (no.code, no.fix) == ("PIC_FORMAT", "convert") and format in no.sentence
    still = take(tmp_path, blob, "scan.x", convert=True)
    assert (still.format, still.converted_from) == ("jpeg", format.lower())


def test_a_see_through_picture_converts_to_png(tmp_path: Path) -> None:
    picture = scene(mode="RGBA")
    picture.putalpha(Image.linear_gradient("L").resize(picture.size))
    still = take(tmp_path, saved(picture, "TIFF"), "a.tif", convert=True)
    assert still.format == "png"
    with Image.open(still.path) as kept:
        assert kept.mode == "RGBA"


def test_heic_is_refused_with_a_way_out(tmp_path: Path) -> None:
    no = refusal(tmp_path, b"\0\0\0\x18ftypheic" + bytes(200), "IMG_2041.heic", convert=True)
    assert no.code == "PIC_FORMAT" and no.fix is None
    assert no.sentence.startswith("“IMG_2041.heic” is HEIC, a format browsers can’t show.")


@pytest.mark.parametrize("orientation", range(9))
def test_exif_turns_the_picture_upright_and_goes(tmp_path: Path, orientation: int) -> None:
    still = take(tmp_path, pictures.turned(orientation), "phone.jpg")
    assert (still.width, still.height) == (160, 90)
    with Image.open(still.path) as kept:
        red, _, blue = kept.convert("RGB").getpixel((4, 4))
        assert red > 200 and blue < 60 and not kept.getexif()


@pytest.mark.parametrize("format", ["PNG", "WEBP", "GIF"])
def test_an_animation_gives_its_first_frame(tmp_path: Path, format: str) -> None:
    started = time.monotonic()
    still = take(tmp_path, pictures.animated(format), "loop.x", convert=True)
    assert time.monotonic() - started < stills.LIMITS.wall
    with Image.open(still.path) as kept:
        red, green, _ = kept.convert("RGB").getpixel((48, 48))
        assert getattr(kept, "n_frames", 1) == 1 and red > 240 and green < 12


def test_a_two_picture_jpeg_is_kept_as_one_jpeg(tmp_path: Path) -> None:
    blob = saved(scene(), "MPO", save_all=True, append_images=[Image.new("RGB", (160, 90), "lime")])
    still = take(tmp_path, blob, "stereo.jpg")
    with Image.open(still.path) as kept:
        assert (still.format, kept.format) == ("jpeg", "JPEG") and kept.getpixel((4, 4))[0] > 200


@pytest.mark.parametrize(
    ("mode", "format", "kept_mode"),
    [
        ("CMYK", "JPEG", "RGB"), ("L", "JPEG", "RGB"), ("L", "PNG", "RGB"), ("1", "PNG", "RGB"), ("P", "PNG", "RGB"),
        ("RGBA", "PNG", "RGB"), ("RGBA", "WEBP", "RGB"), ("LA", "PNG", "RGB"), ("CMYK", "TIFF", "RGB"),
        ("F", "TIFF", "RGB"),
    ],
)  # fmt: skip
def test_every_mode_becomes_plain_colour(tmp_path: Path, mode: str, format: str, kept_mode: str) -> None:
    still = take(tmp_path, saved(scene(mode=mode), format), "a.x", convert=True)
    with Image.open(still.path) as kept:
        assert kept.mode == kept_mode
        bright, dark = kept.convert("L").getpixel((130, 80)), kept.convert("L").getpixel((70, 40))
    assert bright > 230 and dark < 90


def test_a_palette_s_transparency_is_kept(tmp_path: Path) -> None:
    picture = scene(mode="P")
    still = take(tmp_path, saved(picture, "PNG", transparency=picture.getpixel((4, 4))), "logo.png")
    with Image.open(still.path) as kept:
        assert kept.mode == "RGBA" and kept.getpixel((4, 4))[3] == 0 and kept.getpixel((130, 80))[3] == 255


def test_sixteen_bits_are_scaled_not_cut(tmp_path: Path) -> None:
    grey = Image.frombytes("I;16", (64, 64), struct.pack("<H", 32768) * 64 * 64)
    with Image.open(take(tmp_path, saved(grey, "PNG"), "depth.png").path) as kept:
        assert kept.convert("L").getextrema() == (127, 127)


def test_a_colour_profile_is_obeyed_and_dropped(tmp_path: Path) -> None:
    with Image.open(take(tmp_path, pictures.swapped_profile(), "wide.png").path) as kept:
        red, green, _ = kept.getpixel((4, 4))
        assert "icc_profile" not in kept.info and red < 60 and green > 200


def test_a_webp_keeps_its_own_manner(tmp_path: Path) -> None:
    noise = Image.effect_noise((200, 200), 60).convert("RGB")
    exact = take(tmp_path, saved(noise, "WEBP", lossless=True), "a.webp")
    with Image.open(exact.path) as kept:
        assert kept.tobytes() == noise.tobytes()
    assert take(tmp_path, saved(noise, "WEBP", quality=60), "b.webp").bytes < exact.bytes


def test_a_rebuilt_jpeg_neither_fades_nor_grows(tmp_path: Path) -> None:
    blob = saved(Image.effect_noise((400, 300), 40).convert("RGB"), "JPEG", quality=80)
    still = take(tmp_path, blob, "a.jpg")
    assert still.bytes < len(blob) * 1.02
    with Image.open(still.path) as kept, Image.open(tmp_path / "upload") as was:
        changes = ImageStat.Stat(ImageChops.difference(kept, was)).mean
        assert max(changes) < 1


def test_the_same_bytes_are_one_file(tmp_path: Path) -> None:
    first, second = (take(tmp_path, saved(scene(), "PNG"), name) for name in ("a.png", "b.png"))
    assert first == second and len(list((tmp_path / "kept").iterdir())) == 1


def test_inspect_judges_and_keeps_nothing(tmp_path: Path) -> None:
    source = tmp_path / "a.jpg"
    source.write_bytes(pictures.turned(6))
    still = stills.inspect(source, name="a.jpg")
    assert (still.width, still.height, still.format) == (160, 90, "jpeg")
    assert still.digest == stills.file_digest(source) and os.listdir(tmp_path) == ["a.jpg"]


@pytest.mark.parametrize("reason", refusals.REASONS)
def test_every_refusal_reads_well(reason: str) -> None:
    values = stills._words("pier.png", width=9000, height=40, weight="31 MB", kind="TIFF")
    sentence = refusals.still_refused(reason, values).sentence
    assert sentence.startswith("“pier.png” ") and sentence.endswith(".") and "!" not in sentence and "%" not in sentence
    assert not {"please", "oops", "invalid", "error"} & set(sentence.lower().split())
