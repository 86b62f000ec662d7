"""One port: `/_/stream/` is asynchronous, every other address is the synchronous application in lasting threads.

Synchronous Django views served through ASGI get a new thread and so a new database connection for each request; handed to
WSGI in a pool they keep both.
"""

import os
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.settings")

from a2wsgi import WSGIMiddleware
from django.core.asgi import get_asgi_application

from studio import env, wsgi

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]

STREAM = "/_/stream/"
# A browser that pauses a video keeps its thread, so there are more of them than cores.
THREADS = env.number("STUDIO_THREADS", 16, least=1, most=256)

live = get_asgi_application()
site: Any = wsgi.application
pages: Any = WSGIMiddleware(site, workers=THREADS)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """The whole site."""
    if scope["type"] == "lifespan":
        await lifespan(receive, send)
    elif scope["path"] == STREAM:
        await live(scope, receive, send)
    else:
        await pages(scope, receive, send)


async def lifespan(receive: Receive, send: Send) -> None:
    """Nothing to start or stop, but the server asks."""
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
