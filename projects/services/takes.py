"""Takes: asked for, stopped, tried again, picked, thrown away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.models import (
    Board,
    Connection,
    Occasion,
    Render,
    RenderEvent,
    RenderState,
    SpendRequest,
    Take,
    User,
    Workspace,
)
from projects.providers.base import Order
from projects.rules import capabilities, orders, snapshot
from projects.rules.preflight import Problem, blocks, preflight
from projects.rules.prices import Prices
from projects.rules.storyboard import BoardPlan
from projects.services import addresses, hurdles, operations, purse, spending, versions
from projects.services.leases import LeaseLost
from projects.services.moves import OVER, move, tell

S = RenderState
UNSETTLED = frozenset({S.UNCERTAIN, S.NEEDS_ATTENTION, S.RESULT_LOST})
"""States in which a job may be paid for although there is no video."""


class Blocked(Exception):
    """Preflight stands in the way."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


class BoardChanged(Exception):
    """The board is no longer the one the person saw when they pressed Render."""


class PriceChanged(Exception):
    """The price is no longer the one the person saw. `was` and `now` are the two quotes' arithmetic."""

    def __init__(self, was: str, now: str) -> None:
        super().__init__(f"{was} → {now}")
        self.was, self.now = was, now


class MayBePaid(Exception):
    """The take that is to be tried again may be paid for already: somebody has to say that they know."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be rendered, and how. `quoted` is the arithmetic and amount that the person saw, while it is honoured.

    `only` is the number of the one shot that is bought (0: all of them).
    """

    connection: Connection
    model: str
    options: Mapping[str, Any] = field(default_factory=dict)
    quoted: Mapping[str, Any] | None = None
    only: int = 0


def request(
    *,
    by: User,
    board: Board,
    connection: Connection,
    model: str,
    options: Mapping[str, Any],
    form_key: str,
    seen_fingerprint: str | None = None,
    quoted: Mapping[str, Any] | None = None,
) -> Take:
    """A take of the board as it is now, its renders queued. The same `form_key` answers the same take.

    What it may cost is held at once; where this person may not spend that much, the take waits for somebody's yes. Raises
    `Blocked` with the problems, `BoardChanged` when the fingerprint is not the one that was seen, or `PriceChanged`.
    """
    with transaction.atomic():
        locked = Board.objects.select_for_update(of=("self",)).select_related("project__workspace").get(pk=board.pk)
        known: Take | None = locked.takes.filter(form_key=form_key).first()
        if known:
            return known
        plan = locked.plan()
        if seen_fingerprint and seen_fingerprint != snapshot.fingerprint(plan):
            raise BoardChanged
        take = make(by, locked, plan, Wish(connection, model, options, quoted), form_key)
        versions.keep(locked, by=by, words=_("Before take %d") % take.number, occasion=Occasion.RENDER)
        return take


def make(by: User, board: Board, plan: BoardPlan, wish: Wish, form_key: str) -> Take:
    """A take of `plan` on a locked board. Raises `Blocked` and `PriceChanged`; call it in a transaction."""
    connection, record = (
        wish.connection,
        capabilities.find(wish.model).made(wish.options.get("method")).tuned(wish.options.get("mode", "")),
    )
    standing = blocks(preflight(plan, record)) + hurdles.of_connection(connection, plan, record)
    if standing:
        raise Blocked(standing)
    bought = orders.plan(plan, record, options=wish.options, prices=Prices.from_json(connection.prices))
    bought = bought.only(wish.only) if wish.only else bought
    if wish.quoted and wish.quoted.get("amount") != bought.quote.amount:
        raise PriceChanged(str(wish.quoted.get("words", "")), bought.quote.words)
    crowd = hurdles.of_crowd(by, len(bought.orders), paid=False) if connection.local else []
    if crowd:
        raise Blocked(crowd)
    because = "" if connection.local else _purse(by, board, bought)
    take = Take.objects.create(
        board=board,
        number=(board.takes.aggregate(last=Max("number"))["last"] or 0) + 1,
        connection=connection,
        model=record.slug,
        options=dict(wish.options),
        snapshot=snapshot.to_json(plan),
        fingerprint=snapshot.fingerprint(plan),
        form_key=form_key,
        requested_by=by,
    )
    for number, (order, quote) in enumerate(zip(bought.orders, bought.quotes, strict=True), wish.only or 1):
        _queue(take, connection, number, (order, quote), None if because else by)
    if because:
        spending.ask(take, because)
    tell(take)
    return take


def _queue(
    take: Take, connection: Connection, number: int, bought: tuple[Order, orders.Quote], by: User | None
) -> None:
    order, quote = bought
    external_id = uuid4().hex
    render = Render.objects.create(
        take=take,
        connection=connection,
        number=number,
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
    workspace = Workspace.objects.select_for_update().get(pk=board.project.workspace_id)
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


def retry(*, by: User, take: Take, knows: bool = False) -> Take:
    """A new take of the board as this one saw it, by the same model. Pressing twice makes one.

    Raises `Blocked`, and `MayBePaid` where the old one may be paid for and nobody said that they know (`knows`).
    """
    if take.connection is None:
        raise Blocked(hurdles.of_own(take))
    if not knows and not take.local and take.renders.filter(state__in=UNSETTLED).exists():
        raise MayBePaid
    form_key = f"retry:{take.slug}:{take.renders.count()}:{take.board.takes.count()}"
    with transaction.atomic():
        locked = (
            Board.objects.select_for_update(of=("self",)).select_related("project__workspace").get(pk=take.board_id)
        )
        newest: Take | None = locked.takes.filter(form_key__startswith=f"retry:{take.slug}:", clip=None).first()
        if newest and newest.renders.exclude(state__in=OVER).exists():
            return newest
        plan = snapshot.from_json(take.snapshot)
        return make(by, locked, plan, Wish(take.connection, take.model, take.options), form_key)


def cancel(*, by: User, take: Take) -> None:
    """Stop what can be stopped: queued renders at once, a local one at its next percent, a bought one not at all."""
    with transaction.atomic():
        take.renders.exclude(state__in=OVER).update(cancel_requested_at=timezone.now())
        stoppable = take.renders.filter(state=S.QUEUED, lease_until__lte=timezone.now())
        for render in stoppable.select_related("connection", "take__board__project__workspace"):
            try:
                move(render, S.CANCELLED, who="click", note=str(by), reason="")
            except LeaseLost:
                continue
        SpendRequest.objects.filter(take=take, approved=None).update(approved=False, decided_at=timezone.now())
        tell(take)


def pick(*, by: User, take: Take) -> None:
    """Make it the board's take in the reel, undoably."""
    _set_pick(by, take, take.slug, _("Picked take %d") % take.number)


def unpick(*, by: User, take: Take) -> None:
    """The board has no picked take any more."""
    _set_pick(by, take, None, _("Took the pick away from take %d") % take.number)


def _set_pick(by: User, take: Take, to: str | None, words: str) -> None:
    board = take.board
    now = board.picked_take.slug if board.picked_take else None
    change = {"model": "board", "id": board.slug, "field": "picked_take", "from": now, "to": to}
    operations.perform(board, by=by, words=words, changes=[change])
    tell(take)


def trash(*, by: User, take: Take) -> None:
    """Throw it away for 30 days; a picked take loses its pick, a running one is stopped where that is possible."""
    with transaction.atomic():
        cancel(by=by, take=take)
        Board.objects.filter(pk=take.board_id, picked_take=take).update(picked_take=None)
        take.deleted_at = timezone.now()
        take.save(update_fields=["deleted_at"])
        tell(take)


def restore(*, by: User, take: Take) -> None:
    """Bring it back."""
    with transaction.atomic():
        take.deleted_at = None
        take.save(update_fields=["deleted_at"])
        tell(take)
