"""A project: its boards, its reel, and their order."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from projects import access, tasks
from projects.access import Can
from projects.forms.projects import NewBoardForm, ProjectForm, TitleForm
from projects.models import Picture, Project
from projects.services import boards, overview, projects, reels
from projects.views.answers import go, sent, toast, unsaid, wants_fragment


@require_GET
def page(request: HttpRequest, workspace: str, project: str) -> HttpResponse:
    """The boards as cards and the reel above them."""
    found = access.project(request, Can.VIEW, project, inside=workspace)
    return render(request, "projects/page.html", _context(found))


@require_GET
def wall(request: HttpRequest, project: str) -> HttpResponse:
    """Reel and cards alone, for a page that heard of a change."""
    return _wall(request, access.project(request, Can.VIEW, project))


def _wall(request: HttpRequest, project: Project) -> HttpResponse:
    return render(request, "projects/_wall.html", _context(project))


def _context(project: Project) -> dict[str, Any]:
    return {
        "project": project,
        "workspace": project.workspace,
        "nav": "projects",
        "abilities": access.abilities(project),
        "reel": project.reels.select_related("clip").first(),
        "form_key": uuid4().hex,
        "new": NewBoardForm(),
        "form": ProjectForm(instance=project),
        **overview.of(project),
    }


@require_POST
def create(request: HttpRequest, workspace: str) -> HttpResponse:
    """A new project, opened at once."""
    found, form = access.workspace(request, Can.ARRANGE, workspace), ProjectForm(request.POST)
    if not form.is_valid():
        return unsaid(form)
    made = projects.create(by=access.member(request.user), workspace=found, **form.cleaned_data)
    return go(request, reverse("project", args=[found.slug, made.slug]))


@require_http_methods(["PATCH", "DELETE"])
def change(request: HttpRequest, project: str) -> HttpResponse:
    """PATCH sets title, shape and frame rate; DELETE moves it to the trash."""
    found, by = access.project(request, Can.ARRANGE, project), access.member(request.user)
    if request.method == "DELETE":
        projects.trash(by=by, project=found)
        return go(request, reverse("workspace", args=[found.workspace.slug]))
    access.project(request, Can.EDIT, project)
    fields = sent(request)
    form = ProjectForm(
        {**{name: getattr(found, name) for name in ProjectForm.Meta.fields}, **fields.dict()}, instance=found
    )
    if not form.is_valid():
        return unsaid(form)
    values = {name: form.cleaned_data[name] for name in ProjectForm.Meta.fields if name in fields}
    projects.change(by=by, project=found, **{**values, "title": values.get("title") or found.title})
    return toast(HttpResponse(status=204), _("Saved"))


@require_POST
def archive(request: HttpRequest, project: str) -> HttpResponse:
    """Put it away, or with `out` take it out again."""
    found = access.project(request, Can.ARRANGE, project)
    projects.archive(by=access.member(request.user), project=found, on="out" not in request.POST)
    return go(request, reverse("workspace", args=[found.workspace.slug]))


@require_POST
def restore(request: HttpRequest, project: str) -> HttpResponse:
    """Bring it back from the trash."""
    found = access.project(request, Can.ARRANGE, project, trash=True)
    projects.restore(by=access.member(request.user), project=found)
    return toast(HttpResponse(""), _("Brought back “%s”") % found.title)


@require_POST
def new_board(request: HttpRequest, project: str) -> HttpResponse:
    """A new board in the editor: empty, from a script's paragraphs, or from `pictures`."""
    found, form = access.project(request, Can.EDIT, project), NewBoardForm(request.POST)
    if not form.is_valid():
        return unsaid(form)
    stills = Picture.objects.filter(workspace=found.workspace, slug__in=request.POST.getlist("pictures"))
    order = request.POST.getlist("pictures")
    chosen = sorted(stills, key=lambda still: order.index(still.slug))
    wish = {"title": form.cleaned_data["title"], "prompts": form.prompts(), "pictures": chosen}
    board = boards.create(by=access.member(request.user), project=found, **wish)
    return go(request, reverse("board", args=[found.workspace.slug, board.slug]))


@require_POST
def order(request: HttpRequest, project: str) -> HttpResponse:
    """Give the boards the order of `ids`."""
    found = access.project(request, Can.EDIT, project)
    boards.reorder(by=access.member(request.user), project=found, slugs=request.POST.getlist("ids"))
    return _wall(request, found)


@require_POST
def duplicate_board(request: HttpRequest, board: str) -> HttpResponse:
    """A copy behind it."""
    found = access.board(request, Can.EDIT, board)
    boards.duplicate(by=access.member(request.user), board=found)
    project = access.project(request, Can.VIEW, found.project.slug)
    return toast(_wall(request, project), _("Duplicated “%s”") % found.title)


@require_POST
def rename_board(request: HttpRequest, board: str) -> HttpResponse:
    """Another title, from its card."""
    found, form = access.board(request, Can.EDIT, board), TitleForm(request.POST)
    if not form.is_valid():
        return unsaid(form)
    boards.rename(by=access.member(request.user), board=found, title=form.cleaned_data["title"])
    return _wall(request, access.project(request, Can.VIEW, found.project.slug))


@require_http_methods(["DELETE"])
def trash_board(request: HttpRequest, board: str) -> HttpResponse:
    """Move it to the trash."""
    found = access.board(request, Can.EDIT, board)
    boards.trash(by=access.member(request.user), board=found)
    project = access.project(request, Can.VIEW, found.project.slug)
    undo = reverse("board_restore", args=[found.slug])
    return toast(_wall(request, project), _("Moved “%s” to trash") % found.title, undo=undo)


@require_POST
def restore_board(request: HttpRequest, board: str) -> HttpResponse:
    """Bring it back from the trash."""
    found = access.board(request, Can.EDIT, board, trash=True)
    boards.restore(by=access.member(request.user), board=found)
    return toast(HttpResponse(""), _("Brought back “%s”") % found.title)


@require_GET
def reel(request: HttpRequest, workspace: str, project: str) -> HttpResponse:
    """Plays the picked takes in board order; `?part=` starts at a board."""
    found = access.project(request, Can.VIEW, project, inside=workspace)
    return render(request, "reels/_page.html" if wants_fragment(request) else "reels/page.html", _context(found))


@require_POST
def assemble(request: HttpRequest, project: str) -> HttpResponse:
    """Join the reel into one file."""
    found = access.project(request, Can.RENDER, project)
    try:
        with transaction.atomic():
            made = reels.assemble(
                by=access.member(request.user),
                project=found,
                form_key=request.POST.get("form_key", "")[:64] or uuid4().hex,
            )
            transaction.on_commit(lambda: tasks.ring_reel(made))
    except reels.NothingToJoin as nothing:
        return HttpResponse(str(nothing), status=422, content_type="text/plain")
    if not wants_fragment(request):
        return redirect("reel", found.workspace.slug, found.slug)
    return render(request, "reels/_file.html", _context(found))
