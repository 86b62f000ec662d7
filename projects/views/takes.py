"""Takes: ask for one, watch it come, pick, download, throw away."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from projects import access, tasks
from projects.access import Can
from projects.forms.takes import RESOLUTIONS, TakeForm
from projects.models import Board, Connection, Take
from projects.rules import capabilities
from projects.services import buying, connections, lamps, offers, renderbar, standing, takes
from projects.views.answers import toast, trigger, unsaid, wants_fragment

UNSEEN = -1
"""An amount that no quote has."""


@require_GET
def page(request: HttpRequest, workspace: str, board: str) -> HttpResponse:
    """The takes of a board, the chosen one in the player."""
    found = access.board(request, Can.VIEW, board, inside=workspace)
    return render(request, "takes/page.html", bar_context(request, found) | takes_context(request, found))


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
    return render(request, "takes/_bar.html", bar_context(request, found) | _lamps(request, found))


def _lamps(request: HttpRequest, board: Board) -> dict[str, Any]:
    """How each shot of the strip stands, for a page that shows the strip."""
    if "/takes/" in request.headers.get("HX-Current-URL", "/takes/"):
        return {}
    known = lamps.of_board(board)
    return {"lamps": [(shot, known.get(place, "")) for place, shot in enumerate(board.shots.live(), 1)]}


@require_POST
def start(request: HttpRequest, board: str) -> HttpResponse:
    """Ask for a take. 422 with the problems; 409 when the board or the price is not what the page showed."""
    found, form = access.board(request, Can.RENDER, board), TakeForm(request.POST)
    if not form.is_valid():
        return unsaid(form)
    try:
        take = request_take(request, found, form)
    except (buying.Blocked, takes.BoardChanged, buying.PriceChanged) as no:
        return stopped(request, found, no)
    if not wants_fragment(request):
        return redirect("takes", found.project.workspace.slug, found.slug)
    answer = render(request, "takes/_bar.html", bar_context(request, found) | {"started": take})
    return trigger(answer, **{"feed:takes": {}})


def stopped(request: HttpRequest, board: Board, no: Exception) -> HttpResponse:
    """Why nothing was rendered, with the way on."""
    if isinstance(no, buying.Blocked):
        return render(request, "takes/_blocked.html", {"problems": no.problems}, status=422)
    known = bar_context(request, board) | {
        "was": getattr(no, "was", ""),
        "repriced": isinstance(no, buying.PriceChanged),
    }
    return render(request, "takes/_changed.html", known, status=409)


def request_take(request: HttpRequest, board: Board, form: TakeForm) -> Take:
    """Make the take and ring the worker once it is committed."""
    wish, model = form.cleaned_data, model_or_404(form.cleaned_data["model"])
    connection = connection_or_404(board, model, wish["connection"])
    options = form.options() if model.local else offers.options_of(model, form.wish())
    with transaction.atomic():
        take = takes.request(
            by=access.member(request.user),
            board=board,
            connection=connection,
            model=model.slug,
            options=options,
            form_key=wish["form_key"],
            seen_fingerprint=wish["fingerprint"] or None,
            quoted=_quoted(board, connection, model.slug, form, options),
        )
        transaction.on_commit(lambda: tasks.ring_take(take))
    return take


def _quoted(
    board: Board, connection: Connection, model: str, form: TakeForm, options: dict[str, Any]
) -> dict[str, Any] | None:
    """The price that the page showed; nobody pays one that they did not see. The same form asks once, at any age."""
    wish = form.cleaned_data
    if connection.local or board.takes.filter(form_key=wish["form_key"]).exists():
        return None
    about = {"model": model, "connection": connection.slug, "fingerprint": wish["fingerprint"]}
    return offers.seen(wish["quote"], options=options, **about) or {"amount": UNSEEN, "words": ""}


def connection_or_404(board: Board, model: capabilities.Capabilities, slug: str = "") -> Connection:
    """What renders this model here, or 404 where nothing does."""
    found = connections.choose(board.project.workspace, model, slug)
    if found is None:
        raise Http404(_("%s is not connected. A producer connects it.") % model.label)
    return found


@require_POST
def cancel(request: HttpRequest, take: str) -> HttpResponse:
    """Stop what is not bought yet."""
    found = access.take(request, Can.RENDER, take)
    takes.cancel(by=access.member(request.user), take=found)
    return trigger(_again(request, found.board), **{"feed:budget": {}})


@require_POST
def retry(request: HttpRequest, take: str) -> HttpResponse:
    """Another take of the board as this one saw it, its finished videos kept.

    409 where this one may be paid for, until a spender says they know, and where it would cost something else by now.
    """
    knows = "knows" in request.POST
    found = access.take(request, Can.SPEND if knows else Can.RENDER, take)
    seen = offers.seen(request.POST.get("quote", ""), model=found.model, take=found.slug, shot="")
    try:
        with transaction.atomic():
            made = takes.retry(by=access.member(request.user), take=found, knows=knows, seen=seen)
            transaction.on_commit(lambda: tasks.ring_take(made))
    except takes.MayBePaid:
        told = {"take": found, "abilities": access.abilities(found), "state": standing.state(found)}
        return render(request, "takes/_maybe_paid.html", told, status=409)
    except buying.PriceChanged as no:
        return repriced(request, found, no, **({"knows": "1"} if knows else {}))
    except buying.Blocked as blocked:
        return HttpResponse(_sentence(blocked), status=422, content_type="text/plain")
    return trigger(_again(request, found.board), **{"dialog:done": {}})


def repriced(request: HttpRequest, take: Take, no: buying.PriceChanged, shot: str = "", **fields: str) -> HttpResponse:
    """What this action costs by now, to be agreed to: pressed there, it is sent again with the price that was seen."""
    quote = offers.sign(no.quote, take.model, take.options, take=take.slug, shot=shot)
    known = {"no": no, "address": request.path, "fields": {**fields, "quote": quote}}
    return render(request, "takes/_repriced.html", known, status=409)


def _sentence(blocked: buying.Blocked) -> str:
    return " ".join(" ".join((each.what, each.why, each.how)) for each in blocked.problems)


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


def bar_context(request: HttpRequest, board: Board) -> dict[str, Any]:
    """The render button: the newest take that is on its way, what stands in the way, what it costs, a fresh form key."""
    known, can = renderbar.of_board(board), access.abilities(board)
    if Can.RENDER in can:
        chosen = request.POST if request.method == "POST" else request.GET
        through = chosen.get("connection", "")
        known |= offers.offer(known, board, offers.Wanted(access.member(request.user), Can.SPEND in can, through))
    refusal = "" if Can.RENDER in can else access.refusal(Can.RENDER, board)
    fresh = {"form_key": uuid4().hex, "resolutions": RESOLUTIONS, "refusal": refusal}
    return {**board_context(board), **known, **fresh}


def takes_context(request: HttpRequest, board: Board) -> dict[str, Any]:
    """The list and the take in the player."""
    rows = standing.listed(board)
    wanted = request.GET.get("take", "")
    finished = [row for row in rows if row.take.clip_id]
    shown = next((row for row in finished if row.take.slug == wanted), None)
    shown = shown or next((row for row in finished if row.picked), None) or next(iter(finished), None)
    numbered = SimpleLazyObject(lambda: list(board.shots.live().values_list("slug", flat=True)))
    return {**board_context(board), "rows": rows, "shown": shown, "form_key": uuid4().hex, "numbered": numbered}
