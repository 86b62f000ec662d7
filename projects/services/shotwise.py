"""One shot of a take again: a new take that renders this shot of the board as it is now and keeps the others as they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from projects.models import Board, Connection, RenderState, Take, User
from projects.models.base import locking
from projects.rules import capabilities, orders, snapshot
from projects.rules.prices import Prices
from projects.rules.storyboard import BoardPlan
from projects.services.buying import Wish, make

S = RenderState


class NotSeparable(Exception):
    """The take is not made of shots that can be kept; the message says why."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A shot of a take: its number, whether the board's own differs from what was rendered, and what it would cost again."""

    number: int
    changed: bool
    quote: orders.Quote


def choices(take: Take) -> list[Choice]:
    """Every shot of a take with its price. Raises `NotSeparable`."""
    account = _account(take)
    now, then = _apart(take)
    record, prices = capabilities.find(take.model), Prices.from_json(account.prices)
    bought = orders.plan(now, record, options=take.options, prices=prices)
    return [
        Choice(number, was != is_, quote)
        for number, (was, is_, quote) in enumerate(zip(then.shots, now.shots, bought.quotes, strict=True), 1)
    ]


def _apart(take: Take) -> tuple[BoardPlan, BoardPlan]:
    """The board as it is and as it was rendered, with as many shots. Raises `NotSeparable`."""
    renders = list(take.renders.all())
    if len(renders) < 2 or any(len(render.order["shots"]) > 1 for render in renders):
        raise NotSeparable(_("It was made in one piece. Choose “Shot by shot” beside Render to make shots one by one."))
    if any(render.clip_id is None for render in renders):
        raise NotSeparable(_("A shot of it has no video yet."))
    now, then = take.board.plan(), snapshot.from_json(take.snapshot)
    if len(now.shots) != len(then.shots):
        words = _("The board has %(now)d shots now and had %(then)d; render it whole.")
        raise NotSeparable(words % {"now": len(now.shots), "then": len(then.shots)})
    return now, then


def _account(take: Take) -> Connection:
    if take.connection is None:
        raise NotSeparable(_("Somebody added it; nothing rendered it."))
    return take.connection


def again(*, by: User, take: Take, number: int, form_key: str, quoted: Mapping[str, Any] | None = None) -> Take:
    """Render shot `number` (from 1) of the board as it is now. The same `form_key` answers the same take.

    Raises `NotSeparable`, and what `buying.make` raises.
    """
    with transaction.atomic():
        board = locking(Board).select_related("project__workspace").get(pk=take.board_id)
        known: Take | None = board.takes.filter(form_key=form_key).first()
        if known:
            return known
        account = _account(take)
        now, then = _apart(take)
        if not 1 <= number <= len(now.shots):
            raise NotSeparable(_("The board has no shot %d.") % number)
        shots = (*then.shots[: number - 1], now.shots[number - 1], *then.shots[number:])
        mixed = replace(now, shots=shots, total=sum(shot.seconds for shot in shots))
        others = [render for render in take.renders.all() if render.number != number]
        wish = Wish(account, take.model, take.options, quoted, kept=others)
        return make(by, board, mixed, wish, form_key)
