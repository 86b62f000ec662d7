"""`python -m studio.probe [healthz|readyz]`: asks the site on this machine as its public address would; exit 0 means yes."""

from __future__ import annotations

import sys
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from studio import env

EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}


def local_address() -> str:
    """Where this machine reaches the site."""
    host = env.text("HOST", "127.0.0.1")
    host = EVERYWHERE.get(host, host)
    return f"http://{f'[{host}]' if ':' in host else host}:{env.number('PORT', 8000, least=1, most=65535)}"


def answers(page: str, seconds: float) -> bool:
    """Whether `page` answers 200 within so many seconds."""
    request = urllib.request.Request(f"{local_address()}/{page}")
    if env.address("STUDIO_PUBLIC_URL"):
        request.add_header("Host", urlsplit(env.address("STUDIO_PUBLIC_URL")).netloc)
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(request, timeout=seconds) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


if __name__ == "__main__":
    sys.exit(0 if answers(sys.argv[1] if len(sys.argv) > 1 else "healthz", seconds=5) else 1)
