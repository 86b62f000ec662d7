"""Workspaces: made for a person, kept by a guest."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.models import Connection, Membership, Role, User, Workspace

GUEST_KEPT = timedelta(days=7)


def create(*, owner: User, title: str = "") -> Workspace:
    """A workspace with its owner and the animatic connected."""
    with transaction.atomic():
        workspace = Workspace.objects.create(title=title or _("%s's workspace") % owner)
        Membership.objects.create(workspace=workspace, user=owner, role=Role.OWNER)
        Connection.objects.create(workspace=workspace, driver="animatic", label=_("Animatic"))
    return workspace


def create_guest() -> tuple[User, Workspace]:
    """A person nobody knows, with a workspace that is kept for seven days."""
    with transaction.atomic():
        guest = User.objects.create_user(f"guest-{uuid4().hex}@guest.invalid", is_guest=True)
        workspace = create(owner=guest, title=_("Guest workspace"))
        workspace.expires_at = timezone.now() + GUEST_KEPT
        workspace.save(update_fields=["expires_at"])
    return guest, workspace


def keep(*, guest: User, email: str, password: str, name: str = "") -> None:
    """The guest becomes a person with an address: the same rows, nothing expires any more."""
    with transaction.atomic():
        guest.email, guest.name, guest.is_guest = email, name, False
        guest.set_password(password)
        guest.save(update_fields=["email", "name", "is_guest", "password"])
        Workspace.objects.filter(members=guest).update(expires_at=None, title=_("%s's workspace") % guest)


def home_of(user: User) -> Workspace | None:
    """Where somebody lands: the workspace whose projects were touched last."""
    mine = Workspace.objects.filter(members=user).annotate(touched=Max("projects__updated_at"))
    return mine.order_by(F("touched").desc(nulls_last=True), "-created_at").first()


def rename(*, workspace: Workspace, title: str) -> None:
    """Give it another title."""
    workspace.title = title
    workspace.save(update_fields=["title"])
