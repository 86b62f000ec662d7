"""The server: which wire a path belongs to, and how answers, cuts and streams leave."""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any
from urllib.parse import parse_qsl

from uvicorn.protocols.http.h11_impl import H11Protocol

from projects.practice import files, uploads
from projects.practice.control import control
from projects.practice.practice import Practice
from projects.practice.wire import Answer, Cut, Garbage, Refusal, Request, Wire, said
from projects.practice.wires import apixo, highway, kie, kling, kling_shelf

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Handler = Callable[[Practice, Wire, Request, Mapping[str, Any]], Awaitable[Answer]]

MOST_BYTES = 120 * 1024 * 1024
WIRES: dict[str, Wire] = {
    wire.prefix: wire for wire in (kie.KIE_WIRE, kie.APIKLEY_WIRE, apixo.WIRE, kling.WIRE, highway.WIRE)
}
_TABLES: dict[str, tuple[tuple[str, str, Handler], ...]] = {
    "kie": (*kie.ROUTES, *uploads.ROUTES),
    "apikley": kie.ROUTES,
    "apixo": apixo.ROUTES,
    "kling": (*kling.ROUTES, *kling_shelf.ROUTES),
    "highway": highway.ROUTES,
}
ROUTES = {
    prefix: tuple((method, re.compile(pattern), handler) for method, pattern, handler in table)
    for prefix, table in _TABLES.items()
}
# Paths that say by themselves whose they are.
UNPREFIXED = (
    ("/v1/", "kling"),
    ("/account/", "kling"),
    ("/v3/async/", "highway"),
    ("/api/v1/generateTask/", "apixo"),
    ("/api/v1/statusTask/", "apixo"),
    ("/api/v1/apikeys/", "apixo"),
    ("/api/", "kie"),
)
_FILM = re.compile(r"/files/[a-z]+/([0-9a-f]{16}(?:-2)?)\.mp4")
_PAGE = b"<!doctype html><title>Bad Gateway</title><h1>502 Bad Gateway</h1>"

transports: dict[tuple[str, int] | None, asyncio.Transport] = {}


class Connections(H11Protocol):
    """Remembers the transport of every caller, so that a connection can be cut."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Note the caller."""
        super().connection_made(transport)
        # asyncio sets this only on sockets that name their protocol; without it every answer waits 40 ms.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        transports[self.client] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the caller."""
        transports.pop(self.client, None)
        super().connection_lost(exc)


class App:
    """The ASGI application."""

    def __init__(self, practice: Practice) -> None:
        self.practice, self.vault = practice, files.Vault(practice)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        if scope["type"] != "http":
            return
        caller = tuple(scope["client"] or ("", 0))
        with contextlib.suppress(asyncio.CancelledError):  # the server stops: nothing more to say
            try:
                answer = await self.answered(_request(scope, await _body(receive)), caller[0])
            except Cut:
                await _cut(caller, now=True)
                return
            await _sent(answer, send, caller)
            if answer.cut:
                await _cut(caller, now=False)

    async def answered(self, request: Request, caller: str) -> Answer:
        """The answer to a request, wherever it belongs. Raises Cut."""
        if request.path == "/practice" or request.path.startswith("/practice/"):
            return await control(self.practice, request, caller)
        if request.path.startswith("/files/") and request.method in ("GET", "HEAD"):
            film = _FILM.fullmatch(request.path)
            if film:
                return await files.serve(self.vault, request, film.group(1))
            return await files.upload(self.practice, request.path.removeprefix("/files/uploads/"))
        wire, path = _wire(request.path)
        if wire is None:
            return said({"error": "not found"}, 404)
        try:
            return await self._called(wire, Request(**{**vars(request), "path": path}))
        except Refusal as refusal:
            return wire.refused(refusal, self.practice.options.http_errors)
        except uploads.Refused as refused:
            return refused.answer
        except Garbage:
            return Answer(200, _PAGE, {"content-type": "text/html"})

    async def _called(self, wire: Wire, request: Request) -> Answer:
        other = False
        for method, pattern, handler in ROUTES[wire.prefix]:
            found = pattern.fullmatch(request.path)
            if found and method == request.method:
                return await handler(self.practice, wire, request, found.groupdict())
            other = other or bool(found)
        raise Refusal("no_method" if other else "no_route")


def _wire(path: str) -> tuple[Wire | None, str]:
    """The wire a path belongs to, and the path without its prefix and without a slash at the end."""
    prefix, slash, rest = path.removeprefix("/").partition("/")
    if slash and prefix in WIRES:
        return WIRES[prefix], f"/{rest}".rstrip("/")
    owner = next((wire for start, wire in UNPREFIXED if path.startswith(start)), None)
    return (WIRES[owner] if owner else None), path.rstrip("/")


def _request(scope: Scope, body: bytes) -> Request:
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
    server = scope.get("server") or ("127.0.0.1", 80)
    base = f"http://{headers.get('host') or f'{server[0]}:{server[1]}'}"
    return Request(scope["method"], scope["path"], query, headers, body, base)


async def _body(receive: Receive) -> bytes:
    """The body. Raises Cut when the caller is gone, or sends more than 120 MB."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise Cut
        body += message.get("body", b"")
        if len(body) > MOST_BYTES:
            raise Cut
        if not message.get("more_body"):
            return bytes(body)


async def _sent(answer: Answer, send: Send, caller: Any) -> None:
    headers = {**answer.headers}
    if answer.stream is None:
        headers.setdefault("content-length", str(len(answer.body)))
    raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": raw})
    if answer.stream is not None:
        async for piece in answer.stream:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            if caller not in transports:
                return
    if not answer.cut:
        await send({"type": "http.response.body", "body": answer.body, "more_body": False})


async def _cut(caller: Any, *, now: bool) -> None:
    """End a caller's connection, at once or when what was written has left."""
    transport = transports.get(caller)
    if transport is not None:
        (transport.abort if now else transport.close)()
        while caller in transports:
            await asyncio.sleep(0.005)
