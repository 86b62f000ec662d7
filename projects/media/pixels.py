"""Inside the child: decode a still, make a plain sRGB picture of it, change it as the job asks, save it bare.

A job is `{source, out, accept, format, enlarge, crop, width, max_bytes}`; see `make`.
"""

from __future__ import annotations

import importlib
import io
import struct
import warnings
from pathlib import Path
from typing import Any, cast

from PIL import Image, ImageCms, ImageOps, JpegImagePlugin

from projects.media import formats, sizes
from projects.media.bounded import Declined

_PLUGINS = {
    "JPEG": "Jpeg", "PNG": "Png", "WEBP": "WebP", "GIF": "Gif", "BMP": "Bmp", "TIFF": "Tiff", "AVIF": "Avif"
}  # fmt: skip
_QUALITY = 93
_SMALL_QUALITY = 82
_QUALITIES = (92, 86, 80)
_SHRINKS = (1.0, 0.85, 0.7, 0.55, 0.42, 0.3, 0.2)


def make(job: dict[str, Any]) -> dict[str, Any]:
    """Decode `source`, apply the fixes asked for, write `out` (unless None) and answer with the facts.

    `accept` lists Pillow decoders; `format` is `JPEG`, `PNG`, `WEBP` or `keep`; `enlarge` a least side, `crop` an
    aspect, `width` a most width, `max_bytes` a most weight: each None when not asked for. Raises `Declined` and what
    Pillow raises.
    """
    picture, kind, save = _decode(Path(job["source"]), job["accept"])
    if job["crop"]:
        picture = picture.crop(sizes.cropped_box(*picture.size, tuple(job["crop"])))
    if job["enlarge"]:
        picture = picture.resize(sizes.enlarged_size(*picture.size, job["enlarge"]), Image.Resampling.LANCZOS)
    if job["width"]:
        picture = picture.resize(sizes.narrowed_size(*picture.size, job["width"]), Image.Resampling.LANCZOS)
    to = _target(kind, picture.mode) if job["format"] == "keep" else job["format"]
    if job["max_bytes"]:
        picture, to, blob = _lightened(picture, to, job["max_bytes"])
    elif job["out"]:
        blob = _saved(picture, to, **_manner(job, to == kind, save))
    if job["out"]:
        Path(job["out"]).write_bytes(blob)
    return {"width": picture.width, "height": picture.height, "format": to, "kind": kind}


def _manner(job: dict[str, Any], same: bool, save: dict[str, Any]) -> dict[str, Any]:
    """How to save: a still that is only rebuilt keeps its file's own fineness; it neither fades nor grows heavy."""
    if job["width"]:
        return {"quality": _SMALL_QUALITY}
    if same and not (job["crop"] or job["enlarge"]):
        return save
    return {"lossless": save.get("lossless", False), "quality": _QUALITY}


def _decode(source: Path, accept: list[str]) -> tuple[Image.Image, str, dict[str, Any]]:
    """The still upright in sRGB, what it was, and how to save it as finely as it came."""
    for plugin in accept:
        importlib.import_module(f"PIL.{_PLUGINS[plugin]}ImagePlugin")
    Image.MAX_IMAGE_PIXELS = None
    with source.open("rb") as file, warnings.catch_warnings():
        warnings.simplefilter("error")
        with Image.open(file, formats=accept) as opened:
            _check(opened.size)
            opened.load()
            kind = "JPEG" if opened.format == "MPO" else str(opened.format)
            save = _fineness(opened, kind, source)
            return _plain(_upright(opened)), kind, save


def _check(size: tuple[int, int]) -> None:
    trouble = sizes.size_trouble(*size)
    if trouble:
        raise Declined(trouble, {"width": size[0], "height": size[1]})


def _fineness(opened: Image.Image, kind: str, source: Path) -> dict[str, Any]:
    """A JPEG's own tables and sampling; lossless for a WEBP with a lossless bitstream and for what never loses."""
    if isinstance(opened, JpegImagePlugin.JpegImageFile):
        sampling = JpegImagePlugin.get_sampling(opened)
        return {"qtables": opened.quantization, "subsampling": sampling if sampling in (0, 1, 2) else 0}
    if kind == "WEBP":
        return {"lossless": b"VP8L" in source.read_bytes(), "quality": _QUALITY}
    return {"lossless": kind != "AVIF"}


def _upright(picture: Image.Image) -> Image.Image:
    """Turned as its EXIF says; EXIF that cannot be read turns nothing."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ImageOps.exif_transpose(picture)
    except (OSError, ValueError, SyntaxError, LookupError, TypeError, ArithmeticError, AttributeError, struct.error):
        return picture


def _plain(picture: Image.Image) -> Image.Image:
    """The same pixels as 8-bit sRGB, with alpha only where it is needed, built anew so that nothing else is kept."""
    clear = picture.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in picture.info
    mode = "RGBA" if clear else "RGB"
    plain = _matched(_eight_bits(picture), mode)
    if clear and plain.getchannel("A").getextrema() == (255, 255):
        plain = plain.convert("RGB")
    return Image.frombytes(plain.mode, plain.size, plain.tobytes())


def _eight_bits(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I;16"):
        return picture.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if picture.mode in ("I", "F"):
        low, high = cast("tuple[float, float]", picture.convert("F").getextrema())
        span = (high - low) or 1
        return picture.convert("F").point(lambda value: value * (255 / span) + (-low * 255 / span)).convert("L")
    return picture


def _matched(picture: Image.Image, mode: str) -> Image.Image:
    """Converted to sRGB by the still's own colour profile, or plainly where it has none that fits."""
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "RGBA", "CMYK", "L"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            managed = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode=mode)
        except (ImageCms.PyCMSError, OSError, ValueError, Warning):
            managed = None
        if managed is not None:
            return managed
    return picture.convert(mode)


def _target(kind: str, mode: str) -> str:
    """The format a still is kept in: its own when accepted, else PNG where it is see-through and JPEG where not."""
    return kind if kind in formats.SUFFIXES else ("PNG" if mode == "RGBA" else "JPEG")


def _saved(picture: Image.Image, to: str, *, lossless: bool = False, **manner: Any) -> bytes:
    blob = io.BytesIO()
    if to == "JPEG":
        _opaque(picture).save(blob, "JPEG", **{"subsampling": 0} | manner)
    elif to == "PNG":
        picture.save(blob, "PNG", compress_level=6)
    elif lossless:
        picture.save(blob, "WEBP", lossless=True, quality=25, method=1)
    else:
        picture.save(blob, "WEBP", quality=manner["quality"], method=3)
    return blob.getvalue()


def _opaque(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture
    ground = Image.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def _lightened(picture: Image.Image, to: str, most: int) -> tuple[Image.Image, str, bytes]:
    """The best copy no heavier than `most` bytes: first lower quality, then fewer pixels. Opaque stills become JPEG."""
    to = "JPEG" if picture.mode == "RGB" else to
    for share in _SHRINKS:
        size = round(picture.width * share), round(picture.height * share)
        if min(size) < sizes.LEAST_SIDE:
            break
        smaller = picture if share == 1 else picture.resize(size, Image.Resampling.LANCZOS)
        for quality in _QUALITIES if to != "PNG" else _QUALITIES[:1]:
            blob = _saved(smaller, to, quality=quality)
            if len(blob) <= most:
                return smaller, to, blob
    raise Declined("unshrinkable", {})
