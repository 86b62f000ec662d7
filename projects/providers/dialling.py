"""Connections that keep a deadline and go to vetted addresses only, for `providers.http`."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import certifi
import httpcore
import httpx

from projects.providers import vetting

SECONDS = 60.0
PIECE = 16 * 1024
_clock = threading.local()


class TooLate(httpcore.ReadTimeout):
    """The total deadline of this exchange is over."""


def _left(most: float | None) -> float:
    """Seconds until this thread's deadline, at most `most`. Raises `TooLate`."""
    left = getattr(_clock, "until", time.monotonic() + SECONDS) - time.monotonic()
    if left <= 0:
        raise TooLate
    return left if most is None else min(left, most)


def _to_connect(most: float | None) -> float:
    """The same before anything was sent: here it is a connection that did not come about."""
    try:
        return _left(most)
    except TooLate as late:
        raise httpcore.ConnectTimeout from late


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Everything this thread reads and writes in here ends within so many seconds."""
    _clock.until = time.monotonic() + seconds
    try:
        yield
    finally:
        del _clock.until


class Stream(httpcore.NetworkStream):
    """A connection on which every wait counts against the deadline of the whole exchange."""

    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self.inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Up to so many bytes, in what is left of the time."""
        return self.inner.read(max_bytes, _left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """All of the bytes, in what is left of the time; in pieces, as each is waited for anew where the other end is slow."""
        for start in range(0, len(buffer), PIECE):
            self.inner.write(buffer[start : start + PIECE], _left(timeout))

    def close(self) -> None:
        """Hang up."""
        self.inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """The same connection, encrypted."""
        return Stream(self.inner.start_tls(ssl_context, server_hostname, _to_connect(timeout)))

    def get_extra_info(self, info: str) -> Any:
        """What the connection knows of itself."""
        return self.inner.get_extra_info(info)


class Dialler(httpcore.NetworkBackend):
    """Looks a name up once, vets every address, and dials an address it vetted; TLS still checks the name."""

    def __init__(self, allowed: frozenset[str], look: vetting.Resolver) -> None:
        self.allowed, self.look = allowed, look
        self.inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """The first vetted address that answers."""
        try:
            found = vetting.vetted(host, port, self.allowed, self.look)
        except vetting.Closed as closed:
            raise httpcore.UnsupportedProtocol(str(closed)) from closed
        except OSError as unknown:
            raise httpcore.ConnectError(f"{host} is not known") from unknown
        for number, address in enumerate(found, 1):
            try:
                return Stream(
                    self.inner.connect_tcp(address, port, _to_connect(timeout), local_address, socket_options)
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if number == len(found):
                    raise
        raise httpcore.ConnectError(f"{host} has no address")


class Transport(httpx.HTTPTransport):
    """httpx over our own dialler. httpx offers no public way to give one, so its pool is exchanged."""

    def __init__(self, dialler: Dialler, *, lasting: bool) -> None:
        super().__init__(trust_env=False)
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl.create_default_context(cafile=certifi.where()),
            network_backend=dialler,
            max_connections=200,
            max_keepalive_connections=40 if lasting else 0,
            keepalive_expiry=15.0,
        )
