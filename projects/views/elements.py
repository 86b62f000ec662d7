"""The element library, one element's sheet, and what `@` offers in a prompt."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from projects import access
from projects.access import Can
from projects.forms.elements import EDITABLE, ElementForm, NewElementForm
from projects.models import Element, Kind, Project, Workspace
from projects.services import elements
from projects.views.answers import go, sent, toast, wants_fragment

Refused = elements.ElementRefused


@require_GET
def library(request: HttpRequest, workspace: str) -> HttpResponse:
    """Every element of a workspace, by kind and search."""
    found = access.workspace(request, Can.VIEW, workspace)
    return _gallery(request, found, None)


@require_GET
def of_project(request: HttpRequest, workspace: str, project: str) -> HttpResponse:
    """The elements a project's prompts may call, and the library's that it may link."""
    found = access.project(request, Can.VIEW, project, inside=workspace)
    return _gallery(request, found.workspace, found)


def _gallery(request: HttpRequest, workspace: Workspace, project: Project | None) -> HttpResponse:
    rows = Element.objects.reachable(project) if project else elements.of_workspace(workspace)
    kind, words = request.GET.get("kind", ""), request.GET.get("q", "").strip()
    shown = elements.matching(rows, kind, words)
    context = {
        "workspace": workspace,
        "project": project,
        "elements": shown,
        "kinds": Kind.choices,
        "kinds_with_all": [("", _("All")), *Kind.choices],
        "counts": elements.counted(rows),
        "linkable": elements.linkable(project) if project else (),
        "kind": kind,
        "q": words,
        "nav": "elements",
        "can_edit": Can.EDIT in access.abilities(project or workspace),
    }
    return render(request, "elements/_grid.html" if wants_fragment(request) else "elements/gallery.html", context)


@require_GET
def sheet(request: HttpRequest, element: str) -> HttpResponse:
    """One element, to read and edit."""
    return _sheet(request, access.element(request, Can.VIEW, element))


@require_POST
def create(request: HttpRequest) -> HttpResponse:
    """A new element; answers its sheet, or 422 with the reason in the form's slot."""
    form = NewElementForm(request.POST)
    if not form.is_valid():
        return _said(_("An element needs a name. Type 2 to 24 letters."))
    wish = form.cleaned_data
    project = access.project(request, Can.EDIT, wish.pop("project")) if wish["project"] else wish.pop("project") or None
    workspace = project.workspace if project else access.workspace(request, Can.EDIT, wish["workspace"])
    values = {"handle": wish["handle"], "kind": wish["kind"] or Kind.CHARACTER, "description": wish["description"]}
    try:
        made = elements.create(by=access.member(request.user), workspace=workspace, project=project, **values)
    except Refused as no:
        return _said(str(no))
    return toast(_sheet(request, made, status=201), _("Added @%s") % made.handle)


@require_http_methods(["PATCH", "DELETE"])
def change(request: HttpRequest, element: str) -> HttpResponse:
    """PATCH saves one `field`; DELETE moves it to the trash."""
    found, by = access.element(request, Can.EDIT, element), access.member(request.user)
    if request.method == "DELETE":
        used = elements.trash(by=by, element=found)
        words = ngettext(
            "Moved @%(handle)s to trash. Used in %(used)d shot.",
            "Moved @%(handle)s to trash. Used in %(used)d shots.",
            used,
        ) % {"handle": found.handle, "used": used}
        return toast(HttpResponse(""), words, undo=reverse("element_restore", args=[found.slug]))
    return _saved(request, found, sent(request))


def _saved(request: HttpRequest, element: Element, wish: Any) -> HttpResponse:
    field, value, by = wish.get("field", ""), wish.get("value", ""), access.member(request.user)
    try:
        if field == "handle":
            rewritten = elements.rename(by=by, element=element, handle=value)
            words = ngettext("Renamed in %d prompt", "Renamed in %d prompts", rewritten) % rewritten
            return toast(_sheet(request, element), words)
        form = ElementForm({name: getattr(element, name) for name in EDITABLE} | {field: value}, instance=element)
        if field not in EDITABLE or not form.is_valid():
            return _said(" ".join(map(str, form.errors.get(field, [_("There is no field “%s” to save.") % field]))))
        elements.change(by=by, element=element, **{field: form.cleaned_data[field]})
    except Refused as no:
        return _said(str(no))
    return HttpResponse(status=204)


@require_POST
def arrange(request: HttpRequest, element: str) -> HttpResponse:
    """Keep just the pictures in `ids`, in that order, or put those in `add` behind them."""
    found, by = access.element(request, Can.EDIT, element), access.member(request.user)
    inside = found.workspace.slug
    try:
        for slug in request.POST.getlist("add"):
            elements.add_picture(by=by, element=found, picture=access.picture(request, Can.EDIT, slug, inside=inside))
    except Refused as no:
        return _said(str(no))
    if "add" in request.POST:
        return _sheet(request, found)
    links = {link.picture.slug: link.picture for link in found.element_pictures.select_related("picture")}
    wanted = [links[slug] for slug in request.POST.getlist("ids") if slug in links]
    elements.arrange_pictures(by=by, element=found, pictures=wanted)
    return _sheet(request, found)


@require_POST
def duplicate(request: HttpRequest, element: str) -> HttpResponse:
    """A copy with a free name."""
    found = access.element(request, Can.EDIT, element)
    made = elements.duplicate(by=access.member(request.user), element=found)
    return toast(_sheet(request, made, status=201), _("Duplicated @%s") % found.handle)


@require_POST
def link(request: HttpRequest, element: str) -> HttpResponse:
    """Link a library element into `project`, or take it out with `unlink`."""
    project = access.project(request, Can.EDIT, request.POST.get("project", ""))
    found = access.element(request, Can.VIEW, element, inside=project.workspace.slug)
    act = elements.unlink if "unlink" in request.POST else elements.link
    try:
        act(by=access.member(request.user), element=found, project=project)
    except Refused as no:
        return _said(str(no))
    return go(request, reverse("project_elements", args=[project.workspace.slug, project.slug]))


@require_POST
def restore(request: HttpRequest, element: str) -> HttpResponse:
    """Bring an element back from the trash."""
    found = access.element(request, Can.EDIT, element, trash=True)
    try:
        elements.restore(by=access.member(request.user), element=found)
    except Refused as no:
        return _said(str(no))
    return toast(HttpResponse(""), _("Brought back @%s") % found.handle)


@require_GET
def mentions(request: HttpRequest, board: str) -> JsonResponse:
    """Everything `@` may offer on a board: the page keeps it and asks again when elements change."""
    found = access.board(request, Can.VIEW, board)
    return JsonResponse({"elements": [_offer(each) for each in elements.offered(found.project)]})


def _offer(element: Element) -> dict[str, Any]:
    front = next((link.picture for link in element.element_pictures.all()), None)
    return {
        "handle": element.handle,
        "kind": element.kind,
        "words": element.description[:80],
        "picture": reverse("picture", args=[front.slug, "small"]) if front else "",
        "library": element.project_id is None,
        "slug": element.slug,
    }


def _sheet(request: HttpRequest, element: Element, status: int = 200) -> HttpResponse:
    context = {
        "element": element,
        "workspace": element.workspace,
        "pictures": [link.picture for link in element.element_pictures.select_related("picture")],
        "used_in": elements.used_in(element),
        "kinds": Kind.choices,
        "most": elements.MOST_PICTURES,
        "can_edit": access.can(request.user, Can.EDIT, element),
    }
    return render(request, "elements/_sheet.html", context, status=status)


def _said(sentence: str) -> HttpResponse:
    return HttpResponse(sentence, status=422, content_type="text/plain")
