"""Takes, the renders they are bought with, and the video files that come back."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from projects.models.base import Leased, OpaqueSlugField, Trashable, one_of
from projects.models.board import Board
from projects.models.project import Project
from projects.models.workspace import Connection, Workspace


class Clip(models.Model):
    """A finished video we hold. `digest` is the SHA-256 of `file`; seconds are exact, `frames` counted."""

    slug = OpaqueSlugField("k")
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="clips")
    digest = models.CharField(max_length=64, editable=False)
    file = models.FileField(max_length=200)
    poster = models.FileField(max_length=200)
    sprite = models.FileField(max_length=200, blank=True)
    sprite_facts = models.JSONField(default=dict)
    seconds = models.FloatField()
    frames = models.PositiveIntegerField()
    fps = models.PositiveSmallIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    bytes = models.PositiveBigIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("workspace", "digest"), name="clip_stored_once"),)

    def __str__(self) -> str:
        return f"{self.seconds:g} s · {self.width} × {self.height}"


OWN = "own"
"""The model of a take that nobody rendered: a clip of one's own that was added."""


class Take(Trashable):
    """One attempt at a whole board by one model, or somebody's own clip for it. Its number is never used again.

    `form_key` makes a double click one take; `snapshot` is the board as it was (`rules.snapshot`) and `fingerprint` its digest.
    One's own clip (`OWN`) has no connection and no renders, and costs nothing. `cuts_found` are the frames at which shots 2, 3 …
    begin in the clip (null: not found), `cuts_set` those that somebody moved; empty lists say that it is cut as planned.
    """

    slug = OpaqueSlugField("t")
    board = models.ForeignKey(Board, models.PROTECT, related_name="takes")
    number = models.PositiveIntegerField()
    connection = models.ForeignKey(Connection, models.PROTECT, null=True, blank=True, related_name="takes")
    model = models.CharField(max_length=60)
    options = models.JSONField(default=dict, blank=True)
    snapshot = models.JSONField()
    fingerprint = models.CharField(max_length=64)
    form_key = models.CharField(max_length=64)
    clip = models.ForeignKey(Clip, models.PROTECT, null=True, blank=True, related_name="takes")
    cuts_found = models.JSONField(default=list, blank=True)
    cuts_set = models.JSONField(default=list, blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("board", "number"), name="take_number_once"),
            models.UniqueConstraint(fields=("board", "form_key"), name="take_form_once"),
            models.CheckConstraint(
                condition=models.Q(model=OWN, connection=None, clip__isnull=False)
                | (~models.Q(model=OWN) & models.Q(connection__isnull=False)),
                name="take_own_or_connected",
            ),
        )

    def __str__(self) -> str:
        return f"{_('Take')} {self.number}"

    @property
    def own(self) -> bool:
        """True for somebody's own clip."""
        return self.model == OWN

    @property
    def local(self) -> bool:
        """True for what no provider made, so that it costs nothing."""
        return self.connection is None or self.connection.local


class RenderState(models.TextChoices):
    """The machine's states of one purchase; `services.renders` holds the table of moves."""

    QUEUED = "queued", _("Queued")
    SUBMITTING = "submitting", _("Sending")
    UNCERTAIN = "uncertain", _("Checking with the provider")
    SUBMITTED = "submitted", _("Sent")
    RUNNING = "running", _("Rendering")
    FETCHING = "fetching", _("Saving your video")
    NEEDS_ATTENTION = "needs_attention", _("Needs you")
    SUCCEEDED = "succeeded", _("Ready")
    FAILED = "failed", _("Failed")
    RESULT_LOST = "result_lost", _("Result lost")
    CANCELLED = "cancelled", _("Cancelled")


class Render(Leased):
    """One purchase at one provider. The row is the queue of record; messages only carry its id.

    `order` is frozen JSON (`providers.base.Order`), `quote` that of `rules.orders.Quote`. `external_id` is our own name for
    the job at the provider. `result` is where its file is there and `units` what it cost in the provider's own units, as
    the provider said. `category` says why it failed (`providers.troubles.Category`). `segment` is the part of its clip that the
    take shows, `[first frame, frames, frames a second]`, where it is not the clip's first whole seconds.
    """

    slug = OpaqueSlugField("r")
    take = models.ForeignKey(Take, models.PROTECT, related_name="renders")
    connection = models.ForeignKey(Connection, models.PROTECT, related_name="renders")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=16, choices=RenderState.choices, default=RenderState.QUEUED)
    order = models.JSONField()
    quote = models.JSONField(default=dict)
    external_id = models.CharField(max_length=64, unique=True)
    callback_token_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    provider_task_id = models.CharField(max_length=200, blank=True)
    provider_state = models.CharField(max_length=60, blank=True)
    submit_started_at = models.DateTimeField(null=True, blank=True)
    looked_up = models.PositiveSmallIntegerField(default=0)
    polls = models.PositiveIntegerField(default=0)
    missed_polls = models.PositiveIntegerField(default=0)
    polled_at = models.DateTimeField(null=True, blank=True)
    category = models.CharField(max_length=20, blank=True)
    result = models.TextField(blank=True)
    result_expires_at = models.DateTimeField(null=True, blank=True)
    units = models.CharField(max_length=24, blank=True)
    clip = models.ForeignKey(Clip, models.PROTECT, null=True, blank=True, related_name="renders")
    segment = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("take", "number"), name="render_number_once"),
            models.UniqueConstraint(
                fields=("connection", "provider_task_id"),
                condition=~models.Q(provider_task_id=""),
                name="render_task_once",
            ),
            one_of("state", RenderState.values, "render_state_known"),
        )
        indexes = (
            models.Index(fields=("due_at",), condition=models.Q(due_at__isnull=False), name="render_due"),
            models.Index(fields=("connection", "state"), name="render_running"),
        )

    @property
    def ready(self) -> bool:
        """Whether its video is here."""
        return self.state == RenderState.SUCCEEDED and self.clip_id is not None

    def __str__(self) -> str:
        return f"{self.take} · {self.number} · {self.get_state_display()}"


class RenderEvent(models.Model):
    """One line of a render's timeline, only ever added. `who` is click, worker, sweeper, callback, poll or person."""

    render = models.ForeignKey(Render, models.PROTECT, related_name="events")
    at = models.DateTimeField(auto_now_add=True)
    from_state = models.CharField(max_length=16, blank=True)
    to_state = models.CharField(max_length=16)
    who = models.CharField(max_length=20)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ("id",)


class Callback(models.Model):
    """What somebody posted to a render's callback address: kept, answered, and never believed.

    `body` is at most 64 KB of text; the same body is kept once. `signature` is "good", "bad" or "none".
    """

    render = models.ForeignKey(Render, models.CASCADE, related_name="callbacks")
    received_at = models.DateTimeField(auto_now_add=True)
    body = models.TextField()
    digest = models.CharField(max_length=64)
    task_id = models.CharField(max_length=128, blank=True)
    word = models.CharField(max_length=60, blank=True)
    signature = models.CharField(max_length=4)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("render", "digest"), name="callback_once"),)
        indexes = (models.Index(fields=("done_at",), condition=models.Q(done_at=None), name="callback_undone"),)


class ReelState(models.TextChoices):
    """States of one assembly."""

    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Joining")
    SUCCEEDED = "succeeded", _("Ready")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class Reel(Leased):
    """A project's reel joined into one file. `takes` lists the slugs of the takes it was made of, in board order."""

    slug = OpaqueSlugField("l")
    project = models.ForeignKey(Project, models.PROTECT, related_name="reels")
    state = models.CharField(max_length=16, choices=ReelState.choices, default=ReelState.QUEUED)
    takes = models.JSONField()
    form_key = models.CharField(max_length=64)
    clip = models.ForeignKey(Clip, models.PROTECT, null=True, blank=True, related_name="reels")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("project", "form_key"), name="reel_form_once"),
            one_of("state", ReelState.values, "reel_state_known"),
        )
