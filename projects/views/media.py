"""Media behind the login: pictures and videos, sent only after an access check, in ranges so that a player can seek."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from projects import access
from projects.access import Can

RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
PIECE = 256 * 1024
TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "webm": "video/webm",
}

forever = cache_control(private=True, max_age=31_536_000, immutable=True)


@require_safe
@forever
def picture(request: HttpRequest, picture: str, size: str) -> HttpResponseBase:
    """A picture's `full` file or its `small` thumbnail. The address names one digest's bytes, so it never changes."""
    found = access.picture(request, Can.VIEW, picture)
    return send(request, str((found.thumbnail if size == "small" else found.file).name))


@require_safe
@forever
def clip(request: HttpRequest, clip: str, part: str) -> HttpResponseBase:
    """A clip's `video`, `poster` or `sprite`; `?as=<name>` downloads it under that name."""
    name = request.GET.get("as", "")
    found = access.clip(request, Can.DOWNLOAD if name else Can.VIEW, clip)
    file = {"video": found.file, "poster": found.poster, "sprite": found.sprite}[part]
    return send(request, str(file.name), name)


def send(request: HttpRequest, name: str, download: str = "") -> HttpResponseBase:
    """The stored file `name`: whole, or 206 with the asked range, or 416 when the range is outside it."""
    file, size = default_storage.open(name), default_storage.size(name)
    kind = TYPES.get(name.rpartition(".")[2], "application/octet-stream")
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    if asked is None or not any(asked.groups()):
        answer: HttpResponseBase = FileResponse(
            file, content_type=kind, as_attachment=bool(download), filename=download
        )
    else:
        answer = _part(file, size, kind, *asked.groups())
    answer["Accept-Ranges"] = "bytes"
    answer["Cross-Origin-Resource-Policy"] = "same-site"
    return answer


def _part(file: IO[bytes], size: int, kind: str, first: str, last: str) -> HttpResponseBase:
    start = int(first) if first else max(0, size - int(last))
    end = min(int(last), size - 1) if first and last else size - 1
    if start > end:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    answer = StreamingHttpResponse(Slice(file, start, end), status=206, content_type=kind)
    answer["Content-Range"] = f"bytes {start}-{end}/{size}"
    answer["Content-Length"] = str(end - start + 1)
    return answer


class Slice:
    """The bytes `start` to `end` of an open file, piece by piece; the response closes it, read or not."""

    def __init__(self, file: IO[bytes], start: int, end: int) -> None:
        self.file, self.start, self.end = file, start, end

    def __iter__(self) -> Iterator[bytes]:
        self.file.seek(self.start)
        left = self.end - self.start + 1
        while left > 0 and (piece := self.file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece

    def close(self) -> None:
        """Let the file go."""
        self.file.close()
