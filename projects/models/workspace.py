"""A team's space, who is in it, and the providers it may use."""

from __future__ import annotations

from django.conf import settings
from django.db import models
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
    """A workspace's account at a provider. Every workspace has one to the local `animatic` driver."""

    slug = OpaqueSlugField("c")
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="connections")
    driver = models.CharField(max_length=20)
    label = models.CharField(max_length=80)
    paused_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("workspace", "driver", "label"), name="connection_once"),)

    def __str__(self) -> str:
        return self.label
