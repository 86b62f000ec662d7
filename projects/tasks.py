"""Doorbells. A message carries an id and nothing else: the row knows what is to be done, and the sweeper finds the row."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from celery import shared_task

from projects.models import Reel, Render, Take
from projects.services import callbacks, reels, renders

log = logging.getLogger(__name__)


def read_inbox(_pk: int) -> bool:
    """Wake the renders that callbacks have come for, and work them."""
    for pk in callbacks.wake():
        ring("wire", pk)
    return True


WORK: dict[str, Callable[[int], bool]] = {
    "render": renders.step,
    "wire": renders.step,
    "reel": reels.step,
    "inbox": read_inbox,
}
"""What may be rung for, and who answers."""

QUEUES = {"render": "media", "reel": "media", "wire": "wire", "inbox": "wire"}
"""What only waits for providers never stands behind what keeps a core busy."""

# One thread publishes, so that a broker that is silent never holds up a page.
_bell = ThreadPoolExecutor(1, thread_name_prefix="bell")
# Callbacks have a bell of their own that rings at most so often, whatever comes in.
_inbox_bell = ThreadPoolExecutor(1, thread_name_prefix="inbox")
_inbox_rung = threading.Event()
INBOX_SECONDS = 0.1


@shared_task(name="work")
def work(kind: str, pk: int) -> None:
    """Do the next step of one row. Ringing twice, late or for nothing does no harm."""
    WORK[kind](pk)


def ring(kind: str, *ids: int) -> None:
    """Tell the workers, without waiting and without ever failing the caller."""
    for pk in ids:
        _bell.submit(_publish, kind, pk)


def ring_render(render: Render) -> None:
    """Ring where its connection's work is done."""
    ring("render" if render.connection.local else "wire", render.pk)


def ring_take(take: Take) -> None:
    """Ring for every render of a take that does not wait for somebody's yes."""
    for render in Render.objects.filter(take=take).exclude(due_at=None).select_related("connection"):
        ring_render(render)


def ring_reel(reel: Reel) -> None:
    """Ring for a reel."""
    ring("reel", reel.pk)


def ring_inbox() -> None:
    """Ring for unread callbacks: one message is on its way however many came."""
    if not _inbox_rung.is_set():
        _inbox_rung.set()
        _inbox_bell.submit(_ring_inbox)


def _ring_inbox() -> None:
    _inbox_rung.clear()
    _publish("inbox", 0)
    time.sleep(INBOX_SECONDS)


def _publish(kind: str, pk: int) -> None:
    try:
        work.apply_async((kind, pk), retry=False, queue=QUEUES[kind])
    except Exception as trouble:
        log.warning("the broker did not take the bell for %s %s: %s", kind, pk, trouble)
