"""What children of the nursery run: one person's click in a web process of its own."""

from __future__ import annotations

import os
import time

from django.conf import settings
from django.test import override_settings

from projects import tasks
from projects.models import Board
from studio.celery import app, only_rings
from tests.faults.weather import STATIC, browser, form_of, press

ANSWERED_SECONDS = 2.0
GIVEN_UP_SECONDS = 5.0


@override_settings(STORAGES={**settings.STORAGES, "staticfiles": STATIC})
def press_render(slug: str, key: str, broker: str) -> None:
    """Press Render where messages go to `broker`: the answer comes at once, and the bell gives up soon."""
    os.environ["CELERY_BROKER_URL"] = broker
    app.conf.broker_url = broker
    only_rings()
    client, board = browser(SERVER_NAME="127.0.0.1"), Board.objects.get(slug=slug)
    form = form_of(client, board) | {"form_key": key}
    began = time.monotonic()
    answer = press(client, board, form)
    assert answer.status_code == 200, answer.content
    assert time.monotonic() - began < ANSWERED_SECONDS
    tasks._bell.shutdown()
    assert time.monotonic() - began < GIVEN_UP_SECONDS
