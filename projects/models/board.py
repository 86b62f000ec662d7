"""One multi-shot storyboard and its shots. Lengths are whole seconds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from projects.media.motion import Motion
from projects.models.base import OpaqueSlugField, Trashable, TrashQuerySet, locking, one_of
from projects.models.element import Element
from projects.models.picture import Picture
from projects.models.project import Project
from projects.rules.storyboard import BoardPlan, Camera, ShotPlan


class OrderedQuerySet(TrashQuerySet):
    """Rows with a `position`: 0, 1, 2 … among live siblings, NULL in the trash."""

    def live(self) -> Any:
        return super().live().order_by("position")

    def arrange(self, ids: Sequence[int]) -> None:
        """Give the rows with these ids the positions 0, 1, 2 …; call it on the siblings alone.

        Positions are cleared first: SQLite checks a unique constraint row by row.
        """
        with transaction.atomic():
            self.filter(pk__in=ids).update(position=None)
            places = [models.When(pk=pk, then=models.Value(place)) for place, pk in enumerate(ids)]
            if places:
                self.filter(pk__in=ids).update(position=models.Case(*places))


class BoardState(models.TextChoices):
    """Where people stand with a board."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    RETAKE = "retake", _("Retake")
    APPROVED = "approved", _("Approved")


class Board(Trashable):
    """A storyboard of a project. `version` rises with every operation; `intended` holds keys of dismissed problems."""

    slug = OpaqueSlugField("b")
    project = models.ForeignKey(Project, models.CASCADE, related_name="boards")
    position = models.PositiveIntegerField(null=True, blank=True)
    title = models.CharField(_("title"), max_length=120)
    total_seconds = models.PositiveSmallIntegerField(_("total"), default=10)
    hold_total = models.BooleanField(_("hold total"), default=True)
    negative_prompt = models.TextField(_("keep out"), max_length=2500, blank=True)
    style = models.CharField(_("style"), max_length=200, blank=True)
    sound = models.BooleanField(_("sound"), default=False)
    state = models.CharField(max_length=10, choices=BoardState.choices, default=BoardState.DRAFT)
    intended = models.JSONField(default=list, blank=True)
    picked_take = models.OneToOneField("Take", models.SET_NULL, null=True, blank=True, related_name="picked_by")
    version = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[Any] = OrderedQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("project", "position"), name="board_position_once"),
            models.CheckConstraint(condition=models.Q(total_seconds__range=(1, 900)), name="board_total_sane"),
            one_of("state", BoardState.values, "board_state_known"),
        )

    def __str__(self) -> str:
        return self.title

    @classmethod
    def held(cls, pk: int) -> Board:
        """The board with its project and workspace, kept from others until the transaction ends (`locking`)."""
        return locking(cls).select_related("project__workspace").get(pk=pk)

    def next_number(self) -> int:
        """What its next take is numbered; hold the board while that is decided."""
        return (self.takes.aggregate(last=models.Max("number"))["last"] or 0) + 1

    def plan(self) -> BoardPlan:
        """The board as the rules see it: three queries (shots with pictures, elements, their pictures)."""
        shots = self.shots.live().select_related("first_picture", "last_picture")
        return BoardPlan(
            title=self.title,
            total=self.total_seconds,
            shots=tuple(shot.plan() for shot in shots),
            aspect=self.project.aspect,
            fps=self.project.fps,
            elements=tuple(element.facts() for element in Element.objects.reachable(self.project)),
            negative_prompt=self.negative_prompt,
            sound=self.sound,
            intended=frozenset(self.intended),
        )


class Shot(Trashable):
    """One shot of a board. `writers` remembers, per text field, which tab wrote last (autosave)."""

    slug = OpaqueSlugField("s")
    board = models.ForeignKey(Board, models.CASCADE, related_name="shots")
    position = models.PositiveIntegerField(null=True, blank=True)
    seconds = models.PositiveSmallIntegerField(default=2)
    locked = models.BooleanField(default=False)
    prompt = models.TextField(max_length=5000, blank=True)
    notes = models.TextField(max_length=5000, blank=True)
    dialogue = models.TextField(max_length=2000, blank=True)
    label = models.CharField(max_length=40, blank=True)
    first_picture = models.ForeignKey(Picture, models.PROTECT, null=True, blank=True, related_name="first_in")
    last_picture = models.ForeignKey(Picture, models.PROTECT, null=True, blank=True, related_name="last_in")
    camera = models.JSONField(default=dict, blank=True)
    motion = models.JSONField(default=dict, blank=True)
    writers = models.JSONField(default=dict, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[Any] = OrderedQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("board", "position"), name="shot_position_once"),
            models.CheckConstraint(condition=models.Q(seconds__range=(1, 900)), name="shot_seconds_sane"),
        )

    def __str__(self) -> str:
        return self.prompt[:60] or self.label or self.slug

    @property
    def number(self) -> int:
        """The number people see: 1 for the first shot, 0 in the trash."""
        return 0 if self.position is None else self.position + 1

    def plan(self) -> ShotPlan:
        """The shot as the rules see it. Select its pictures before asking many."""
        return ShotPlan(
            seconds=self.seconds,
            prompt=self.prompt,
            locked=self.locked,
            first_picture=self.first_picture.facts() if self.first_picture else None,
            last_picture=self.last_picture.facts() if self.last_picture else None,
            camera=Camera.parse(self.camera),
            label=self.label,
            dialogue=self.dialogue,
            notes=self.notes,
            motion=Motion.parse(self.motion),
        )
