"""A recurring character, prop or place, called by `@handle` in prompts."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from projects.models.base import OpaqueSlugField, Trashable, TrashQuerySet, one_of
from projects.models.picture import Picture
from projects.models.project import Project
from projects.models.workspace import Workspace
from projects.rules.storyboard import ELEMENT_KINDS, ElementFacts


class Kind(models.TextChoices):
    """What an element is."""

    CHARACTER = "character", _("Character")
    PROP = "prop", _("Prop")
    PLACE = "place", _("Place")


class ElementQuerySet(TrashQuerySet):
    """Elements, by where they can be called."""

    def reachable(self, project: Project) -> Any:
        """What a prompt of this project may call: its own elements and those linked from the library; pictures prefetched."""
        mine = models.Q(project=project) | models.Q(linked_projects=project)
        return self.live().filter(mine).distinct().prefetch_related("element_pictures__picture")


class Element(Trashable):
    """An element of one project or, without a project, of the workspace library, which projects may link to."""

    slug = OpaqueSlugField("e")
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="elements")
    project = models.ForeignKey(Project, models.CASCADE, null=True, blank=True, related_name="elements")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.CHARACTER)
    handle = models.CharField(_("name"), max_length=24)
    description = models.TextField(_("looks like"), max_length=1000, blank=True)
    notes = models.TextField(_("notes"), max_length=2000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[Any] = ElementQuerySet.as_manager()

    class Meta:
        ordering = ("handle",)
        constraints = (
            models.UniqueConstraint(
                fields=("project", "handle"), condition=models.Q(deleted_at=None), name="element_handle_in_project"
            ),
            models.UniqueConstraint(
                fields=("workspace", "handle"),
                condition=models.Q(deleted_at=None, project=None),
                name="element_handle_in_library",
            ),
            one_of("kind", ELEMENT_KINDS, "element_kind_known"),
        )

    def __str__(self) -> str:
        return f"@{self.handle}"

    def facts(self) -> ElementFacts:
        """The element as the rules see it. Prefetch `element_pictures__picture` before asking many."""
        stills = tuple(link.picture.facts() for link in self.element_pictures.all())
        return ElementFacts(self.handle, self.kind, self.description, stills, self.slug)


class ElementPicture(models.Model):
    """One of an element's one to four pictures; position 0 is its front."""

    element = models.ForeignKey(Element, models.CASCADE, related_name="element_pictures")
    picture = models.ForeignKey(Picture, models.PROTECT, related_name="element_pictures")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=("element", "picture"), name="element_picture_once"),
            models.UniqueConstraint(fields=("element", "position"), name="element_picture_position"),
            models.CheckConstraint(condition=models.Q(position__lt=4), name="element_has_four_pictures_at_most"),
        )
