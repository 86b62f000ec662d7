"""The only network client of the house. Deadlines are total, addresses are vetted when they are dialled, answers are bounded.

Nothing comes from the environment (no proxy, no netrc), no cookie is kept, nothing is unpacked, no redirect is followed but
by `download`, which vets every hop anew and takes no headers along.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from typing import Any

import httpx

from projects.providers import vetting
from projects.providers.base import Answer, Request
from projects.providers.dialling import Dialler, Transport, within
from projects.providers.troubles import LinkExpired, ProviderError, Unknown, Unsent

CALL_SECONDS = 60.0
CONNECT_SECONDS = 10.0
ANSWER_BYTES = 1_000_000
CLIP_BYTES = 512 * 1024 * 1024
CLIP_SECONDS = 300.0
SPARE_BYTES = 64 * 1024 * 1024
HOPS = 3
PIECE = 256 * 1024
BOXES = 20_000
GONE = frozenset({401, 403, 404, 410})


class Line:
    """A way out for one installation. `allowed` are `host:port` pairs that may be private or plain http."""

    def __init__(self, allowed: Iterable[str] = (), look: vetting.Resolver = vetting.resolve) -> None:
        self.allowed = frozenset(allowed)
        self._asking, self._buying = (
            httpx.Client(
                transport=Transport(Dialler(self.allowed, look), lasting=lasting),
                trust_env=False,
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
                follow_redirects=False,
                timeout=httpx.Timeout(None, connect=CONNECT_SECONDS, pool=CONNECT_SECONDS),
            )
            for lasting in (True, False)
        )

    def close(self) -> None:
        """Hang up every connection."""
        self._asking.close()
        self._buying.close()

    def send(self, request: Request, *, seconds: float = CALL_SECONDS) -> Answer:
        """Send once and read the answer, all within `seconds`. A POST gets a connection of its own: on one that was kept
        open nobody can tell whether the order arrived.

        Raises `Unsent` when no byte can have arrived, `Unknown` when the answer did not come whole.
        """
        headers = {"Accept": "application/json", "Accept-Encoding": "identity", **request.headers}
        client = self._asking if request.method == "GET" else self._buying
        content = (
            None if request.body is None else json.dumps(request.body, ensure_ascii=False).encode("utf-8", "replace")
        )
        if content is not None:
            headers["Content-Type"] = "application/json"
        if not all(value.isascii() and value.isprintable() and value.strip() == value for value in headers.values()):
            raise Unsent("A header of this request holds signs that cannot be sent.")
        try:
            vetting.check(request.url, self.allowed)
            with within(seconds), client.stream(request.method, request.url, headers=headers, content=content) as got:
                return Answer(got.status_code, _json(_bounded(got, ANSWER_BYTES)), _after(got.headers))
        except vetting.Closed as closed:
            raise Unsent(str(closed)) from closed
        except httpx.UnsupportedProtocol as closed:
            raise Unsent(str(closed)) from closed
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.InvalidURL) as unsent:
            raise Unsent(f"The provider could not be reached: {_said(unsent)}.") from unsent
        except (httpx.HTTPError, TooBig) as unclear:
            raise Unknown(f"The provider's answer did not come: {_said(unclear)}.") from unclear

    def download(self, url: str, to: Path, *, most: int = CLIP_BYTES, seconds: float = CLIP_SECONDS) -> None:
        """Write the MP4 at `url` to `to`, whole or not at all, following at most three redirects.

        Raises `LinkExpired` when this link no longer works, `ProviderError` with a sentence for anything else, and
        `OSError` for the disk.
        """
        try:
            with within(seconds):
                for _hop in range(HOPS + 1):
                    vetting.check(url, self.allowed)
                    with self._asking.stream("GET", url, headers={"Accept-Encoding": "identity"}) as got:
                        if not got.has_redirect_location:
                            _save_whole(got, to, most)
                            return
                        url = str(got.url.join(got.headers["location"]))
            raise ProviderError(f"The video's address leads on more than {HOPS} times.")
        except vetting.Closed as closed:
            raise ProviderError(f"The video's address was refused. {closed}") from closed
        except (httpx.HTTPError, httpx.InvalidURL, TooBig) as trouble:
            raise ProviderError(f"The video did not arrive whole: {_said(trouble)}.") from trouble


class TooBig(Exception):
    """More came than is read."""


def _said(trouble: Exception) -> str:
    """The kind of trouble in words; httpx's own texts may hold the address, which may hold a secret."""
    kinds = {
        httpx.ConnectTimeout: "nobody answered in time",
        httpx.ConnectError: "no connection",
        httpx.ReadTimeout: "it took too long",
        httpx.RemoteProtocolError: "the connection was cut or the answer was malformed",
        httpx.ReadError: "the connection was cut",
        TooBig: "it is too big",
    }
    return next((words for kind, words in kinds.items() if isinstance(trouble, kind)), type(trouble).__name__)


def _bounded(got: httpx.Response, most: int) -> bytes:
    """The body as it came, or nothing where it is packed. Raises `TooBig`."""
    held = bytearray()
    for piece in got.iter_raw(PIECE):
        held += piece
        if len(held) > most:
            raise TooBig
    return b"" if _packed(got.headers) else bytes(held)


def _packed(headers: Mapping[str, str]) -> bool:
    return headers.get("content-encoding", "identity").strip().lower() not in {"", "identity"}


def _json(body: bytes) -> Any:
    try:
        return json.loads(body, parse_constant=lambda word: None)
    except (ValueError, RecursionError):
        return None


def _after(headers: Mapping[str, str]) -> float | None:
    value = headers.get("retry-after", "")
    return min(float(value), 3600.0) if value.isdecimal() and len(value) < 9 else None


def _save_whole(got: httpx.Response, to: Path, most: int) -> None:
    try:
        _save(got, to, most)
    except BaseException:
        to.unlink(missing_ok=True)
        raise


def _save(got: httpx.Response, to: Path, most: int) -> None:
    if got.status_code in GONE:
        raise LinkExpired(f"The link to the video no longer works (status {got.status_code}).")
    if got.status_code != 200:
        raise ProviderError(f"The video's server answered with status {got.status_code}.")
    if _packed(got.headers):
        raise ProviderError("The video came packed, which it may not.")
    declared = got.headers.get("content-length", "")
    expected = int(declared) if declared.isdecimal() and len(declared) < 16 else None
    if expected is not None and expected > most:
        raise TooBig
    if shutil.disk_usage(to.parent).free < (expected or 0) + SPARE_BYTES:
        raise OSError(28, "No space left on device")
    count = 0
    with to.open("wb") as file:
        for piece in got.iter_raw(PIECE):
            count += len(piece)
            if count > most:
                raise TooBig
            file.write(piece)
    _whole(to, count, expected)


def _whole(path: Path, count: int, expected: int | None) -> None:
    """Raise `ProviderError` unless the file is as long as declared and its boxes end exactly where it ends."""
    if expected is not None and count != expected:
        raise ProviderError(f"The video was cut off after {count:,} of {expected:,} bytes.")
    with path.open("rb") as file:
        at, first, boxes = 0, True, 0
        while at < count and boxes < BOXES:
            file.seek(at)
            head = file.read(16)
            size = int.from_bytes(head[:4], "big")
            size = int.from_bytes(head[8:16], "big") if size == 1 else size or count - at
            if first and head[4:8] != b"ftyp":
                raise ProviderError("What came is no MP4 video.")
            if size < 8 or len(head) < 8:
                break
            at, first, boxes = at + size, False, boxes + 1
    if at != count or first:
        raise ProviderError("The video was cut off: its parts do not end where the file does.")
