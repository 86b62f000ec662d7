"""What several models share: opaque public ids, the trash, and the columns of a row that a worker leases."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.utils import timezone

Row = TypeVar("Row", bound=models.Model)
ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"


def new_slug(prefix: str) -> str:
    """A public id such as `b_7qm2kdx4`: the prefix says what it is, eight letters without look-alikes say which."""
    return f"{prefix}_{''.join(secrets.choice(ALPHABET) for _ in range(8))}"


class OpaqueSlugField(models.CharField):
    """The id that appears in URLs. Row numbers never leave the house."""

    def __init__(self, prefix: str = "", **options: Any) -> None:
        self.prefix = prefix
        super().__init__(
            **{"max_length": 16, "unique": True, "editable": False, "default": partial(new_slug, prefix), **options}
        )

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """Migrations record the prefix alone."""
        name, path, args, options = super().deconstruct()
        for derived in ("max_length", "unique", "editable", "default"):
            options.pop(derived, None)
        return name, path, args, {**options, "prefix": self.prefix}


def locking(model: type[Row]) -> models.QuerySet[Row]:
    """Rows of `model` that are held until the transaction ends: who wants the same waits, who only points at them does not.

    PostgreSQL checks foreign keys when a transaction commits. Against a full FOR UPDATE those checks and the lock can wait
    for each other, and one of the two transactions is thrown away.
    """
    return model._default_manager.select_for_update(of=("self",), no_key=True)


class TrashQuerySet(models.QuerySet[Any]):
    """Rows that can be thrown away and brought back."""

    def live(self) -> Self:
        return self.filter(deleted_at=None)

    def trashed(self) -> Self:
        return self.exclude(deleted_at=None)


class Trashable(models.Model):
    """A row that goes to the trash for 30 days instead of vanishing."""

    deleted_at = models.DateTimeField(null=True, blank=True, editable=False, db_index=True)

    objects: ClassVar[Any] = TrashQuerySet.as_manager()

    class Meta:
        abstract = True


class Leased(models.Model):
    """A row that is its own place in the queue: due at a time, worked by whoever holds the lease.

    `fence` rises with every claim; a worker whose fence is old can no longer move the row.
    """

    fence = models.PositiveIntegerField(default=0, editable=False)
    lease_until = models.DateTimeField(default=timezone.now, editable=False)
    due_at = models.DateTimeField(null=True, default=timezone.now, editable=False)
    crashes = models.PositiveSmallIntegerField(default=0, editable=False)
    progress = models.PositiveSmallIntegerField(default=0)
    reason = models.TextField(blank=True)
    cancel_requested_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


def one_of(field: str, values: Any, name: str) -> models.CheckConstraint:
    """The column holds one of these values, whoever writes it."""
    return models.CheckConstraint(condition=models.Q(**{f"{field}__in": list(values)}), name=name)
