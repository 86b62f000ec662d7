"""Projects: made, renamed, archived, thrown away; and how they look on the wall."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.models import Board, Picture, Project, Shot, User, Workspace
from projects.services.feed import announce


def create(*, by: User, workspace: Workspace, **values: Any) -> Project:
    """A project; without a title it is “Untitled project”."""
    values["title"] = values.get("title") or _("Untitled project")
    with transaction.atomic():
        project = Project.objects.create(workspace=workspace, **values)
        announce(workspace, "projects", by=by)
    return project


def change(*, by: User, project: Project, **values: Any) -> Project:
    """Set title, aspect or frame rate."""
    for name, value in values.items():
        setattr(project, name, value)
    with transaction.atomic():
        project.save(update_fields=[*values, "updated_at"])
        announce(project, "project", by=by)
        announce(project.workspace, "projects", by=by)
    return project


def archive(*, by: User, project: Project, on: bool = True) -> None:
    """Put it away, or take it out again; nothing is lost either way."""
    change(by=by, project=project, archived_at=timezone.now() if on else None)


def trash(*, by: User, project: Project) -> None:
    """Throw it away for 30 days."""
    change(by=by, project=project, deleted_at=timezone.now())


def restore(*, by: User, project: Project) -> None:
    """Bring it back."""
    change(by=by, project=project, deleted_at=None)


def touch(project: Project) -> None:
    """It was worked on just now."""
    Project.objects.filter(pk=project.pk).update(updated_at=timezone.now())


@dataclass(slots=True)
class Cover:
    """A project on the wall: how many boards, how long together, and up to three stills of its freshest board."""

    project: Project
    boards: int = 0
    seconds: int = 0
    stills: list[Picture] = field(default_factory=list)


def covers(workspace: Workspace, *, words: str = "", archived: bool = False) -> list[Cover]:
    """The wall, last touched first: three queries however many projects there are."""
    rows = (
        workspace.projects.live().exclude(archived_at=None)
        if archived
        else workspace.projects.live().filter(archived_at=None)
    )
    if words:
        rows = rows.filter(
            Q(title__icontains=words) | Q(boards__title__icontains=words, boards__deleted_at=None)
        ).distinct()
    walls = {project.pk: Cover(project) for project in rows}
    boards = Board.objects.live().filter(project__in=walls).order_by("-updated_at")
    freshest: dict[int, int] = {}
    for board in boards:
        cover = walls[board.project_id]
        cover.boards += 1
        cover.seconds += board.total_seconds
        freshest.setdefault(board.project_id, board.pk)
    shots = Shot.objects.live().filter(board__in=freshest.values()).exclude(first_picture=None)
    for shot in shots.select_related("first_picture", "board"):
        stills = walls[shot.board.project_id].stills
        if len(stills) < 3 and shot.first_picture:
            stills.append(shot.first_picture)
    return list(walls.values())
