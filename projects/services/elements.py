"""Elements: named, pictured, linked, renamed everywhere, thrown away and brought back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.models import Board, Element, ElementPicture, Picture, Project, Shot, User, Workspace
from projects.rules.storyboard import ELEMENT_KINDS, HANDLE, MENTION
from projects.services import operations
from projects.services.feed import announce

MOST_PICTURES = 4


class ElementRefused(Exception):
    """An element cannot be that way; the message is a sentence for the person."""


def fold(handle: str) -> str:
    """A typed name as a handle: lower case, spaces as `_`, at most 24 letters. Raises `ElementRefused` when nothing fits."""
    folded = re.sub(r"[^a-z0-9_]", "", re.sub(r"[\s\-]+", "_", handle.strip().lower().removeprefix("@")))[:24]
    if not HANDLE.fullmatch(folded):
        raise ElementRefused(
            _("“%(name)s” can't be a name. Use 2 to 24 letters a–z, digits or _, starting with a letter.")
            % {"name": handle}
        )
    return folded


def create(
    *,
    by: User,
    workspace: Workspace,
    project: Project | None,
    handle: str,
    kind: str = "character",
    description: str = "",
    pictures: Sequence[Picture] = (),
) -> Element:
    """A new element of a project, or of the workspace library without one. Raises `ElementRefused`."""
    folded = fold(handle)
    with transaction.atomic():
        _free(workspace, project, folded)
        element = Element.objects.create(
            workspace=workspace, project=project, handle=folded, kind=kind, description=description
        )
        for picture in pictures[:MOST_PICTURES]:
            add_picture(by=by, element=element, picture=picture)
        _tell(element, by)
    return element


def change(*, by: User, element: Element, **values: str) -> Element:
    """Set `kind`, `description` or `notes`; the caller's form has judged them."""
    for name, value in values.items():
        setattr(element, name, value)
    with transaction.atomic():
        element.save(update_fields=[*values, "updated_at"])
        _tell(element, by)
    return element


def rename(*, by: User, element: Element, handle: str) -> int:
    """Give the element another name and rewrite every prompt that calls it, as one undoable step per board.

    Answers how many prompts were rewritten. Raises `ElementRefused`.
    """
    folded = fold(handle)
    if folded == element.handle:
        return 0
    with transaction.atomic():
        _free(element.workspace, element.project, folded, but=element)
        shots = list(_calling(element))
        was, element.handle = element.handle, folded
        element.save(update_fields=["handle", "updated_at"])
        for board in {shot.board.pk: shot.board for shot in shots}.values():
            changes = [_rewritten(shot, was, folded) for shot in shots if shot.board_id == board.pk]
            operations.perform(board, by=by, words=_("Renamed @%s to @%s") % (was, folded), changes=changes)
        _tell(element, by)
    return len(shots)


def add_picture(*, by: User, element: Element, picture: Picture) -> None:
    """Put a picture behind the others. Raises `ElementRefused` for a fifth; one that is there already stays."""
    held = list(element.element_pictures.values_list("picture_id", flat=True))
    if picture.pk in held:
        return
    if len(held) >= MOST_PICTURES:
        raise ElementRefused(
            _("@%(handle)s has %(most)d pictures already. Remove one first.")
            % {"handle": element.handle, "most": MOST_PICTURES}
        )
    with transaction.atomic():
        ElementPicture.objects.create(element=element, picture=picture, position=len(held))
        _tell(element, by)


def arrange_pictures(*, by: User, element: Element, pictures: Iterable[Picture]) -> None:
    """Keep just these pictures, in this order; the first is the front."""
    held = set(element.element_pictures.values_list("picture_id", flat=True))
    _line_up(by, element, [picture for picture in dict.fromkeys(pictures) if picture.pk in held])


def exchange_picture(*, by: User, element: Element, was: Picture, now: Picture) -> None:
    """Put another picture in the place of one; where the element has that one already, the old one just goes."""
    held = [link.picture for link in element.element_pictures.select_related("picture")]
    _line_up(by, element, list(dict.fromkeys(now if picture == was else picture for picture in held)))


def duplicate(*, by: User, element: Element) -> Element:
    """A copy beside it, named `<handle>_2` or the next free number."""
    taken = set(_scope(element.workspace, element.project).values_list("handle", flat=True))
    handle = next(name for n in range(2, 1000) if (name := f"{element.handle[:20]}_{n}") not in taken)
    pictures = [link.picture for link in element.element_pictures.select_related("picture")]
    return create(
        by=by,
        workspace=element.workspace,
        project=element.project,
        handle=handle,
        kind=element.kind,
        description=element.description,
        pictures=pictures,
    )


def link(*, by: User, element: Element, project: Project) -> None:
    """Let a project call a library element; edits flow. Raises `ElementRefused` when its name is taken there."""
    with transaction.atomic():
        _free(element.workspace, project, element.handle, but=element)
        project.linked_elements.add(element)
        announce(project, "elements", by=by)


def unlink(*, by: User, element: Element, project: Project) -> None:
    """Take a library element out of a project; mentions stay as text."""
    with transaction.atomic():
        project.linked_elements.remove(element)
        announce(project, "elements", by=by)


def trash(*, by: User, element: Element) -> int:
    """Throw it away for 30 days; mentions stay as text. Answers how many shots call it."""
    with transaction.atomic():
        used = _calling(element).count()
        element.deleted_at = timezone.now()
        element.save(update_fields=["deleted_at"])
        _tell(element, by)
    return used


def restore(*, by: User, element: Element) -> None:
    """Bring it back. Raises `ElementRefused` when its name was given away meanwhile."""
    with transaction.atomic():
        _free(element.workspace, element.project, element.handle, but=element)
        element.deleted_at = None
        element.save(update_fields=["deleted_at"])
        _tell(element, by)


def used_in(element: Element) -> dict[Board, list[int]]:
    """Where prompts call it: board → shot numbers, in board order."""
    places: dict[Board, list[int]] = {}
    for shot in _calling(element).order_by("board__position", "position"):
        places.setdefault(shot.board, []).append(shot.number)
    return places


def of_workspace(workspace: Workspace) -> models.QuerySet[Element]:
    """Every live element of a workspace: its library and those of its live projects; pictures prefetched."""
    live = models.Q(project=None) | models.Q(project__deleted_at=None)
    rows = Element.objects.live().filter(live, workspace=workspace)
    return rows.select_related("project").prefetch_related("element_pictures__picture")


def offered(project: Project) -> models.QuerySet[Element]:
    """What `@` offers in a project: what its prompts may call, then the rest of the library; pictures prefetched."""
    library = models.Q(project=None, workspace=project.workspace_id)
    rows = Element.objects.live().filter(library | models.Q(project=project))
    return rows.prefetch_related("element_pictures__picture")


def linkable(project: Project) -> models.QuerySet[Element]:
    """Library elements that a project does not call yet."""
    library = Element.objects.live().filter(workspace=project.workspace_id, project=None)
    return library.exclude(linked_projects=project).prefetch_related("element_pictures__picture")


def matching(rows: models.QuerySet[Element], kind: str, words: str) -> models.QuerySet[Element]:
    """Those of a kind (any without one) whose name or looks hold the words."""
    if kind:
        rows = rows.filter(kind=kind)
    if words:
        rows = rows.filter(models.Q(handle__icontains=words) | models.Q(description__icontains=words))
    return rows


def counted(rows: models.QuerySet[Element]) -> dict[str, int]:
    """How many there are of each kind, and of all (`""`)."""
    kinds = list(rows.values_list("kind", flat=True))
    return {"": len(kinds)} | {kind: kinds.count(kind) for kind in ELEMENT_KINDS}


def _calling(element: Element) -> models.QuerySet[Shot]:
    """Live shots whose prompt calls the element, with their boards."""
    projects = models.Q(board__project=element.project_id)
    if element.project_id is None:
        projects = models.Q(board__project__linked_elements=element)
    called = models.Q(prompt__iregex=rf"@{element.handle}([^A-Za-z0-9_]|$)")
    live = models.Q(deleted_at=None, board__deleted_at=None)
    return Shot.objects.filter(projects, called, live).select_related("board__project")


def _line_up(by: User, element: Element, pictures: Iterable[Picture]) -> None:
    with transaction.atomic():
        element.element_pictures.all().delete()
        ElementPicture.objects.bulk_create(
            ElementPicture(element=element, picture=picture, position=place) for place, picture in enumerate(pictures)
        )
        _tell(element, by)


def _rewritten(shot: Shot, was: str, now: str) -> dict[str, str]:
    text = MENTION.sub(lambda found: f"@{now}" if found[1].lower() == was else found[0], shot.prompt)
    return {"model": "shot", "id": shot.slug, "field": "prompt", "from": shot.prompt, "to": text}


def _scope(workspace: Workspace, project: Project | None) -> models.QuerySet[Element]:
    if project is None:
        return Element.objects.live().filter(workspace=workspace, project=None)
    rows: models.QuerySet[Element] = Element.objects.reachable(project)
    return rows


def _free(workspace: Workspace, project: Project | None, handle: str, but: Element | None = None) -> None:
    """Raises `ElementRefused` when the name is taken where it would be called."""
    namesakes = _scope(workspace, project).filter(handle=handle)
    if (namesakes.exclude(pk=but.pk) if but else namesakes).exists():
        raise ElementRefused(_("@%s is taken here. Choose another name.") % handle)


def _tell(element: Element, by: User) -> None:
    announce(element.project or element.workspace, "elements", by=by, element=element.slug)
