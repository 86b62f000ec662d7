"""`python -m studio.web`: the whole site on one port. `HOST` and `PORT` say where, or `STUDIO_SOCKET` is an open socket."""

from __future__ import annotations

import socket

import uvicorn

from studio import env

GRACE_SECONDS = 3


def serve() -> None:
    """Answer until SIGTERM. Open event streams get three seconds to end."""
    sockets = None
    if env.text("STUDIO_SOCKET"):
        sockets = [socket.socket(fileno=env.number("STUDIO_SOCKET", 0, least=3))]
    uvicorn.Server(
        uvicorn.Config(
            "studio.asgi:application",
            host=env.text("HOST", "127.0.0.1"),
            port=env.number("PORT", 8000, least=1, most=65535),
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
            lifespan="on",
        )
    ).run(sockets)


if __name__ == "__main__":
    serve()
