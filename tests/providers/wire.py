"""A server on loopback that answers what a test scripted, as rudely as it wants, and remembers what it was asked."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

Rude = Callable[[socket.socket], None]


@dataclass
class Asked:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body's JSON."""
        return json.loads(self.body)


@dataclass
class Wire:
    """What was asked so far, what is answered next, and where it listens. The last answer is given again and again."""

    port: int
    script: list[bytes | Rude] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    dialled: int = 0

    @property
    def url(self) -> str:
        """The base address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def place(self) -> str:
        """What a way out has to allow."""
        return f"127.0.0.1:{self.port}"

    def answers(self, *script: bytes | Rude) -> None:
        """What is answered from now on."""
        self.script[:] = script


def said(value: Any, status: int = 200, **headers: str) -> bytes:
    """An answer: JSON of any value, or bytes as they are."""
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    lines = {
        "Content-Length": str(len(body)),
        "Connection": "close",
        **{k.replace("_", "-"): v for k, v in headers.items()},
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status} Said\r\n{head}\r\n".encode() + body


def dripping(piece: bytes, every: float, start: bytes = b"") -> Rude:
    """Send `start`, then `piece` again and again until nobody listens."""

    def drip(link: socket.socket) -> None:
        link.sendall(start)
        for _ in range(10_000):
            time.sleep(every)
            link.sendall(piece)

    return drip


def hung_up(link: socket.socket) -> None:
    """Say nothing and close."""


def silent(seconds: float) -> Rude:
    """Say nothing for so long."""
    return lambda link: time.sleep(seconds)


@contextmanager
def wire(wrap: Callable[[socket.socket], socket.socket] = lambda link: link) -> Iterator[Wire]:
    """A running server; `wrap` may put TLS around each connection."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        made = Wire(listener.getsockname()[1])
        threading.Thread(target=_listen, args=(listener, made, wrap), daemon=True).start()
        yield made
        listener.shutdown(socket.SHUT_RDWR)


def _listen(listener: socket.socket, made: Wire, wrap: Callable[[socket.socket], socket.socket]) -> None:
    while True:
        try:
            link, _address = listener.accept()
        except OSError:
            return
        made.dialled += 1
        threading.Thread(target=_serve, args=(link, made, wrap), daemon=True).start()


def _serve(link: socket.socket, made: Wire, wrap: Callable[[socket.socket], socket.socket]) -> None:
    with link:
        try:
            link = wrap(link)
            if (asked := _read(link)) is None:
                return
            made.asked.append(asked)
            answer = made.script.pop(0) if len(made.script) > 1 else made.script[0]
            if callable(answer):
                answer(link)
            else:
                link.sendall(answer)
        except OSError:
            return
        finally:
            link.close()


def _read(link: socket.socket) -> Asked | None:
    held = b""
    while b"\r\n\r\n" not in held:
        piece = link.recv(65536)
        if not piece:
            return None
        held += piece
    head, _, body = held.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    while len(body) < int(headers.get("content-length", 0)):
        body += link.recv(65536)
    method, path, _version = first.split(" ")
    return Asked(method, path, headers, body)


CUT = said({"code": 0, "data": {"task_id": "x"}})[:-9]
PACKED = said(b"\x1f\x8b\x08\x00", Content_Encoding="gzip")
UNCLEAR: dict[str, tuple[bytes | Rude, ...]] = {
    "hung up": (hung_up,),
    "silence": (silent(2),),
    "half an answer": (CUT,),
    "no HTTP": (b"SSH-2.0-OpenSSH_9.9\r\n\r\n",),
    "nothing": (said(b""),),
    "a page": (said(b"<html>Sign in</html>", Content_Type="text/html"),),
    "no text": (said(b"\xff\xfe\x00"),),
    "packed": (PACKED,),
    "null": (said(None),),
    "a list": (said([]),),
    "an object": (said({}),),
    "an id that is none": (said({"task_id": "a b", "data": {"taskId": "x\r\ny", "task_id": ["x"]}}),),
    "deep": (said(b"[" * 100_000),),
    "moved": (said(b"", 302, Location="https://elsewhere.example.com/"),),
    **{f"bare {status}": (said(b"", status),) for status in (408, 409, 425, 500, 502, 503, 504, 505, 520)},
    "a page for 502": (said(b"<html>Bad Gateway</html>", 502),),
}
"""Answers after which nobody knows."""
