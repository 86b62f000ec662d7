"""What a file is by its first bytes, whatever its name says: a table of signatures."""

from __future__ import annotations

from dataclasses import dataclass

HEAD_BYTES = 1024


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file. `plugin` is the Pillow decoder we trust with it in the child, "" when there is none.

    `accepted` kinds are kept as they are; other kinds with a plugin can be converted; the rest are refused. `picture`
    is False for files that are no still at all.
    """

    word: str
    plugin: str = ""
    accepted: bool = False
    picture: bool = True


JPEG = Kind("JPEG", "JPEG", accepted=True)
PNG = Kind("PNG", "PNG", accepted=True)
WEBP = Kind("WEBP", "WEBP", accepted=True)
GIF = Kind("GIF", "GIF")
BMP = Kind("BMP", "BMP")
TIFF = Kind("TIFF", "TIFF")
AVIF = Kind("AVIF", "AVIF")
HEIC = Kind("HEIC")
PAGE = Kind("web page", picture=False)
MARKUP = Kind("XML document", picture=False)
VIDEO = Kind("video", picture=False)

SUFFIXES = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
NAMED = {"jpg": "JPEG", "jpeg": "JPEG", "jpe": "JPEG", "jfif": "JPEG", "png": "PNG", "webp": "WEBP"}

_BRANDS = {b"avif": AVIF, b"avis": AVIF}
_BRANDS |= dict.fromkeys((b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"), HEIC)

_STARTS: tuple[tuple[bytes, Kind], ...] = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"BM", BMP),
    (b"II*\0", TIFF),
    (b"MM\0*", TIFF),
    (b"II+\0", TIFF),
    (b"MM\0+", TIFF),
    (b"\xff\x0a", Kind("JPEG XL")),
    (b"\0\0\0\x0cJXL ", Kind("JPEG XL")),
    (b"\0\0\0\x0cjP  ", Kind("JPEG 2000")),
    (b"\xff\x4f\xff\x51", Kind("JPEG 2000")),
    (b"8BPS", Kind("Photoshop")),
    (b"\0\0\1\0", Kind("ICO")),
    (b"%!PS", Kind("PostScript")),
    (b"\xc5\xd0\xd3\xc6", Kind("PostScript")),
    (b"\x0a\x05\x01", Kind("PCX")),
    (b"\x01\xda", Kind("SGI")),
    (b"%PDF", Kind("PDF document", picture=False)),
    (b"PK\x03\x04", Kind("ZIP archive", picture=False)),
    (b"\x1f\x8b", Kind("compressed archive", picture=False)),
    (b"\x1aE\xdf\xa3", VIDEO),
    (b"MZ", Kind("program", picture=False)),
    (b"\x7fELF", Kind("program", picture=False)),
)
_MARKUP: tuple[tuple[bytes, Kind], ...] = (
    (b"<!doctype html", PAGE),
    (b"<html", PAGE),
    (b"<script", PAGE),
    (b"<svg", Kind("SVG")),
    (b"<!doctype svg", Kind("SVG")),
)


def sniff(head: bytes) -> Kind | None:
    """The kind of file that starts with `head` (its first `HEAD_BYTES`), or None when nothing known starts so."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], VIDEO)
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not text.startswith(b"<"):
        return None
    found = [(text.find(mark), kind) for mark, kind in _MARKUP if mark in text]
    return min(found, key=lambda place: place[0], default=(0, MARKUP))[1]
