"""May you? The only place that answers.

One table says what each role may do. `reach` turns it into rows and every getter is built on it, so a list and a page can
never disagree. What is not yours to see does not exist (404); what you see but may not do is refused (403).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import F, Model, QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from projects.models import (
    Board,
    Clip,
    Connection,
    Element,
    Limit,
    Operation,
    Picture,
    Project,
    Reel,
    Render,
    Role,
    Shot,
    Take,
    User,
    Version,
    Workspace,
)

Row = TypeVar("Row", bound=Model)


class Can(StrEnum):
    """What somebody may do."""

    ENTER = "enter"
    VIEW = "view"
    EDIT = "edit"
    RENDER = "render"
    DOWNLOAD = "download"
    PICK = "pick"
    ARRANGE = "arrange"
    PURGE = "purge"
    SPEND = "spend"
    MANAGE = "manage"


CHANGES = frozenset({Can.EDIT, Can.RENDER, Can.PICK, Can.SPEND})
"""What nobody may do in an archived project."""

_ARTIST = frozenset({Can.ENTER, Can.VIEW, Can.EDIT, Can.RENDER, Can.DOWNLOAD})
_DIRECTOR = _ARTIST | {Can.PICK, Can.ARRANGE, Can.SPEND}
_PRODUCER = _DIRECTOR | {Can.PURGE, Can.MANAGE}

ALLOWED: dict[Role, frozenset[Can]] = {
    Role.CLIENT: frozenset({Can.ENTER}),
    Role.ARTIST: _ARTIST,
    Role.DIRECTOR: _DIRECTOR,
    Role.PRODUCER: _PRODUCER,
    Role.OWNER: _PRODUCER,
}

SEES: dict[type[Model], Can] = {Workspace: Can.ENTER}
"""What a role needs for a row to exist for it; VIEW where nothing is said."""

PROJECT: dict[type[Model], str] = {
    Project: "",
    Board: "project__",
    Element: "project__",
    Reel: "project__",
    Shot: "board__project__",
    Take: "board__project__",
    Operation: "board__project__",
    Version: "board__project__",
    Render: "take__board__project__",
}
"""How what belongs to a project gets to it."""

WORKSPACE: dict[type[Model], str] = {
    Workspace: "",
    **dict.fromkeys((Connection, Limit, Picture, Clip), "workspace__"),
    **{model: f"{path}workspace__" for model, path in PROJECT.items()},
    Element: "workspace__",
}
"""How each model gets to its workspace: by its project, or at once where it may have none."""

TRASH: dict[type[Model], tuple[str, ...]] = {
    Connection: ("removed_at",),
    Project: ("deleted_at",),
    Element: ("deleted_at", "project__deleted_at"),
    Board: ("deleted_at", "project__deleted_at"),
    Reel: ("project__deleted_at",),
    Shot: ("deleted_at", "board__deleted_at", "board__project__deleted_at"),
    Take: ("deleted_at", "board__deleted_at", "board__project__deleted_at"),
    Operation: ("board__deleted_at", "board__project__deleted_at"),
    Version: ("board__deleted_at", "board__project__deleted_at"),
    Render: ("take__deleted_at", "take__board__deleted_at", "take__board__project__deleted_at"),
}
"""The dates that must be empty for a row to be out of the trash."""


def roles(can: Can) -> list[Role]:
    """The roles that may do this, least first."""
    return [role for role in Role if can in ALLOWED[role]]


def reach(user: Any, can: Can, model: type[Row], *, trash: bool = False) -> QuerySet[Row]:
    """The rows of `model` with which `user` may do `can`, each annotated with `my_role` and, in projects, `my_archived`.

    Rows in the trash, or inside something in the trash, are left out unless `trash`.
    """
    path = WORKSPACE[model]
    rows: QuerySet[Any] = model._default_manager.filter(
        **{f"{path}memberships__user": user.pk, f"{path}memberships__role__in": roles(can)}
    ).annotate(my_role=F(f"{path}memberships__role"))
    if model in PROJECT:
        rows = rows.annotate(my_archived=F(f"{PROJECT[model]}archived_at"))
        rows = rows.filter(my_archived=None) if can in CHANGES else rows
    return rows if trash else rows.filter(**{f"{date}": None for date in TRASH.get(model, ())})


def can(user: Any, can: Can, row: Model, *, trash: bool = False) -> bool:
    """Whether `user` may do `can` with this one row; the same expression as `reach`."""
    return reach(user, can, type(row), trash=trash).filter(pk=row.pk).exists()


def abilities(row: Model) -> frozenset[Can]:
    """What its reader may do with a row that came from here, for templates that show or explain a control."""
    facts = vars(row)
    return ALLOWED[Role(facts["my_role"])] - (CHANGES if facts.get("my_archived") else frozenset())


def role(user: Any, workspace: Workspace) -> str:
    """The person's role in a workspace. Raises 404 when they have none."""
    found = workspace.memberships.filter(user=user.pk).values_list("role", flat=True).first()
    if found is None:
        raise Http404(_("It is not here: it was moved, deleted, or is not yours to see."))
    return found


def _get(
    request: HttpRequest, wanted: Can, model: type[Row], slug: str, *related: str, inside: str = "", trash: bool = False
) -> Row:
    seen = reach(request.user, SEES.get(model, Can.VIEW), model, trash=trash).filter(slug=slug)
    if inside:
        seen = seen.filter(**{f"{WORKSPACE[model]}slug": inside})
    row = (seen.select_related(*related) if related else seen).first()
    if row is None:
        raise Http404(_("It is not here: it was moved, deleted, or is not yours to see."))
    if wanted not in abilities(row):
        raise PermissionDenied(refusal(wanted, row))
    return row


def refusal(wanted: Can, row: Model) -> str:
    """Why its reader may not do something with a row, and who may."""
    role = Role(vars(row)["my_role"])
    if wanted in ALLOWED[role]:
        return _(
            "This project is archived, so nothing in it changes. A director takes it out of the archive among the projects."
        )
    who = ", ".join(str(each.label) for each in roles(wanted))
    return _("Your role here is %(role)s. This needs one of: %(who)s.") % {"role": role.label, "who": who}


def workspace(request: HttpRequest, wanted: Can, slug: str) -> Workspace:
    """The workspace, if `request.user` may do this with it. Raises 404 or 403 like every getter here."""
    return _get(request, wanted, Workspace, slug)


def project(request: HttpRequest, wanted: Can, slug: str, *, inside: str = "", trash: bool = False) -> Project:
    """The project with its workspace, which must be `inside` where an address names both. `trash` finds it there too."""
    return _get(request, wanted, Project, slug, "workspace", inside=inside, trash=trash)


def board(request: HttpRequest, wanted: Can, slug: str, *, inside: str = "", trash: bool = False) -> Board:
    """The board with its project and workspace, which must be `inside` where an address names both."""
    return _get(request, wanted, Board, slug, "project__workspace", inside=inside, trash=trash)


def shot(request: HttpRequest, wanted: Can, slug: str, *, trash: bool = False) -> Shot:
    """The shot with its board, project, workspace and pictures."""
    return _get(request, wanted, Shot, slug, "board__project__workspace", "first_picture", "last_picture", trash=trash)


def element(request: HttpRequest, wanted: Can, slug: str, *, inside: str = "", trash: bool = False) -> Element:
    """The element with its workspace and project, of the workspace `inside` where something of that is to hold it."""
    return _get(request, wanted, Element, slug, "workspace", "project", inside=inside, trash=trash)


def picture(request: HttpRequest, wanted: Can, slug: str, *, inside: str = "") -> Picture:
    """The picture, of the workspace `inside` where something of that is to hold it."""
    return _get(request, wanted, Picture, slug, "workspace", inside=inside)


def lent_picture(slug: str) -> Picture | None:
    """A picture that was lent to a provider by a signed address: whoever holds the address was given it by us."""
    return Picture.objects.filter(slug=slug).first()


def connection(request: HttpRequest, wanted: Can, slug: str) -> Connection:
    """The connection with its workspace."""
    return _get(request, wanted, Connection, slug, "workspace")


def limit(request: HttpRequest, wanted: Can, slug: str) -> Limit:
    """The limit with its workspace."""
    return _get(request, wanted, Limit, slug, "workspace")


def take(request: HttpRequest, wanted: Can, slug: str, *, trash: bool = False) -> Take:
    """The take with its board, project, workspace and clip."""
    return _get(request, wanted, Take, slug, "board__project__workspace", "clip", "connection", trash=trash)


def finished(request: HttpRequest, board: Board, slugs: Sequence[str]) -> list[Take]:
    """Those of a board's takes that have a clip, in this order, with all that a row of the takes page asks of them."""
    rows = reach(request.user, Can.VIEW, Take).filter(board=board, slug__in=slugs).exclude(clip=None)
    rows = rows.select_related("clip", "requested_by", "connection", "spend_request")
    found = {row.slug: row for row in rows.prefetch_related("renders__ledger")}
    return [found[slug] for slug in slugs if slug in found]


def clip(request: HttpRequest, wanted: Can, slug: str) -> Clip:
    """The clip."""
    return _get(request, wanted, Clip, slug, "workspace")


def reel(request: HttpRequest, wanted: Can, slug: str) -> Reel:
    """The assembled reel with its project and workspace."""
    return _get(request, wanted, Reel, slug, "project__workspace", "clip")


def operation(request: HttpRequest, wanted: Can, slug: str) -> Operation:
    """The operation with its board, project and workspace."""
    return _get(request, wanted, Operation, slug, "board__project__workspace", "actor")


def version(request: HttpRequest, wanted: Can, slug: str) -> Version:
    """The version with its board, project and workspace."""
    return _get(request, wanted, Version, slug, "board__project__workspace", "made_by")


def member(user: Any) -> User:
    """The signed-in person; views behind the login use it for `by=`."""
    if not isinstance(user, User):
        raise PermissionDenied(_("Sign in to do this."))
    return user
