"""Callbacks: kept, answered, never believed. They only make us ask the provider sooner, with our own key."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.db import IntegrityError
from django.db.models import Case, Count, F, Q, Value, When
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


class Unwanted(Exception):
    """Nobody here expects this callback: the answer is 404, whatever the reason."""


class Forged(Exception):
    """The signature is missing or wrong: the answer is 401."""


def receive(driver: str, token: str, headers: Mapping[str, str], body: bytes) -> bool:
    """Put a callback in the inbox: two queries. Answers whether it is new. Raises `Unwanted` or `Forged`.

    `headers` have lower-case names; `body` is at most `MOST_BYTES`. One render keeps `MOST_KEPT`: polling reads the rest.
    """
    if len(token) > TOKEN_LENGTH:
        raise Unwanted
    known = Render.objects.filter(callback_token_hash=addresses.token_hash(token), connection__driver=driver)
    facts = ("pk", "finished_at", "connection", "connection__has_webhook_secret")
    found = next(iter(known.values_list(*facts, Count("callbacks"))[:1]), None)
    if found is None or (found[1] and timezone.now() - found[1] > TOKEN_LIVES):
        raise Unwanted
    hint = catalog.remote(driver).hint(headers, body, _account(found[2], signs=found[3]), time.time())
    if hint.signature == "bad":
        log.warning("a callback for render %s was not signed as it should be", found[0])
        raise Forged
    if found[4] >= MOST_KEPT:
        return False
    row = Callback(
        render_id=found[0],
        body=body.decode("utf-8", "replace").replace("\0", ""),
        digest=hashlib.sha256(body).hexdigest(),
        task_id=hint.task_id,
        word=hint.word[:60],
        signature=hint.signature,
    )
    try:
        row.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _account(pk: int, *, signs: bool) -> Account:
    """What a callback is verified with; without a secret nothing has to be opened."""
    if not signs:
        return UNSIGNED
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
    calm = F("polled_at") + timedelta(seconds=CALM_SECONDS)
    free = unread.filter(state__in=WATCHED, lease_until__lte=now)
    many: dict[int, int] = dict(free.values_list("pk").annotate(count=Count("callbacks"))[:MOST_WOKEN])
    eager = [pk for pk, count in many.items() if count <= CALM_AFTER]
    _due(eager, Value(now))
    _due(many.keys() - set(eager), Case(When(polled_at=None, then=Value(now)), default=calm))
    return list(many)


def _due(ids: Iterable[int], when: object) -> None:
    rows = Render.objects.filter(pk__in=list(ids)).filter(Q(due_at__gt=timezone.now()) | Q(due_at=None))
    rows.exclude(spend_waits()).update(due_at=when)


def spend_waits() -> Q:
    """Renders whose take still waits for somebody's yes."""
    return Q(take__spend_request__isnull=False, take__spend_request__approved=None)
