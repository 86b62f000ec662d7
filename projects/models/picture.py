"""An uploaded still, checked and rebuilt from its pixels, stored once per workspace."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from projects.models.base import OpaqueSlugField, one_of
from projects.models.workspace import Workspace
from projects.rules.storyboard import StillFacts

FORMATS = ("jpeg", "png", "webp")


class Picture(models.Model):
    """A still. `digest` is the SHA-256 of `file`, `source_digest` that of the bytes that were uploaded.

    `original` is what arrived, untouched; `made_from` is the picture that a fix (enlarge, crop, shrink, convert) started at.
    """

    slug = OpaqueSlugField("i")
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="pictures")
    digest = models.CharField(max_length=64, editable=False)
    source_digest = models.CharField(max_length=64, editable=False, db_index=True)
    file = models.FileField(max_length=200)
    original = models.FileField(max_length=200)
    thumbnail = models.FileField(max_length=200)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    format = models.CharField(max_length=8)
    bytes = models.PositiveBigIntegerField()
    original_name = models.CharField(max_length=200)
    made_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="made_into")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("workspace", "digest"), name="picture_stored_once"),
            one_of("format", FORMATS, "picture_format_known"),
            models.CheckConstraint(condition=models.Q(width__gte=1, height__gte=1), name="picture_has_size"),
        )

    def __str__(self) -> str:
        return self.original_name

    def facts(self) -> StillFacts:
        """The picture as the rules see it."""
        return StillFacts(self.digest, self.width, self.height, self.format, self.bytes, self.original_name)
