"""How a take is bought: judged, priced, held and queued in one transaction, each of its renders with the order it will send."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.utils import timezone
from django.utils.translation import gettext as _

from projects.models import Board, Connection, Render, RenderEvent, RenderState, Take, User, Workspace
from projects.models.base import locking
from projects.providers.base import Order
from projects.rules import capabilities, orders, snapshot
from projects.rules.preflight import Problem, blocks, preflight
from projects.rules.prices import Prices
from projects.rules.storyboard import BoardPlan
from projects.services import addresses, hurdles, purse, spending
from projects.services.moves import tell

S = RenderState


class Blocked(Exception):
    """Preflight stands in the way."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


class PriceChanged(Exception):
    """The price is no longer the one the person saw: `was` is that one's arithmetic, `quote` what it costs now."""

    def __init__(self, was: str, quote: orders.Quote) -> None:
        super().__init__(f"{was} → {quote.words}")
        self.was, self.quote = was, quote


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be rendered, and how. `quoted` is the arithmetic and amount that the person saw, while it is honoured.

    `kept` are renders of an older take of the same shots whose videos the new one shows again: those are not bought.
    `segments` says, by number, which part of their videos the take shows of those that are bought (`Render.segment`).
    """

    connection: Connection
    model: str
    options: Mapping[str, Any] = field(default_factory=dict)
    quoted: Mapping[str, Any] | None = None
    kept: Sequence[Render] = ()
    segments: Mapping[int, Sequence[int]] = field(default_factory=dict)


def make(by: User, board: Board, plan: BoardPlan, wish: Wish, form_key: str) -> Take:
    """A take of `plan` on a locked board: judged, priced, held and queued. Raises `Blocked` and `PriceChanged`.

    Call it in a transaction.
    """
    connection, record = wish.connection, capabilities.find(wish.model).chosen(wish.options)
    kept = {render.number for render in wish.kept}
    standing = [problem for problem in blocks(preflight(plan, record)) if problem.shot not in kept]
    standing += hurdles.of_connection(connection, plan, record)
    if standing:
        raise Blocked(standing)
    bought = orders.plan(plan, record, options=wish.options, prices=Prices.from_json(connection.prices))
    bought = bought.without(kept)
    if wish.quoted and wish.quoted.get("amount") != bought.quote.amount:
        raise PriceChanged(str(wish.quoted.get("words", "")), bought.quote)
    crowd = hurdles.of_crowd(by, len(bought.orders), paid=False) if connection.local else []
    if crowd:
        raise Blocked(crowd)
    because = "" if connection.local else _purse(by, board, bought)
    take = Take.objects.create(
        board=board,
        number=board.next_number(),
        connection=connection,
        model=record.slug,
        options=dict(wish.options),
        snapshot=snapshot.to_json(plan),
        fingerprint=snapshot.fingerprint(plan),
        form_key=form_key,
        requested_by=by,
    )
    for number, order, quote in zip(bought.numbers, bought.orders, bought.quotes, strict=True):
        _queue(take, wish, number, (order, quote), None if because else by)
    for render in wish.kept:
        _keep(take, render)
    if because:
        spending.ask(take, because)
    tell(take)
    return take


def _queue(take: Take, wish: Wish, number: int, bought: tuple[Order, orders.Quote], by: User | None) -> None:
    order, quote = bought
    external_id = uuid4().hex
    render = Render.objects.create(
        take=take,
        connection=wish.connection,
        number=number,
        segment=wish.segments.get(number),
        order=order.as_json(),
        quote=quote.as_json(),
        external_id=external_id,
        callback_token_hash=addresses.token_hash(addresses.token(external_id)),
    )
    RenderEvent.objects.create(render=render, to_state=S.QUEUED, who="click")
    if by is not None:
        purse.hold(render, by=by)


def _purse(by: User, board: Board, bought: orders.Plan) -> str:
    """Why somebody else has to agree first, or nothing. Raises `Blocked` where a limit of the team forbids it.

    The workspace's row is locked, so that two clicks at the edge of a limit see each other.
    """
    workspace = locking(Workspace).get(pk=board.project.workspace_id)
    crowd = hurdles.of_crowd(by, len(bought.orders), paid=True)
    if crowd:
        raise Blocked(crowd)
    quote, amounts = bought.quote, [each.amount for each in bought.quotes if each.amount is not None]
    overs = purse.judge(
        by=by,
        project=board.project,
        cost=quote.amount,
        currency=quote.currency or "USD",
        dearest=max(amounts) if len(amounts) == len(bought.quotes) else None,
    )
    team = [over for over in overs if over.who != "person"]
    if team:
        raise Blocked([hurdles.of_purse(over, quote) for over in team])
    if overs:
        return hurdles.over_words(overs[0], quote)
    if purse.must_ask(by, workspace):
        return _("Artists ask before they spend: %s.") % quote.words
    return ""


def _keep(take: Take, old: Render) -> None:
    """The video of a shot that was paid for already, in the new take: no job, no hold, no price."""
    kept = Render.objects.create(
        take=take,
        connection=old.connection,
        number=old.number,
        state=S.SUCCEEDED,
        order=old.order,
        quote={**old.quote, "amount": 0, "words": ""},
        external_id=uuid4().hex,
        segment=old.segment,
        clip=old.clip,
        progress=100,
        due_at=None,
        finished_at=timezone.now(),
    )
    note = _("Kept from take %d.") % old.take.number
    RenderEvent.objects.create(render=kept, to_state=S.SUCCEEDED, who="click", note=note)
