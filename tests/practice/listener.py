"""The caller's side: a small web server that gives out reference pictures and takes callbacks."""

from __future__ import annotations

import io
import json
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from PIL import Image

from tests.studio.processes import wait_until


def png(width: int, height: int, kind: str = "PNG") -> bytes:
    """A picture of one colour."""
    made = io.BytesIO()
    Image.new("RGB", (width, height), (200, 90, 40)).save(made, kind)
    return made.getvalue()


PICTURES: dict[str, bytes] = {
    "/good.png": png(800, 450),
    "/tall.jpg": png(450, 800, "JPEG"),
    "/mask.png": png(800, 450),
    "/square.png": png(600, 600),
    "/small.png": png(299, 400),
    "/wide.png": png(1000, 390),
    "/words.png": b"this is no picture",
    "/web.webp": png(800, 450, "WEBP"),
}


@dataclass(frozen=True)
class Told:
    """One callback as it came."""

    path: str
    headers: dict[str, str]
    raw: bytes
    at: float

    @property
    def body(self) -> dict[str, Any]:
        """Its JSON."""
        return json.loads(self.raw)


class Listener:
    """Pictures under `/`, callbacks under `/hook/…`; a path that ends in a number is answered with that status."""

    def __init__(self) -> None:
        self.told: list[Told] = []
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                data = PICTURES.get(self.path.split("?")[0])
                self._answer(200 if data else 404, data or b"none")

            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers.get("content-length", 0)))
                headers = {name.lower(): value for name, value in self.headers.items()}
                listener.told.append(Told(self.path, headers, raw, time.monotonic()))
                last = self.path.rsplit("/", 1)[-1]
                self._answer(int(last) if last.isdecimal() and len(last) == 3 else 200, b"ok")

            def _answer(self, status: int, data: bytes) -> None:
                self.send_response(status)
                self.send_header("content-length", str(len(data)))
                if 300 <= status < 400:
                    self.send_header("location", f"{listener.base}/hook/followed")
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *args: object) -> None:
                return None

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def hook(self, name: str) -> str:
        """A callback address of one's own."""
        return f"{self.base}/hook/{name}"

    def heard(self, name: str) -> list[Told]:
        """What came to `hook(name)`, in order."""
        return [told for told in list(self.told) if told.path == f"/hook/{name}"]

    def wait(self, name: str, count: int = 1, seconds: float = 10) -> list[Told]:
        """Wait for so many callbacks."""
        wait_until(lambda: len(self.heard(name)) >= count, seconds)
        return self.heard(name)

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
