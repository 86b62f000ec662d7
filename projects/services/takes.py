"""Takes: asked for, stopped, tried again, picked, thrown away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.models import (
    Board,
    Connection,
    Occasion,
    RenderState,
    SpendRequest,
    Take,
    User,
)
from projects.rules import snapshot
from projects.services import hurdles, operations, versions
from projects.services.buying import Blocked, Wish, make
from projects.services.leases import LeaseLost
from projects.services.moves import MOVES, OVER, move, tell

S = RenderState
UNSETTLED = frozenset(MOVES) - {S.QUEUED, S.SUCCEEDED, S.FAILED, S.CANCELLED}
"""States in which a job may be paid for although there is no video."""


class BoardChanged(Exception):
    """The board is no longer the one the person saw when they pressed Render."""


class MayBePaid(Exception):
    """The take that is to be tried again may be paid for already: somebody has to say that they know."""


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
        locked = Board.held(board.pk)
        known: Take | None = locked.takes.filter(form_key=form_key).first()
        if known:
            return known
        plan = locked.plan()
        if seen_fingerprint and seen_fingerprint != snapshot.fingerprint(plan):
            raise BoardChanged
        take = make(by, locked, plan, Wish(connection, model, options, quoted), form_key)
        versions.keep(locked, by=by, words=_("Before take %d") % take.number, occasion=Occasion.RENDER)
        return take


def retry(*, by: User, take: Take, knows: bool = False, seen: Mapping[str, Any] | None = None) -> Take:
    """A new take of the board as this one saw it, by the same model; what has its video already is kept, not bought again.

    `seen` is a newer price that the person saw. Pressing twice makes one. Raises `Blocked`, `PriceChanged` where it costs
    something else by now, and `MayBePaid` where the old one may be paid for and nobody said that they know (`knows`).
    """
    if take.connection is None:
        raise Blocked(hurdles.of_own(take))
    if not knows and not take.local and take.renders.filter(state__in=UNSETTLED).exists():
        raise MayBePaid
    form_key = f"retry:{take.slug}:{take.renders.count()}:{take.board.takes.count()}"
    with transaction.atomic():
        locked = Board.held(take.board_id)
        newest: Take | None = locked.takes.filter(form_key__startswith=f"retry:{take.slug}:", clip=None).first()
        if newest and newest.renders.exclude(state__in=OVER).exists():
            return newest
        renders = list(take.renders.all())
        ready = [render for render in renders if render.ready]
        segments = {render.number: render.segment for render in renders if render.segment}
        wish = Wish(take.connection, take.model, take.options, seen or quoted(take), kept=ready, segments=segments)
        return make(by, locked, snapshot.from_json(take.snapshot), wish, form_key)


def quoted(take: Take) -> dict[str, Any]:
    """What trying a take again is said to cost: the quotes of those of its renders that have no video."""
    rest = [render.quote for render in take.renders.all() if not render.ready]
    amounts = [quote.get("amount") for quote in rest]
    return {
        "amount": None if None in amounts else sum(amounts),
        "words": " + ".join(str(quote.get("words", "")) for quote in rest),
    }


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
