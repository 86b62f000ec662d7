"""A job: ordered boards and the elements they call, at one aspect ratio and frame rate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from projects.models.base import OpaqueSlugField, Trashable, one_of
from projects.models.workspace import Workspace
from projects.rules.storyboard import ASPECTS, FRAME_RATES

if TYPE_CHECKING:
    from projects.models.element import Element


class Project(Trashable):
    """A job. `model` is the renderer chosen last, `mode` its quality and `method` how it makes a board, offered first next time.

    `resolution`, `cfg`, `watermark` and `provider` are what else was chosen (`rules.options`), as text; empty is unset.
    """

    slug = OpaqueSlugField("p")
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="projects")
    title = models.CharField(_("title"), max_length=120)
    aspect = models.CharField(_("aspect ratio"), max_length=8, default="16:9", choices=[(a, a) for a in ASPECTS])
    fps = models.PositiveSmallIntegerField(_("frame rate"), default=24, choices=[(f, f"{f} fps") for f in FRAME_RATES])
    model = models.CharField(max_length=60, default="animatic")
    mode = models.CharField(max_length=12, blank=True)
    method = models.CharField(max_length=12, blank=True)
    resolution = models.CharField(max_length=12, blank=True)
    cfg = models.CharField(max_length=12, blank=True)
    watermark = models.CharField(max_length=12, blank=True)
    provider = models.CharField(max_length=12, blank=True)
    demo = models.BooleanField(default=False, editable=False)
    linked_elements: models.ManyToManyField[Element, models.Model] = models.ManyToManyField(
        "Element", related_name="linked_projects", blank=True
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-updated_at", "-id")
        constraints = (
            one_of("aspect", ASPECTS, "project_aspect_known"),
            one_of("fps", FRAME_RATES, "project_fps_known"),
        )

    def __str__(self) -> str:
        return self.title
