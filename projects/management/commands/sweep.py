"""The sweeper: finds every row that is due, rings for it, and works it itself when nobody comes."""

from __future__ import annotations

import logging
import signal
import threading
import time
from argparse import ArgumentParser
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.core.cache import cache
from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections, connections
from django.utils import timezone

from projects import tasks
from projects.models import Reel, Render, Take
from projects.models.base import Leased
from projects.services import callbacks, clearing, leases, receipts, reconcile, renders
from projects.services.housekeeping import tidy
from projects.services.moves import WATCHED, S
from projects.services.reels import WORKED as REELS_WORKED

log = logging.getLogger(__name__)

PERIOD = 1.0
RING_AGAIN = 5.0
PATIENCE = 8.0
HANDS = 2
MOST = 400
TIDY_EVERY = 3600.0
RECONCILE_EVERY = 3600.0
# Renders that wait for a provider are rung for where nothing keeps a core busy.
QUEUES: tuple[tuple[str, type[Leased], Iterable[str], dict[str, str]], ...] = (
    ("render", Render, WATCHED, {"connection__driver": "animatic"}),
    ("wire", Render, WATCHED, {}),
    ("reel", Reel, REELS_WORKED, {}),
)


class Command(BaseCommand):
    """Runs until it is told to stop. A broker that is down or a worker that is gone costs seconds, never a render."""

    help = "Find due renders and reels; needs the database and nothing else."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The command line."""
        parser.add_argument("--once", action="store_true", help="look once, work what is due, and end")

    def handle(self, *args: Any, **wish: Any) -> None:
        """Look every second; tidy up every hour."""
        stop = threading.Event()
        if threading.current_thread() is threading.main_thread():
            for name in (signal.SIGTERM, signal.SIGINT):
                signal.signal(name, lambda *_: stop.set())
        self.rung: dict[tuple[str, int], float] = {}
        self.busy: set[tuple[str, int]] = set()
        tidied = 0.0
        reconciled = time.monotonic()
        with ThreadPoolExecutor(HANDS, thread_name_prefix="sweep") as hands:
            while not stop.is_set():
                try:
                    self.look(hands, patience=0.0 if wish["once"] else PATIENCE)
                    reconciled = self.reconcile(hands, reconciled)
                    if time.monotonic() - tidied > TIDY_EVERY or not tidied:
                        tidied = time.monotonic()
                        log.info("tidied %s", tidy())
                except DatabaseError as trouble:
                    log.warning("the database did not answer: %s", trouble)
                    close_old_connections()
                if wish["once"]:
                    return
                stop.wait(PERIOD)

    def look(self, hands: ThreadPoolExecutor, *, patience: float) -> None:
        """One round over everything that is due."""
        cache.set("pulse:sweeper", time.time(), timeout=None)
        now = time.monotonic()
        found: set[tuple[str, int]] = set()
        receipts.bring_in()
        if callbacks.wake():
            log.debug("callbacks were waiting")
        known: set[tuple[type[Leased], int]] = set()
        for kind, model, states, only in QUEUES:
            for pk, due_at in leases.due(model, states).filter(**only).values_list("pk", "due_at")[:MOST]:
                if (model, pk) in known:
                    continue
                known.add((model, pk))
                found.add((kind, pk))
                self.attend(hands, (kind, pk), (timezone.now() - due_at).total_seconds(), now, patience)
        self.rung = {key: at for key, at in self.rung.items() if key in found}
        for take in (
            Take.objects.filter(clip=None, renders__state=S.SUCCEEDED)
            .exclude(renders__in=Render.objects.exclude(state=S.SUCCEEDED))
            .distinct()[:20]
        ):
            try:
                renders.settle(take)
            except Exception:
                log.exception("take %s could not be put together", take.slug)

    def reconcile(self, hands: ThreadPoolExecutor, last: float) -> float:
        """Once an hour compare what providers know with what we know, beside the rounds; answers when that was begun last."""
        if time.monotonic() - last < RECONCILE_EVERY:
            return last
        hands.submit(_reconcile)
        return time.monotonic()

    def attend(self, hands: ThreadPoolExecutor, key: tuple[str, int], late: float, now: float, patience: float) -> None:
        """Ring for one row, or work it here when it has waited longer than `patience`."""
        if late >= patience and key not in self.busy and len(self.busy) < HANDS:
            self.busy.add(key)
            hands.submit(self.work, key)
        elif now - self.rung.get(key, -RING_AGAIN) >= RING_AGAIN:
            self.rung[key] = now
            tasks.ring(key[0], key[1])

    def work(self, key: tuple[str, int]) -> None:
        """Do what the worker did not come for."""
        try:
            tasks.WORK[key[0]](key[1])
        except Exception:
            log.exception("%s %s could not be worked", *key)
        finally:
            self.busy.discard(key)
            connections.close_all()


def _reconcile() -> None:
    try:
        log.info("reconciled %s", reconcile.all_connections())
        log.info("elements at providers %s", clearing.all_mirrors())
    except Exception:
        log.exception("what providers know could not be compared")
    finally:
        connections.close_all()
