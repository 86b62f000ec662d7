"""What people decide about a take: whether it may cost that much, and what becomes of one that was put aside."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from projects import access, tasks
from projects.access import Can
from projects.forms.budget import AnswerForm, CloseForm
from projects.models import Take
from projects.rules.orders import Quote
from projects.services import attention, hurdles, spending
from projects.views.answers import toast, trigger, unsaid, wants_fragment
from projects.views.budget import cost


@require_POST
def check(request: HttpRequest, take: str) -> HttpResponse:
    """Ask the provider again at once."""
    found = access.take(request, Can.RENDER, take)
    if found.connection is None:
        return _done(request, found, _("Take %d is a clip that somebody added.") % found.number)
    tasks.ring("wire", *attention.check_now(by=access.member(request.user), take=found))
    return _done(request, found, _("Asking %s now. Nothing is bought by it.") % found.connection.label)


@require_POST
def fetch(request: HttpRequest, take: str) -> HttpResponse:
    """Download once more what is paid for already."""
    found = access.take(request, Can.RENDER, take)
    tasks.ring("wire", *attention.fetch_again(by=access.member(request.user), take=found))
    return _done(request, found, _("Fetching take %d again. It is free.") % found.number)


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, take: str) -> HttpResponse:
    """End what was put aside: it was never charged, or it was and is lost."""
    found, form = access.take(request, Can.MANAGE, take), CloseForm(request.POST)
    if request.method == "GET":
        return render(request, "takes/_close.html", {"take": found})
    if not form.is_valid():
        return unsaid(form)
    charged = form.cleaned_data["charged"] == "yes"
    attention.give_up(by=access.member(request.user), take=found, charged=charged)
    return _done(request, found, _("Closed take %d. A video that comes later becomes a take.") % found.number)


@require_POST
def approve(request: HttpRequest, take: str) -> HttpResponse:
    """Yes: the money is set aside and the take goes out."""
    found, by = access.take(request, Can.MANAGE, take), access.member(request.user)
    try:
        with transaction.atomic():
            spending.approve(by=by, take=found)
            transaction.on_commit(lambda: tasks.ring_take(found))
    except spending.Decided:
        return _done(request, found, _("Somebody decided about take %d already.") % found.number)
    except spending.Disconnected:
        return HttpResponse(_gone(found), status=422, content_type="text/plain")
    except spending.StillOver as still:
        return HttpResponse(_over(found, still), status=422, content_type="text/plain")
    return _done(request, found, _("Approved take %d. It is on its way.") % found.number)


def _gone(take: Take) -> str:
    problem = hurdles.gone(take.connection)
    return " ".join((problem.what, problem.why, _("Decline it; whoever asked can ask again through another one.")))


def _over(take: Take, still: spending.StillOver) -> str:
    amount, currency = cost(take.spend_request)
    over = next(each for each in still.overs if each.who != "person")
    problem = hurdles.of_purse(over, Quote(0, 0, amount, currency))
    return " ".join((problem.what, problem.why, _("Raise the limit first, then approve it.")))


@require_http_methods(["GET", "POST"])
def decline(request: HttpRequest, take: str) -> HttpResponse:
    """No, with a reason for whoever asked."""
    found, form = access.take(request, Can.MANAGE, take), AnswerForm(request.POST)
    if request.method == "GET":
        return render(request, "takes/_decline.html", {"take": found})
    if not form.is_valid():
        return unsaid(form)
    try:
        spending.decline(by=access.member(request.user), take=found, answer=form.cleaned_data["answer"])
    except spending.Decided:
        return _done(request, found, _("Somebody decided about take %d already.") % found.number)
    return _done(request, found, _("Declined take %d. Nothing was charged.") % found.number)


def _done(request: HttpRequest, take: Take, words: str) -> HttpResponse:
    """The regions that show it fetch themselves anew, wherever it was decided."""
    if not wants_fragment(request):
        return redirect("takes", take.board.project.workspace.slug, take.board.slug)
    events: dict[str, dict[str, str]] = {"feed:takes": {}, "feed:budget": {}, "dialog:done": {}}
    return toast(trigger(HttpResponse(status=204), **events), words)
