"""Shots: written in, added, split, doubled, ticked, thrown away and brought back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from projects import access
from projects.access import Can
from projects.forms.shots import PICTURES, AddForm, BulkForm, CameraForm, MotionForm, SaveForm, SplitForm
from projects.models import Board, Shot
from projects.rules.lengths import Refusal
from projects.rules.merging import compare_words, digest
from projects.services import autosave, lastframes, shots
from projects.views.answers import sent, toast, trigger, unsaid
from projects.views.editing import answer, redrafted, refused, tab_of


@require_POST
def add(request: HttpRequest, board: str) -> HttpResponse:
    """New shots at `at`: one per picture in `pictures`, or one empty."""
    found, form = access.board(request, Can.EDIT, board), AddForm(request.POST)
    if not form.is_valid():
        return unsaid(form)
    inside = found.project.workspace.slug
    stills = [access.picture(request, Can.VIEW, slug, inside=inside) for slug in request.POST.getlist("pictures")[:20]]
    by, at = access.member(request.user), form.cleaned_data["at"]
    try:
        made, note = shots.add(found, by=by, at=at, pictures=stills, tab=tab_of(request))
    except Refusal as refusal:
        return refused(request, found, refusal)
    response = _chosen(answer(request, found, made[0].slug), made[0])
    return toast(response, note) if note else response


def _chosen(response: HttpResponse, shot: Shot) -> HttpResponse:
    return trigger(response, **{"shot:chosen": {"shot": shot.slug}})


@require_http_methods(["PATCH", "POST", "DELETE"])
def change(request: HttpRequest, shot: str) -> HttpResponse:
    """PATCH saves one `field`; DELETE moves the shot to the trash. 409 where two people changed the same words, 410 when
    the shot is gone, 422 with the sentence for the field.
    """
    found = access.shot(request, Can.EDIT, shot, trash=True)
    if request.method == "DELETE":
        return _deleted(request, found)
    form = SaveForm(sent(request))
    if not form.is_valid():
        return unsaid(form)
    try:
        return (_pictured if form.cleaned_data["field"] in PICTURES else _written)(request, found, form.cleaned_data)
    except autosave.ShotGone as gone:
        where = {"gone": gone, "shot": found, "board": found.board, "text": form.cleaned_data["value"]}
        return render(request, "shots/_gone.html", where, status=410)
    except autosave.TextConflict as clash:
        where = {"clash": clash, "base": digest(clash.theirs), "pieces": compare_words(clash.mine, clash.theirs)}
        return render(request, "shots/_conflict.html", where, status=409)


def _written(request: HttpRequest, shot: Shot, wish: dict[str, Any]) -> HttpResponse:
    names = {"field": wish["field"], "text": wish["value"], "base": wish["base"], "seq": wish["seq"] or 0}
    tab = tab_of(request) or wish["tab"]
    saved = autosave.save_text(shot, by=access.member(request.user), tab=tab, **names)
    response = answer(
        request, shot.board, shot.slug, ("boards/_preflight", "boards/_strip", "shots/_count", "elements/_in_shot")
    )
    told = {"field": f"{shot.slug}:{wish['field']}", "base": saved.base, "seq": names["seq"]}
    trigger(response, **{"field:saved": told | ({"text": saved.text} if saved.merged else {})})
    if saved.merged:
        toast(response, _("Merged with somebody else’s change."))
    return redrafted(response, saved.operation)


def _pictured(request: HttpRequest, shot: Shot, wish: dict[str, Any]) -> HttpResponse:
    inside = shot.board.project.workspace.slug
    still = access.picture(request, Can.VIEW, wish["value"], inside=inside) if wish["value"] else None
    by, tab = access.member(request.user), tab_of(request)
    step = autosave.set_picture(shot, by=by, field=wish["field"], picture=still, tab=tab)
    response = answer(request, shot.board, shot.slug)
    return toast(response, step.words, undo=_back(shot.board)) if step else response


def _back(board: Board) -> str:
    return reverse("board_undo", args=[board.slug])


def _deleted(request: HttpRequest, shot: Shot) -> HttpResponse:
    live = list(shot.board.shots.live().values_list("slug", flat=True))
    step = shots.delete(shot, by=access.member(request.user), tab=tab_of(request))
    place = live.index(shot.slug) if shot.slug in live else 0
    following = (live[place + 1 : place + 2] or live[max(0, place - 1) : place] or [""])[0]
    response = trigger(answer(request, shot.board, following), **{"shot:chosen": {"shot": following}})
    return toast(response, step.words, undo=_back(shot.board)) if step else response


@require_http_methods(["PATCH", "POST"])
def camera(request: HttpRequest, shot: str) -> HttpResponse:
    """Set the camera: a preset with a strength, or six axes."""
    found, form = access.shot(request, Can.EDIT, shot), CameraForm(sent(request))
    if not form.is_valid():
        return unsaid(form)
    autosave.set_camera(found, by=access.member(request.user), camera=form.camera(), tab=tab_of(request))
    return answer(request, found.board, found.slug, ("shots/_camera", "boards/_preflight", "boards/_stage"))


@require_http_methods(["PATCH", "POST"])
def motion(request: HttpRequest, shot: str) -> HttpResponse:
    """Say what moves in the first picture."""
    found, form = access.shot(request, Can.EDIT, shot), MotionForm(sent(request))
    if not form.is_valid():
        return unsaid(form)
    autosave.set_motion(found, by=access.member(request.user), tab=tab_of(request), **form.cleaned_data)
    return answer(request, found.board, found.slug, ("shots/_motion", "boards/_preflight", "boards/_stage"))


@require_POST
def go_on(request: HttpRequest, shot: str) -> HttpResponse:
    """Start it from the last frame of what comes before it. 422 with the sentence where there is no such frame."""
    found = access.shot(request, Can.EDIT, shot)
    try:
        step = lastframes.go_on(found, by=access.member(request.user), tab=tab_of(request))
    except lastframes.NoFrame as no:
        return HttpResponse(str(no), status=422, content_type="text/plain")
    except autosave.ShotGone as gone:
        where = {"gone": gone, "shot": found, "board": found.board, "text": ""}
        return render(request, "shots/_gone.html", where, status=410)
    response = answer(request, found.board, found.slug)
    if step is None:
        return toast(response, _("It starts from that frame already."))
    return toast(response, step.words, undo=_back(found.board))


@require_POST
def duplicate(request: HttpRequest, shot: str) -> HttpResponse:
    """A copy behind it."""
    found = access.shot(request, Can.EDIT, shot)
    try:
        made = shots.duplicate(found, by=access.member(request.user), tab=tab_of(request))
    except Refusal as refusal:
        return refused(request, found.board, refusal, found.slug)
    return _chosen(answer(request, found.board, made.slug), made)


@require_POST
def split(request: HttpRequest, shot: str) -> HttpResponse:
    """Cut it in two, `at` seconds into it."""
    found, form = access.shot(request, Can.EDIT, shot), SplitForm(request.POST)
    if not form.is_valid():
        return unsaid(form)
    by, at = access.member(request.user), form.cleaned_data["at"]
    try:
        made = shots.split(found, by=by, at=at, tab=tab_of(request))
    except Refusal as refusal:
        return refused(request, found.board, refusal, found.slug)
    return _chosen(answer(request, found.board, made.slug), made)


@require_POST
def restore(request: HttpRequest, shot: str) -> HttpResponse:
    """Bring it back from the trash, with the text that somebody was writing."""
    found, form = access.shot(request, Can.EDIT, shot, trash=True), SaveForm(request.POST.dict() | {"field": "prompt"})
    text = form.cleaned_data["value"] if form.is_valid() else ""
    try:
        shots.restore(found, by=access.member(request.user), text=text, tab=tab_of(request))
    except Refusal as refusal:
        return refused(request, found.board, refusal)
    if "trash" in request.POST:
        return toast(HttpResponse(""), _("Brought back a shot of “%s”") % found.board.title)
    return _chosen(answer(request, found.board, found.slug), found)


@require_POST
def bulk(request: HttpRequest, board: str) -> HttpResponse:
    """One thing done to the ticked shots in `ids`."""
    found, form = access.board(request, Can.EDIT, board), BulkForm(request.POST)
    if not form.is_valid():
        return unsaid(form)
    wish = {"action": form.cleaned_data["action"], "slugs": request.POST.getlist("ids")}
    try:
        step = shots.bulk(found, by=access.member(request.user), tab=tab_of(request), **wish)
    except Refusal as refusal:
        return refused(request, found, refusal)
    response = answer(request, found)
    return toast(response, step.words, undo=_back(found)) if step else response
