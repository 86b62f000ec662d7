"""One shot of a take again: what each would cost, and the new take."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from projects import access, tasks
from projects.access import Can
from projects.forms.takes import ShotForm
from projects.models import Take
from projects.services import buying, offers, shotwise
from projects.views.answers import toast, trigger, unsaid, wants_fragment
from projects.views.takes import UNSEEN, repriced, stopped


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
            "words": words,
            "quoted": offers.sign(row.quote, found.model, found.options, take=found.slug, shot=str(row.number)),
        }
        for row, words in zip(rows, prompts, strict=True)
    ]
    return render(request, "takes/_shots.html", known | {"shots": told})


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


def _done(request: HttpRequest, take: Take, words: str) -> HttpResponse:
    if not wants_fragment(request):
        return redirect("takes", take.board.project.workspace.slug, take.board.slug)
    return toast(trigger(HttpResponse(status=204), **{"feed:takes": {}, "dialog:done": {}}), words)
