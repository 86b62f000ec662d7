"""A workspace: its wall of projects, its trash, and what the palette finds in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from projects import access
from projects.access import Can
from projects.forms.projects import TitleForm
from projects.models import Board, Element, Project, Workspace
from projects.services import elements, housekeeping, projects, trash, workspaces
from projects.views.answers import go, toast, unsaid, wants_fragment

MOST_PLACES = 200


@require_GET
def wall(request: HttpRequest, workspace: str) -> HttpResponse:
    """The projects, last touched first; `?q=` searches, `?archived=1` shows what was put away."""
    found = access.workspace(request, Can.ENTER, workspace)
    can = access.abilities(found)
    words, archived = request.GET.get("q", "").strip(), "archived" in request.GET
    context = {
        "workspace": found,
        "covers": projects.covers(found, words=words, archived=archived) if Can.VIEW in can else [],
        "q": words,
        "archived": archived,
        "nav": "projects",
        "abilities": can,
    }
    return render(request, "workspaces/_wall.html" if wants_fragment(request) else "workspaces/wall.html", context)


@require_POST
def create(request: HttpRequest) -> HttpResponse:
    """A workspace of one's own."""
    made = workspaces.create(owner=access.member(request.user))
    return go(request, reverse("workspace", args=[made.slug]))


@require_POST
def rename(request: HttpRequest, workspace: str) -> HttpResponse:
    """Give the workspace another title."""
    found, form = access.workspace(request, Can.PURGE, workspace), TitleForm(request.POST)
    if not form.is_valid():
        return unsaid(form)
    workspaces.rename(workspace=found, title=form.cleaned_data["title"][:80])
    return toast(HttpResponse(status=204), _("Renamed the workspace"))


@require_GET
def bin(request: HttpRequest, workspace: str) -> HttpResponse:
    """What was thrown away in the last 30 days."""
    found = access.workspace(request, Can.VIEW, workspace)
    can = access.abilities(found)
    context = {"workspace": found, "things": trash.things(found), "nav": "trash", "abilities": can}
    return render(request, "trash/page.html", context)


PURGES: dict[str, tuple[Callable[..., Any], Callable[[Any], object]]] = {
    "project": (access.project, housekeeping.purge_project),
    "board": (access.board, housekeeping.purge_board),
    "take": (access.take, housekeeping.purge_take),
    "shot": (access.shot, lambda row: row.delete()),
    "element": (access.element, lambda row: row.delete()),
}


@require_POST
def purge(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Delete one thing in the trash for good."""
    find, act = PURGES[kind]
    row = find(request, Can.PURGE, slug, trash=True)
    if row.deleted_at is None:
        return HttpResponse(_("It is not in the trash. Move it there first."), status=422, content_type="text/plain")
    act(row)
    return toast(HttpResponse(""), _("Deleted for good"))


@require_GET
def palette(request: HttpRequest) -> JsonResponse:
    """Places by name: projects, boards and elements of `?w=`."""
    if not request.GET.get("w"):
        return JsonResponse({"places": []})
    found = access.workspace(request, Can.VIEW, request.GET["w"])
    return JsonResponse({"places": list(_places(found))})


def _places(workspace: Workspace) -> Iterator[dict[str, str]]:
    here = workspace.slug
    for project in Project.objects.live().filter(workspace=workspace)[:MOST_PLACES]:
        yield _place(project.title, _("Project"), reverse("project", args=[here, project.slug]))
    boards = Board.objects.live().filter(project__workspace=workspace, project__deleted_at=None)
    for board in boards.select_related("project")[:MOST_PLACES]:
        yield _place(board.title, board.project.title, reverse("board", args=[here, board.slug]))
    for element in elements.of_workspace(workspace)[:MOST_PLACES]:
        yield _place(str(element), _("Element"), _element_address(here, element))


def _place(words: str, group: str, url: str) -> dict[str, str]:
    return {"words": words, "group": group, "url": url}


def _element_address(workspace: str, element: Element) -> str:
    if element.project:
        address = reverse("project_elements", args=[workspace, element.project.slug])
    else:
        address = reverse("elements", args=[workspace])
    return f"{address}?q={element.handle}"
