"""The first page, and the demo board behind its button."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from projects import access
from projects.access import Can
from projects.models import User, Workspace
from projects.services import demo, workspaces
from projects.views import pace

HOUR = 3600
BACKEND = "django.contrib.auth.backends.ModelBackend"


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """One sentence, a looping animatic, two buttons; for a person who is signed in, their workspace."""
    if isinstance(request.user, User):
        workspace = workspaces.home_of(request.user)
        return redirect("workspace", workspace.slug) if workspace else render(request, "workspaces/none.html")
    return render(request, "landing/home.html")


@login_not_required
@require_POST
def open_demo(request: HttpRequest) -> HttpResponse:
    """A guest workspace with the demo project, or the demo project in a workspace of who is signed in."""
    if isinstance(request.user, User):
        workspace = _room_of(request.user)
        board = demo.open_in(by=request.user, workspace=workspace)
        return redirect("board", workspace.slug, board.slug)
    if not pace.within(f"guests:{pace.caller(request)}", settings.GUESTS_AN_HOUR, HOUR):
        words = _("Many guests came from your address this hour. Create an account, or try again in an hour.")
        return render(request, "landing/home.html", {"sentence": words}, status=429)
    guest, workspace = workspaces.create_guest()
    board = demo.open_in(by=guest, workspace=workspace)
    login(request, guest, backend=BACKEND)
    return redirect("board", workspace.slug, board.slug)


def _room_of(person: User) -> Workspace:
    """Where this person may make a project: where they worked last, another workspace, or one of their own."""
    home = workspaces.home_of(person)
    if home and access.can(person, Can.ARRANGE, home):
        return home
    return access.reach(person, Can.ARRANGE, Workspace).first() or workspaces.create(owner=person)
