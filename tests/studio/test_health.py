"""`/healthz` and `/readyz`, which anybody may ask."""

from __future__ import annotations

import re
import time

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from studio import health
from studio.celery import Pulse


@pytest.mark.django_db
def test_alive_needs_nothing(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"alive": True})
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_ready_when_everybody_was_heard(client: Client) -> None:
    Pulse.beat()
    cache.set("pulse:sweeper", time.time())
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "troubles": {}})


@pytest.mark.django_db
def test_not_ready_says_who_is_silent(client: Client) -> None:
    cache.set("pulse:sweeper", time.time() - 90)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    troubles = answer.json()["troubles"]
    assert troubles["worker"] == "The worker was never heard."
    assert re.fullmatch(r"The sweeper was last heard 9\d s ago\.", troubles["sweeper"])


@pytest.mark.django_db(transaction=True)
def test_not_ready_while_a_migration_is_missing() -> None:
    newest = MigrationLoader(connection).graph.leaf_nodes("projects")[0]
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied(*newest)
    try:
        assert health.database().endswith("run manage.py migrate.")
    finally:
        recorder.record_applied(*newest)
