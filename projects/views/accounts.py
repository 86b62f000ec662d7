"""A person: keeping a guest's workspace, preferences, help."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from projects import access
from projects.forms.accounts import CoachForm, KeepForm, MeForm, ThemeForm
from projects.services import coach as coaching
from projects.services import workspaces
from projects.views.landing import BACKEND


@require_http_methods(["GET", "POST"])
def keep(request: HttpRequest) -> HttpResponse:
    """A guest gives an address and a password; nothing they made is lost."""
    person = access.member(request.user)
    if not person.is_guest:
        return redirect("home")
    form = KeepForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        workspaces.keep(guest=person, **form.cleaned_data)
        login(request, person, backend=BACKEND)
        EmailAddress.objects.add_email(request, person, person.email, confirm=True)
        messages.success(request, _("Kept. You sign in with %s from now on.") % person.email)
        return redirect("home")
    return render(request, "account/keep.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """Name, theme, shortcuts, password, two-factor."""
    person = access.member(request.user)
    form = MeForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved your preferences"))
        return redirect("me")
    workspace = workspaces.home_of(person)
    return render(request, "me/page.html", {"form": form, "workspace": workspace}, status=422 if form.errors else 200)


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember how the interface is lit."""
    form = ThemeForm(request.POST)
    if not form.is_valid():
        return HttpResponse(_("The theme is dark, light or system."), status=422, content_type="text/plain")
    person = access.member(request.user)
    person.theme = form.cleaned_data["theme"]
    person.save(update_fields=["theme"])
    return HttpResponse(status=204)


@require_POST
def coach(request: HttpRequest) -> HttpResponse:
    """A coach card was closed and does not come back; the next one takes its place."""
    form, person = CoachForm(request.POST), access.member(request.user)
    if form.is_valid() and form.cleaned_data["card"] not in person.coached:
        person.coached = [*person.coached, form.cleaned_data["card"]][-20:]
        person.save(update_fields=["coached"])
    return render(request, "boards/_coach.html", {"coach": coaching.following(person), "shots": True})


@require_GET
def help_page(request: HttpRequest) -> HttpResponse:
    """How it works, in a page."""
    return render(request, "help/page.html", {"workspace": workspaces.home_of(access.member(request.user))})
