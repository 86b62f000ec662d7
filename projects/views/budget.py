"""Budget and ledger: what may be spent, what was spent, and who waits for a yes. Entries of the ledger are never edited."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from projects import access
from projects.access import Can
from projects.forms.budget import AmountForm, LimitForm
from projects.forms.connections import CURRENCIES
from projects.models import Period, Project, SpendRequest, User, Workspace
from projects.services import ledgers, spending
from projects.views.answers import toast, trigger, unsaid, wants_fragment

MOST_PROJECTS = 200


@require_GET
def page(request: HttpRequest, workspace: str) -> HttpResponse:
    """A producer sees all of it, everybody else their own limits."""
    found = access.workspace(request, Can.VIEW, workspace)
    whole = "budget/_budget.html" if wants_fragment(request) else "budget/page.html"
    return render(request, whole, budget_context(request, found))


def budget_context(request: HttpRequest, workspace: Workspace) -> dict[str, Any]:
    """The page for whoever asks."""
    can = access.abilities(workspace)
    shown = {"workspace": workspace, "nav": "budget", "abilities": can, "manages": Can.MANAGE in can}
    if Can.MANAGE not in can:
        mine = ledgers.own(workspace, access.member(request.user))
        return {**shown, "mine": mine, "refusal": access.refusal(Can.MANAGE, workspace)}
    limits = ledgers.limits(workspace)
    number = _page(request.GET.get("page", ""))
    lines, more = ledgers.log(workspace, number)
    return {
        **shown,
        "limits": limits,
        "months": ledgers.months(workspace, limits),
        "began": timezone.localtime(),
        "requests": waiting(workspace),
        "lines": lines,
        "page": number,
        "before": number - 1,
        "after": number + 1 if more else 0,
        "currencies": CURRENCIES,
    }


def _page(text: str) -> int:
    return max(1, int(text)) if text.isdecimal() and len(text) < 6 else 1


def waiting(workspace: Workspace) -> list[tuple[SpendRequest, int | None, str]]:
    """What waits for a yes, with its cost in minor units (None: unknown) and its currency."""
    rows = spending.waiting(workspace)
    prefetch_related_objects(rows, "take__renders")
    return [(row, *cost(row)) for row in rows]


def cost(request: SpendRequest) -> tuple[int | None, str]:
    """What a take that waits would cost."""
    quotes = [render.quote for render in request.take.renders.all()]
    amounts = [quote.get("amount") for quote in quotes]
    known = [amount for amount in amounts if amount is not None]
    currency = next((str(quote.get("currency") or "") for quote in quotes), "") or "USD"
    return (sum(known) if len(known) == len(amounts) else None), currency


@require_http_methods(["GET", "POST"])
def new_limit(request: HttpRequest, workspace: str) -> HttpResponse:
    """The dialog of a new limit; sent, it takes the place of an older one of its kind."""
    found = access.workspace(request, Can.MANAGE, workspace)
    if request.method == "GET":
        return render(request, "budget/_new_limit.html", _subjects(found))
    form = LimitForm(found, request.POST)
    if not form.is_valid():
        return unsaid(form)
    ledgers.set_limit(by=access.member(request.user), workspace=found, **form.limit())
    return _again(request, found, _("Set the limit"))


def _subjects(workspace: Workspace) -> dict[str, Any]:
    return {
        "workspace": workspace,
        "people": User.objects.filter(memberships__workspace=workspace).order_by("name", "pk"),
        "projects": Project.objects.live().filter(workspace=workspace)[:MOST_PROJECTS],
        "periods": Period.choices,
        "currencies": CURRENCIES,
    }


@require_http_methods(["POST", "DELETE"])
def limit(request: HttpRequest, limit: str) -> HttpResponse:
    """Another amount, or no limit any more."""
    found, by = access.limit(request, Can.MANAGE, limit), access.member(request.user)
    if request.method == "DELETE":
        ledgers.drop_limit(by=by, limit=found)
        return _again(request, found.workspace, _("Took the limit away"))
    form = AmountForm({"amount": request.POST.get("amount", ""), "currency": found.currency})
    if not form.is_valid():
        return unsaid(form)
    ledgers.change_limit(by=by, limit=found, amount=form.cleaned_data["amount"])
    return _again(request, found.workspace, _("Set the limit"))


def _again(request: HttpRequest, workspace: Workspace, words: str) -> HttpResponse:
    if not wants_fragment(request):
        return redirect("budget", workspace.slug)
    fresh = access.workspace(request, Can.VIEW, workspace.slug)
    response = render(request, "budget/_budget.html", budget_context(request, fresh))
    return toast(trigger(response, **{"dialog:done": {}}), words)


class _Echo:
    """What `csv.writer` writes to: it hands the line back."""

    def write(self, line: str) -> str:
        """The line."""
        return line


@require_GET
def download(request: HttpRequest, workspace: str) -> StreamingHttpResponse:
    """Every entry of the ledger as a file, read and sent a little at a time."""
    found = access.workspace(request, Can.MANAGE, workspace)
    writer = csv.writer(_Echo())
    rows: Iterator[str] = (writer.writerow(row) for row in ledgers.csv_rows(found))
    answer = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="ledger-{timezone.localdate():%Y-%m-%d}.csv"'
    return answer
