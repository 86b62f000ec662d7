"""What a new account gets, and what allauth says on the way in and out."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from projects import access
from projects.models import User
from projects.services import demo, workspaces


class Adapter(DefaultAccountAdapter):
    """allauth's ways, with a workspace for every account and sentences that say what to do."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed. Ask whoever runs this Storyreel to open it again."),
        "email_password_mismatch": _(
            "That e-mail and password don’t match. Check the e-mail, or get a code by e-mail instead."
        ),
        "email_taken": _("That address has an account already. Sign in with it, or use another one."),
        "enter_current_password": _("That is not your password now. Type it again."),
        "incorrect_code": _("That is not the code. Type the newest one you were sent."),
        "incorrect_password": _("That is not your password. Type it again."),
        "invalid_password_reset": _("This link was used already or is too old. Ask for a new one."),
        "same_as_current": _("That is what it is now. Type another one."),
        "too_many_login_attempts": _("Too many tries from here. Wait a few minutes, then try again."),
        "rate_limited": _("That was a bit fast. Wait a minute and try again."),
    }

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """The account, its own workspace and the demo project in it, or nothing of all that."""
        with transaction.atomic():
            saved: User = super().save_user(request, user, form, commit)
            workspace = workspaces.create(owner=saved)
            demo.open_in(by=saved, workspace=workspace)
        return saved

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """The demo board."""
        workspace = workspaces.home_of(access.member(request.user))
        board = demo.board_of(workspace) if workspace else None
        return reverse("board", args=[workspace.slug, board.slug]) if workspace and board else reverse("home")
