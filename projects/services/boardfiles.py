"""A board file becomes a board: its pictures are stored, its shots and elements are rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from projects.exchange.boardfile import BoardFile, ElementEntry, ShotEntry
from projects.media.stills import StillRefused
from projects.models import (
    Board,
    Connection,
    Element,
    ElementPicture,
    Membership,
    Picture,
    Project,
    Role,
    Shot,
    User,
    Workspace,
)
from projects.rules.storyboard import Camera, mentions
from projects.services import elements, pictures

ADDRESS = "board-files@storyreel.invalid"


@dataclass(frozen=True, slots=True)
class PictureTrouble:
    """A picture of the file that cannot be used: where it stands, the stable code and the sentence."""

    place: str
    code: str
    sentence: str
    fix: str


class PicturesRefused(Exception):
    """Some pictures cannot be used; `troubles` has one entry each."""

    def __init__(self, troubles: list[PictureTrouble]) -> None:
        super().__init__("; ".join(trouble.sentence for trouble in troubles))
        self.troubles = troubles


def desk() -> tuple[User, Workspace]:
    """The person and the workspace that boards from files belong to when nobody says otherwise. Nobody can sign in as them."""
    user = User.objects.filter(email=ADDRESS).first() or User.objects.create_user(ADDRESS, name="Board files")
    membership = Membership.objects.filter(user=user).select_related("workspace").first()
    if membership:
        return user, membership.workspace
    with transaction.atomic():
        workspace = Workspace.objects.create(title="Board files")
        Membership.objects.create(user=user, workspace=workspace, role=Role.OWNER)
        Connection.objects.create(workspace=workspace, driver="animatic", label="Animatic")
    return user, workspace


def bring_in(*, by: User, workspace: Workspace, file: BoardFile) -> Board:
    """A new project holding the board of `file`, exactly as the file says it, right or wrong: preflight judges it later.

    Raises `PicturesRefused` before any row is made.
    """
    stored = _store(by, workspace, file)
    with transaction.atomic():
        project = Project.objects.create(workspace=workspace, title=file.title, aspect=file.aspect, fps=file.fps)
        for entry in _elements(file):
            _element(workspace, project, entry, stored)
        board = Board.objects.create(
            project=project,
            position=0,
            title=file.title,
            total_seconds=file.total,
            negative_prompt=file.negative_prompt,
            sound=file.sound,
        )
        Shot.objects.bulk_create(_shot(board, place, entry, stored) for place, entry in enumerate(file.shots))
    return board


def _elements(file: BoardFile) -> tuple[ElementEntry, ...]:
    """Those of the file. A file that lists none means whoever it mentions; one that lists some may have misspelt the rest."""
    if file.elements is not None:
        return file.elements
    called = (handle for entry in file.shots for handle in mentions(entry.prompt))
    return tuple(ElementEntry(handle) for handle in dict.fromkeys(called))


def _store(by: User, workspace: Workspace, file: BoardFile) -> dict[Path, Picture]:
    stored: dict[Path, Picture] = {}
    troubles: list[PictureTrouble] = []
    for place, path in _named(file):
        if path in stored:
            continue
        try:
            stored[path] = pictures.take_in(by=by, workspace=workspace, source=path, name=path.name)
        except StillRefused as refused:
            troubles.append(PictureTrouble(place, refused.code, refused.sentence, refused.fix or ""))
    if troubles:
        raise PicturesRefused(troubles)
    return stored


def _named(file: BoardFile) -> list[tuple[str, Path]]:
    shots = [
        (f"shot {number}", path)
        for number, shot in enumerate(file.shots, 1)
        for path in (shot.picture, shot.last_picture)
        if path
    ]
    return shots + [("board", path) for element in _elements(file) for path in element.pictures]


def _shot(board: Board, place: int, entry: ShotEntry, stored: dict[Path, Picture]) -> Shot:
    return Shot(
        board=board,
        position=place,
        seconds=entry.seconds,
        locked=entry.locked,
        prompt=entry.prompt,
        notes=entry.notes,
        dialogue=entry.dialogue,
        label=entry.label,
        first_picture=stored[entry.picture] if entry.picture else None,
        last_picture=stored[entry.last_picture] if entry.last_picture else None,
        camera=Camera.parse(entry.camera).as_json(),
        motion=dict(entry.motion),
    )


def _element(workspace: Workspace, project: Project, entry: ElementEntry, stored: dict[Path, Picture]) -> None:
    element = Element.objects.create(
        workspace=workspace,
        project=project,
        handle=elements.fold(entry.handle),
        kind=entry.kind,
        description=entry.description,
    )
    ElementPicture.objects.bulk_create(
        ElementPicture(element=element, picture=stored[path], position=place)
        for place, path in enumerate(dict.fromkeys(entry.pictures))
    )
