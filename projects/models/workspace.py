"""A team's space, who is in it, and the providers it may use."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.models.base import OpaqueSlugField, one_of


class Role(models.TextChoices):
    """From least to most. What each may do is the table in `projects.access`."""

    CLIENT = "client", _("Client")
    ARTIST = "artist", _("Artist")
    DIRECTOR = "director", _("Director")
    PRODUCER = "producer", _("Producer")
    OWNER = "owner", _("Owner")


class Workspace(models.Model):
    """A team's space. A guest's workspace has `expires_at`, seven days ahead, until somebody keeps it."""

    slug = OpaqueSlugField("w")
    title = models.CharField(_("title"), max_length=80)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True, db_index=True)
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, through="Membership", related_name="workspaces")

    def __str__(self) -> str:
        return self.title


class Membership(models.Model):
    """One person's role in one workspace."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=8, choices=Role.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("workspace", "user"), name="membership_once"),
            one_of("role", Role.values, "membership_role_known"),
        )

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"


class Connection(models.Model):
    """A workspace's account at a provider. Every workspace has one to the local `animatic` driver.

    `sealed` is what `services.sealing` made of the secrets. `prices` is JSON of `rules.prices.Prices`. A `practice`
    connection leads to the practice provider of this installation, wherever it listens today. `most_running`, `creates` and
    `per_seconds` override what is known of the driver. `free_at`, `troubles`, `tripped` and `open_until` belong to
    `services.gates`. A removed connection stays for the takes that were made with it.
    """

    slug = OpaqueSlugField("c")
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="connections")
    driver = models.CharField(max_length=20)
    label = models.CharField(_("label"), max_length=80)
    practice = models.BooleanField(default=False)
    base_url = models.CharField(_("address"), max_length=200, blank=True)
    upload_url = models.CharField(_("address for uploads"), max_length=200, blank=True)
    sealed = models.TextField(blank=True, editable=False)
    last_four = models.CharField(max_length=4, blank=True, editable=False)
    has_webhook_secret = models.BooleanField(default=False, editable=False)
    settings = models.JSONField(default=dict, blank=True)
    prices = models.JSONField(default=dict, blank=True)
    most_running = models.PositiveIntegerField(null=True, blank=True)
    creates = models.PositiveIntegerField(null=True, blank=True)
    per_seconds = models.PositiveIntegerField(null=True, blank=True)
    paused_until = models.DateTimeField(null=True, blank=True)
    paused_because = models.CharField(max_length=300, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    check_good = models.BooleanField(null=True)
    check_words = models.CharField(max_length=300, blank=True)
    free_at = models.DateTimeField(default=timezone.now, editable=False)
    troubles = models.JSONField(default=list, blank=True, editable=False)
    tripped = models.PositiveSmallIntegerField(default=0, editable=False)
    open_until = models.DateTimeField(null=True, blank=True, editable=False)
    reconciled_at = models.DateTimeField(null=True, blank=True, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("workspace", "driver", "label"), condition=models.Q(removed_at=None), name="connection_once"
            ),
        )

    def __str__(self) -> str:
        return self.label

    @property
    def local(self) -> bool:
        """True for what runs here and costs nothing."""
        return self.driver == "animatic"
