"""What was done to a board, and taking any of it back."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from projects import access
from projects.access import Can
from projects.forms.boards import OthersForm, VersionForm
from projects.models import Board
from projects.services import operations, versions
from projects.views.answers import toast, unsaid, wants_fragment
from projects.views.editing import tab_of
from projects.views.takes import board_context


@require_GET
def page(request: HttpRequest, workspace: str, board: str) -> HttpResponse:
    """The steps and versions of a board, newest first; `?version=` looks at one."""
    found = access.board(request, Can.VIEW, board, inside=workspace)
    context = _context(found)
    if asked := request.GET.get("version"):
        looked_at = access.version(request, Can.VIEW, asked)
        if looked_at.board_id != found.pk:
            raise Http404
        context |= {"looked_at": looked_at, "cards": versions.cards(looked_at)}
    return render(request, "boards/_history.html" if wants_fragment(request) else "boards/history.html", context)


@require_POST
def revert(request: HttpRequest, operation: str) -> HttpResponse:
    """Take one step back as a new step; 409 with a choice where somebody went on from it."""
    found = access.operation(request, Can.EDIT, operation)
    others = OthersForm(request.POST).answer()
    try:
        operations.revert(found, by=access.member(request.user), tab=tab_of(request), others=others)
    except operations.Overtaken as overtaken:
        where = {"overtaken": overtaken, "board": found.board, "again": reverse("operation_revert", args=[found.slug])}
        return render(request, "boards/_overtaken.html", where, status=409)
    if not wants_fragment(request):
        return redirect("board_history", found.board.project.workspace.slug, found.board.slug)
    context = _context(access.board(request, Can.VIEW, found.board.slug))
    return toast(render(request, "boards/_history.html", context), _("Took back: %s") % found.words)


@require_POST
def keep(request: HttpRequest, board: str) -> HttpResponse:
    """Keep the board as it is, by name."""
    found, form = access.board(request, Can.EDIT, board), VersionForm(request.POST)
    if not form.is_valid():
        return unsaid(form)
    versions.keep(found, by=access.member(request.user), words=form.cleaned_data["words"])
    return _shown(request, found, _("Kept “%s”") % form.cleaned_data["words"])


@require_POST
def restore(request: HttpRequest, version: str) -> HttpResponse:
    """Make the board what it was; one step that undo takes back."""
    found = access.version(request, Can.EDIT, version)
    step = versions.restore(found, by=access.member(request.user), tab=tab_of(request))
    words = step.words if step else _("The board is what it was in “%s”.") % found.words
    return _shown(request, found.board, words)


def _shown(request: HttpRequest, board: Board, words: str) -> HttpResponse:
    if not wants_fragment(request):
        return redirect("board_history", board.project.workspace.slug, board.slug)
    context = _context(access.board(request, Can.VIEW, board.slug))
    return toast(render(request, "boards/_history.html", context), words)


def _context(board: Board) -> dict[str, Any]:
    return board_context(board) | {"steps": operations.history(board), "versions": versions.listed(board)}
