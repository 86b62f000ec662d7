"""What was done to a board, and taking any of it back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from projects import access
from projects.access import Can
from projects.forms.boards import OthersForm
from projects.services import operations
from projects.views.answers import toast, wants_fragment
from projects.views.editing import tab_of
from projects.views.takes import board_context


@require_GET
def page(request: HttpRequest, workspace: str, board: str) -> HttpResponse:
    """The steps of a board, newest first."""
    found = access.board(request, Can.VIEW, board, inside=workspace)
    context = board_context(found) | {"steps": operations.history(found)}
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
    board = access.board(request, Can.VIEW, found.board.slug)
    context = board_context(board) | {"steps": operations.history(board)}
    return toast(render(request, "boards/_history.html", context), _("Took back: %s") % found.words)
