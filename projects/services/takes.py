"""Takes: asked for, stopped, tried again, picked, thrown away; and how they stand, for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from projects.models import Board, Connection, Occasion, Render, RenderEvent, RenderState, Take, User
from projects.rules import capabilities, orders, snapshot
from projects.rules.preflight import Problem, blocks, preflight
from projects.rules.storyboard import BoardPlan
from projects.services import operations, versions
from projects.services.leases import LeaseLost
from projects.services.moves import OVER, move, tell

S = RenderState


class Blocked(Exception):
    """Preflight stands in the way."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


class BoardChanged(Exception):
    """The board is no longer the one the person saw when they pressed Render."""


def request(
    *,
    by: User,
    board: Board,
    connection: Connection,
    model: str,
    options: Mapping[str, Any],
    form_key: str,
    seen_fingerprint: str | None = None,
) -> Take:
    """A take of the board as it is now, its renders queued. The same `form_key` answers the same take.

    Raises `Blocked` with the problems, or `BoardChanged` when the fingerprint is not the one that was seen.
    """
    with transaction.atomic():
        locked = Board.objects.select_for_update(of=("self",)).select_related("project__workspace").get(pk=board.pk)
        known: Take | None = locked.takes.filter(form_key=form_key).first()
        if known:
            return known
        plan = locked.plan()
        if seen_fingerprint and seen_fingerprint != snapshot.fingerprint(plan):
            raise BoardChanged
        take = _make(by, locked, plan, connection, model, options, form_key)
        versions.keep(locked, by=by, words=_("Before take %d") % take.number, occasion=Occasion.RENDER)
        return take


def _make(
    by: User,
    board: Board,
    plan: BoardPlan,
    connection: Connection,
    model: str,
    options: Mapping[str, Any],
    form_key: str,
) -> Take:
    record = capabilities.find(model)
    standing = blocks(preflight(plan, record))
    if standing:
        raise Blocked(standing)
    bought = orders.plan(plan, record, options=options)
    take = Take.objects.create(
        board=board,
        number=(board.takes.aggregate(last=Max("number"))["last"] or 0) + 1,
        connection=connection,
        model=record.slug,
        options=dict(options),
        snapshot=snapshot.to_json(plan),
        fingerprint=snapshot.fingerprint(plan),
        form_key=form_key,
        requested_by=by,
    )
    for number, order in enumerate(bought.orders, 1):
        render = Render.objects.create(
            take=take, number=number, order=order.as_json(), quote=bought.quote.as_json(), external_id=uuid4().hex
        )
        RenderEvent.objects.create(render=render, to_state=S.QUEUED, who="click")
    tell(take)
    return take


def retry(*, by: User, take: Take) -> Take:
    """A new take of the board as this one saw it, by the same model. Pressing twice makes one. Raises `Blocked`."""
    form_key = f"retry:{take.slug}:{take.renders.count()}:{take.board.takes.count()}"
    with transaction.atomic():
        locked = (
            Board.objects.select_for_update(of=("self",)).select_related("project__workspace").get(pk=take.board_id)
        )
        newest: Take | None = locked.takes.filter(form_key__startswith=f"retry:{take.slug}:", clip=None).first()
        if newest and state(newest) not in OVER:
            return newest
        plan = snapshot.from_json(take.snapshot)
        return _make(by, locked, plan, take.connection, take.model, take.options, form_key)


def cancel(*, by: User, take: Take) -> None:
    """Stop what can be stopped: queued renders at once, a local one at its next percent, a bought one not at all."""
    with transaction.atomic():
        take.renders.exclude(state__in=OVER).update(cancel_requested_at=timezone.now())
        for render in take.renders.filter(state__in=(S.QUEUED, S.NEEDS_ATTENTION), lease_until__lte=timezone.now()):
            try:
                move(render, S.CANCELLED, who="click", note=str(by))
            except LeaseLost:
                continue
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
    """Throw it away for 30 days; a picked take loses its pick, a running one is stopped."""
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


ORDER_OF_STATES = (
    S.NEEDS_ATTENTION,
    S.FAILED,
    S.RESULT_LOST,
    S.CANCELLED,
    S.UNCERTAIN,
    S.RUNNING,
    S.SUBMITTED,
    S.SUBMITTING,
    S.FETCHING,
    S.QUEUED,
    S.SUCCEEDED,
)
"""A take stands as the first of these states that one of its renders is in."""


def state(take: Take) -> RenderState:
    """How a take stands, from its renders (prefetch them to ask many)."""
    states = {render.state for render in take.renders.all()}
    return next((each for each in ORDER_OF_STATES if each in states), S.QUEUED)


@dataclass(frozen=True, slots=True)
class Row:
    """A take as the page shows it. `progress` is percent over all its renders; `differences` say why it is stale."""

    take: Take
    state: RenderState
    progress: int
    reason: str
    picked: bool
    stale: bool
    differences: list[str]
    model_label: str
    seconds: int
    cuts: list[int]

    @property
    def running(self) -> bool:
        """Whether something is still to come."""
        return self.state not in OVER and self.state != S.NEEDS_ATTENTION

    @property
    def words(self) -> str:
        """The state in a word or two."""
        return str(self.state.label)

    @property
    def file_name(self) -> str:
        """What a download is called."""
        return f"{slugify(self.take.board.title) or 'board'}-take-{self.take.number}.mp4"


def row(take: Take, now: BoardPlan) -> Row:
    """One take beside the board as it is now."""
    renders = list(take.renders.all())
    then = snapshot.from_json(take.snapshot)
    stale = take.fingerprint != snapshot.fingerprint(now)
    return Row(
        take=take,
        state=state(take),
        progress=sum(render.progress for render in renders) // max(1, len(renders)),
        reason=next((render.reason for render in renders if render.reason), ""),
        picked=take.board.picked_take_id == take.pk,
        stale=stale,
        differences=snapshot.differences(then, now) if stale else [],
        model_label=capabilities.find(take.model).label,
        seconds=then.seconds,
        cuts=[0, *accumulate(shot.seconds for shot in then.shots)][:-1],
    )


def listed(board: Board) -> list[Row]:
    """A board's takes, the newest first: six queries however many there are."""
    plan = board.plan()
    takes = board.takes.filter(deleted_at=None).select_related("clip", "requested_by").prefetch_related("renders")
    rows = []
    for take in takes:
        take.board = board
        rows.append(row(take, plan))
    return rows


def bar(board: Board) -> dict[str, Any]:
    """The render button: the model, what stands in the way, the take that is on its way."""
    plan, model = board.plan(), capabilities.find(board.project.model)
    newest = board.takes.filter(deleted_at=None).select_related("clip").prefetch_related("renders").first()
    if newest:
        newest.board = board
    shown = row(newest, plan) if newest and not newest.clip_id else None
    return {
        "model": model,
        "models": capabilities.all_models(),
        "blocks": blocks(preflight(plan, model)),
        "connected": board.project.workspace.connections.filter(driver=model.driver).exists(),
        "running": shown if shown and shown.running else None,
        "fingerprint": snapshot.fingerprint(plan),
    }
