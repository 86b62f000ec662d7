"""What people did to a board, with the way back: undo, redo and history."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from projects.models.base import OpaqueSlugField
from projects.models.board import Board


class Operation(models.Model):
    """One step. `forward` and `inverse` are lists of changes `services.operations` can apply; `group` joins a gesture's steps.

    `words` says what happened in the past tense (“Deleted shot 3”).
    """

    slug = OpaqueSlugField("o")
    board = models.ForeignKey(Board, models.CASCADE, related_name="operations")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    words = models.CharField(max_length=200)
    forward = models.JSONField()
    inverse = models.JSONField()
    group = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("board", "actor", "-id"), name="operation_latest_of_mine"),)

    def __str__(self) -> str:
        return self.words
