"""Picture files for the tests, good and hostile, made on the spot."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageCms, PngImagePlugin

MARK = b"GPS-SECRET-MARK"


def scene(width: int = 160, height: int = 90, mode: str = "RGB") -> Image.Image:
    """A picture with a different colour in each corner."""
    picture = Image.new("RGB", (width, height), (40, 60, 90))
    for x, y, colour in ((0, 0, "red"), (1, 0, "lime"), (0, 1, "blue"), (1, 1, "white")):
        picture.paste(
            colour, (x * width * 3 // 4, y * height * 3 // 4, x * width * 3 // 4 + width // 4, (y + 1) * height)
        )
    return picture.convert(mode)


def saved(picture: Image.Image, format: str, **manner: Any) -> bytes:
    """The file's bytes."""
    blob = io.BytesIO()
    picture.save(blob, format, **manner)
    return blob.getvalue()


def chunk(name: bytes, body: bytes) -> bytes:
    """One PNG chunk."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_of(width: int, height: int) -> bytes:
    """A few bytes that claim to be a 1-bit PNG of this size."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")


def png_with(*chunks: bytes) -> bytes:
    """A good PNG with extra chunks after its header."""
    good = saved(scene(), "PNG")
    return good[:33] + b"".join(chunks) + good[33:]


def turned(orientation: int) -> bytes:
    """The scene stored turned, with the EXIF orientation that sets it upright."""
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }  # fmt: skip
    picture = scene().transpose(turns[orientation]) if orientation in turns else scene()
    exif = Image.Exif()
    exif[0x0112] = orientation
    return saved(picture, "JPEG", exif=exif, quality=95, subsampling=0)


def told_everything(format: str) -> bytes:
    """The scene with a marker in every place metadata may hide, and after its end."""
    exif = Image.Exif()
    exif[0x010E] = MARK.decode()
    manner: dict[str, Any] = {"exif": exif}
    if format == "PNG":
        manner["pnginfo"] = PngImagePlugin.PngInfo()
        manner["pnginfo"].add_text("Comment", MARK.decode())
        manner["pnginfo"].add_itxt("XML:com.adobe.xmp", MARK.decode())
    else:
        manner["xmp"] = b"<x:xmpmeta>" + MARK + b"</x:xmpmeta>"
    if format == "JPEG":
        manner["comment"] = MARK
    return saved(scene(), format, **manner) + b"<script>" + MARK + b"</script>PK\x03\x04" + MARK


def swapped_profile() -> bytes:
    """The scene with a profile that calls red what others call green: sRGB with those two colorants exchanged."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    profile = profile.replace(b"rXYZ", b"tXYZ").replace(b"gXYZ", b"rXYZ").replace(b"tXYZ", b"gXYZ")
    return saved(scene(), "PNG", icc_profile=profile)


def animated(format: str, frames: int = 40) -> bytes:
    """Frames of different colours; the first is red."""
    first, *others = (Image.new("RGB", (96, 96), (255 - 6 * n, 6 * n, 0)) for n in range(frames))
    return saved(first, format, save_all=True, append_images=others, duration=40)
