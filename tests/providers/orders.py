"""Orders, stills and desks for the tests of drivers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from projects.providers.base import Account, Answer, Desk, Order, OrderShot, OrderStill, Request
from projects.providers.http import Line

HERE = Path(__file__).parent
FIRST = OrderStill("a1" * 32, 1280, 720, "png")
LAST = OrderStill("b2" * 32, 1280, 720, "png")
ADDRESSES = {
    FIRST.digest: "https://media.example.com/ref/shot-012.png",
    LAST.digest: "https://media.example.com/ref/shot-012-end.png",
}
PICTURE = b"\x89PNG\r\n\x1a\nnot much of a picture"
KEY, SECRET = "CANARY-key-4f1c0c9b77ab", "CANARY-secret-9c21a1b2c0de"
WEBHOOK = "whsec_Q0FOQVJZLXdlYmhvb2stc2VjcmV0LTAwMDA="
EXTERNAL = "0123456789abcdef0123456789abcdef"


def bodies(slug: str) -> dict[str, Any]:
    """The example bodies of one provider by their titles."""
    found: dict[str, Any] = json.loads((HERE / "bodies" / f"{slug}.json").read_text())
    return found


def shot(seconds: int, prompt: str, *pictures: OrderStill | None, **camera: float) -> OrderShot:
    """A shot with its first and last picture, and its moving axes."""
    first, last = (*pictures, None, None)[:2]
    return OrderShot(1, seconds, prompt, first, last, camera, keeps=seconds)


def job(model: str, *shots: OrderShot, **facts: Any) -> Order:
    """An order for a model of any driver."""
    facts = {"aspect": "16:9", "fps": 24, **facts}
    return Order(model.partition("-")[0], model, "A title", shots=shots, **facts)


def picture(still: OrderStill) -> str:
    """The address by which a still is lent."""
    return ADDRESSES[still.digest]


def account(base_url: str = "https://api.example.com", **facts: Any) -> Account:
    """A connection's account, with a key that no text may ever show."""
    return Account(base_url, **{"key": KEY, **facts})


def desk(known: Account, folder: Path, line: Line) -> Desk:
    """What a driver works with: every picture is the same file."""
    still = folder / "picture.png"
    still.write_bytes(PICTURE)
    return Desk(lambda digest: still, folder, lambda percent: None, line, known, picture)


def same(one: Any, other: Any) -> bool:
    """Equal as JSON, with its types: 5 is not 5.0, and not "5"."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


class Hasty(Line):
    """A way out that has no patience."""

    def send(self, request: Request, *, seconds: float = 60.0) -> Answer:
        """At most four tenths of a second."""
        return super().send(request, seconds=min(seconds, 0.4))


def with_settings(known: Account, settings: Mapping[str, Any]) -> Account:
    """The same account with the driver's own words."""
    return Account(known.base_url, known.upload_url, known.key, known.secret, known.webhook_secret, settings)
