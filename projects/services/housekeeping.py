"""What is kept only for a while: the trash, guest workspaces, events, files nobody points at any more."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils import timezone

from projects.models import (
    Board,
    Clip,
    Element,
    ElementPicture,
    Event,
    LedgerEntry,
    Picture,
    Project,
    Reel,
    Render,
    RenderEvent,
    Shot,
    Take,
    User,
    Workspace,
)
from projects.services import clearing, uploads, versions
from projects.services.moves import OVER

TRASH_KEPT = timedelta(days=30)
EVENTS_KEPT = timedelta(days=1)


def tidy() -> dict[str, int]:
    """Everything that is past its time; answers how much went, by what."""
    now = timezone.now()
    return {
        "workspaces": sum(map(purge_workspace, Workspace.objects.filter(expires_at__lt=now))),
        "projects": sum(map(purge_project, Project.objects.filter(deleted_at__lt=now - TRASH_KEPT))),
        "boards": sum(map(purge_board, Board.objects.filter(deleted_at__lt=now - TRASH_KEPT))),
        "shots": Shot.objects.filter(deleted_at__lt=now - TRASH_KEPT).delete()[0],
        "elements": Element.objects.filter(deleted_at__lt=now - TRASH_KEPT).delete()[0],
        "takes": sum(map(purge_take, Take.objects.filter(deleted_at__lt=now - TRASH_KEPT))),
        "events": Event.objects.filter(at__lt=now - EVENTS_KEPT).delete()[0],
        "uploads": uploads.forget_stale(),
        "versions": versions.keep_daily(),
    }


@transaction.atomic
def purge_workspace(workspace: Workspace) -> int:
    """A workspace with everything in it, its files, its ledger and its guest; not while a provider works for it or keeps its elements."""
    if bought(Render.objects.filter(connection__workspace=workspace)) or clearing.held(workspace.pk):
        return 0
    for project in Project.objects.filter(workspace=workspace):
        purge_project(project)
    Element.objects.filter(workspace=workspace).delete()
    LedgerEntry.objects.filter(workspace=workspace).delete()
    _forget(Clip.objects.filter(workspace=workspace), "file", "poster", "sprite")
    _forget(Picture.objects.filter(workspace=workspace), "file", "original", "thumbnail")
    User.objects.filter(memberships__workspace=workspace, is_guest=True).delete()
    return int(workspace.delete()[0] > 0)


@transaction.atomic
def purge_project(project: Project) -> int:
    """A project with its boards, takes and elements; pictures, clips and the ledger stay with the workspace."""
    if bought(Render.objects.filter(take__board__project=project)):
        return 0
    Reel.objects.filter(project=project).delete()
    for board in Board.objects.filter(project=project):
        purge_board(board)
    return int(project.delete()[0] > 0)


@transaction.atomic
def purge_board(board: Board) -> int:
    """A board with its shots and takes."""
    if bought(Render.objects.filter(take__board=board)):
        return 0
    Board.objects.filter(pk=board.pk).update(picked_take=None)
    for take in Take.objects.filter(board=board):
        purge_take(take)
    return int(board.delete()[0] > 0)


@transaction.atomic
def purge_take(take: Take) -> int:
    """A take with its renders and their timeline; its clip goes when no other take holds it."""
    if bought(Render.objects.filter(take=take)):
        return 0
    clips = {pk for pk in (take.clip_id, *take.renders.values_list("clip_id", flat=True)) if pk}
    RenderEvent.objects.filter(render__take=take).delete()
    Render.objects.filter(take=take).delete()
    gone = int(take.delete()[0] > 0)
    unused = Clip.objects.filter(pk__in=clips, takes=None, renders=None, reels=None)
    _forget(unused, "file", "poster", "sprite")
    return gone


def bought(renders: models.QuerySet[Render]) -> bool:
    """Whether a provider still works, or may work, on one of these: what is paid for is followed to its end."""
    return renders.exclude(state__in=OVER).exclude(connection__driver="animatic").exists()


def _forget(rows: models.QuerySet[models.Model], *files: str) -> None:
    """Delete rows, and their files once that is committed."""
    if rows.model is Picture:
        ElementPicture.objects.filter(picture__in=rows).delete()
    names = {name for row in rows.values_list(*files) for name in row if name}
    rows.delete()
    for name in names:
        transaction.on_commit(partial(default_storage.delete, name))
