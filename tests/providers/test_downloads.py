"""Videos come whole or not at all, from nowhere inside."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from projects.providers import http
from projects.providers.http import Line
from projects.providers.troubles import LinkExpired, ProviderError
from tests.providers.clips import CLIP, box
from tests.providers.wire import Wire, dripping, said, wire

HEAD = b"HTTP/1.1 200 OK\r\n"


# Downloads.


def test_a_download(server: Wire, line: Line, to: Path) -> None:
    whole = said(CLIP, Content_Type="text/html")
    for answer in (whole, whole.replace(b"Content-Length: %d\r\n" % len(CLIP), b"")):
        server.answers(answer)
        line.download(f"{server.url}/a.mp4", to)
        assert to.read_bytes() == CLIP
    assert server.asked[0].headers.keys() == {"host", "accept", "accept-encoding", "connection", "user-agent"}


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_link_that_is_over(server: Wire, line: Line, to: Path, status: int) -> None:
    server.answers(said(CLIP, status))
    with pytest.raises(LinkExpired):
        line.download(f"{server.url}/a.mp4", to)


@pytest.mark.parametrize("status", [204, 206, 304, 400, 429, 500, 503])
def test_another_status_may_pass(server: Wire, line: Line, to: Path, status: int) -> None:
    server.answers(said(b"" if status in {204, 304} else CLIP, status))
    with pytest.raises(ProviderError) as caught:
        line.download(f"{server.url}/a.mp4", to)
    assert type(caught.value) is ProviderError and not to.exists()


LARGE = box(b"ftyp", b"isom") + b"\0\0\0\1mdat" + (16 + 5000).to_bytes(8, "big") + bytes(5000)
FOREIGN: dict[str, bytes] = {
    "a page": b"<!DOCTYPE html><html><body>Sign in</body></html>",
    "a playlist": b"#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nfile:///etc/passwd\n",
    "a list of files": b"ffconcat version 1.0\nfile /etc/passwd\n",
    "a session": b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\nm=video 1 RTP/AVP 96\r\n",
    "a webm": b"\x1aE\xdf\xa3" + bytes(400),
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(400),
    "nothing": b"",
    "seven bytes": b"\0\0\0\x08fty",
    "no ftyp first": box(b"moov", bytes(100)) + box(b"ftyp", b"isom"),
    "a box too long": box(b"ftyp", b"isom") + (9000).to_bytes(4, "big") + b"mdat" + bytes(500),
    "a box too short": box(b"ftyp", b"isom") + (4).to_bytes(4, "big") + b"mdat" + bytes(500),
    "rubbish at the end": CLIP + b"\0\0\0",
    "cut off": CLIP[:-500],
    "cut off in a large box": LARGE[:-1],
    "a million boxes": box(b"ftyp", b"isom") + box(b"free") * 1_000_000,
}


@pytest.mark.parametrize("body", FOREIGN.values(), ids=FOREIGN)
def test_what_is_no_whole_mp4(server: Wire, line: Line, to: Path, body: bytes) -> None:
    """With a length that is true, and without one."""
    whole = said(body, Content_Type="video/mp4")
    began = time.monotonic()
    for answer in (whole, whole.replace(b"Content-Length: %d\r\n" % len(body), b"")):
        server.answers(answer)
        with pytest.raises(ProviderError):
            line.download(f"{server.url}/a.mp4", to)
        assert not to.exists()
    assert time.monotonic() - began < 20


def test_boxes_with_long_lengths_and_to_the_end(server: Wire, line: Line, to: Path) -> None:
    for body in (LARGE, box(b"ftyp", b"isom") + b"\0\0\0\0mdat" + bytes(500)):
        server.answers(said(body))
        line.download(f"{server.url}/a.mp4", to)
        assert to.read_bytes() == body


def test_lengths_that_lie(server: Wire, line: Line, to: Path) -> None:
    whole = said(CLIP)
    true = b"Content-Length: %d" % len(CLIP)
    for lie in (b"Content-Length: %d" % (len(CLIP) + 1), b"Content-Length: %d" % (len(CLIP) - 8), b"Content-Length: 1"):
        server.answers(whole.replace(true, lie))
        with pytest.raises(ProviderError):
            line.download(f"{server.url}/a.mp4", to)
        assert not to.exists()


def test_too_much_is_refused_by_its_length_and_by_its_bytes(server: Wire, line: Line, to: Path) -> None:
    server.answers(said(CLIP))
    with pytest.raises(ProviderError, match="too big"):
        line.download(f"{server.url}/a.mp4", to, most=len(CLIP) - 1)
    server.answers(dripping(bytes(500_000), 0, HEAD + b"\r\n" + box(b"ftyp", b"isom")))
    with pytest.raises(ProviderError, match="too big"):
        line.download(f"{server.url}/a.mp4", to, most=3_000_000)
    server.answers(HEAD + b"Content-Length: 99999999999999999999\r\n\r\n" + CLIP)
    with pytest.raises(ProviderError):
        line.download(f"{server.url}/a.mp4", to)
    assert not to.exists()


def test_a_full_disk_is_the_disks_trouble(server: Wire, line: Line, to: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    free = http.SPARE_BYTES + len(CLIP) - 1
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(0, 0, free))  # type: ignore[attr-defined]
    server.answers(said(CLIP))
    with pytest.raises(OSError, match="No space left"):
        line.download(f"{server.url}/a.mp4", to)
    assert not to.exists() and os.listdir(to.parent) == []


# Redirects.


def test_three_hops_and_no_more(server: Wire, line: Line, to: Path) -> None:
    hop = said(b"", 302, Location="/next")
    server.answers(hop, hop, hop, said(CLIP))
    line.download(f"{server.url}/a.mp4", to)
    assert to.read_bytes() == CLIP
    server.asked.clear()
    server.answers(hop)
    with pytest.raises(ProviderError, match="more than 3"):
        line.download(f"{server.url}/a.mp4", to)
    assert len(server.asked) == 4


INWARD = (
    "http://127.0.0.1:{other}/", "https://127.0.0.1:{other}/", "https://127.0.0.1/", "https://localhost:{other}/",
    "//127.0.0.1:{other}/", "https://169.254.169.254/latest/meta-data/", "https://[::1]/", "https://2130706433/",
    "file:///etc/passwd", "ftp://127.0.0.1/", "http://media.example.com/", "https://media.example.com:8443/",
    "https://user@media.example.com/", "http://127.0.0.1:{own}@127.0.0.1:{other}/", "https://[bad", "data:video/mp4,x",
    "https://127。0。0。1/", "https://inside.example.com/",
)  # fmt: skip


@pytest.mark.parametrize("location", INWARD)
def test_a_redirect_leads_nowhere_inside(server: Wire, to: Path, location: str) -> None:
    line = Line({server.place}, look=lambda host, port: ["127.0.0.1"])
    with wire() as other:
        target = location.format(other=other.port, own=server.port)
        server.answers(
            said(b"", 302, Location=target.encode().decode("latin-1")).decode("latin-1").encode("latin-1", "replace")
        )
        with pytest.raises(ProviderError):
            line.download(f"{server.url}/a.mp4", to)
        assert not other.dialled
    assert len(server.asked) == 1
    line.close()
