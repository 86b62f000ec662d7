"""The board editor: its page, its fields, its timing, undo and redo, preflight's fixes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from projects import access
from projects.access import Can
from projects.forms.boards import BoardFieldForm, FixForm, OthersForm, TimingForm
from projects.forms.takes import ChoiceForm
from projects.media.stills import StillRefused
from projects.models import Board, Operation
from projects.rules.lengths import Refusal
from projects.services import autosave, fixes, offers, operations, preflight, shots, timing
from projects.services.elements import ElementRefused
from projects.views.answers import go, sent, toast, trigger, unsaid
from projects.views.editing import answer, editor_context, redrafted, refused, tab_of
from projects.views.takes import bar_context, takes_context


@require_GET
def editor(request: HttpRequest, workspace: str, board: str) -> HttpResponse:
    """The page of a board; `?shot=` chooses the shot in the inspector."""
    found = access.board(request, Can.VIEW, board, inside=workspace)
    context = takes_context(request, found) | bar_context(request, found) | editor_context(request, found)
    return render(request, "boards/editor.html", context)


@require_GET
def inspector(request: HttpRequest, board: str) -> HttpResponse:
    """One shot's details and its picture on the stage."""
    found = access.board(request, Can.VIEW, board)
    response = answer(request, found, request.GET.get("shot", ""), ("boards/_inspector", "boards/_stage"))
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_GET
def regions(request: HttpRequest, board: str) -> HttpResponse:
    """Every region as it is now, for a page that heard of somebody else's change."""
    return answer(request, access.board(request, Can.VIEW, board), request.GET.get("shot", ""))


@require_http_methods(["PATCH", "POST"])
def change(request: HttpRequest, board: str) -> HttpResponse:
    """Save one field of the board or its project; 422 with the sentence for the field."""
    found, form = access.board(request, Can.EDIT, board), BoardFieldForm(sent(request))
    if not form.is_valid():
        return unsaid(form)
    field, value = form.cleaned_data["field"], form.cleaned_data["value"]
    step = autosave.save_board(found, by=access.member(request.user), field=field, value=value, tab=tab_of(request))
    told = {"field": f"{found.slug}:{field}", "base": ""}
    return redrafted(trigger(answer(request, found), **{"field:saved": told}), step)


@require_http_methods(["PATCH", "POST"])
def choose(request: HttpRequest, board: str, what: str) -> HttpResponse:
    """The quality (`mode`), the method or another choice that its project is rendered by."""
    found = access.board(request, Can.EDIT, board)
    model = preflight.model_of(found)
    form = ChoiceForm(offers.sold(model, what), sent(request))
    if not form.is_valid():
        return unsaid(form)
    wish = {"what": what, "value": form.cleaned_data["value"], "tab": tab_of(request)}
    step = offers.choose(by=access.member(request.user), board=found, **wish)
    return redrafted(answer(request, found), step)


@require_POST
def retime(request: HttpRequest, board: str) -> HttpResponse:
    """One gesture of the timing bar, judged against the lengths as they are now; 422 with ways out."""
    found, form = access.board(request, Can.EDIT, board), TimingForm(request.POST)
    if not form.is_valid():
        return unsaid(form)
    wish, base, group = form.wish(), form.lengths(), form.cleaned_data["gesture"]
    try:
        done = timing.gesture(
            found, by=access.member(request.user), op=wish, tab=tab_of(request), group=group, base=base
        )
    except Refusal as refusal:
        return refused(request, found, refusal)
    return _retimed(answer(request, found), found, wish, done)


def _retimed(response: HttpResponse, board: Board, op: Mapping[str, Any], done: timing.Retimed) -> HttpResponse:
    if done.note:
        trigger(response, **{"timing:note": {"words": done.note}})
    if done.combined:
        toast(response, _("Somebody else retimed too. Both changes are in."))
    elif op["op"] in ("fit", "even") and done.operation:
        toast(response, done.operation.words, undo=reverse("board_undo", args=[board.slug]))
    return response


@require_POST
def order(request: HttpRequest, board: str) -> HttpResponse:
    """Give the shots the order of `ids`; `base` is the order the page began with."""
    found = access.board(request, Can.EDIT, board)
    wish = {"slugs": request.POST.getlist("ids"), "base": request.POST.getlist("base")}
    shots.reorder(found, by=access.member(request.user), tab=tab_of(request), **wish)
    return answer(request, found)


@require_POST
def undo(request: HttpRequest, board: str) -> HttpResponse:
    """Take back my latest step; 409 with a choice where somebody went on from it."""
    return _step(request, board, "undo")


@require_POST
def redo(request: HttpRequest, board: str) -> HttpResponse:
    """Do again what I took back."""
    return _step(request, board, "redo")


def _step(request: HttpRequest, board: str, name: str) -> HttpResponse:
    found = access.board(request, Can.EDIT, board)
    act, words = STEPS[name]
    others = OthersForm(request.POST).answer()
    try:
        step = act(found, by=access.member(request.user), tab=tab_of(request), others=others)
    except operations.Overtaken as overtaken:
        where = {"overtaken": overtaken, "board": found, "again": reverse(f"board_{name}", args=[found.slug])}
        return render(request, "boards/_overtaken.html", where, status=409)
    return toast(answer(request, found), _said(step, words))


def _said(step: Operation | None, words: str) -> str:
    return _(words) % step.words if step else _("Nothing left to take back or repeat.")


STEPS = {"undo": (operations.undo, "Undone: %s"), "redo": (operations.redo, "Done again: %s")}


@require_POST
def fix(request: HttpRequest, board: str, code: str) -> HttpResponse:
    """One click on a preflight line."""
    found, form = access.board(request, Can.EDIT, board), FixForm(request.POST)
    if not form.is_valid():
        return unsaid(form)
    try:
        done = fixes.fix(found, by=access.member(request.user), code=code, tab=tab_of(request), **form.cleaned_data)
    except Refusal as refusal:
        return refused(request, found, refusal)
    except (ElementRefused, StillRefused, fixes.FixGone) as no:
        return toast(answer(request, found), str(no))
    if done.following:
        return go(request, reverse("board", args=[found.project.workspace.slug, done.following.slug]))
    back = reverse("board_undo", args=[found.slug]) if done.operation else ""
    return toast(answer(request, found), done.words, undo=back)
