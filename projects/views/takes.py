"""Takes: ask for one, watch it come, pick, download, throw away."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from projects import access, tasks
from projects.access import Can
from projects.forms.takes import RESOLUTIONS, TakeForm
from projects.models import Board, Take
from projects.rules import capabilities
from projects.services import standing, takes
from projects.views.answers import toast, unsaid, wants_fragment


@require_GET
def page(request: HttpRequest, workspace: str, board: str) -> HttpResponse:
    """The takes of a board, the chosen one in the player."""
    found = access.board(request, Can.VIEW, board, inside=workspace)
    return render(request, "takes/page.html", bar_context(found) | takes_context(request, found))


@require_GET
def listing(request: HttpRequest, board: str) -> HttpResponse:
    """The list alone, for a page that heard of a change."""
    found = access.board(request, Can.VIEW, board)
    return render(request, "takes/_list.html", takes_context(request, found))


@require_GET
def stage(request: HttpRequest, board: str) -> HttpResponse:
    """The player with `?take=`, or with the newest finished take."""
    found = access.board(request, Can.VIEW, board)
    return render(request, "takes/_player.html", takes_context(request, found))


@require_GET
def bar(request: HttpRequest, board: str) -> HttpResponse:
    """The render button as it stands."""
    found = access.board(request, Can.VIEW, board)
    return render(request, "takes/_bar.html", bar_context(found))


@require_POST
def start(request: HttpRequest, board: str) -> HttpResponse:
    """Ask for a take. 422 with the problems, 409 when the board changed since the page was drawn."""
    found, form = access.board(request, Can.RENDER, board), TakeForm(request.POST)
    if not form.is_valid():
        return unsaid(form)
    try:
        take = request_take(request, found, form)
    except takes.Blocked as blocked:
        return render(request, "takes/_blocked.html", {"problems": blocked.problems}, status=422)
    except takes.BoardChanged:
        return render(request, "takes/_changed.html", bar_context(found), status=409)
    if not wants_fragment(request):
        return redirect("takes", found.project.workspace.slug, found.slug)
    return render(request, "takes/_bar.html", bar_context(found) | {"started": take})


def request_take(request: HttpRequest, board: Board, form: TakeForm) -> Take:
    """Make the take and ring the worker once it is committed."""
    wish = form.cleaned_data
    model = model_or_404(wish["model"])
    connection = get_object_or_404(board.project.workspace.connections, driver=model.driver)
    with transaction.atomic():
        take = takes.request(
            by=access.member(request.user),
            board=board,
            connection=connection,
            model=model.slug,
            options=form.options(),
            form_key=wish["form_key"],
            seen_fingerprint=wish["fingerprint"] or None,
        )
        transaction.on_commit(lambda: tasks.ring_take(take))
    return take


@require_POST
def cancel(request: HttpRequest, take: str) -> HttpResponse:
    """Stop what is not bought yet."""
    found = access.take(request, Can.RENDER, take)
    takes.cancel(by=access.member(request.user), take=found)
    return _again(request, found.board)


@require_POST
def retry(request: HttpRequest, take: str) -> HttpResponse:
    """Another take of the board as this one saw it."""
    found = access.take(request, Can.RENDER, take)
    with transaction.atomic():
        made = takes.retry(by=access.member(request.user), take=found)
        transaction.on_commit(lambda: tasks.ring_take(made))
    return _again(request, found.board)


@require_POST
def pick(request: HttpRequest, take: str) -> HttpResponse:
    """Make it the board's take in the reel; picking the picked one takes the pick away."""
    found, by = access.take(request, Can.PICK, take), access.member(request.user)
    picked = found.board.picked_take_id != found.pk
    (takes.pick if picked else takes.unpick)(by=by, take=found)
    words = (_("Picked take %d") if picked else _("Take %d is no longer picked")) % found.number
    return toast(_again(request, found.board), words, undo=reverse("take_pick", args=[found.slug]))


@require_http_methods(["DELETE"])
def trash(request: HttpRequest, take: str) -> HttpResponse:
    """Throw it away for 30 days."""
    found = access.take(request, Can.EDIT, take)
    takes.trash(by=access.member(request.user), take=found)
    undo = reverse("take_restore", args=[found.slug])
    return toast(_again(request, found.board), _("Moved take %d to trash") % found.number, undo=undo)


@require_POST
def restore(request: HttpRequest, take: str) -> HttpResponse:
    """Bring it back."""
    found = access.take(request, Can.EDIT, take, trash=True)
    takes.restore(by=access.member(request.user), take=found)
    return toast(_again(request, found.board), _("Brought back take %d") % found.number)


def _again(request: HttpRequest, board: Board) -> HttpResponse:
    if not wants_fragment(request):
        return redirect("takes", board.project.workspace.slug, board.slug)
    fresh = access.board(request, Can.VIEW, board.slug)
    return render(request, "takes/_list.html", takes_context(request, fresh))


def model_or_404(slug: str) -> capabilities.Capabilities:
    """The model, or 404 where there is none by that name."""
    try:
        return capabilities.find(slug)
    except LookupError as unknown:
        raise Http404(str(unknown.args[0])) from unknown


def board_context(board: Board) -> dict[str, Any]:
    """What every page of a board shows around its content."""
    return {
        "board": board,
        "project": board.project,
        "workspace": board.project.workspace,
        "nav": "projects",
        "abilities": access.abilities(board),
    }


def bar_context(board: Board) -> dict[str, Any]:
    """The render button: the newest take that is on its way, what stands in the way, and a fresh form key."""
    return {**board_context(board), **standing.bar(board), "form_key": uuid4().hex, "resolutions": RESOLUTIONS}


def takes_context(request: HttpRequest, board: Board) -> dict[str, Any]:
    """The list and the take in the player."""
    rows = standing.listed(board)
    wanted = request.GET.get("take", "")
    finished = [row for row in rows if row.take.clip_id]
    shown = next((row for row in finished if row.take.slug == wanted), None)
    shown = shown or next((row for row in finished if row.picked), None) or next(iter(finished), None)
    return {**board_context(board), "rows": rows, "shown": shown, "form_key": uuid4().hex}
