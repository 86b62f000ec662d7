"""Every gesture of the timing bar, judged against the lengths that are in the rows right now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from projects.models import Board, Operation, Shot, User
from projects.rules import lengths
from projects.rules.lengths import Refusal, Timing
from projects.services.changes import Change, Desk, timing_now
from projects.services.limits import limits_of
from projects.services.operations import editing, perform


@dataclass(frozen=True, slots=True)
class Retimed:
    """What a gesture did: the step (None when nothing moved), a sentence when it was clamped, and whose edit it met."""

    operation: Operation | None
    note: str = ""
    combined: bool = False


def of_board(board: Board, shots: Sequence[Shot]) -> Timing:
    """A board's timing; `shots` are its live ones in order."""
    return Timing(
        lengths=tuple(shot.seconds for shot in shots),
        locks=tuple(shot.locked for shot in shots),
        total=board.total_seconds,
        hold=board.hold_total,
        limits=limits_of(board, len(shots)),
    )


def gesture(
    board: Board,
    *,
    by: User,
    op: Mapping[str, Any],
    tab: str = "",
    group: str = "",
    base: Sequence[int] | None = None,
) -> Retimed:
    """Do one gesture (`rules.lengths.apply`). Raises `Refusal` with ways out.

    Steps with the same `group` are one gesture: each is computed from the lengths it began with, so that stepping there and
    back restores them. `base` are the lengths the page started from; where somebody retimed meanwhile the gesture is done
    to the newer lengths and `combined` says so.
    """
    with editing(board) as desk:
        now = timing_now(desk.board, desk.live)
        began = _began(desk.board, by, group, now)
        start = of_board(desk.board, desk.live) if began is None else _of_snapshot(desk.board, began)
        after = lengths.apply(start, op)
        change = retimed(desk, [row[0] for row in now["shots"]], after)
        step = perform(desk, by=by, words=words(op, start, after), changes=[change], group=group, tab=tab)
        combined = base is not None and began is None and list(base) != [row[1] for row in now["shots"]]
        return Retimed(step, after.note, combined)


def retimed(desk: Desk, slugs: Sequence[str], after: Timing) -> Change:
    """The change that gives a board these shots with that timing."""
    shots = [list(row) for row in zip(slugs, after.lengths, after.locks, strict=True)]
    to = {"shots": shots, "total": after.total, "hold": after.hold}
    return {"model": "board", "field": "timing", "from": timing_now(desk.board, desk.live), "to": to}


def _began(board: Board, by: User, group: str, now: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The timing at the start of the gesture `group`, if nobody else moved anything since its latest step."""
    if not group:
        return None
    steps = list(board.operations.filter(actor=by, group=group, undone_at=None).order_by("pk"))
    latest = board.operations.filter(undone_at=None).first()
    if not steps or latest != steps[-1]:
        return None
    first, last = (next(iter(step.forward)) for step in (steps[0], steps[-1]))
    return first["from"] if first["field"] == "timing" and last["to"] == now else None


def _of_snapshot(board: Board, snapshot: Mapping[str, Any]) -> Timing:
    rows = snapshot["shots"]
    return Timing(
        lengths=tuple(row[1] for row in rows),
        locks=tuple(row[2] for row in rows),
        total=snapshot["total"],
        hold=snapshot["hold"],
        limits=limits_of(board, len(rows)),
    )


def words(op: Mapping[str, Any], before: Timing, after: Timing) -> str:
    """What the gesture did, in the past tense."""
    shot = op.get("shot", 0) if isinstance(op.get("shot", 0), int) else 0
    match op.get("op"):
        case "roll":
            cut = op["cut"]
            return _("Set cut %(cut)d to %(seconds)d s") % {"cut": cut + 1, "seconds": sum(after.lengths[: cut + 1])}
        case "set" | "spread" | "ripple":
            return _("Set shot %(shot)d to %(seconds)d s") % {"shot": shot + 1, "seconds": after.lengths[shot]}
        case "retotal":
            return _("Set the total to %d s") % after.total
        case "fit":
            return _("Fitted to %d s") % after.total
        case "even":
            return _("Split evenly")
        case "lock":
            return (_("Locked shot %d") if after.locks[shot] else _("Unlocked shot %d")) % (shot + 1)
        case _:
            return _("Held the total") if after.hold else _("Let the total go")


__all__ = ["Refusal", "Retimed", "gesture", "of_board", "retimed", "words"]
