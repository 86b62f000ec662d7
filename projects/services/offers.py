"""What the render button offers a person: through which connection, at which price, and whether somebody else decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core import signing
from django.utils.translation import gettext as _

from projects.models import Board, Connection, User
from projects.rules import orders
from projects.rules.capabilities import Capabilities
from projects.rules.preflight import Problem, blocks, preflight
from projects.rules.prices import Prices, minor
from projects.services import connections, hurdles, purse
from projects.services.feed import announce

HONOURED_SECONDS = 600
HURDLES = frozenset({"KEY", "PUBLIC_URL", "BUDGET"})
"""Problems that are not of the board: preflight does not list them, so the button does."""
_SALT = "the price that a person saw"


def offer(bar: Mapping[str, Any], board: Board, *, by: User, spends: bool, wanted: str = "") -> dict[str, Any]:
    """What to show instead of parts of `standing.bar` for a paid model; nothing for one that is free or not connected.

    `rivals` are the connections one can choose among, `because` says why somebody else has to agree, `quoted` is the price
    as the page carries it, signed, `surcharge` what sound adds to it, `hurdles` stand in the way outside the board. `spends`: whether this person's role may spend without asking.
    """
    record, first = bar["model"], bar["connection"]
    if first is None or first.local:
        return {}
    live = connections.live(board.project.workspace)
    rivals = sorted((each for each in live if each.driver == record.driver), key=lambda each: each.practice)
    chosen = next((each for each in rivals if each.slug == wanted), first)
    shown = {"rivals": rivals} | ({} if chosen.pk == first.pk else _through(chosen, board, record))
    quote, standing = shown.get("quote", bar["quote"]), shown.get("blocks", bar["blocks"])
    if quote is None:
        return {**shown, "hurdles": _hurdles(standing)}
    dearest = quote.amount if record.one_piece else 0
    team, because = _decided(board, by, quote, dearest, spends)
    told = {"because": because, "quoted": sign(quote, record, chosen, bar), "surcharge": _surcharge(board, record, quote, Prices.from_json(chosen.prices))}
    return {**shown, "blocks": [*standing, *team], "hurdles": _hurdles(team), **told}


def _hurdles(standing: Iterable[Problem]) -> list[Problem]:
    return [problem for problem in standing if problem.code in HURDLES]


def _surcharge(board: Board, record: Capabilities, quote: orders.Quote, prices: Prices) -> int:
    """What sound adds to a quote, in minor units; 0 where it is off or costs nothing more."""
    if not board.sound or record.audio == "off":
        return 0
    silent = prices.price_of(record)
    return 0 if silent is None or quote.amount is None else quote.amount - minor(quote.billed_seconds * silent, prices.currency)


def _through(chosen: Connection, board: Board, record: Capabilities) -> dict[str, Any]:
    plan = board.plan()
    standing = blocks(preflight(plan, record)) + hurdles.of_connection(chosen, plan, record)
    quote, month = None, None
    if not standing:
        quote = orders.plan(plan, record, options={"mode": record.mode}, prices=Prices.from_json(chosen.prices)).quote
        month = purse.month(board.project.workspace, quote.currency or "USD")
    return {"connection": chosen, "blocks": standing, "quote": quote, "month": month}


def _decided(
    board: Board, by: User, quote: orders.Quote, dearest: int | None, spends: bool
) -> tuple[list[Problem], str]:
    """What the team's limits forbid, and why somebody else has to agree. The request itself judges again, shot by shot."""
    currency = quote.currency or "USD"
    overs = purse.judge(by=by, project=board.project, cost=quote.amount, currency=currency, dearest=dearest)
    team = [hurdles.of_purse(over, quote) for over in overs if over.who != "person"]
    mine = next((hurdles.over_words(over, quote) for over in overs if over.who == "person"), "")
    return team, mine or ("" if spends else _("Artists ask before they spend."))


def sign(quote: orders.Quote, record: Capabilities, connection: Connection, bar: Mapping[str, Any]) -> str:
    """The price that is on the page, so that the page can say later which one its reader saw."""
    told = {"amount": quote.amount, "words": quote.words, "currency": quote.currency}
    about = {"model": record.slug, "mode": record.mode, "connection": connection.slug}
    return signing.dumps({**told, **about, "fingerprint": bar["fingerprint"]}, salt=_SALT)


def seen(text: str, **about: str) -> dict[str, Any] | None:
    """The price that was on the page, while it is honoured and for this purchase; None for any other text."""
    try:
        quote: dict[str, Any] = signing.loads(text, salt=_SALT, max_age=HONOURED_SECONDS)
    except signing.BadSignature:
        return None
    return quote if all(quote.get(name) == value for name, value in about.items()) else None


def choose_mode(*, by: User, board: Board, mode: str) -> None:
    """The quality that this project is rendered in from now on."""
    board.project.mode = mode
    board.project.save(update_fields=["mode"])
    announce(board, "board", by=by)
