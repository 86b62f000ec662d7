"""From a board to what is ordered: one Order per provider job, what is lost on the way, and what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any

from projects.providers.base import Order, OrderShot, OrderStill
from projects.rules.capabilities import Capabilities
from projects.rules.preflight import preflight
from projects.rules.prices import Prices, minor, said
from projects.rules.storyboard import BoardPlan, ShotPlan, StillFacts


@dataclass(frozen=True, slots=True)
class Quote:
    """What is to be paid: seconds billed and got, and the amount in minor units of `currency` (None: nobody said the price).

    `price` is per billed second as a decimal string, `words` the arithmetic for people.
    """

    billed_seconds: int
    final_seconds: int
    amount: int | None
    currency: str = ""
    price: str = ""
    words: str = ""

    @property
    def free(self) -> bool:
        """True when it costs nothing."""
        return self.amount == 0

    def as_json(self) -> dict[str, Any]:
        """For the row of the render it belongs to."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Plan:
    """The orders of one take, a quote for each and their sum, and the sentences of its loss report."""

    orders: tuple[Order, ...]
    quotes: tuple[Quote, ...]
    quote: Quote
    losses: tuple[str, ...]


def plan(
    board: BoardPlan,
    model: Capabilities,
    method: str | None = None,
    options: Mapping[str, Any] | None = None,
    prices: Prices | None = None,
) -> Plan:
    """How `model` would make the board by `method` (its usual one without). Ask `preflight` first whether it can."""
    chosen = method if method in model.methods else model.methods[0]
    shots = tuple(_shot(number, shot, model) for number, shot in enumerate(board.shots, 1))
    groups = (shots,) if chosen == "one_piece" else tuple((shot,) for shot in shots)
    orders = tuple(
        Order(
            driver=model.driver,
            model=model.slug,
            title=board.title,
            aspect=board.aspect,
            fps=board.fps,
            shots=group,
            negative_prompt=board.negative_prompt if model.negative_prompt_max else "",
            sound=board.sound and model.audio != "off",
            options=dict(options or {}),
        )
        for group in groups
    )
    losses = tuple(problem.message for problem in preflight(board, model) if problem.code in LOSSES)
    quotes = tuple(_quote(order, model, prices or Prices()) for order in orders)
    return Plan(orders, quotes, _sum(quotes, model, prices or Prices()), losses)


LOSSES = frozenset({"CAM_IGNORED", "ONE_PICTURE", "END_IGNORED", "NEGATIVE_IGNORED", "SOUND_IGNORED"})


def _quote(order: Order, model: Capabilities, prices: Prices) -> Quote:
    final = sum(shot.keeps for shot in order.shots)
    if model.local:
        return Quote(order.seconds, final, 0, words="free")
    return _priced(order.seconds, final, prices.price_of(model, order.sound), prices.currency)


def _priced(billed: int, final: int, price: Decimal | None, currency: str) -> Quote:
    if price is None:
        return Quote(billed, final, None, currency, "", f"{billed} s, price unknown")
    amount = minor(billed * price, currency)
    sign = said(0, currency).replace("0.00", "").replace("0", "").strip()
    words = f"{billed} s × {sign}{price} = {said(amount, currency)}"
    return Quote(billed, final, amount, currency, str(price), words)


def _sum(quotes: tuple[Quote, ...], model: Capabilities, prices: Prices) -> Quote:
    if len(quotes) == 1:
        return quotes[0]
    amounts = [quote.amount for quote in quotes if quote.amount is not None]
    billed, final = sum(q.billed_seconds for q in quotes), sum(q.final_seconds for q in quotes)
    if len(amounts) < len(quotes) or model.local:
        return replace(quotes[0], billed_seconds=billed, final_seconds=final, words=quotes[0].words)
    words = f"{billed} s × {quotes[0].price} = {said(sum(amounts), prices.currency)}"
    return replace(quotes[0], billed_seconds=billed, final_seconds=final, amount=sum(amounts), words=words)


def _billed(seconds: int, model: Capabilities) -> int:
    """A shot's length as it is sold: the least, or the next length on offer."""
    return next((length for length in model.billed_s if length >= seconds), max(seconds, model.min_shot_s))


def _shot(number: int, shot: ShotPlan, model: Capabilities) -> OrderShot:
    sent = model.takes_picture and (model.first_frame == "each_shot" or number == 1)
    return OrderShot(
        number=number,
        seconds=shot.seconds if model.one_piece else _billed(shot.seconds, model),
        keeps=shot.seconds,
        prompt=shot.prompt,
        first_picture=_still(shot.first_picture) if sent else None,
        last_picture=_still(shot.last_picture) if model.end_frame else None,
        camera=shot.camera.as_json() if model.camera in {"six_axis", "simple"} else {},
        label=shot.label,
    )


def _still(facts: StillFacts | None) -> OrderStill | None:
    return OrderStill(facts.digest, facts.width, facts.height, facts.format) if facts else None
