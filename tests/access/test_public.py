"""The complete list of addresses that need no sign-in, and what sign-in promises around the others."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from projects.models import Board
from tests.access.routes import PUBLIC
from tests.access.world import routes

As = Callable[[str], Client]

ENTRANCE = {
    "account_login", "account_logout", "account_signup", "account_inactive", "account_reset_password",
    "account_reset_password_done", "account_reset_password_from_key", "account_reset_password_from_key_done",
    "account_request_login_code", "account_confirm_login_code", "account_confirm_email",
    "account_email_verification_sent", "mfa_authenticate",
}  # fmt: skip


def test_the_list_of_public_views() -> None:
    public = {name for name, each in routes().items() if not getattr(each.callback, "login_required", True)}
    assert public == PUBLIC | ENTRANCE


def test_no_view_is_without_the_token() -> None:
    exempt = [name for name, each in routes().items() if getattr(each.callback, "csrf_exempt", False)]
    assert exempt == ["callback"]


def test_a_page_leads_to_sign_in_and_back(db: None) -> None:
    answer = Client().get("/w/w_22222222/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["Location"]) == (302, "/login/?next=/w/w_22222222/")


def test_pages_behind_the_login_are_not_kept(as_: As, board: Board) -> None:
    answer = as_("art").get(reverse("board", args=[board.project.workspace.slug, board.slug]))
    assert answer["Cache-Control"] == "private, no-store"
    assert "HX-Request" in answer["Vary"]


def test_the_first_page_may_be_kept(client: Client, db: None) -> None:
    assert "Cache-Control" not in client.get("/").headers


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)", "http:evil.example",
     "\thttps://evil.example", "https:///evil.example", "/%0d//evil.example", "////evil.example"],
)  # fmt: skip
def test_sign_in_leads_nowhere_else(elsewhere: str, as_: As, board: Board) -> None:
    people = {"login": "art@example.com", "password": "correct horse battery", "next": elsewhere}
    answer = as_("").post("/login/", people)
    assert answer.status_code == 302
    assert answer["Location"] in {"/", "/%0d//evil.example"}
