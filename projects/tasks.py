"""Doorbells. A message carries an id and nothing else: the row knows what is to be done, and the sweeper finds the row."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from celery import shared_task

from projects.models import Reel, Render, Take
from projects.services import reels, renders

log = logging.getLogger(__name__)

WORK: dict[str, Callable[[int], bool]] = {"render": renders.step, "reel": reels.step}
"""What may be rung for, and who answers."""

# One thread publishes, so that a broker that is silent never holds up a page.
_bell = ThreadPoolExecutor(1, thread_name_prefix="bell")


@shared_task(name="work")
def work(kind: str, pk: int) -> None:
    """Do the next step of one row. Ringing twice, late or for nothing does no harm."""
    WORK[kind](pk)


def ring(kind: str, *ids: int) -> None:
    """Tell the workers, without waiting and without ever failing the caller."""
    for pk in ids:
        _bell.submit(_publish, kind, pk)


def ring_take(take: Take) -> None:
    """Ring for every render of a take."""
    ring("render", *Render.objects.filter(take=take).values_list("pk", flat=True))


def ring_reel(reel: Reel) -> None:
    """Ring for a reel."""
    ring("reel", reel.pk)


def _publish(kind: str, pk: int) -> None:
    try:
        work.apply_async((kind, pk), retry=False)
    except Exception as trouble:
        log.warning("the broker did not take the bell for %s %s: %s", kind, pk, trouble)
