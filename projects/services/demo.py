"""The demo project: copied into a workspace in one go, without decoding a picture."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from projects import demo
from projects.media import stills
from projects.models import Board, Element, ElementPicture, Picture, Project, Shot, User, Workspace
from projects.services import connections
from projects.services.feed import announce
from projects.services.files import keep, kept_name

SIZE = (1536, 864)
NAMES = sorted(path.stem for path in demo.FOLDER.glob("*.jpg"))


def board_of(workspace: Workspace) -> Board | None:
    """The first board of the demo project, where there is one."""
    found: Board | None = (
        Board.objects.live().filter(project__workspace=workspace, project__demo=True, project__deleted_at=None).first()
    )
    return found


def open_in(*, by: User, workspace: Workspace) -> Board:
    """The Lighthouse: of the demo project that is there already, or of a new one."""
    return board_of(workspace) or copy_into(by=by, workspace=workspace)


def copy_into(*, by: User, workspace: Workspace) -> Board:
    """A project with three boards and four elements; answers the first board."""
    held = {name: _picture(by, workspace, name) for name in NAMES}
    with transaction.atomic():
        connections.practise(workspace)
        project = Project.objects.create(workspace=workspace, title=demo.TITLE, demo=True)
        for entry in demo.ELEMENTS:
            _element(project, entry, held)
        boards = [_board(project, place, entry, held) for place, entry in enumerate(demo.BOARDS)]
        announce(workspace, "projects", by=by)
    return boards[0]


def _board(project: Project, place: int, entry: dict[str, Any], held: dict[str, Picture]) -> Board:
    total = sum(shot[0] for shot in entry["shots"])
    board = Board.objects.create(project=project, position=place, title=_(entry["title"]), total_seconds=total)
    Shot.objects.bulk_create(
        Shot(
            board=board,
            position=number,
            seconds=length,
            label=label,
            first_picture=held[picture],
            camera=camera,
            prompt=prompt,
        )
        for number, (length, label, picture, camera, prompt) in enumerate(entry["shots"])
    )
    return board


def _element(project: Project, entry: dict[str, Any], held: dict[str, Picture]) -> None:
    element = Element.objects.create(
        workspace=project.workspace,
        project=project,
        handle=entry["handle"],
        kind=entry["kind"],
        description=entry["description"],
    )
    ElementPicture.objects.bulk_create(
        ElementPicture(element=element, picture=held[name], position=place)
        for place, name in enumerate(entry["pictures"])
    )


@cache
def _digest(name: str) -> str:
    return stills.file_digest(demo.FOLDER / f"{name}.jpg")


def _picture(by: User, workspace: Workspace, name: str) -> Picture:
    digest, path, small = _digest(name), demo.FOLDER / f"{name}.jpg", demo.FOLDER / f"{name}.webp"
    known = workspace.pictures.filter(digest=digest).first()
    if known:
        return known
    file = keep(path, kept_name(workspace, "stills", digest, ".jpg"))
    return Picture.objects.create(
        workspace=workspace,
        digest=digest,
        source_digest=digest,
        file=file,
        original=file,
        thumbnail=keep(small, kept_name(workspace, "thumbnails", digest, ".webp")),
        width=SIZE[0],
        height=SIZE[1],
        format="jpeg",
        bytes=path.stat().st_size,
        original_name=f"{name}.jpg",
        created_by=by,
    )
