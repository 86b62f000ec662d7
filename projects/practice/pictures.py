"""Reference pictures: fetched after acceptance as the vendors do, judged, and kept small for drawing."""

from __future__ import annotations

import asyncio
import base64
import binascii
import io
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

import httpx
from PIL import Image

from projects.practice.fields import is_url
from projects.practice.task import Picture

MOST_BYTES = 12 * 1024 * 1024
ALLOWED_BYTES = 10 * 1024 * 1024
LEAST_SIDE = 300
MOST_RATIO = 2.5
SECONDS = 10.0
DRAWN = 960
_PIXELS = 80_000_000
_AT_ONCE = 30
_AGENT = {"user-agent": "practice-provider"}


@dataclass(frozen=True)
class Judged:
    """A picture's size in pixels, or why it is refused: image_unreachable or invalid."""

    size: tuple[int, int] = (0, 0)
    failure: str = ""


class Fetcher:
    """Fetches pictures, thirty at a time: three redirects at most, nothing of the environment."""

    def __init__(self) -> None:
        self._web = httpx.AsyncClient(
            timeout=SECONDS, follow_redirects=True, max_redirects=3, trust_env=False, headers=_AGENT
        )
        self._room = asyncio.Semaphore(_AT_ONCE)

    async def raw(self, source: str) -> bytes | None:
        """The bytes behind an address, or of raw base64; None when they cannot be had within 10 s and 12 MB."""
        if not is_url(source):
            return decoded(source)
        got = bytearray()
        try:
            async with self._room, asyncio.timeout(SECONDS), self._web.stream("GET", source) as answer:
                if answer.status_code != httpx.codes.OK:
                    return None
                async for chunk in answer.aiter_bytes():
                    got += chunk
                    if len(got) > MOST_BYTES:
                        break
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, ValueError, OSError):
            return None
        return bytes(got)

    async def close(self) -> None:
        """Fetch no more."""
        await self._web.aclose()


def decoded(text: str) -> bytes | None:
    """The bytes of raw base64, None when it is none."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def judge(data: bytes | None, formats: tuple[str, ...], keep: Path | None) -> Judged:
    """Size and verdict of one picture; an accepted one is kept small at `keep`."""
    if data is None:
        return Judged(failure="image_unreachable")
    if len(data) > ALLOWED_BYTES:
        return Judged(failure="invalid")
    try:
        with Image.open(io.BytesIO(data), formats=formats) as picture:
            wide, high = picture.size
            if min(wide, high) < LEAST_SIDE or max(wide, high) > MOST_RATIO * min(wide, high) or wide * high > _PIXELS:
                return Judged((wide, high), "invalid")
            if keep:
                picture.draft("RGB", (DRAWN, DRAWN))
                small = picture.convert("RGB")
                small.thumbnail((DRAWN, DRAWN))
                small.save(keep, "JPEG", quality=85)
            return Judged((wide, high))
    except Exception:  # Pillow raises almost anything for a picture made to break it
        return Judged(failure="invalid")


async def judge_all(
    pictures: tuple[Picture, ...], formats: tuple[str, ...], keep: Path, fetcher: Fetcher, pool: Executor
) -> tuple[str, tuple[int, int] | None]:
    """The first refusal of a task's pictures ("" for none) and the first frame's size."""
    loop = asyncio.get_running_loop()
    found = await asyncio.gather(*(fetcher.raw(picture.source) for picture in pictures))
    sizes: dict[str, list[tuple[int, int]]] = {}
    for number, (picture, data) in enumerate(zip(pictures, found, strict=True)):
        judged = await loop.run_in_executor(pool, judge, data, formats, None if number else keep)
        if judged.failure and not (picture.role == "mask" and judged.failure == "invalid" and judged.size != (0, 0)):
            return judged.failure, None
        sizes.setdefault(picture.role, []).append(judged.size)
    masks = sizes.get("mask", [])
    if masks and (len(set(masks)) > 1 or not _same_shape(masks[0], sizes["first"][0])):
        return "invalid", None
    return "", next(iter(sizes.values()))[0]


def _same_shape(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return abs(one[0] * other[1] - one[1] * other[0]) <= 0.01 * one[0] * other[1]
