"""The way out against rude servers: what is unsent, what is unknown, what is never followed, kept or believed."""

from __future__ import annotations

import gzip
import socket
import time
from pathlib import Path
from typing import Any

import pytest

from projects.providers.base import Answer, Request
from projects.providers.http import Line
from projects.providers.troubles import ProviderError, Unknown, Unsent
from tests.providers.clips import CLIP
from tests.providers.wire import Wire, dripping, hung_up, said, silent, wire

PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")


def post(server: Wire, body: Any = None) -> Request:
    return Request("POST", f"{server.url}/jobs", {"a": 1} if body is None else body, {"Authorization": "Bearer k"})


# Answers.


def test_an_answer(server: Wire, line: Line) -> None:
    server.answers(said({"a": [1, "ü"]}, 429, Retry_After="12"))
    assert line.send(post(server, {"prompt": "Grüße 🎬"})) == Answer(429, {"a": [1, "ü"]}, 12.0)
    assert server.asked[0].json == {"prompt": "Grüße 🎬"}


@pytest.mark.parametrize(
    ("header", "after"),
    [("0", 0.0), ("99999", 3600.0), ("-1", None), ("1e9", None), ("soon", None), ("9" * 400, None), ("²", None)],
)
def test_how_long_to_wait(server: Wire, line: Line, header: str, after: float | None) -> None:
    server.answers(said({}, 429, Retry_After=header.encode().decode("latin-1")).replace(b"\xc2\xb2", b"\xb2"))
    assert line.send(post(server)).retry_after == after


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"\xff\xfe", b"{", b"[" * 200_000, b"9" * 100_000, b'{"a":' * 100_000],
    ids=["empty", "page", "bytes", "half", "deep list", "long number", "deep object"],
)
def test_what_is_no_json_is_none(server: Wire, line: Line, body: bytes) -> None:
    server.answers(said(body))
    assert line.send(post(server)) == Answer(200, None)


def test_numbers_that_are_none(server: Wire, line: Line) -> None:
    server.answers(said(b'{"a": NaN, "b": -Infinity}'))
    assert line.send(post(server)).body == {"a": None, "b": None}


def test_nothing_is_unpacked(server: Wire, line: Line, to: Path) -> None:
    bomb = gzip.compress(bytes(50_000_000))
    for packing in ("gzip", "br", "deflate", "zstd", "GZIP"):
        server.answers(said(bomb, Content_Encoding=packing))
        assert line.send(post(server)).body is None
        with pytest.raises(ProviderError, match="packed"):
            line.download(f"{server.url}/a.mp4", to)
    assert server.asked[0].headers["accept-encoding"] == "identity"
    assert not to.exists()


def test_too_long_an_answer_is_unknown(server: Wire, line: Line) -> None:
    server.answers(said(b" " * 1_000_001))
    with pytest.raises(Unknown, match="too big"):
        line.send(post(server))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_call_follows_nothing(server: Wire, line: Line, status: int) -> None:
    server.answers(said(b"", status, Location=f"{server.url}/other"))
    for request in (post(server), Request("GET", server.url)):
        assert line.send(request).status == status
    assert len(server.asked) == 2


def test_no_cookie_is_kept(server: Wire, line: Line) -> None:
    server.answers(said({}, Set_Cookie="session=1; Path=/"))
    for _ in range(2):
        line.send(post(server))
        line.send(Request("GET", server.url))
    assert not any("cookie" in asked.headers for asked in server.asked)


# What is sent, and what is not known.


def test_nobody_there_is_unsent(line: Line) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(Unsent):
        Line({f"127.0.0.1:{port}"}).send(Request("POST", f"http://127.0.0.1:{port}/", {}))


@pytest.mark.parametrize(
    "url",
    ["https://127.0.0.1/", "http://example.com/", "file:///etc/passwd", "https://x.example.com:22/", "nonsense", ""],
)
def test_what_is_not_dialled_is_unsent(line: Line, url: str) -> None:
    with pytest.raises(Unsent):
        line.send(Request("POST", url, {}))


def test_names_that_lead_inside_are_unsent(server: Wire, to: Path) -> None:
    for answer in (["127.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["::ffff:127.0.0.1"], []):
        line = Line(look=lambda host, port, answer=answer: answer)
        with pytest.raises(Unsent, match="private network"):
            line.send(Request("POST", "https://media.example.com/", {}))
        with pytest.raises(ProviderError):
            line.download("https://media.example.com/a.mp4", to)
        line.close()

    def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    line = Line(look=unknown)
    with pytest.raises(Unsent):
        line.send(Request("POST", "https://media.example.com/", {}))
    line.close()


def test_a_resolver_that_takes_all_the_time_is_unsent() -> None:
    def slow(host: str, port: int) -> list[str]:
        time.sleep(0.2)
        return ["8.8.8.8"]

    line = Line(look=slow)
    with pytest.raises(Unsent):
        line.send(Request("POST", "https://media.example.com/", {}), seconds=0.1)
    line.close()


@pytest.mark.parametrize("value", ["Bearer CANARY\r\nX: y", "Bearer CANARY ", "Bearer schlüssel", "Bearer \0"])
def test_a_header_that_cannot_be_sent_is_unsent(server: Wire, line: Line, value: str) -> None:
    with pytest.raises(Unsent) as caught:
        line.send(Request("POST", server.url, {}, {"Authorization": value}))
    assert "CANARY" not in f"{caught.value!r} {caught.value.__cause__!r} {caught.value.__context__!r}"
    assert not server.asked


HEAD = b"HTTP/1.1 200 OK\r\n"
RUDE: dict[str, Any] = {
    "hangs up": hung_up,
    "half a body": said({"a": 1})[:-1],
    "half a head": HEAD + b"Content-Len",
    "another protocol": b"SSH-2.0-OpenSSH_9.9\r\n",
    "HTTP/0.9": b"<html>hello</html>",
    "5,000 headers": HEAD + b"".join(b"X-%d: %s\r\n" % (n, b"y" * 40) for n in range(5000)) + b"\r\n",
    "a header without end": HEAD + b"X: " + b"y" * 300_000,
    "two lengths": HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    "no length": HEAD + b"Content-Length: -2\r\n\r\n{}",
    "bad chunks": HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
    "chunks without end": HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
}


@pytest.mark.parametrize("answer", RUDE.values(), ids=RUDE)
def test_a_rude_answer_is_unknown_and_asked_for_once(server: Wire, line: Line, to: Path, answer: Any) -> None:
    server.answers(answer)
    with pytest.raises(Unknown):
        line.send(post(server))
    assert len(server.asked) == 1
    with pytest.raises(ProviderError):
        line.download(f"{server.url}/a.mp4", to)
    assert not to.exists()


SLOW: dict[str, Any] = {
    "silence": silent(5),
    "a dripping head": dripping(b"X: y\r\n", 0.05, HEAD),
    "a dripping body": dripping(b" ", 0.05, HEAD + b"Content-Length: 9000\r\n\r\n"),
    "a body without end": dripping(b" ", 0.05, HEAD + b"\r\n"),
    "a flood of 100s": dripping(b"HTTP/1.1 100 Continue\r\n\r\n" * 200, 0.001),
}


@pytest.mark.parametrize("answer", SLOW.values(), ids=SLOW)
def test_the_deadline_is_for_everything(server: Wire, line: Line, to: Path, answer: Any) -> None:
    server.answers(answer)
    began = time.monotonic()
    with pytest.raises(Unknown):
        line.send(post(server), seconds=0.4)
    with pytest.raises(ProviderError):
        line.download(f"{server.url}/a.mp4", to, seconds=0.4)
    assert time.monotonic() - began < 20
    assert not to.exists()


def test_the_deadline_is_for_sending_too(line: Line) -> None:
    """A server that takes the order a little at a time."""
    with socket.create_server(("127.0.0.1", 0), backlog=5) as listener:
        place = f"127.0.0.1:{listener.getsockname()[1]}"
        began = time.monotonic()
        with pytest.raises(Unknown):
            Line({place}).send(Request("POST", f"http://{place}/", {"image": "x" * 30_000_000}), seconds=0.5)
        assert time.monotonic() - began < 20


def test_orders_never_share_a_connection(server: Wire, line: Line) -> None:
    server.answers(said({}).replace(b"Connection: close\r\n", b""))
    for _ in range(3):
        line.send(post(server))
    assert server.dialled == 3


def test_nothing_comes_from_the_environment(
    server: Wire, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, to: Path
) -> None:
    (tmp_path / ".netrc").write_text("default login olga password hunter2\n")
    with wire() as proxy:
        for name in PROXIES:
            monkeypatch.setenv(name, proxy.url)
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
        line = Line({server.place})
        server.answers(said({}), said(CLIP))
        line.send(Request("GET", server.url))
        line.download(f"{server.url}/a.mp4", to)
        line.close()
        assert not proxy.dialled
    assert len(server.asked) == 2 and not any("authorization" in asked.headers for asked in server.asked)
