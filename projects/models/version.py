"""A board as it was: kept by name, before a render, and once a day."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from projects.models.base import OpaqueSlugField, one_of
from projects.models.board import Board


class Occasion(models.TextChoices):
    """Why a version was kept."""

    NAMED = "named", _("Named")
    RENDER = "render", _("Before a render")
    DAILY = "daily", _("Daily")


class Version(models.Model):
    """`state` is everything people do to a board, as `services.versions` writes it and gives it back."""

    slug = OpaqueSlugField("v")
    board = models.ForeignKey(Board, models.CASCADE, related_name="versions")
    occasion = models.CharField(max_length=10, choices=Occasion.choices, default=Occasion.NAMED)
    words = models.CharField(max_length=120)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    state = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering = ("-id",)
        constraints = (one_of("occasion", Occasion.values, "version_occasion_known"),)

    def __str__(self) -> str:
        return self.words
