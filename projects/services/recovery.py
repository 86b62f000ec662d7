"""What comes after the end, or after a database was put back: videos of jobs that were given up, orders that may be sent already."""

from __future__ import annotations

from contextlib import ExitStack
from uuid import uuid4

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.models import Board, Render, RenderEvent, RenderState, Take
from projects.providers import catalog
from projects.providers.base import Phase, Report
from projects.providers.troubles import ProviderError
from projects.services import desks
from projects.services.moves import move, tell
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
    board = Board.held(was.board_id)
    form_key = f"recovered:{render.slug}"
    known: Take | None = board.takes.filter(form_key=form_key).first()
    if known:
        return known
    take = Take.objects.create(
        board=board,
        number=board.next_number(),
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


def doubt() -> int:
    """After a backup was put back: an order that is queued there may have been sent in the time that is lost.

    Each is asked for at its provider, or waits for a callback or a person, before it can be sent again. Answers how many.
    Call it while no worker runs.
    """
    remote = Render.objects.filter(connection__driver__in=catalog.REMOTES, due_at__isnull=False)
    waiting = remote.filter(state__in=(S.QUEUED, S.SUBMITTING))
    note = _("A backup was put back; this may have been sent in the time that is lost.")
    found = list(waiting.values_list("pk", flat=True))
    for pk in found:
        with transaction.atomic():
            Render.objects.filter(pk=pk).update(fence=F("fence") + 1)
            row = Render.objects.select_related("take__board__project__workspace", "connection").get(pk=pk)
            now = timezone.now()
            if row.state == S.QUEUED:
                move(row, S.SUBMITTING, who="person", note=note, submit_started_at=now)
            move(row, S.UNCERTAIN, who="person", note=note, looked_up=0, due_at=now, lease_until=now)
    return len(found)
