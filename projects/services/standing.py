"""How takes stand, for people: their state, what they cost, why they wait, and what may be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from projects.models import CLOSING, Board, Render, RenderState, SpendRequest, Take
from projects.rules import capabilities, snapshot
from projects.rules.differences import Change, differences
from projects.rules.prices import said
from projects.rules.storyboard import BoardPlan
from projects.services import purse, slicing
from projects.services.moves import OVER, WATCHED

S = RenderState
UNEVEN = 0.5
"""Seconds that a clip of one's own may differ from its board before somebody is told."""

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
    if take.own:
        return S.SUCCEEDED
    states = {render.state for render in take.renders.all()}
    return next((each for each in ORDER_OF_STATES if each in states), S.QUEUED)


@dataclass(frozen=True, slots=True)
class Row:
    """A take as the page shows it. `progress` is percent over all its renders; `differences` say why it is stale.

    `price` is what it is expected to cost and `charged` what it took so far, both in words; `asks` is the open request for
    somebody's yes. `cuts` are the seconds at which its shots begin, the first at 0. `expires` is when a result that is not ours yet will be gone at the provider.
    """

    take: Take
    state: RenderState
    progress: int
    reason: str
    picked: bool
    stale: bool
    differences: list[Change]
    model_label: str
    seconds: int
    cuts: list[float]
    price: str
    charged: str
    asks: SpendRequest | None
    expires: datetime | None

    @property
    def lasts(self) -> float:
        """Seconds it plays: of somebody's own clip what the file has, rounded to a tenth."""
        return round(self.take.clip.seconds, 1) if self.take.own and self.take.clip else self.seconds

    @property
    def uneven(self) -> bool:
        """Whether somebody's own clip is longer or shorter than the board it was added to."""
        return self.take.own and self.take.clip is not None and abs(self.take.clip.seconds - self.seconds) > UNEVEN

    @property
    def running(self) -> bool:
        """Whether something is still to come by itself."""
        return self.state not in OVER and self.state != S.NEEDS_ATTENTION and self.asks is None

    @property
    def borders(self) -> list[slicing.Cut]:
        """The cuts that can be moved, of a take that was made in one piece."""
        return slicing.cuts(self.take)

    @property
    def parts(self) -> int:
        """Of how many renders it is made."""
        return len(self.take.renders.all())

    @property
    def stoppable(self) -> bool:
        """Whether stopping it now costs nothing."""
        return self.take.local or self.state == S.QUEUED

    @property
    def paused(self) -> bool:
        """Whether it waits until somebody resumes its connection."""
        through = self.take.connection
        until = through and through.paused_until
        return self.state == S.QUEUED and bool(until and until > timezone.now())

    @property
    def aside(self) -> bool:
        """Whether a person has to decide."""
        return self.state == S.NEEDS_ATTENTION

    @property
    def at_stake(self) -> bool:
        """Whether something is held for it that may have been charged."""
        return self.aside and any(
            each.submit_started_at and each.quote.get("amount") for each in self.take.renders.all()
        )

    @property
    def fetchable(self) -> bool:
        """Whether a finished file is waiting at the provider."""
        return self.aside and any(render.result for render in self.take.renders.all())

    @property
    def words(self) -> str:
        """The state in a word or two."""
        return _("Waiting for a yes") if self.asks else str(self.state.label)

    @property
    def file_name(self) -> str:
        """What a download is called."""
        ending = str(self.take.clip.file.name).rpartition(".")[2] if self.take.clip else "mp4"
        return f"{slugify(self.take.board.title) or 'board'}-take-{self.take.number}.{ending}"


def model_label(take: Take) -> str:
    """What made a take, in words."""
    return _("Own clip") if take.own else capabilities.find(take.model).label


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
        differences=differences(then, now) if stale else [],
        model_label=model_label(take),
        seconds=then.seconds,
        cuts=_cuts(take),
        price=priced(renders),
        charged=_charged(renders),
        asks=_open_request(take),
        expires=min((r.result_expires_at for r in renders if r.result_expires_at and r.state in WATCHED), default=None),
    )


def _cuts(take: Take) -> list[float]:
    """The seconds at which the shots begin."""
    fps = take.clip.fps if take.clip else take.board.project.fps
    return [frame // fps if frame % fps == 0 else round(frame / fps, 5) for frame in slicing.starts(take, fps)[:-1]]


def _open_request(take: Take) -> SpendRequest | None:
    request = getattr(take, "spend_request", None)
    return request if request and request.approved is None else None


def priced(renders: Sequence[Render]) -> str:
    """What renders are expected to cost together, in words."""
    amounts = [render.quote.get("amount") for render in renders]
    if any(amount is None for amount in amounts):
        return _("price unknown")
    total = sum(amounts)
    return said(total, renders[0].quote.get("currency") or "USD") if total else _("free")


def _charged(renders: list[Render]) -> str:
    entries = [entry for render in renders for entry in render.ledger.all()]
    if not any(entry.kind in CLOSING for entry in entries):
        return ""
    taken = [each for each in map(purse.charged, renders) if each]
    if any(each["amount"] is None for each in taken):
        return _("charged, price unknown")
    spent = sum(each["amount"] for each in taken)
    return said(spent, entries[0].currency) if spent else _("not charged")


RELATED = ("clip", "requested_by", "connection", "spend_request")
WITH = ("renders__ledger",)


def listed(board: Board) -> list[Row]:
    """A board's takes, the newest first: seven queries however many there are."""
    plan = board.plan()
    takes = board.takes.filter(deleted_at=None).select_related(*RELATED)
    rows = []
    for take in takes.prefetch_related(*WITH):
        take.board = board
        rows.append(row(take, plan))
    return rows
