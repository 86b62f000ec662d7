"""The table of roles: what `reach`, `can` and the getters make of it, and the page that prints it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db.models import Model
from django.http import Http404
from django.utils import timezone

from projects import access
from projects.access import ALLOWED, TRASH, WORKSPACE, Can
from projects.models import Board, Project, Role, Shot, User, Workspace
from tests.access.world import one_of_everything
from tests.people import CAST, make_board, make_project, make_workspace

PAGE = Path(__file__).parents[2] / "docs" / "roles.md"


def printed() -> list[str]:
    """The table as `docs/roles.md` has it."""
    head = ["| May | " + " | ".join(str(role.label) for role in Role) + " |", "|---" * (len(Role) + 1) + "|"]
    marks = {True: "●", False: "–"}
    return head + [f"| {can} | " + " | ".join(marks[can in ALLOWED[role]] for role in Role) + " |" for can in Can]


def test_the_page_prints_the_table() -> None:
    table = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    assert table == printed(), "docs/roles.md should hold:\n" + "\n".join(printed())


def test_a_higher_role_may_what_a_lower_one_may() -> None:
    for lower, higher in zip(list(Role), list(Role)[1:], strict=False):
        assert ALLOWED[lower] <= ALLOWED[higher]


@pytest.mark.parametrize("model", WORKSPACE, ids=lambda model: model.__name__)
def test_lists_and_single_rows_agree(model: type[Model], harbour: Workspace, people: dict[str, User]) -> None:
    one_of_everything(harbour, people["olga"])
    one_of_everything(Workspace.objects.get(title="Next door"), people["mallory"])
    every, hers = model._base_manager.all(), set(access.reach(people["mallory"], Can.ENTER, model))
    for name, role in CAST.items():
        for can in Can:
            listed = set(access.reach(people[name], can, model))
            assert listed == {row for row in every if access.can(people[name], can, row)}
            assert bool(listed) == (can in ALLOWED[role] and bool(hers)), f"{name} {can}"
            assert not listed & hers


def test_whatever_can_be_thrown_away_is_judged_by_it() -> None:
    for model in WORKSPACE:
        if any(field.name == "deleted_at" for field in model._meta.fields):
            assert "deleted_at" in TRASH[model]


def test_what_is_inside_the_trash_is_in_the_trash(harbour: Workspace, people: dict[str, User]) -> None:
    project = make_project(harbour)
    shot = make_board(project).shots.live().first()
    assert access.can(people["art"], Can.EDIT, shot)
    Project.objects.filter(pk=project.pk).update(deleted_at=timezone.now())
    assert not access.reach(people["art"], Can.VIEW, Board)
    assert not access.can(people["art"], Can.EDIT, shot)
    assert access.reach(people["art"], Can.EDIT, Shot, trash=True).filter(pk=shot.pk).exists()


def test_each_workspace_has_its_own_role(harbour: Workspace, people: dict[str, User]) -> None:
    pier = make_workspace("Pier", art=Role.PRODUCER)
    mine = {row.slug: vars(row)["my_role"] for row in access.reach(people["art"], Can.ENTER, Workspace)}
    assert mine == {harbour.slug: Role.ARTIST, pier.slug: Role.PRODUCER}
    assert set(access.reach(people["art"], Can.PURGE, Workspace)) == {pier}
    assert access.role(people["art"], pier) == Role.PRODUCER
    with pytest.raises(Http404):
        access.role(people["mallory"], pier)


def test_an_archived_project_can_be_watched_and_not_changed(harbour: Workspace, people: dict[str, User]) -> None:
    project = make_project(harbour)
    shot = make_board(project).shots.live().first()
    Project.objects.filter(pk=project.pk).update(archived_at=timezone.now())
    for can in (Can.EDIT, Can.RENDER, Can.PICK):
        assert not access.reach(people["olga"], can, Board)
        assert not access.can(people["olga"], can, shot)
    assert access.can(people["olga"], Can.DOWNLOAD, shot)
    assert access.can(people["dirk"], Can.ARRANGE, project)
    row = access.reach(people["olga"], Can.VIEW, Shot).get(pk=shot.pk)
    assert access.abilities(row) == ALLOWED[Role.OWNER] - access.CHANGES
    assert access.refusal(Can.EDIT, row).startswith("This project is archived")


def test_a_refusal_says_who_may(harbour: Workspace, people: dict[str, User]) -> None:
    board = make_board(make_project(harbour))
    assert access.refusal(Can.PICK, access.reach(people["art"], Can.VIEW, Board).get(pk=board.pk)) == (
        "Your role here is Artist. This needs one of: Director, Producer, Owner."
    )
