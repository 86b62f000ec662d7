"""The people and things tests are about. In workspace Harbour: olga owns, pia produces, dirk directs, art draws, clara is
the client. mallory has a workspace of her own and no business here.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image

from projects.models import Board, Connection, Element, Membership, Picture, Project, Role, Shot, User, Workspace

CAST = {
    "olga": Role.OWNER,
    "pia": Role.PRODUCER,
    "dirk": Role.DIRECTOR,
    "art": Role.ARTIST,
    "clara": Role.CLIENT,
}


def make_user(name: str) -> User:
    """A person called `name`, found again if they are here already."""
    user = User.objects.filter(email=f"{name}@example.com").first()
    return user or User.objects.create_user(f"{name}@example.com", "correct horse battery", name=name.title())


def make_workspace(title: str = "Harbour", **people: str) -> Workspace:
    """A workspace with these people in it (`olga=Role.OWNER`) and the animatic connected."""
    workspace = Workspace.objects.create(title=title)
    Connection.objects.create(workspace=workspace, driver="animatic", label="Animatic")
    for name, role in people.items():
        Membership.objects.create(workspace=workspace, user=make_user(name), role=role)
    return workspace


def make_project(workspace: Workspace, title: str = "Harbour spot", **values: Any) -> Project:
    """A project."""
    return Project.objects.create(workspace=workspace, title=title, **values)


def make_board(
    project: Project, seconds: Sequence[int] = (3, 2, 2, 3), title: str = "The Lighthouse", **values: Any
) -> Board:
    """A board whose shots have these lengths and plain prompts."""
    board = Board.objects.create(
        project=project,
        title=title,
        **{"position": project.boards.live().count(), "total_seconds": sum(seconds) or 10, **values},
    )
    for length in seconds:
        make_shot(board, seconds=length)
    return board


def make_shot(board: Board, **values: Any) -> Shot:
    """A shot behind the others."""
    place = board.shots.live().count()
    return Shot.objects.create(
        board=board, **{"position": place, "seconds": 2, "prompt": f"Shot {place + 1} of the harbour.", **values}
    )


def still_bytes(size: tuple[int, int] = (640, 360), colour: str = "#264653", format: str = "JPEG") -> bytes:
    """A real picture file."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, format)
    return out.getvalue()


def make_picture(workspace: Workspace, size: tuple[int, int] = (1280, 720), colour: str = "#264653") -> Picture:
    """A stored picture with real files behind it."""
    data = still_bytes(size, colour)
    digest = hashlib.sha256(data).hexdigest()
    known = workspace.pictures.filter(digest=digest).first()
    if known:
        return known
    name = default_storage.save(f"{workspace.slug}/stills/{digest}.jpg", ContentFile(data))
    return Picture.objects.create(
        workspace=workspace,
        digest=digest,
        source_digest=digest,
        file=name,
        original=name,
        thumbnail=name,
        width=size[0],
        height=size[1],
        format="jpeg",
        bytes=len(data),
        original_name=f"{colour.strip('#')}.jpg",
    )


def make_element(project: Project, handle: str = "mara", **values: Any) -> Element:
    """An element of a project."""
    return Element.objects.create(workspace=project.workspace, project=project, handle=handle, **values)


@pytest.fixture
def harbour(db: None) -> Workspace:
    """The workspace with everybody in it but mallory."""
    return make_workspace("Harbour", **CAST)


@pytest.fixture
def board(harbour: Workspace) -> Board:
    """The Lighthouse: four shots, 3 + 2 + 2 + 3 = 10 s."""
    return make_board(make_project(harbour))


@pytest.fixture
def people(harbour: Workspace) -> dict[str, User]:
    """Everybody by name; mallory owns a workspace next door."""
    make_workspace("Next door", mallory=Role.OWNER)
    return {name: make_user(name) for name in (*CAST, "mallory")}


@pytest.fixture
def as_(people: dict[str, User]) -> Callable[[str], Client]:
    """`as_("art")`: a browser in which art is signed in; `as_("")` nobody is."""

    def browser(name: str) -> Client:
        client = Client()
        if name:
            client.force_login(people[name], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return browser
