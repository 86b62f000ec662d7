"""Every address × every role × own and other workspaces."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from django.test import Client

from projects.access import ALLOWED, Can
from projects.models import Membership, Role, User, Workspace
from tests.access.routes import PUBLIC, ROWS, Row
from tests.access.world import World, address, digest, knock, names_in, one_of_everything, ours
from tests.people import CAST, make_workspace

As = Callable[[str], Client]
GUARDED = [row for row in ROWS if row.needs is not None]
METHODS = {"GET", "POST", "PATCH", "PUT", "DELETE"}


@pytest.fixture
def world(harbour: Workspace, people: dict[str, User]) -> World:
    return one_of_everything(harbour, people["olga"])


def test_every_address_has_a_row() -> None:
    assert ours().keys() - PUBLIC == {row.name for row in ROWS}, "tests/access/routes.py and the URL conf differ"
    assert "None" not in ours(), "an address without a name cannot be judged"


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_who_may(row: Row, as_: As, world: World) -> None:
    before = digest()
    for name, role in CAST.items():
        with transaction.atomic():
            status = knock(as_(name), row, world)
            transaction.set_rollback(True)
        assert _fits(status, row, role), f"{name} ({role}) got {status} from {row}"
        assert digest() == before


def _fits(status: int, row: Row, role: Role) -> bool:
    if row.needs is None or row.needs in ALLOWED[role]:
        return status < 500 and status not in {401, 403, 404, 405}
    return status == (403 if Can.VIEW in ALLOWED[role] or _is_about_the_workspace(row) else row.unseen)


def _is_about_the_workspace(row: Row) -> bool:
    asked = {*names_in(row.name), *row.data.values()}
    return "workspace" in asked and not asked & {"project", "board"}


@pytest.mark.parametrize("row", GUARDED, ids=str)
def test_a_stranger_finds_nothing(row: Row, as_: As, world: World) -> None:
    before = digest()
    assert knock(as_("mallory"), row, world) == row.unseen
    assert digest() == before


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_nobody_is_sent_to_sign_in(row: Row, as_: As, world: World) -> None:
    browser, behind, before = as_(""), address(row, world), digest()
    action = behind.startswith("/_/")
    assert knock(browser, row, world) == (401 if action else 302)
    assert action or browser.get(behind)["Location"] == f"/login/?next={behind}"
    assert digest() == before


@pytest.mark.parametrize("row", [row for row in ROWS if row.method != "GET"], ids=str)
def test_nothing_is_done_without_the_token(row: Row, as_: As, world: World) -> None:
    browser = as_("olga")
    browser.handler.enforce_csrf_checks = True
    before = digest()
    assert knock(browser, row, world) == 403
    assert digest() == before


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_looking_changes_nothing(row: Row, as_: As, world: World) -> None:
    before = digest()
    assert knock(as_("olga"), row, world, method="GET") < 500
    assert digest() == before


@pytest.mark.parametrize("name", sorted({row.name for row in GUARDED}))
def test_other_methods_are_closed(name: str, as_: As, world: World) -> None:
    mine = [row for row in ROWS if row.name == name]
    for method in METHODS - {row.method for row in mine}:
        assert knock(as_("olga"), mine[0], world, method=method) == 405, method


def _things(row: Row) -> list[str]:
    return [name for name in names_in(row.name) if not row.other.get(name, "").startswith("=")]


NESTED = [row for row in GUARDED if "workspace" in _things(row) and len(_things(row)) > 1]


@pytest.mark.parametrize("row", NESTED, ids=str)
def test_an_address_that_names_two_things_means_both(row: Row, as_: As, world: World, people: dict[str, User]) -> None:
    also_hers = make_workspace("Pier", olga=Role.OWNER)
    assert knock(as_("olga"), row, world, workspace=also_hers.slug) == 404


def test_who_leaves_sees_nothing_at_once(as_: As, world: World, harbour: Workspace) -> None:
    browser, row = as_("art"), next(row for row in ROWS if row.name == "board")
    assert knock(browser, row, world) == 200
    Membership.objects.filter(workspace=harbour, user__email__startswith="art").delete()
    assert knock(browser, row, world) == 404
