"""What is in a workspace's trash, when it goes for good, and the way back for each kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from projects.models import Board, Element, Shot, Take, Workspace
from projects.services.housekeeping import TRASH_KEPT


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing in the trash: its kind (`project`, `board`, `shot`, `element`, `take`), words, and when it vanishes."""

    kind: str
    slug: str
    words: str
    where: str
    deleted_at: datetime

    @property
    def until(self) -> datetime:
        """When it goes for good."""
        return self.deleted_at + TRASH_KEPT


def things(workspace: Workspace) -> list[Thing]:
    """Everything that can be brought back, the newest first: five queries."""
    found = [thing for read in READERS for thing in read(workspace)]
    return sorted(found, key=lambda thing: thing.deleted_at, reverse=True)


def _projects(workspace: Workspace) -> Iterator[Thing]:
    for row in workspace.projects.trashed():
        yield Thing("project", row.slug, row.title, workspace.title, row.deleted_at)


def _boards(workspace: Workspace) -> Iterator[Thing]:
    rows = Board.objects.trashed().filter(project__workspace=workspace, project__deleted_at=None)
    for row in rows.select_related("project"):
        yield Thing("board", row.slug, row.title, row.project.title, row.deleted_at)


def _shots(workspace: Workspace) -> Iterator[Thing]:
    here = Shot.objects.trashed().filter(board__project__workspace=workspace, board__deleted_at=None)
    rows = here.filter(board__project__deleted_at=None).select_related("board")
    for row in rows:
        yield Thing(
            "shot", row.slug, (row.prompt or row.label)[:60] or _("Empty shot"), row.board.title, row.deleted_at
        )


def _elements(workspace: Workspace) -> Iterator[Thing]:
    rows = Element.objects.trashed().filter(workspace=workspace).select_related("project")
    for row in rows:
        yield Thing("element", row.slug, str(row), row.project.title if row.project else _("Library"), row.deleted_at)


def _takes(workspace: Workspace) -> Iterator[Thing]:
    here = Take.objects.trashed().filter(board__project__workspace=workspace, board__deleted_at=None)
    for row in here.select_related("board"):
        yield Thing("take", row.slug, str(row), row.board.title, row.deleted_at)


READERS: tuple[Callable[[Any], Iterator[Thing]], ...] = (_projects, _boards, _shots, _elements, _takes)
