"""The operator's panel: closed to everybody but staff, and read-only for them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client

from projects.models import Board, Connection, User
from projects.services import connections, takes
from tests.people import make_user

As = Callable[[str], Client]
CANARY = "canary-key-0123456789abcdef"
PAGES = [
    f"/admin/projects/{model._meta.model_name}/"
    for model in admin.site._registry
    if model._meta.app_label == "projects"
]


@pytest.fixture
def operator(db: None) -> Client:
    User.objects.create_superuser("sam@example.com", "correct horse battery")
    browser = Client()
    browser.force_login(User.objects.get(email="sam@example.com"), backend="django.contrib.auth.backends.ModelBackend")
    return browser


@pytest.fixture
def rows(board: Board) -> list[str]:
    """One of everything, and the addresses of their pages."""
    workspace = board.project.workspace
    made = connections.connect(by=None, workspace=workspace, driver="kie", label="KIE", secrets={"key": CANARY})
    animatic = workspace.connections.get(driver="animatic")
    take = takes.request(
        by=make_user("olga"), board=board, connection=animatic, model="animatic", options={}, form_key="k"
    )
    return [f"/admin/projects/connection/{made.pk}/change/", f"/admin/projects/render/{take.renders.get().pk}/change/"]


@pytest.mark.parametrize("page", ["/admin/", *PAGES])
def test_only_staff_come_in(page: str, as_: As) -> None:
    for name in ("", "olga", "clara"):
        assert as_(name).get(page).status_code == 302


def test_pages_are_read_and_show_no_secret(operator: Client, rows: list[str]) -> None:
    for page in ["/admin/", *PAGES, *rows]:
        answer = operator.get(page)
        assert answer.status_code == 200, page
        assert CANARY not in answer.content.decode()
        sealed = Connection.objects.exclude(sealed="").values_list("sealed", flat=True)
        assert not any(text in answer.content.decode() for text in sealed)


def test_nothing_is_changed_by_hand(operator: Client, rows: list[str]) -> None:
    for page in rows:
        assert operator.post(page, {"state": "succeeded"}).status_code == 403
        assert operator.post(page.replace("change", "delete"), {"post": "yes"}).status_code == 403
    for model in apps.get_app_config("projects").get_models():
        if admin.site.is_registered(model):
            assert operator.get(f"/admin/projects/{model._meta.model_name}/add/").status_code == 403
