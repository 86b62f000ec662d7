"""What people do to a board: every change is an operation with a way back. Undo, redo, history.

A gesture's steps share a `group` and are undone together. Undo takes back the actor's own latest group; where somebody
else changed the same value since, it stops with `Overtaken` and people choose.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.models import Board, BoardState, Operation, Project, User
from projects.rules import options
from projects.services.changes import (
    Change,
    Desk,
    changed,
    inverse,
    merge_timing,
    place_of,
    squash,
)
from projects.services.feed import announce
from projects.services.limits import limits_of

TOGETHER = timedelta(seconds=1.5)
HISTORY = 200
QUIET = frozenset({"intended", "picked_take", "model", "mode", *options.NAMES})
"""Fields that leave an approved board approved: they change nothing that a take is made of."""


@dataclass(frozen=True, slots=True)
class Overtaking:
    """One value that somebody else changed after the operation that is to be taken back."""

    change: Change
    now: Any
    who: str


class Overtaken(Exception):
    """Others changed the same things since; `conflicts` says which."""

    def __init__(self, operation: Operation, conflicts: list[Overtaking]) -> None:
        super().__init__(operation.words)
        self.operation = operation
        self.conflicts = conflicts


@contextmanager
def editing(board: Board) -> Iterator[Desk]:
    """The board's rows, fresh and kept from others until the end of the block: look, decide, then `perform`."""
    with transaction.atomic():
        yield Desk(Board.held(board.pk))


def perform(
    board: Board | Desk,
    *,
    by: User,
    words: str,
    changes: Sequence[Change],
    group: str = "",
    tab: str = "",
    writer: Sequence[Any] = (),
) -> Operation | None:
    """Apply the changes and remember the way back; None when nothing would change.

    `words` say what happened in the past tense. `tab` is the page that did it, so that it can ignore its own echo; steps
    of the same tab on the same values within 1.5 s join. An approved board becomes a draft again.
    """
    if isinstance(board, Board):
        with editing(board) as desk:
            return perform(desk, by=by, words=words, changes=changes, group=group, tab=tab, writer=writer)
    real = [change for change in changes if change["from"] != change["to"]]
    if not real:
        return None
    real += _back_to_draft(board.board, real)
    group = group or _joined(board.board, by, tab, real)
    operation = Operation(
        board=board.board, actor=by, words=words[:200], forward=real, inverse=inverse(real), group=group
    )
    _apply(board, real, by, tab, writer)
    operation.save()
    return operation


def _back_to_draft(board: Board, changes: Sequence[Change]) -> list[Change]:
    quiet = all(change["field"] in QUIET or change["field"] == "state" for change in changes)
    return [] if quiet or board.state != BoardState.APPROVED else [changed(board, "state", BoardState.DRAFT.value)]


def _joined(board: Board, by: User, tab: str, changes: Sequence[Change]) -> str:
    """The group of my latest step when this one goes on with it, else a new one. A gesture in time names its own."""
    if not tab or any(change["field"] == "timing" for change in changes):
        return ""
    latest = board.operations.filter(actor=by).first()
    if (
        latest is not None
        and latest.undone_at is None
        and latest.group.startswith(f"{tab}:")
        and timezone.now() - latest.created_at < TOGETHER
        and {place_of(change) for change in latest.forward} == {place_of(change) for change in changes}
    ):
        return latest.group
    return f"{tab}:{secrets.token_hex(4)}"


def _apply(desk: Desk, changes: Sequence[Change], by: User, tab: str, writer: Sequence[Any] = ()) -> None:
    for change in changes:
        desk.put(change, writer)
    board = desk.board
    board.version += 1
    desk.save()
    board.save(update_fields=["version", "updated_at"])
    Project.objects.filter(pk=board.project_id).update(updated_at=timezone.now())
    told = {"tab": tab, "version": board.version}
    for name in sorted({_region(change) for change in changes}):
        announce(board, name, by=by, **told)
    announce(board.project, "boards", by=by, board=board.slug, tab=tab)


def _region(change: Change) -> str:
    if change["field"] == "timing":
        return "timing"
    return "shots" if change["model"] == "shot" else "board"


def undo(board: Board, *, by: User, tab: str = "", others: str = "ask") -> Operation | None:
    """Take back my latest step or gesture on this board; None when there is none.

    `others` says what to do where somebody changed the same value since: `ask` raises `Overtaken`, `keep` leaves theirs,
    `replace` puts mine back.
    """
    with editing(board) as desk:
        latest = desk.board.operations.filter(actor=by, undone_at=None).first()
        if latest is None:
            return None
        steps = _gesture(latest, undone=False)
        back = inverse(squash(change for step in steps for change in step.forward))
        _apply(desk, _reconciled(desk, latest, back, others), by, tab)
        Operation.objects.filter(pk__in=[step.pk for step in steps]).update(undone_at=timezone.now())
        return latest


def redo(board: Board, *, by: User, tab: str = "", others: str = "ask") -> Operation | None:
    """Do again what I undid last, unless I did something else since; None when there is nothing. `others` as in `undo`."""
    with editing(board) as desk:
        mine = desk.board.operations.filter(actor=by)
        latest = mine.values("created_at").order_by("-created_at")[:1]
        following = mine.filter(undone_at__gte=models.Subquery(latest)).order_by("-undone_at", "pk").first()
        if following is None:
            return None
        steps = _gesture(following, undone=True)
        forward = squash(change for step in steps for change in step.forward)
        _apply(desk, _reconciled(desk, following, forward, others), by, tab)
        Operation.objects.filter(pk__in=[step.pk for step in steps]).update(undone_at=None)
        return following


def revert(operation: Operation, *, by: User, tab: str = "", others: str = "ask") -> Operation | None:
    """Take back any step of the history as a new one, which can itself be undone. `others` as in `undo`."""
    with editing(operation.board) as desk:
        steps = _gesture(operation, undone=False)
        back = inverse(squash(change for step in steps for change in step.forward))
        changes = _reconciled(desk, operation, back, others)
        return perform(desk, by=by, words=_("Took back: %s") % operation.words, changes=changes, tab=tab)


def history(board: Board) -> list[Operation]:
    """The latest gestures, newest first, one line each; actors are loaded."""
    lines: dict[str, Operation] = {}
    for operation in board.operations.select_related("actor")[:HISTORY]:
        lines.setdefault(operation.group or operation.slug, operation)
    return list(lines.values())


def _gesture(operation: Operation, *, undone: bool) -> list[Operation]:
    """The steps that belong together, oldest first."""
    if not operation.group:
        return [operation]
    steps = Operation.objects.filter(board=operation.board_id, actor=operation.actor_id, group=operation.group)
    return list(steps.filter(undone_at__isnull=not undone).order_by("pk"))


def _reconciled(desk: Desk, operation: Operation, changes: Sequence[Change], others: str) -> list[Change]:
    """The changes as they can be done now, each from the value that stands there."""
    conflicts, fit = [], []
    for change in changes:
        now = desk.value(place_of(change))
        if now == change["from"]:
            fit.append(change)
        elif change["field"] != "state" and desk.has(place_of(change)):
            conflicts.append(Overtaking(change, now, _who(desk.board, operation, change)))
    if conflicts and others == "ask":
        raise Overtaken(operation, conflicts)
    if others == "replace":
        fit += [_forced(desk, clash) for clash in conflicts]
    return fit


def _forced(desk: Desk, clash: Overtaking) -> Change:
    to = clash.change["to"]
    if clash.change["field"] == "timing":
        limits = limits_of(desk.board, len(desk.live))
        to = merge_timing(clash.change, clash.now, limits.least, limits.most)
    return {**clash.change, "from": clash.now, "to": to}


def _who(board: Board, operation: Operation, change: Change) -> str:
    """Who touched the value after this operation."""
    later = board.operations.filter(pk__gt=operation.pk, undone_at=None).select_related("actor")
    names = [str(step.actor) for step in later if place_of(change) in {place_of(each) for each in step.forward}]
    return names[0] if names else _("Somebody")
