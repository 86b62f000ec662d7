"""Accounts at providers: connected, tested, given another key, priced, paused and taken away. Secrets only ever come in."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from projects import access
from projects.access import Can
from projects.forms.connections import ConnectForm, KeyForm, LimitsForm, PricesForm
from projects.models import Connection, Workspace
from projects.providers import catalog
from projects.providers.drivers.remote import Remote
from projects.rules.prices import Prices
from projects.services import connections, gates
from projects.views import pace
from projects.views.answers import toast, trigger, unsaid, wants_fragment
from projects.views.connecting import connect_context, dialog_context, models_of, page_context

TESTS, TESTS_SECONDS = 5, 3600
secret_fields = sensitive_post_parameters("key", "secret", "webhook_secret")


@require_GET
def page(request: HttpRequest, workspace: str) -> HttpResponse:
    """What is connected; who may not manage sees names and states only."""
    found = access.workspace(request, Can.VIEW, workspace)
    whole = "connections/_list.html" if wants_fragment(request) else "connections/page.html"
    return render(request, whole, page_context(request, found))


@secret_fields
@require_http_methods(["GET", "POST"])
def connect(request: HttpRequest, workspace: str, driver: str) -> HttpResponse:
    """The dialog that connects a provider; sent, it is saved first and tested then."""
    found, remote = access.workspace(request, Can.MANAGE, workspace), _remote(driver)
    if request.method == "GET":
        return render(request, "connections/_connect.html", connect_context(found, remote))
    form = ConnectForm(request.POST)
    if not form.is_valid():
        return unsaid(form)
    try:
        made = _connect(request, found, remote, form)
    except IntegrityError:
        words = _("There is a connection called “%s” already. Give this one another name.")
        return HttpResponse(words % form.cleaned_data["label"], status=422, content_type="text/plain")
    return _tested(request, made)


def _connect(request: HttpRequest, workspace: Workspace, driver: Remote, form: ConnectForm) -> Connection:
    return connections.connect(
        by=access.member(request.user),
        workspace=workspace,
        driver=driver.slug,
        label=form.cleaned_data["label"],
        secrets=form.secrets(),
        prices=form.prices(),
        **form.addresses(),
    )


def _remote(slug: str) -> Remote:
    try:
        return catalog.remote(slug)
    except KeyError as unknown:
        raise Http404 from unknown


def _account(request: HttpRequest, slug: str) -> Connection:
    """A connection that its producer may change. The animatic is nobody's account."""
    found = access.connection(request, Can.MANAGE, slug)
    if found.local:
        raise Http404
    return found


def _tested(request: HttpRequest, connection: Connection) -> HttpResponse:
    """Ask the provider, and say what it said. Nothing is locked meanwhile."""
    connections.test(connection)
    return _again(request, connection, f"{connection.label}: {connection.check_words}")


def _again(request: HttpRequest, connection: Connection, words: str) -> HttpResponse:
    if not wants_fragment(request):
        return redirect("connections", connection.workspace.slug)
    fresh = access.workspace(request, Can.VIEW, connection.workspace.slug)
    response = render(request, "connections/_list.html", page_context(request, fresh))
    return toast(trigger(response, **{"dialog:done": {}}), words)


@require_POST
def test(request: HttpRequest, connection: str) -> HttpResponse:
    """Prove the key with a free call, five times an hour; 429 with a sentence beyond."""
    found = _account(request, connection)
    if not pace.within(_tests(found), TESTS, TESTS_SECONDS):
        words = _("%(name)s was tested %(count)d times this hour. Test it again later, or replace the key.")
        said = words % {"name": found.label, "count": TESTS}
        return HttpResponse(said, status=429, content_type="text/plain")
    return _tested(request, found)


def _tests(connection: Connection) -> str:
    return f"tested:{connection.slug}"


@secret_fields
@require_http_methods(["GET", "POST"])
def key(request: HttpRequest, connection: str) -> HttpResponse:
    """Another key, and the address it is sent to, which is never changed without one; then the test."""
    found, form = _account(request, connection), KeyForm(request.POST)
    if request.method == "GET":
        return render(request, "connections/_key.html", dialog_context(found))
    if not form.is_valid():
        return unsaid(form)
    by = access.member(request.user)
    with transaction.atomic():
        connections.replace_secrets(by=by, connection=found, secrets=form.secrets())
        connections.change(by=by, connection=found, **form.addresses())
    pace.forget(_tests(found), TESTS_SECONDS)
    return _tested(request, Connection.objects.select_related("workspace").get(pk=found.pk))


@require_http_methods(["GET", "POST"])
def prices(request: HttpRequest, connection: str) -> HttpResponse:
    """What a second of each model costs."""
    found = _account(request, connection)
    if request.method == "GET":
        return render(request, "connections/_prices.html", dialog_context(found))
    form = PricesForm(models_of(found.driver), Prices.from_json(found.prices), request.POST)
    if not form.is_valid():
        return unsaid(form)
    connections.change(by=access.member(request.user), connection=found, prices=form.prices())
    return _again(request, found, _("Saved the prices of %s") % found.label)


@require_http_methods(["GET", "POST"])
def limits(request: HttpRequest, connection: str) -> HttpResponse:
    """Its name, and how much goes out at once."""
    found, form = _account(request, connection), LimitsForm(request.POST)
    if request.method == "GET":
        return render(request, "connections/_limits.html", dialog_context(found))
    if not form.is_valid():
        return unsaid(form)
    try:
        connections.change(by=access.member(request.user), connection=found, **form.cleaned_data)
    except IntegrityError:
        words = _("There is a connection called “%s” already. Give this one another name.")
        return HttpResponse(words % form.cleaned_data["label"], status=422, content_type="text/plain")
    return _again(request, found, _("Saved the limits of %s") % found.label)


@require_POST
def pause(request: HttpRequest, connection: str) -> HttpResponse:
    """Nothing new goes out until somebody resumes it."""
    found, by = _account(request, connection), access.member(request.user)
    facts = {"paused_until": timezone.now() + gates.FOREVER, "paused_because": _("%s paused it.") % by}
    connections.change(by=by, connection=found, **facts)
    return _again(request, found, _("Paused %s. What is on its way still comes.") % found.label)


@require_POST
def resume(request: HttpRequest, connection: str) -> HttpResponse:
    """What waited goes out at once."""
    found = _account(request, connection)
    gates.resume(found)
    connections.change(by=access.member(request.user), connection=found, paused_until=None, paused_because="")
    return _again(request, found, _("Resumed %s") % found.label)


@require_http_methods(["GET", "DELETE"])
def remove(request: HttpRequest, connection: str) -> HttpResponse:
    """The dialog that says what becomes of running renders; then nothing new goes through it."""
    found = _account(request, connection)
    if request.method == "GET":
        return render(request, "connections/_remove.html", dialog_context(found))
    connections.remove(by=access.member(request.user), connection=found)
    return _again(request, found, _("Disconnected %s") % found.label)
