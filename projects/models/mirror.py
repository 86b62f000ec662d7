"""Elements as providers keep them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from projects.models.base import Leased, one_of
from projects.models.element import Element
from projects.models.workspace import Connection


class MirrorState(models.TextChoices):
    """How an element stands at a provider; `services.mirrors` moves it."""

    NEW = "new", _("To be made")
    SENDING = "sending", _("Sending")
    UNCERTAIN = "uncertain", _("Checking with the provider")
    MAKING = "making", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")


class ElementMirror(Leased):
    """An element with the looks of `digest` (`providers.ordering.OrderElement`) as the provider of one connection keeps it.

    It outlives the element, until it is deleted at the provider too. `external_id` is our own name for its making there,
    `provider_task_id` the provider's, and `remote_id` the id by which orders name it. `reason` and `category` say why it
    failed (`providers.troubles.Category`), `sent_at` when it was asked for last.
    """

    element = models.ForeignKey(Element, models.SET_NULL, null=True, blank=True, related_name="mirrors")
    element_slug = models.CharField(max_length=16, blank=True)
    connection = models.ForeignKey(Connection, models.CASCADE, related_name="mirrors")
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=MirrorState.choices, default=MirrorState.NEW)
    external_id = models.CharField(max_length=64, unique=True)
    provider_task_id = models.CharField(max_length=128, blank=True)
    remote_id = models.CharField(max_length=128, blank=True)
    category = models.CharField(max_length=20, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    looked_up = models.PositiveSmallIntegerField(default=0)
    drops = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("connection", "element_slug", "digest"), name="element_mirror_once"),
            one_of("state", MirrorState.values, "element_mirror_state_known"),
        )

    def __str__(self) -> str:
        return f"{self.element or self.element_slug} · {self.connection} · {self.get_state_display()}"
