"""What a connection's provider takes, as a producer entered it. Decimal strings in, whole minor units out; never a float."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal, InvalidOperation
from typing import Any, Self

from projects.rules.capabilities import Capabilities

EXPONENTS = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "ISK": 0, "KWD": 3, "BHD": 3, "TND": 3}
"""Decimals of a currency where they are not two (ISO 4217)."""
SIGNS = {"USD": "${}", "EUR": "€{}", "GBP": "£{}", "JPY": "¥{}"}
ANY = "*"
QUALITIES = ("resolution", "provider")
"""The options that may have a price of their own."""


@dataclass(frozen=True, slots=True)
class Prices:
    """`per_second`: `<model>`, `<model>/<mode, resolution or provider>` or `*` → major units per billed second.

    With `+sound` behind any of them it is the whole price of a second with sound. `per_unit` is what one of the provider's
    own units costs, so that what it reports becomes money.
    """

    currency: str = "USD"
    per_second: Mapping[str, str] = field(default_factory=dict)
    per_unit: str = ""

    @classmethod
    def from_json(cls, value: Mapping[str, Any] | None) -> Self:
        """From a connection's column; nothing entered is no price."""
        known = value or {}
        return cls(
            currency=str(known.get("currency") or "USD"),
            per_second={str(name): str(price) for name, price in (known.get("per_second") or {}).items()},
            per_unit=str(known.get("per_unit") or ""),
        )

    def as_json(self) -> dict[str, Any]:
        """The inverse of `from_json`."""
        return {"currency": self.currency, "per_second": dict(self.per_second), "per_unit": self.per_unit}

    def price_of(
        self, model: Capabilities, sound: bool = False, options: Mapping[str, Any] | None = None
    ) -> Decimal | None:
        """Per billed second in major units, for what is ordered with these `options`; None where nobody entered any.

        The most specific entry wins: the model before `*`, then with sound before without, then its mode, resolution or
        upstream provider.
        """
        qualities = [each for each in (model.mode, *map((options or {}).get, QUALITIES)) if each]
        ways = ["+sound", ""] if sound else [""]
        names = [
            f"{whose}{quality}{way}"
            for whose in (model.slug, ANY)
            for way in ways
            for quality in (*(f"/{each}" for each in qualities), "")
        ]
        return next((price for name in names if (price := decimal(self.per_second.get(name, ""))) is not None), None)

    def amount(self, seconds: int, price: Decimal) -> int:
        """What so many billed seconds cost, in minor units, rounded up."""
        return minor(seconds * price, self.currency)

    def money(self, units: Decimal | int) -> int | None:
        """What the provider's units cost, in minor units; None where nobody said what one costs."""
        price = decimal(self.per_unit)
        return None if price is None else minor(units * price, self.currency)


def decimal(text: str) -> Decimal | None:
    """A price that somebody entered: 0 up to a million, or None."""
    try:
        value = Decimal(text.strip())
    except (InvalidOperation, ValueError):
        return None
    return value if value.is_finite() and 0 <= value <= 1_000_000 else None


def exponent(currency: str) -> int:
    """How many decimals its minor unit has."""
    return EXPONENTS.get(currency, 2)


def minor(amount: Decimal, currency: str) -> int:
    """Major units as whole minor units, rounded up: what is held is never less than what is taken."""
    return int(amount.scaleb(exponent(currency)).to_integral_value(ROUND_CEILING))


def said(amount: int, currency: str) -> str:
    """Minor units as people write them: “$2.24”, “−€0.40”, “2.24 CHF”, “¥224”."""
    places = exponent(currency)
    return ("−" if amount < 0 else "") + _signed(f"{Decimal(abs(amount)).scaleb(-places):,.{places}f}", currency)


def said_price(price: Decimal, currency: str) -> str:
    """A price per second with all its decimals: “$0.112”, “0.5 CHF”."""
    return _signed(f"{price:f}", currency)


def _signed(figure: str, currency: str) -> str:
    return SIGNS.get(currency, f"{{}} {currency}").format(figure)
