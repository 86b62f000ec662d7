"""The shots of a take: one of them again with its price, and where each begins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from projects import access, tasks
from projects.access import Can
from projects.forms.takes import CutsForm, ShotForm, StepForm
from projects.models import Take
from projects.services import buying, offers, shotwise, slicing, standing
from projects.views.answers import toast, trigger, unsaid, wants_fragment
from projects.views.takes import UNSEEN, board_context, repriced, stopped


@require_GET
def shots(request: HttpRequest, take: str) -> HttpResponse:
    """The shots of a take, with what has changed since and what each costs again."""
    found = access.take(request, Can.RENDER, take)
    known: dict[str, Any] = {"take": found, "form_key": uuid4().hex}
    try:
        rows = shotwise.choices(found)
    except shotwise.NotSeparable as no:
        return render(request, "takes/_shots.html", known | {"why": str(no)})
    prompts = found.board.shots.live().values_list("prompt", flat=True)
    told = [
        {
            "number": row.number,
            "changed": row.changed,
            "quote": row.quote,
            "begins": row.begins,
            "ends": row.ends,
            "words": words,
            "quoted": offers.sign(row.quote, found.model, found.options, take=found.slug, shot=str(row.number)),
        }
        for row, words in zip(rows, prompts, strict=True)
    ]
    known |= {
        "shots": told,
        "sliced": slicing.sliceable(found),
        "fps": found.clip.fps if found.clip else found.board.project.fps,
    }
    return render(request, "takes/_shots.html", known)


@require_POST
def again(request: HttpRequest, take: str, number: int) -> HttpResponse:
    """Render this one. 409 where the price is not the one that was shown, 422 where the take cannot be taken apart."""
    found, form = access.take(request, Can.RENDER, take), ShotForm(request.POST)
    if not form.is_valid():
        return unsaid(form)
    seen = offers.seen(form.cleaned_data["quote"], model=found.model, take=found.slug, shot=str(number))
    quoted = None if found.local else seen or {"amount": UNSEEN, "words": ""}
    try:
        with transaction.atomic():
            made = shotwise.again(
                by=access.member(request.user),
                take=found,
                number=number,
                form_key=form.cleaned_data["form_key"],
                quoted=quoted,
            )
            transaction.on_commit(lambda: tasks.ring_take(made))
    except shotwise.NotSeparable as no:
        return HttpResponse(str(no), status=422, content_type="text/plain")
    except buying.PriceChanged as no:
        return repriced(request, found, no, shot=str(number), form_key=form.cleaned_data["form_key"])
    except buying.Blocked as no:
        return stopped(request, access.board(request, Can.VIEW, found.board.slug), no)
    return _done(request, found, _("Take %(take)d renders shot %(shot)d.") % {"take": made.number, "shot": number})


@require_POST
def cut(request: HttpRequest, take: str, number: int) -> HttpResponse:
    """Let shot `number` begin a frame earlier or later. 422 with the sentence where it cannot."""
    found, form = access.take(request, Can.EDIT, take), StepForm(request.POST)
    if not form.is_valid():
        return unsaid(form)
    step = {"number": number, "step": form.cleaned_data["step"]}
    return _recut(request, found, lambda: slicing.nudge(take=found, **step))


@require_POST
def cuts(request: HttpRequest, take: str) -> HttpResponse:
    """Put all cuts back, `to` where they were found or planned."""
    found, form = access.take(request, Can.EDIT, take), CutsForm(request.POST)
    if not form.is_valid():
        return unsaid(form)
    to = form.cleaned_data["to"]
    return _recut(request, found, lambda: slicing.reset(take=found, to=to))


def _recut(request: HttpRequest, take: Take, act: Callable[[], Take]) -> HttpResponse:
    try:
        made = act()
    except slicing.NotCut as no:
        return HttpResponse(str(no), status=422, content_type="text/plain")
    if not wants_fragment(request):
        return redirect("takes", take.board.project.workspace.slug, take.board.slug)
    board = access.board(request, Can.VIEW, take.board.slug)
    made.board = board
    return render(request, "takes/_player.html", board_context(board) | {"shown": standing.row(made, board.plan())})


def _done(request: HttpRequest, take: Take, words: str) -> HttpResponse:
    if not wants_fragment(request):
        return redirect("takes", take.board.project.workspace.slug, take.board.slug)
    return toast(trigger(HttpResponse(status=204), **{"feed:takes": {}, "dialog:done": {}}), words)
