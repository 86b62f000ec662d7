"""What a connection's provider takes, as a producer entered it. Decimal strings in, whole minor units out; never a float."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal, InvalidOperation
from typing import Any, Self

from projects.rules.capabilities import Capabilities

EXPONENTS = {"JPY": 0, "KRW": 0, "CNY": 2}
SIGNS = {"USD": "${}", "EUR": "€{}", "GBP": "£{}", "JPY": "¥{}"}
ANY = "*"


@dataclass(frozen=True, slots=True)
class Prices:
    """`per_second`: `<model>`, `<model>/<mode>` or `*` (and `+sound` behind any) → major units per billed second.

    `per_unit`: what one of the provider's own units costs, so that what it reports becomes money.
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

    def price_of(self, model: Capabilities, sound: bool = False) -> Decimal | None:
        """Per billed second in major units, the most specific entry first; None where nobody entered any."""
        names = [f"{model.slug}/{model.mode}", model.slug, f"{ANY}/{model.mode}", ANY]
        wanted = [f"{name}+sound" for name in names] + names if sound else names
        return next((price for name in wanted if (price := decimal(self.per_second.get(name, ""))) is not None), None)

    def money(self, units: Decimal) -> int | None:
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


def minor(amount: Decimal, currency: str) -> int:
    """Major units as whole minor units, rounded up: what is held is never less than what is taken."""
    return int((amount * 10 ** EXPONENTS.get(currency, 2)).to_integral_value(ROUND_CEILING))


def said(amount: int, currency: str) -> str:
    """Minor units as people write them: “$2.24”, “−€0.40”, “2.24 CHF”."""
    exponent = EXPONENTS.get(currency, 2)
    figure = f"{Decimal(abs(amount)).scaleb(-exponent):,.{exponent}f}"
    return ("−" if amount < 0 else "") + SIGNS.get(currency, f"{{}} {currency}").format(figure)
