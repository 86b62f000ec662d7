"""Starting and stopping: options, the listening socket, signals."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import uvicorn

from projects.practice.faults import PROFILES, Unknown, mixture
from projects.practice.practice import Options, Practice
from projects.practice.server import WIRES, App, Connections, transports

SOCKET = "STUDIO_PRACTICE_SOCKET"
_GRACE = 0.3


def seconds(text: str) -> tuple[float, float]:
    """`5` or `4-8` as the shortest and longest time in seconds."""
    least, dash, most = text.partition("-")
    pair = float(least), float(most if dash else least)
    if not 0 <= pair[0] <= pair[1]:
        raise ValueError(text)
    return pair


def faults(text: str) -> str:
    """A profile's name or a list of faults, as it was given."""
    try:
        mixture(text)
    except Unknown as unknown:
        raise argparse.ArgumentTypeError(str(unknown)) from unknown
    return text


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of `manage.py practice` and `python -m projects.practice`."""
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8765, help="0 takes any free one")
    parser.add_argument("--folder", type=Path, help="keeps tasks, films and uploads here; otherwise they are forgotten")
    parser.add_argument("--running", type=seconds, default=(4.0, 8.0), metavar="SECONDS or MIN-MAX")
    parser.add_argument("--faults", type=faults, default="calm", help=f"{', '.join(PROFILES)}, or name=probability,…")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rates", choices=("default", "off"), default="default")
    parser.add_argument("--retry-scale", type=float, default=0.05, help="shortens the waits between callback retries")
    parser.add_argument("--http-errors", action="store_true", help="KIE refusals with their own HTTP status")


def options(given: argparse.Namespace) -> Options:
    """The parsed options."""
    return Options(
        host=given.host,
        port=given.port,
        folder=given.folder,
        running=given.running,
        seed=given.seed,
        faults=given.faults,
        rates=given.rates == "default",
        retry_scale=given.retry_scale,
        http_errors=given.http_errors,
    )


class Server(uvicorn.Server):
    """uvicorn that says when it is ready, and ends quietly."""

    address = ""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        print(f"Practice provider is ready at {self.address}", flush=True)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """SIGTERM and SIGINT end the server, and nothing is raised afterwards."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._leave)
        yield

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let answers that are nearly out leave, cut the rest."""
        asyncio.get_running_loop().call_later(_GRACE, self._cut)
        await super().shutdown(sockets)

    def _cut(self) -> None:
        for transport in list(transports.values()):
            transport.abort()
        for answering in self.server_state.tasks:
            answering.cancel()

    def _leave(self) -> None:
        self.should_exit = True


def listening(host: str, port: int) -> socket.socket:
    """The socket handed over by STUDIO_PRACTICE_SOCKET, or a new one."""
    handed = os.environ.get(SOCKET)
    if handed:
        return socket.socket(fileno=int(handed))
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind((host, port))
    return made


def address(made: socket.socket) -> str:
    """Where a socket is reached."""
    host, port = made.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


async def _serve(chosen: Options, folder: Path, made: socket.socket) -> None:
    practice = Practice(chosen, folder, WIRES)
    config = uvicorn.Config(
        App(practice),
        http=Connections,
        ws="none",
        lifespan="off",
        log_level="error",
        access_log=False,
        proxy_headers=False,
        timeout_graceful_shutdown=1,
        server_header=False,
        backlog=2048,
    )
    server = Server(config)
    server.address = address(made)
    try:
        await server.serve([made])
    finally:
        await practice.stop()


def run(chosen: Options) -> int:
    """Serve until a signal comes; the exit status."""
    try:
        made = listening(chosen.host, chosen.port)
    except OSError as error:
        print(f"Cannot listen at {chosen.host}:{chosen.port}: {error.strerror}", file=sys.stderr)
        return 1
    with contextlib.ExitStack() as stack:
        stack.enter_context(made)
        folder = chosen.folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="practice-")))
        asyncio.run(_serve(chosen, folder, made))
    return 0
