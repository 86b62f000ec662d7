"""The tables that a driver's test fills in, and the wire that it is tried on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import pytest

from projects.providers.base import Account, Desk, Hint, Order, OrderStill, Report
from projects.providers.drivers.remote import Remote
from projects.providers.troubles import (
    WAITS,
    Busy,
    Category,
    NoSuchJob,
    ProviderError,
    Refused,
    Unknown,
)
from tests.providers.orders import EXTERNAL, SECRET, WEBHOOK, Hasty, account, desk, picture
from tests.providers.wire import Wire, wire

CALLBACK = "https://studio.example.com/hooks/4f1c0c9b"


@dataclass(frozen=True)
class Case:
    """An order and the documented body that it must become; `image` stands for a still where it is no address."""

    example: str
    order: Order
    path: str
    callback: str = ""
    external: str = ""
    settings: dict[str, Any] = field(default_factory=dict)
    image: str = ""

    def stands_for(self, still: OrderStill) -> str:
        """What stands for a still in the body."""
        return self.image or picture(still)


class Promised:
    """A driver with its tables, on a wire of its own. It has no tests itself."""

    driver: ClassVar[Remote]
    examples: ClassVar[dict[str, Any]]
    order: ClassVar[Order]
    cases: ClassVar[tuple[Case, ...]]
    accepted: ClassVar[tuple[str, str]]
    reports: ClassVar[dict[str, dict[str, Any]]]
    strange: ClassVar[tuple[Any, str]]
    empty: ClassVar[tuple[Any, ...]]
    refusals: ClassVar[tuple[tuple[int, Any, Category], ...]]
    unclear: ClassVar[tuple[tuple[int, Any], ...]] = ()
    secret: ClassVar[str] = SECRET

    @pytest.fixture
    def wire(self) -> Iterator[Wire]:
        """The provider, as rude as it gets."""
        with wire() as made:
            yield made

    @pytest.fixture
    def known(self, wire: Wire) -> Account:
        """An account whose every secret is a canary."""
        return account(wire.url, secret=self.secret, webhook_secret=WEBHOOK)

    @pytest.fixture
    def desk(self, known: Account, wire: Wire, tmp_path: Path) -> Iterator[Desk]:
        """A desk with a way out to the wire alone."""
        line = Hasty({wire.place})
        yield desk(known, tmp_path, line)
        line.close()

    def submit(self, desk: Desk) -> Report:
        """Place the usual order."""
        return self.driver.submit(self.order, external_id=EXTERNAL, callback_url=CALLBACK, desk=desk)

    def hinted(self, body: Any, headers: dict[str, str] | None = None, secret: str = "", now: float = 0) -> Hint:
        """What a callback of this JSON claims."""
        return self.driver.hint(headers or {}, json.dumps(body).encode(), account(webhook_secret=secret), now)

    def told(self, category: Category) -> type[ProviderError]:
        """What a create call raises for a category."""
        if category in WAITS:
            return Busy
        return Unknown if category == Category.SERVER else Refused

    def missed(self, category: Category, body: Any) -> type[ProviderError]:
        """What a query raises for a category."""
        if category == Category.NOT_FOUND:
            return NoSuchJob
        return Refused if category in {Category.AUTH, Category.CREDITS} else ProviderError
