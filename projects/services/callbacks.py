"""Callbacks: kept, answered, never believed. They only make us ask the provider sooner, with our own key."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.db import connection
from django.db.models import Case, Count, F, Q, QuerySet, Value, When
from django.utils import timezone

from projects.models import Callback, Connection, Render, RenderState
from projects.providers import catalog
from projects.providers.base import Account
from projects.services import addresses, desks, recovery, sealing
from projects.services.moves import OVER, WATCHED

log = logging.getLogger(__name__)

S = RenderState
MOST_BYTES = 64 * 1024
MOST_KEPT = 200
TOKEN_LIVES = timedelta(days=45)
CALM_AFTER = 10
CALM_SECONDS = 5.0
MOST_WOKEN = 500
TOKEN_LENGTH = 100
UNSIGNED = Account(base_url="")
KEEP = f"""
    INSERT INTO {Callback._meta.db_table} (received_at, body, digest, task_id, word, signature, render_id)
    SELECT %s, %s, %s, %s, %s, 'none', render.id
    FROM {Render._meta.db_table} render JOIN {Connection._meta.db_table} account ON account.id = render.connection_id
    WHERE render.callback_token_hash = %s AND account.driver = %s AND NOT account.has_webhook_secret
      AND (render.finished_at IS NULL OR render.finished_at > %s)
    ON CONFLICT DO NOTHING
"""  # noqa: S608 — names of our own tables
"""The one statement of ours that the ORM cannot say: it halves what a callback costs."""


class Unwanted(Exception):
    """Nobody here expects this callback: the answer is 404, whatever the reason."""


class Forged(Exception):
    """The signature is missing or wrong: the answer is 401."""


def receive(driver: str, token: str, headers: Mapping[str, str], body: bytes) -> bool:
    """Put a callback in the inbox; answers whether it is new. One query where nothing is signed, three at most.

    `headers` have lower-case names; `body` is at most `MOST_BYTES`. Raises `Unwanted` or `Forged`.
    """
    if len(token) > TOKEN_LENGTH or driver not in catalog.REMOTES:
        raise Unwanted
    remote, hashed, digest = catalog.remote(driver), addresses.token_hash(token), hashlib.sha256(body).hexdigest()
    text, now = body.decode("utf-8", "replace").replace("\0", ""), timezone.now()
    hint = remote.hint(headers, body, UNSIGNED, now.timestamp())
    if hint.signature == "none" and _kept_unsigned(driver, hashed, (text, digest, hint.task_id, hint.word[:60])):
        return True
    render = Render.objects.filter(callback_token_hash=hashed, connection__driver=driver).first()
    if render is None or (render.finished_at and now - render.finished_at > TOKEN_LIVES):
        raise Unwanted
    hint = remote.hint(headers, body, _account(render.connection_id), now.timestamp())
    if hint.signature == "bad":
        log.warning("a callback for render %s was not signed as it should be", render.pk)
        raise Forged
    facts = {"body": text, "task_id": hint.task_id, "word": hint.word[:60], "signature": hint.signature}
    _row, new = Callback.objects.get_or_create(render=render, digest=digest, defaults=facts)
    return new


def _kept_unsigned(driver: str, hashed: str, facts: tuple[str, str, str, str]) -> bool:
    """Keep a callback of a render whose connection has no webhook secret, in one statement; False where that was not it."""
    now = timezone.now()
    moments = [connection.ops.adapt_datetimefield_value(each) for each in (now, now - TOKEN_LIVES)]
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [moments[0], *facts, hashed, driver, moments[1]])
        return bool(cursor.rowcount > 0)


def _account(pk: int) -> Account:
    """What a callback is verified with."""
    try:
        return desks.account(Connection.objects.get(pk=pk))
    except sealing.SealBroken as broken:
        raise Unwanted from broken


def wake() -> list[int]:
    """Make the renders with unread callbacks due, those that have ended looked after; answers the ids of the first.

    Ten different bodies wake a render at once; after that its provider is asked at most once in five seconds.
    """
    now = timezone.now()
    unread = Render.objects.filter(callbacks__done_at=None, callbacks__isnull=False)
    for render in unread.filter(state__in=OVER).distinct()[:50]:
        recovery.look_after(render)
    _quieten(unread)
    calm = F("polled_at") + timedelta(seconds=CALM_SECONDS)
    free = unread.filter(state__in=WATCHED, lease_until__lte=now)
    many: dict[int, int] = dict(free.values_list("pk").annotate(count=Count("callbacks"))[:MOST_WOKEN])
    eager = [pk for pk, count in many.items() if count <= CALM_AFTER]
    _due(eager, Value(now))
    _due(many.keys() - set(eager), Case(When(polled_at=None, then=Value(now)), default=calm))
    return list(many)


def _quieten(unread: QuerySet[Render]) -> None:
    """A render that is called more than `MOST_KEPT` times is not listened to any more: its address dies, polling goes on."""
    loud = unread.annotate(heard=Count("callbacks")).filter(heard__gt=MOST_KEPT).values("pk")
    Render.objects.filter(pk__in=list(loud.values_list("pk", flat=True))).update(callback_token_hash=None)


def _due(ids: Iterable[int], when: object) -> None:
    rows = Render.objects.filter(pk__in=list(ids)).filter(Q(due_at__gt=timezone.now()) | Q(due_at=None))
    rows.exclude(spend_waits()).update(due_at=when)


def spend_waits() -> Q:
    """Renders whose take still waits for somebody's yes."""
    return Q(take__spend_request__isnull=False, take__spend_request__approved=None)
