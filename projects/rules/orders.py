"""From a board to what is ordered: one Order per provider job, what is lost on the way, and what it costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields, replace
from decimal import Decimal
from typing import Any, Self

from projects.providers.base import Order, OrderElement, OrderShot, OrderStill
from projects.rules import options as choices
from projects.rules.capabilities import Capabilities
from projects.rules.preflight import preflight
from projects.rules.prices import Prices, decimal, minor, said, said_price
from projects.rules.sending import Sent, accompanying, jobs, sent, sound
from projects.rules.storyboard import BoardPlan, ElementFacts, ShotPlan, StillFacts
from projects.rules.wording import description, readable, spoken

LOSSES = frozenset(
    {
        "CAM_IGNORED",
        "EL_AS_WORDS",
        "EL_NEEDS_PIC",
        "END_IGNORED",
        "END_WITH_SHOTS",
        "MOTION_IGNORED",
        "NEGATIVE_IGNORED",
        "ONE_PICTURE",
        "SOUND_IGNORED",
    }
)
"""The problems that say what of a board a take will not show."""


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

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """The inverse of `as_json`; what it does not know is left out."""
        known = {each.name for each in fields(cls)}
        return cls(**{name: each for name, each in value.items() if name in known})


@dataclass(frozen=True, slots=True)
class Plan:
    """The orders of one take by their numbers, a quote for each and their sum, and the sentences of its loss report."""

    numbers: tuple[int, ...]
    orders: tuple[Order, ...]
    quotes: tuple[Quote, ...]
    quote: Quote
    losses: tuple[str, ...]

    def without(self, done: Collection[int]) -> Self:
        """The rest of it, when the orders of these numbers need not be bought."""
        rows = [row for row in zip(self.numbers, self.orders, self.quotes, strict=True) if row[0] not in done]
        quotes = tuple(row[2] for row in rows)
        return replace(
            self,
            numbers=tuple(row[0] for row in rows),
            orders=tuple(row[1] for row in rows),
            quotes=quotes,
            quote=_total(quotes),
        )


def plan(
    board: BoardPlan,
    model: Capabilities,
    method: str | None = None,
    options: Mapping[str, Any] | None = None,
    prices: Prices | None = None,
) -> Plan:
    """How `model` would make the board by `method` (its usual one without). Ask `preflight` first whether it can.

    `options` may name the `method`, the `mode` and what `rules.options` lists; what the model is sold in always stands in
    the orders, and what it does not have never does.
    """
    wish = dict(options or {})
    choice = {**wish, "method": method or wish.get("method"), "mode": wish.get("mode") or model.mode}
    record = model.chosen(choice).for_shots(len(board.shots))
    chosen = _options(record, wish)
    prompts = spoken(board, record)
    orders = tuple(_order(board, record, job, prompts, chosen) for job in jobs(sent(board, record), record))
    losses = tuple(problem.message for problem in preflight(board, record) if problem.code in LOSSES)
    quotes = tuple(_quote(order, record, prices or Prices()) for order in orders)
    return Plan(tuple(range(1, len(orders) + 1)), orders, quotes, _total(quotes), losses)


def _options(model: Capabilities, wish: Mapping[str, Any]) -> dict[str, Any]:
    """The choices that the model has, its mode and resolution always among them, and those of the animatic alone."""
    others = {name: value for name, value in wish.items() if name not in ("mode", "method", *choices.NAMES)}
    return others | ({"mode": model.mode} if model.mode else {}) | choices.ordered(model)


def _order(
    board: BoardPlan, model: Capabilities, job: tuple[Sent, ...], prompts: tuple[str, ...], options: dict[str, Any]
) -> Order:
    shots = tuple(_shot(board.shots[each.number - 1], each, prompts[each.number - 1]) for each in job)
    return Order(
        driver=model.driver,
        model=model.slug,
        title=board.title,
        aspect=board.aspect,
        fps=board.fps,
        shots=shots,
        negative_prompt=board.negative_prompt if model.negative_prompt_max else "",
        sound=sound(board, model),
        options=dict(options),
        elements=tuple(ordered(element) for element in accompanying(board, job, model)),
    )


def ordered(element: ElementFacts) -> OrderElement:
    """An element as an order carries it. One that nobody described is described by its name."""
    pictures = tuple(still for facts in element.pictures if (still := _still(facts)))
    return OrderElement(
        handle=element.handle,
        description=description(element) or readable(element.handle),
        pictures=pictures,
        slug=element.slug,
    )


def _shot(shot: ShotPlan, what: Sent, prompt: str) -> OrderShot:
    return OrderShot(
        number=what.number,
        seconds=what.seconds,
        keeps=shot.seconds,
        prompt=prompt,
        first_picture=_still(what.first),
        last_picture=_still(what.last),
        camera=shot.camera.as_json() if what.camera else {},
        motion=shot.motion.as_json() if what.motion else {},
        label=shot.label,
    )


def _still(facts: StillFacts | None) -> OrderStill | None:
    return OrderStill(facts.digest, facts.width, facts.height, facts.format) if facts else None


def _quote(order: Order, model: Capabilities, prices: Prices) -> Quote:
    billed, final = order.seconds, sum(shot.keeps for shot in order.shots)
    if model.local:
        return Quote(billed, final, 0, words="free")
    price = prices.price_of(model, order.sound, order.options)
    if price is None:
        return Quote(billed, final, None, prices.currency, words="price unknown")
    amount = prices.amount(billed, price)
    return Quote(billed, final, amount, prices.currency, f"{price:f}", _product(billed, price, amount, prices.currency))


def _product(billed: int, price: Decimal, amount: int, currency: str) -> str:
    return f"{billed} s × {said_price(price, currency)} = {said(amount, currency)}"


def _total(quotes: tuple[Quote, ...]) -> Quote:
    """The sum of the parts. Where rounding makes it more than seconds times price, its words add up the parts."""
    if len(quotes) == 1:
        return quotes[0]
    billed, final = (sum(getattr(each, name) for each in quotes) for name in ("billed_seconds", "final_seconds"))
    amounts = [each.amount for each in quotes if each.amount is not None]
    currency, price = (quotes[0].currency, quotes[0].price) if quotes else ("", "")
    if len(amounts) < len(quotes):
        return Quote(billed, final, None, currency, words="price unknown")
    amount, each = sum(amounts), decimal(price)
    if each is None:
        return Quote(billed, final, amount, currency, words="free")
    if minor(billed * each, currency) == amount:
        return Quote(billed, final, amount, currency, price, _product(billed, each, amount, currency))
    parts = " + ".join(_times(times, part, currency) for part, times in Counter(amounts).items())
    return Quote(billed, final, amount, currency, price, f"{parts} = {said(amount, currency)}")


def _times(times: int, amount: int, currency: str) -> str:
    return f"{times} × {said(amount, currency)}" if times > 1 else said(amount, currency)
