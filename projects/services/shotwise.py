"""One shot of a take again: a new take that renders this shot of the board as it is now and keeps the others as they are.

The shots of a take that was made in one piece are cut out of its clip where its cuts are (`services.slicing`). The new shot takes
the place of the old one to the frame, so that the others stay where they were and the total is exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from projects.models import Board, Connection, Render, RenderState, Take, User
from projects.rules import capabilities, orders, snapshot
from projects.rules.prices import Prices
from projects.rules.storyboard import BoardPlan
from projects.services import slicing
from projects.services.buying import Wish, make

S = RenderState
SINGLY = "shot_by_shot"


class NotSeparable(Exception):
    """The take is not made of shots that can be kept; the message says why."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A shot of a take: its number, whether the board's own differs from what was rendered, and what it would cost again.

    It is seen in the take from frame `begins` up to frame `ends`.
    """

    number: int
    changed: bool
    quote: orders.Quote
    begins: int
    ends: int


@dataclass(frozen=True, slots=True)
class _Apart:
    """A take taken apart: the board as it is and as it was rendered, a render for each shot, and how one shot is bought."""

    now: BoardPlan
    then: BoardPlan
    parts: list[Render]
    options: dict[str, Any]


def choices(take: Take) -> list[Choice]:
    """Every shot of a take with its price. Raises `NotSeparable`."""
    account, apart = _account(take), _apart(take)
    record, prices = capabilities.find(take.model), Prices.from_json(account.prices)
    bought = orders.plan(apart.now, record, options=apart.options, prices=prices)
    fps = take.clip.fps if take.clip else apart.then.fps
    rows = zip(apart.then.shots, apart.now.shots, bought.quotes, pairwise(slicing.starts(take, fps)), strict=True)
    return [Choice(number, was != is_, quote, *between) for number, (was, is_, quote, between) in enumerate(rows, 1)]


def _apart(take: Take) -> _Apart:
    """Raises `NotSeparable`."""
    parts, options = list(take.renders.all()), dict(take.options)
    if slicing.sliceable(take):
        record = capabilities.find(take.model)
        if SINGLY not in record.methods:
            raise NotSeparable(_("%s makes a board in one piece and nothing else. Render it whole.") % record.label)
        parts, options = _sliced(take, parts[0]), options | {"method": SINGLY}
    if len(parts) < 2 or any(len(render.order["shots"]) > 1 for render in parts):
        raise NotSeparable(_("It was made in one piece. Choose “Shot by shot” beside Render to make shots one by one."))
    if any(render.clip_id is None for render in parts):
        raise NotSeparable(_("A shot of it has no video yet."))
    now, then = take.board.plan(), snapshot.from_json(take.snapshot)
    if len(now.shots) != len(then.shots):
        words = _("The board has %(now)d shots now and had %(then)d; render it whole.")
        raise NotSeparable(words % {"now": len(now.shots), "then": len(then.shots)})
    return _Apart(now, then, parts, options)


def _sliced(take: Take, whole: Render) -> list[Render]:
    """A render for each shot of a take that one render made, each with its part of the take's clip. They are not stored."""
    fps = take.clip.fps if take.clip else 0
    rows = zip(whole.order["shots"], pairwise(slicing.starts(take, fps)), strict=True)
    return [
        Render(
            take=take,
            connection=whole.connection,
            number=number,
            order={**whole.order, "shots": [shot]},
            quote={**whole.quote, "billed_seconds": shot["seconds"], "final_seconds": shot["seconds"]},
            clip=take.clip,
            segment=[begins, ends - begins, fps],
        )
        for number, (shot, (begins, ends)) in enumerate(rows, 1)
    ]


def _account(take: Take) -> Connection:
    if take.connection is None:
        raise NotSeparable(_("Somebody added it; nothing rendered it."))
    return take.connection


def again(*, by: User, take: Take, number: int, form_key: str, quoted: Mapping[str, Any] | None = None) -> Take:
    """Render shot `number` (from 1) of the board as it is now. The same `form_key` answers the same take.

    Raises `NotSeparable`, and what `buying.make` raises.
    """
    with transaction.atomic():
        board = Board.held(take.board_id)
        known: Take | None = board.takes.filter(form_key=form_key).first()
        if known:
            return known
        account, apart = _account(take), _apart(take)
        now, then = apart.now, apart.then
        if not 1 <= number <= len(now.shots):
            raise NotSeparable(_("The board has no shot %d.") % number)
        shots = (*then.shots[: number - 1], now.shots[number - 1], *then.shots[number:])
        mixed = replace(now, shots=shots, total=sum(shot.seconds for shot in shots))
        others = [render for render in apart.parts if render.number != number]
        longer = now.shots[number - 1].seconds - then.shots[number - 1].seconds
        wish = Wish(account, take.model, apart.options, quoted, others, _place(apart.parts[number - 1], longer))
        return make(by, board, mixed, wish, form_key)


def _place(old: Render, longer: int) -> dict[int, list[int]]:
    """The part of its video that a new shot shows: as much as the old one did, and `longer` seconds more or less."""
    if not old.segment:
        return {}
    _begins, frames, fps = old.segment
    if frames + longer * fps < 1:
        raise NotSeparable(
            _("Shot %d is shorter in this take than what it is to lose. Render the board whole.") % old.number
        )
    return {old.number: [0, frames + longer * fps, fps]}
