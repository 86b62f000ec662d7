"""What comes after the end: a video that the provider made although it, or we, had given the job up."""

from __future__ import annotations

from contextlib import ExitStack
from uuid import uuid4

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.models import Board, Render, RenderEvent, RenderState, Take
from projects.providers import catalog
from projects.providers.base import Phase, Report
from projects.providers.troubles import ProviderError
from projects.services import desks
from projects.services.moves import tell
from projects.services.submitting import order_of

S = RenderState
GIVEN_UP = frozenset({S.FAILED, S.CANCELLED, S.RESULT_LOST})


def look_after(render: Render) -> Take | None:
    """Read the late callbacks of a render that has ended. Where the provider confirms a video, it becomes a take of its own.

    The end stands as it was, and nothing is paid again.
    """
    unread = render.callbacks.filter(done_at=None)
    task_id = render.provider_task_id
    unread.update(done_at=timezone.now())
    if render.state not in GIVEN_UP or not task_id:
        return None
    driver = catalog.driver(render.connection.driver)
    with ExitStack() as files:
        try:
            desk = desks.desk(render, driver, files, lambda percent: None)
            report = driver.poll(order_of(render), task_id, desk)
        except ProviderError:
            return None
    return recover(render, report) if report.phase == Phase.SUCCEEDED else None


@transaction.atomic
def recover(render: Render, report: Report) -> Take:
    """A new take that fetches what the old render's job made after all. Repeating it answers the same take."""
    was = render.take
    board = Board.objects.select_for_update(of=("self",)).get(pk=was.board_id)
    form_key = f"recovered:{render.slug}"
    known: Take | None = board.takes.filter(form_key=form_key).first()
    if known:
        return known
    take = Take.objects.create(
        board=board,
        number=(board.takes.aggregate(last=Max("number"))["last"] or 0) + 1,
        connection=was.connection,
        model=was.model,
        options=was.options,
        snapshot=was.snapshot,
        fingerprint=was.fingerprint,
        form_key=form_key,
        requested_by=was.requested_by,
    )
    made = Render.objects.create(
        take=take,
        connection=render.connection,
        number=1,
        state=S.FETCHING,
        order=render.order,
        quote={**render.quote, "amount": 0},
        external_id=uuid4().hex,
        result=report.result,
        progress=100,
    )
    note = _("The provider finished the job of take %d after all.") % was.number
    RenderEvent.objects.create(render=made, to_state=S.FETCHING, who="callback", note=note)
    tell(take)
    return take
