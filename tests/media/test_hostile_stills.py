"""Hostile uploads: each ends in a sentence or a clean picture, with little memory, and nothing breaks the house."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import zlib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from projects.media import bounded, stills
from projects.media.stills import StillRefused
from tests.media import pictures
from tests.media.pictures import saved, scene
from tests.media.uploads import refusal, take

ALIEN = ("TIFF", "PCX", "SGI", "ICO", "PPM", "BMP", "GIF", "EPS", "TGA", "JPEG2000", "AVIF", "PDF", "DDS")


@pytest.mark.parametrize("format", ALIEN)
@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp"])
def test_no_other_format_passes_under_a_picture_s_name(tmp_path: Path, format: str, name: str) -> None:
    assert refusal(tmp_path, saved(scene(), format), name).code in {"PIC_FORMAT", "PIC_BROKEN"}


@pytest.mark.parametrize(
    ("blob", "word"),
    [
        (b"", "empty"),
        (b"<!doctype html><script>alert(1)</script>", "web page"),
        (b"<html><img src=x onerror=alert(1)>", "web page"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "SVG"),
        (b"<svg onload=alert(1)>", "SVG"),
        (b"%PDF-1.7 hello", "PDF"),
        (b"PK\x03\x04zip", "ZIP"),
        (b"\0\0\0\x20ftypisom....", "video"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", "PostScript"),
        (b"just words", "no picture"),
        (bytes(4096), "no picture"),
        (saved(scene(), "PNG")[:150], "PNG"),
        (saved(scene(400, 300), "JPEG")[:2500], "JPEG"),
        (saved(scene(), "WEBP")[:200], "WEBP"),
        (b"\xff\xd8\xff\xe0" + bytes(600), "JPEG"),
        (b"\x89PNG\r\n\x1a\n" + bytes(600), "PNG"),
    ],
)
def test_what_is_no_picture_is_named(tmp_path: Path, blob: bytes, word: str) -> None:
    no = refusal(tmp_path, blob, "pier.png")
    assert no.code == ("PIC_FORMAT" if word in {"SVG", "PostScript"} else "PIC_BROKEN")
    assert word in no.sentence and "“pier.png”" in no.sentence


@pytest.mark.parametrize(
    "size", [(1, 60000), (63, 300), (9000, 300), (8193, 64), (8000, 5001), (10000, 10000), (13000, 13000)]
)
def test_sizes_out_of_bounds_are_refused_from_the_header(tmp_path: Path, size: tuple[int, int]) -> None:
    no = refusal(tmp_path, pictures.png_of(*size), "big.png")
    assert no.code == "PIC_SIZE" and f"{size[0]} × {size[1]}" in no.sentence


def test_a_bomb_costs_little_memory(tmp_path: Path) -> None:
    """Its child is measured by a process that has no other children."""
    script = (
        "import resource, sys; from pathlib import Path; from projects.media import stills\n"
        "try: stills.inspect(Path(sys.argv[1]), name='bomb.png')\n"
        "except stills.StillRefused as no: code = no.code\n"
        "print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)"
    )
    bomb = tmp_path / "bomb.png"
    bomb.write_bytes(saved(Image.new("1", (9000, 9000)), "PNG"))
    assert bomb.stat().st_size < 12_000
    said = subprocess.run([sys.executable, "-c", script, bomb], capture_output=True, text=True, check=True)
    code, most = said.stdout.split()
    assert code == "PIC_SIZE" and int(most) < 300


def test_a_heavy_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    source = tmp_path / "pier.png"
    with source.open("wb") as file:
        file.truncate(5_000_000_000)
    with pytest.raises(StillRefused, match="It is 5000 MB; the limit is 20 MB") as refused:
        stills.ingest(source, tmp_path / "kept", "pier.png")
    assert refused.value.code == "PIC_WEIGHT"


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_nothing_hidden_in_a_file_survives(tmp_path: Path, format: str) -> None:
    blob = pictures.told_everything(format)
    assert blob.count(pictures.MARK) >= 3
    kept = take(tmp_path, blob, "party.x").path.read_bytes()
    assert pictures.MARK not in kept and b"script" not in kept


@pytest.mark.parametrize(
    "blob",
    [
        pictures.png_with(pictures.chunk(b"zTXt", b"k\0\0" + zlib.compress(bytes(50_000_000)))),
        pictures.png_with(pictures.chunk(b"iCCP", b"k\0\0" + zlib.compress(bytes(50_000_000)))),
        pictures.png_with(*[pictures.chunk(b"tEXt", b"k\0v")] * 100_000),
        pictures.png_with(pictures.chunk(b"eXIf", b"MM\0*" + b"\xff" * 64)),
        saved(scene(), "JPEG", exif=b"Exif\0\0II*\0" + b"\xff" * 40),
    ],
    ids=["text-bomb", "profile-bomb", "chunks", "bad-exif-png", "bad-exif-jpeg"],
)
def test_metadata_bombs_end_in_a_picture_or_a_sentence(tmp_path: Path, blob: bytes) -> None:
    try:
        assert take(tmp_path, blob, "a.png").width == 160
    except StillRefused as no:
        assert no.code == "PIC_BROKEN"


def test_a_full_disk_is_not_the_picture_s_fault(tmp_path: Path) -> None:
    source = tmp_path / "a.png"
    source.write_bytes(saved(scene(), "PNG"))
    with pytest.raises(OSError, match=r"File exists|Not a directory"):
        stills.ingest(source, source, "a.png")
    with pytest.raises(OSError, match="No such file"):
        bounded.run("still", dict.fromkeys(("out", "enlarge", "crop", "width", "max_bytes")) | {
            "source": "/nowhere.png", "accept": ["PNG"], "format": "keep"}, stills.LIMITS)  # fmt: skip


def test_a_child_that_spins_or_grows_or_dies_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blob = saved(Image.effect_noise((3000, 2000), 90).convert("RGB"), "WEBP", quality=90)
    for limits, code in (
        (bounded.Limits(1 << 30, 10, 0.05), "PIC_SLOW"),
        (bounded.Limits(1 << 30, 1, 15), "PIC_SLOW"),
        (bounded.Limits(150_000_000, 10, 15), "PIC_SIZE"),
    ):
        monkeypatch.setattr(stills, "LIMITS", limits)
        assert refusal(tmp_path, blob, "slow.webp").code in {code, "PIC_BROKEN" if code == "PIC_SIZE" else code}


def test_the_child_knows_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "hush")
    monkeypatch.setattr(bounded, "_START", "import json, os; print(json.dumps({'answer': dict(os.environ)}))")
    assert "SECRET_KEY" not in bounded.run("still", {}, stills.LIMITS)


def test_the_parent_stays_small_over_six_large_jpegs(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from projects.media import stills\n"
        "for n in range(6): stills.ingest(Path(sys.argv[1]), Path(sys.argv[2]), f'{n}.jpg')\n"
        "most = next(line for line in Path('/proc/self/status').read_text().splitlines() if 'VmHWM' in line)\n"
        "print(int(most.split()[1]) // 1024, 'PIL' in sys.modules)"
    )
    source = tmp_path / "12mp.jpg"
    scene(4000, 3000).save(source, quality=90)
    said = subprocess.run(
        [sys.executable, "-c", script, source, tmp_path / "o"], capture_output=True, text=True, check=True
    )
    most, decodes_here = said.stdout.split()
    assert int(most) < 60 and decodes_here == "False"


def mutants(number: int) -> list[bytes]:
    """Files of every format with bytes changed and ends cut."""
    chance = random.Random(7)
    seeds = [saved(scene(96, 72), format) for format in ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")]
    seeds += [pictures.turned(6), pictures.told_everything("PNG"), saved(scene(96, 72, "P"), "PNG")]
    made = []
    for turn in range(number):
        blob = bytearray(seeds[turn % len(seeds)])
        for _ in range(chance.choice((1, 2, 8, 64))):
            blob[chance.randrange(len(blob))] = chance.randrange(256)
        made.append(bytes(blob[: chance.choice((len(blob), len(blob), chance.randrange(12, len(blob))))]))
    return made


def test_mutations_end_as_a_picture_or_as_a_sentence(tmp_path: Path) -> None:
    def end(turn: int, blob: bytes) -> str:
        source = tmp_path / str(turn)
        source.write_bytes(blob)
        try:
            still = stills.ingest(source, tmp_path / "kept", "mutant.x", convert=True)
        except StillRefused as no:
            return no.code
        with Image.open(still.path) as kept:
            kept.load()
        return "taken"

    with ThreadPoolExecutor(2) as pool:
        ends = Counter(pool.map(end, *zip(*enumerate(mutants(int(os.environ.get("MUTATIONS", "160")))), strict=True)))
    assert set(ends) <= {"taken", "PIC_BROKEN", "PIC_SIZE", "PIC_FORMAT"} and ends["taken"] and ends["PIC_BROKEN"]
