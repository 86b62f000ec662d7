"""Typed changes of a board, as JSON, and the one place that applies them, forward and backward alike.

A change is `{"model": "shot" | "board" | "project" | "following", "id": <slug>, "field": …, "from": …, "to": …}`; `following` is a
board that this one continues in, which is in its place behind this one or away in the trash. The board field
`timing` is the whole of it at once, so that no step can leave lengths that lie: `{"shots": [[slug, seconds, locked], …],
"total": 10, "hold": true}`. Shots that are not in it are in the trash, so adding, deleting, moving and restoring are timing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import models
from django.utils import timezone

from projects.models import Board, Picture, Project, Shot, Take
from projects.rules import options
from projects.rules.lengths import arithmetic
from projects.rules.merging import merge_order

Change = dict[str, Any]
Place = tuple[str, str, str]

TEXTS = ("prompt", "notes", "dialogue", "label")
LINKS: Mapping[str, type[models.Model]] = {"first_picture": Picture, "last_picture": Picture, "picked_take": Take}
FIELDS: Mapping[str, frozenset[str]] = {
    "shot": frozenset({*TEXTS, "camera", "motion", "first_picture", "last_picture"}),
    "board": frozenset({"timing", "title", "negative_prompt", "style", "sound", "state", "intended", "picked_take"}),
    "project": frozenset({"aspect", "fps", "model", "mode", "method", *options.NAMES}),
    "following": frozenset({"away"}),
}
"""Everything that an operation may change."""


def place_of(change: Change) -> Place:
    """Which value a change is about."""
    return change["model"], change.get("id", ""), change["field"]


def changed(row: Shot | Board | Project, field: str, to: Any) -> Change:
    """The change that gives `field` of a row another value; links are slugs, or None."""
    model = row._meta.model_name or ""
    return {"model": model, "id": row.slug, "field": field, "from": _read(row, field), "to": to}


def inverse(changes: Sequence[Change]) -> list[Change]:
    """The way back."""
    return [{**change, "from": change["to"], "to": change["from"]} for change in reversed(changes)]


def squash(changes: Iterable[Change]) -> list[Change]:
    """A gesture's steps as one change per value: where it began and where it ended."""
    net: dict[Place, Change] = {}
    for change in changes:
        known = net.get(place_of(change))
        net[place_of(change)] = {**change, "from": known["from"] if known else change["from"]}
    return list(net.values())


def timing_now(board: Board, shots: Iterable[Shot]) -> dict[str, Any]:
    """The timing of a board as a change holds it; `shots` are the live ones in order."""
    rows = [[shot.slug, shot.seconds, shot.locked] for shot in shots]
    return {"shots": rows, "total": board.total_seconds, "hold": board.hold_total}


def merge_timing(change: Change, now: Mapping[str, Any], least: int, most: int) -> dict[str, Any]:
    """The step of a timing change done to a board that others retimed meanwhile; the result adds up."""
    was, wanted = change["from"], change["to"]
    order = merge_order(*([row[0] for row in timing["shots"]] for timing in (was, wanted, now)))
    rows = {row[0]: row for timing in (was, now, wanted) for row in timing["shots"]}
    return adding_up({**wanted, "shots": [rows[slug] for slug in order]}, least, most)


def adding_up(timing: Mapping[str, Any], least: int = 1, most: int = arithmetic.ENDLESS) -> dict[str, Any]:
    """The timing with its lengths fitted to its total; where the locks leave no room the total becomes their sum."""
    lengths = tuple(row[1] for row in timing["shots"])
    fitted = arithmetic.fit(lengths, [row[2] for row in timing["shots"]], timing["total"], least, most) or lengths
    shots = [[slug, length, locked] for (slug, _was, locked), length in zip(timing["shots"], fitted, strict=True)]
    return {**timing, "shots": shots, "total": sum(fitted) or timing["total"]}


def _read(row: models.Model, field: str) -> Any:
    value = getattr(row, field)
    return value and value.slug if field in LINKS else value


class Desk:
    """A board's rows while changes are applied to them; `save` writes what differs."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.shots = {shot.slug: shot for shot in board.shots.select_related("first_picture", "last_picture")}
        self._dirty: dict[models.Model, set[str]] = {}

    @property
    def live(self) -> list[Shot]:
        """The shots that are not in the trash, in order."""
        return sorted((shot for shot in self.shots.values() if shot.deleted_at is None), key=lambda shot: shot.number)

    def has(self, place: Place) -> bool:
        """Whether the row is still there; what was purged is not."""
        return self._row(place) is not None

    def value(self, place: Place) -> Any:
        """What stands there now."""
        if place[2] == "timing":
            return timing_now(self.board, self.live)
        row = self._row(place)
        return row.deleted_at is not None if row and place[0] == "following" else row and _read(row, place[2])

    def put(self, change: Change, writer: Sequence[Any] = ()) -> None:
        """Give the place its new value. `writer` is the tab and its count, when a person's typing caused it."""
        model, _, field = place = place_of(change)
        if field not in FIELDS[model]:
            raise ValueError(f"nobody may change {model}.{field}")
        if field == "timing":
            self._put_timing(change["to"])
            return
        row = self._row(place)
        if row is None:
            return
        if model == "following":
            self._put_following(row, away=change["to"])
            return
        setattr(row, field, self._linked(field, change["to"]) if field in LINKS else change["to"])
        self._touch(row, field)
        if field in TEXTS and isinstance(row, Shot):
            row.writers = {name: who for name, who in row.writers.items() if name != field}
            row.writers |= {field: list(writer)} if writer else {}
            self._touch(row, "writers")

    def save(self) -> None:
        """Write the rows that changed."""
        for row, names in self._dirty.items():
            row.save(update_fields=sorted(names | {"updated_at"}))
        self._dirty.clear()

    def _row(self, place: Place) -> Shot | Board | Project | None:
        match place[0]:
            case "shot":
                return self.shots.get(place[1])
            case "board":
                return self.board
            case "following":
                return Board.objects.filter(project=self.board.project_id, slug=place[1]).first()
            case _:
                return self.board.project

    def _linked(self, field: str, slug: str | None) -> models.Model | None:
        if not slug:
            return None
        rows = LINKS[field]._default_manager
        scope = {"board": self.board} if field == "picked_take" else {"workspace": self.board.project.workspace_id}
        return rows.filter(slug=slug, **scope).first()

    def _touch(self, row: models.Model, *names: str) -> None:
        self._dirty.setdefault(row, set()).update(names)

    def _put_timing(self, timing: Mapping[str, Any]) -> None:
        known = [row for row in timing["shots"] if row[0] in self.shots]
        if len(known) < len(timing["shots"]):
            timing = adding_up({**timing, "shots": known})
        wanted = [(self.shots[slug], seconds, locked) for slug, seconds, locked in timing["shots"]]
        staying = {shot.slug for shot, _, _ in wanted}
        before = [shot.slug for shot in self.live]
        leaving = [shot.pk for slug, shot in self.shots.items() if slug in before and slug not in staying]
        if leaving:
            self.board.shots.filter(pk__in=leaving).update(deleted_at=timezone.now(), position=None)
        for shot, seconds, locked in wanted:
            if (shot.seconds, shot.locked, shot.deleted_at) != (seconds, locked, None):
                shot.seconds, shot.locked, shot.deleted_at = seconds, locked, None
                self._touch(shot, "seconds", "locked", "deleted_at")
        self.save()
        if [shot.slug for shot, _, _ in wanted] != before:
            self.board.shots.arrange([shot.pk for shot, _, _ in wanted])
        if (self.board.total_seconds, self.board.hold_total) != (timing["total"], timing["hold"]):
            self.board.total_seconds, self.board.hold_total = timing["total"], timing["hold"]
            self._touch(self.board, "total_seconds", "hold_total")
        self._reload(leaving)

    def _put_following(self, following: models.Model, *, away: bool) -> None:
        boards = self.board.project.boards
        boards.filter(pk=following.pk).update(deleted_at=timezone.now() if away else None, position=None)
        order = [pk for pk in boards.live().values_list("pk", flat=True) if pk != following.pk]
        if not away:
            order.insert(order.index(self.board.pk) + 1, following.pk)
        boards.arrange(order)

    def _reload(self, leaving: list[int]) -> None:
        """After the order changed: positions and the trash as the database has them."""
        fresh = {row.pk: row for row in self.board.shots.only("position", "deleted_at")}
        for shot in self.shots.values():
            shot.position, shot.deleted_at = fresh[shot.pk].position, fresh[shot.pk].deleted_at
