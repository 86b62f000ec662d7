"""The worker's application. Messages are doorbells: they carry an id and may be lost, late or doubled."""

from __future__ import annotations

import os
import time
import warnings
from typing import Any

from celery import Celery, bootsteps, signals
from celery.exceptions import SecurityWarning
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.settings")
TRANSPORT_ALIASES["files"] = "studio.broker:Transport"
# It warns workers of the superuser because of pickles; ours read JSON only.
warnings.simplefilter("ignore", SecurityWarning)

PULSE_SECONDS = 10.0
IMPATIENT = {"max_retries": 0, "socket_timeout": 0.2, "socket_connect_timeout": 0.2, "retry_on_timeout": False}

app = Celery("storyreel")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["projects"])


class Pulse(bootsteps.StartStopStep):
    """Writes the time to the shared cache every ten seconds while the worker works."""

    requires = ("celery.worker.components:Timer",)

    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        self.timer: Any = None

    def start(self, parent: Any) -> None:
        """The first beat at once, the others by the worker's own clock."""
        self.beat()
        self.timer = parent.timer.call_repeatedly(PULSE_SECONDS, self.beat, priority=10)

    def stop(self, parent: Any) -> None:
        """No beat after the last task."""
        if self.timer is not None:
            self.timer.cancel()

    @staticmethod
    def beat() -> None:
        """Now, for `/readyz`."""
        from django.core.cache import cache

        cache.set("pulse:worker", time.time(), timeout=None)


app.steps["worker"].add(Pulse)


@signals.setup_logging.connect
def keep_logging(**_options: Any) -> None:
    """A worker logs as the settings say; that somebody listens keeps Celery from setting up its own."""


def only_rings() -> None:
    """For web processes: publishing gives up within a fifth of a second; the sweeper finds what nobody rang for."""
    app.conf.broker_connection_timeout = 0.2
    app.conf.broker_transport_options = {**app.conf.broker_transport_options, **IMPATIENT}
