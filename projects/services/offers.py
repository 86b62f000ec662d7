"""What the render button offers a person: through which connection, at which price, and whether somebody else decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import gettext_noop as noop
from django.utils.translation import pgettext_lazy

from projects.models import Board, Connection, Operation, User
from projects.rules import options as choices
from projects.rules import orders
from projects.rules.capabilities import Capabilities
from projects.rules.preflight import Problem, blocks, preflight
from projects.rules.prices import Prices
from projects.rules.storyboard import BoardPlan
from projects.services import changes, connections, hurdles, operations, purse

HONOURED_SECONDS = 600
HURDLES = frozenset({"KEY", "PUBLIC_URL", "BUDGET"})
"""Problems that are not of the board: preflight does not list them, so the button does."""
_SALT = "the price that a person saw"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person chose beside the model, and whether their role may spend without asking."""

    by: User
    spends: bool
    connection: str = ""


def offer(bar: Mapping[str, Any], board: Board, want: Wanted) -> dict[str, Any]:
    """What to show instead of parts of `renderbar.of_board` for a paid model; nothing for one that is free or not connected.

    `rivals` are the connections one can choose among, `options` what is ordered, `wished` the same as the page sends it back,
    `choices` what else one can choose of this render, `because` says why somebody else has to
    agree, `quoted` is the price as the page carries it, signed, `surcharge` what sound adds to it, `hurdles` stand in the
    way outside the board.
    """
    record, first = bar["model"], bar["connection"]
    if first is None or first.local:
        return {}
    live = connections.live(board.project.workspace)
    rivals = sorted((each for each in live if each.driver == record.driver), key=lambda each: each.practice)
    chosen = next((each for each in rivals if each.slug == want.connection), first)
    options = options_of(record, {"mode": record.mode, "method": record.methods[0]})
    wished = {name: choices.told(value) for name, value in options.items() if name in choices.NAMES}
    shown: dict[str, Any] = {"rivals": rivals, "options": options, "wished": wished, "choices": offered(record)}
    shown["ways"] = ways(board, record, chosen, options)
    if chosen.pk != first.pk:
        shown |= _through(chosen, board, record, options)
    quote, standing = shown.get("quote", bar["quote"]), shown.get("blocks", bar["blocks"])
    if quote is None:
        return {**shown, "hurdles": _hurdles(standing)}
    team, because = _decided(board, quote, quote.amount if record.one_piece else 0, want)
    told = {
        "because": because,
        "quoted": sign(quote, record.slug, options, connection=chosen.slug, fingerprint=bar["fingerprint"]),
        "surcharge": _surcharge(board, record, quote, chosen, options),
    }
    return {**shown, "blocks": [*standing, *team], "hurdles": _hurdles(team), **told}


def options_of(record: Capabilities, wish: Mapping[str, Any]) -> dict[str, Any]:
    """The quality of an order, how it is made, and what else was chosen and the model has.

    What the model is not sold in becomes its usual one.
    """
    chosen = record.chosen(wish)
    said = {"mode": chosen.mode, "method": chosen.methods[0] if len(record.methods) > 1 else ""}
    return {name: value for name, value in said.items() if value} | choices.ordered(chosen)


def _hurdles(standing: Iterable[Problem]) -> list[Problem]:
    return [problem for problem in standing if problem.code in HURDLES]


def _surcharge(
    board: Board, record: Capabilities, quote: orders.Quote, connection: Connection, options: Mapping[str, Any]
) -> int:
    """What sound adds to a quote, in minor units; 0 where it is off or costs nothing more."""
    prices = Prices.from_json(connection.prices)
    silent = prices.price_of(record, options=options)
    if not board.sound or record.audio == "off" or silent is None or quote.amount is None:
        return 0
    return max(0, quote.amount - prices.amount(quote.billed_seconds, silent))


def _through(chosen: Connection, board: Board, record: Capabilities, options: Mapping[str, Any]) -> dict[str, Any]:
    plan = board.plan()
    standing = blocks(preflight(plan, record)) + hurdles.of_connection(chosen, plan, record)
    quote, month = None, None
    if not standing:
        quote = orders.plan(plan, record, options=options, prices=Prices.from_json(chosen.prices)).quote
        month = purse.month(board.project.workspace, quote.currency or "USD")
    return {"connection": chosen, "blocks": standing, "quote": quote, "month": month}


def _decided(board: Board, quote: orders.Quote, dearest: int | None, want: Wanted) -> tuple[list[Problem], str]:
    """What the team's limits forbid, and why somebody else has to agree. The request itself judges again, shot by shot."""
    currency = quote.currency or "USD"
    overs = purse.judge(by=want.by, project=board.project, cost=quote.amount, currency=currency, dearest=dearest)
    team = [hurdles.of_purse(over, quote) for over in overs if over.who != "person"]
    mine = next((hurdles.over_words(over, quote) for over in overs if over.who == "person"), "")
    return team, mine or ("" if want.spends else _("Artists ask before they spend."))


def sign(quote: orders.Quote, model: str, options: Mapping[str, Any], **about: str) -> str:
    """The price that is on the page, so that the page can say later which one its reader saw."""
    told = {"amount": quote.amount, "words": quote.words, "currency": quote.currency}
    return signing.dumps({**told, "model": model, "options": dict(options), **about}, salt=_SALT)


def seen(text: str, **about: Any) -> dict[str, Any] | None:
    """The price that was on the page, while it is honoured and for this purchase; None for any other text."""
    try:
        quote: dict[str, Any] = signing.loads(text, salt=_SALT, max_age=HONOURED_SECONDS)
    except signing.BadSignature:
        return None
    return quote if all(quote.get(name) == value for name, value in about.items()) else None


@dataclass(frozen=True, slots=True)
class Way:
    """One of a model's methods: its name and what it means, for people, and what it would cost where that is known."""

    method: str
    label: str
    words: str
    quote: orders.Quote | None


METHODS: Mapping[str, tuple[Any, Any]] = {
    "one_piece": (
        lazy("One piece"),
        lazy("One render, natural cuts. Starts from shot 1’s picture; other pictures only guide you."),
    ),
    "shot_by_shot": (lazy("Shot by shot"), lazy("Every shot starts from its own picture, then they are joined.")),
}


def ways(board: Board, record: Capabilities, connection: Connection, options: Mapping[str, Any]) -> list[Way]:
    """The methods to choose from, in the order of the table; none where there is no choice."""
    if len(record.methods) < 2:
        return []
    plan, prices = board.plan(), Prices.from_json(connection.prices)
    return [_way(method, plan, record.made(method), options, prices) for method in METHODS if method in record.methods]


def _way(method: str, plan: BoardPlan, made: Capabilities, options: Mapping[str, Any], prices: Prices) -> Way:
    label, words = METHODS[method]
    if blocks(preflight(plan, made)):
        return Way(method, str(label), str(words), None)
    quote = orders.plan(plan, made, options={**options, "method": method}, prices=prices).quote
    pays = _("You pay for %(billed)d s to get %(final)d s.")
    more = pays % {"billed": quote.billed_seconds, "final": quote.final_seconds}
    longer = quote.billed_seconds != quote.final_seconds
    return Way(method, str(label), f"{words} {more}" if longer else str(words), quote)


@dataclass(frozen=True, slots=True)
class Choice:
    """One more thing to choose of a render: its name, its words, what is chosen, and every value with its words."""

    name: str
    label: str
    value: str
    values: list[tuple[str, str]]


LABELS: Mapping[str, Any] = {
    "resolution": lazy("Size"),
    "cfg": lazy("How closely it follows the words"),
    "watermark": lazy("The vendor’s watermark"),
    "provider": lazy("Upstream provider"),
}
UNSET = lazy("not set")
VALUES: Mapping[str, Any] = {
    "cfg 0": lazy("0, freely"),
    "cfg 1": lazy("1, strictly"),
    "watermark on": pgettext_lazy("a switch", "on"),
    "watermark off": pgettext_lazy("a switch", "off"),
}


def offered(record: Capabilities) -> list[Choice]:
    """What else one can choose of a render by this model, in the order of the table."""
    found, chosen = [], choices.ordered(record)
    for option in choices.OPTIONS:
        texts = [choices.told(value) for value in option.offers(record)]
        if len(texts) < 2:
            continue
        unset = [] if option.usual else [("", str(UNSET))]
        values = [*unset, *((text, _value_words(option.name, text)) for text in texts)]
        value = choices.told(chosen[option.name]) if option.name in chosen else ""
        found.append(Choice(option.name, str(LABELS[option.name]), value, values))
    return found


def _value_words(name: str, text: str) -> str:
    return str(VALUES.get(f"{name} {text}", text)) if text else str(UNSET)


def chosen_words(name: str, text: str) -> str:
    """What choosing a value is called in the history."""
    return _("%(what)s: %(value)s") % {"what": LABELS[name], "value": _value_words(name, text)}


CHOSEN = {"mode": noop("Chose the quality %s"), "method": noop("Chose the method “%s”")}


def sold(record: Capabilities, what: str) -> tuple[str, ...]:
    """What `mode`, `method` or another choice may be for this model; nothing is always one of the others."""
    known: Mapping[str, tuple[str, ...]] = {"mode": record.modes, "method": record.methods}
    return known[what] if what in known else ("", *map(choices.told, choices.option(what).offers(record)))


def choose(*, by: User, board: Board, what: str, value: str, tab: str = "") -> Operation | None:
    """The quality, the method or another choice that this project is rendered by from now on, undoably."""
    change = changes.changed(board.project, what, value)
    named = METHODS[value][0] if what == "method" else value
    words = _(CHOSEN[what]) % named if what in CHOSEN else chosen_words(what, value)
    return operations.perform(board, by=by, words=words, changes=[change], tab=tab)
