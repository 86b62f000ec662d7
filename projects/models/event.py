"""The live feed: what changed, in order, for every open page."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from projects.models.workspace import Workspace


class Event(models.Model):
    """One change on a topic (`b:<board slug>`, `p:<project slug>`, `w:<workspace slug>`). The row id is the stream's event id.

    `name` says which region is out of date (`shots`, `timing`, `takes`, `render` …); `payload` is small JSON: ids, percent,
    and the `tab` that caused it, so that a page can ignore its own echo.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="events")
    topic = models.CharField(max_length=40)
    name = models.CharField(max_length=20)
    payload = models.JSONField(default=dict)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("topic", "id"), name="event_replay"),)
