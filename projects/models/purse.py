"""What a workspace may spend and what it spent. Amounts are whole minor units of a currency, never fractions."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from projects.models.base import OpaqueSlugField, one_of
from projects.models.project import Project
from projects.models.take import Render, Take
from projects.models.workspace import Workspace


class Movement(models.TextChoices):
    """Movements of the ledger. A hold is closed by one capture or one release; adjustments correct what was captured."""

    HOLD = "hold", _("Held")
    CAPTURE = "capture", _("Spent")
    RELEASE = "release", _("Released")
    ADJUSTMENT = "adjustment", _("Adjusted")


CLOSING = (Movement.CAPTURE, Movement.RELEASE)


class LedgerEntry(models.Model):
    """One movement, only ever added. `key` makes it happen once: (render, key) is unique.

    A hold, its capture and its release all have the held amount; what the provider really took is capture plus adjustment.
    `words` and `task_id` keep their meaning when the take is gone for good. `units` is the cost in the provider's units.
    """

    workspace = models.ForeignKey(Workspace, models.PROTECT, related_name="ledger")
    project = models.ForeignKey(Project, models.SET_NULL, null=True, related_name="ledger")
    render = models.ForeignKey(Render, models.SET_NULL, null=True, related_name="ledger")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Movement.choices)
    key = models.CharField(max_length=20)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    units = models.CharField(max_length=24, blank=True)
    failed = models.BooleanField(default=False)
    words = models.CharField(max_length=200)
    task_id = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("render", "key"), name="ledger_once"),
            models.CheckConstraint(
                condition=models.Q(kind=Movement.ADJUSTMENT) | models.Q(amount__gte=0), name="ledger_amount_sane"
            ),
            one_of("kind", Movement.values, "ledger_kind_known"),
        )
        indexes = (models.Index(fields=("workspace", "at"), name="ledger_month"),)


class Period(models.TextChoices):
    """What a limit is about."""

    RENDER = "render", _("one render")
    MONTH = "month", _("a month")
    EVER = "ever", _("altogether")


class Limit(models.Model):
    """The most that may be spent by a workspace, on a project or by a person; `amount` 0 for a person means “asks first”."""

    slug = OpaqueSlugField("m")
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="limits")
    project = models.ForeignKey(Project, models.CASCADE, null=True, blank=True, related_name="limits")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="limits")
    period = models.CharField(max_length=6, choices=Period.choices)
    amount = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3, default="USD")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("workspace", "period", "currency"),
                condition=models.Q(project=None, person=None),
                name="limit_workspace_once",
            ),
            models.UniqueConstraint(
                fields=("project", "period", "currency"), condition=models.Q(person=None), name="limit_project_once"
            ),
            models.UniqueConstraint(
                fields=("workspace", "person", "period", "currency"),
                condition=models.Q(project=None),
                name="limit_person_once",
            ),
            models.CheckConstraint(
                condition=models.Q(project=None) | models.Q(person=None), name="limit_has_one_subject"
            ),
            one_of("period", Period.values, "limit_period_known"),
        )


class SpendRequest(models.Model):
    """A take that waits for somebody who may spend: nothing is held or sent before they say yes."""

    take = models.OneToOneField(Take, models.CASCADE, related_name="spend_request")
    because = models.CharField(max_length=300)
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    approved = models.BooleanField(null=True)
    answer = models.CharField(max_length=300, blank=True)
