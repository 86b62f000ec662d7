"""Versions of a board: kept by name, before a render and once a day; looked at, and restored as one step that can be undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from projects.models import Board, Occasion, Operation, Picture, User, Version
from projects.services.changes import LINKS, TEXTS, Desk, changed, timing_now
from projects.services.operations import editing, perform
from projects.services.shots import blank

AUTOMATIC_KEPT = timedelta(days=30)
BOARD = ("title", "negative_prompt", "style", "sound")
SHOT = (*TEXTS, "camera", "motion", "first_picture", "last_picture")
SHOWN = 100


@dataclass(frozen=True, slots=True)
class Card:
    """One shot of a version, to look at: whole seconds, the public id of its picture (or empty), its words."""

    seconds: int
    picture: str
    prompt: str


def keep(board: Board, *, by: User | None, words: str, occasion: Occasion = Occasion.NAMED) -> Version | None:
    """Keep the board as it stands. What is kept by itself is kept only where it differs from the version before."""
    state = _state(Desk(board))
    latest = board.versions.first()
    if occasion != Occasion.NAMED and latest and latest.state == state:
        return None
    kept: Version = board.versions.create(made_by=by, words=words[:120], occasion=occasion, state=state)
    return kept


def keep_daily() -> int:
    """A version of every board that changed since yesterday's; forgets automatic ones older than 30 days."""
    now = timezone.now()
    Version.objects.exclude(occasion=Occasion.NAMED).filter(created_at__lt=now - AUTOMATIC_KEPT).delete()
    since = now - timedelta(days=1)
    recent = Version.objects.filter(occasion=Occasion.DAILY, created_at__gt=since).values("board")
    boards = Board.objects.live().filter(updated_at__gt=since).exclude(pk__in=recent)
    words = date_format(timezone.localdate(), "j F Y")
    return sum(keep(board, by=None, words=words, occasion=Occasion.DAILY) is not None for board in boards)


def listed(board: Board) -> list[Version]:
    """The newest versions, with who made them and without their states."""
    return list(board.versions.select_related("made_by").defer("state")[:SHOWN])


def cards(version: Version) -> list[Card]:
    """Its shots in order. A picture that was deleted since is left out."""
    shots: Mapping[str, Mapping[str, Any]] = version.state["shots"]
    wanted = {values["first_picture"] for values in shots.values()}
    known = set(
        Picture.objects.filter(workspace=version.board.project.workspace_id, slug__in=wanted).values_list(
            "slug", flat=True
        )
    )
    return [
        Card(seconds, picture if (picture := shots[slug]["first_picture"]) in known else "", shots[slug]["prompt"])
        for slug, seconds, _locked in version.state["timing"]["shots"]
    ]


def restore(version: Version, *, by: User, tab: str = "") -> Operation | None:
    """Make the board what it was, as one step; None when it is that already. Shots deleted for good come back as new ones."""
    with editing(version.board) as desk:
        shots = version.state["shots"]
        names = {slug: slug if slug in desk.shots else _again(desk, values).slug for slug, values in shots.items()}
        changes = [changed(desk.board, field, version.state["board"][field]) for field in BOARD]
        for slug, values in shots.items():
            changes += [changed(desk.shots[names[slug]], field, values[field]) for field in SHOT if field in values]
        timing = version.state["timing"]
        rows = [[names[slug], seconds, locked] for slug, seconds, locked in timing["shots"]]
        now = timing_now(desk.board, desk.live)
        changes.append({"model": "board", "field": "timing", "from": now, "to": {**timing, "shots": rows}})
        return perform(desk, by=by, words=_("Restored “%s”") % version.words, changes=changes, tab=tab)


def _state(desk: Desk) -> dict[str, Any]:
    return {
        "timing": timing_now(desk.board, desk.live),
        "board": {field: desk.value(("board", "", field)) for field in BOARD},
        "shots": {shot.slug: {field: desk.value(("shot", shot.slug, field)) for field in SHOT} for shot in desk.live},
    }


def _again(desk: Desk, values: Mapping[str, Any]) -> Any:
    """A new row for a shot that is gone; its links are set by the step itself."""
    return blank(desk, **{field: value for field, value in values.items() if field not in LINKS})
