"""Shots come, go, split, double and change places. All of it is timing, so the sum is right after every step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.models import Board, Operation, Picture, Shot, User
from projects.rules import lengths
from projects.rules.lengths import Refusal, Timing
from projects.rules.merging import merge_order
from projects.services.changes import TEXTS, Change, Desk, changed
from projects.services.operations import editing, perform
from projects.services.timing import of_board, retimed

COPIED = (*TEXTS, "camera", "motion", "first_picture", "last_picture")


def add(
    board: Board, *, by: User, at: int | None = None, pictures: Sequence[Picture] = (), tab: str = ""
) -> tuple[list[Shot], str]:
    """New shots before position `at` (behind the last without one): one per picture, or one empty.

    Answers them and a sentence when not every picture found room. Raises `Refusal` when there is no room at all.
    """
    with editing(board) as desk:
        timing = of_board(desk.board, desk.live)
        made: list[Shot] = []
        order = [shot.slug for shot in desk.live]
        start = len(order) if at is None else min(max(at, 0), len(order))
        note = ""
        for picture in pictures or (None,):
            try:
                timing = lengths.insert(timing, start + len(made))
            except Refusal as refusal:
                if not made:
                    raise
                note = _("%(sentence)s %(left)d of the pictures are not on the board.") % {
                    "sentence": refusal.sentence,
                    "left": len(pictures) - len(made),
                }
                break
            made.append(blank(desk, first_picture=picture))
        slugs = [*order[:start], *(shot.slug for shot in made), *order[start:]]
        words = ngettext("Added shot %(first)d", "Added %(count)d shots", len(made))
        words %= {"first": start + 1, "count": len(made)}
        perform(desk, by=by, words=words, changes=[retimed(desk, slugs, timing)], tab=tab)
        return made, note


def duplicate(shot: Shot, *, by: User, tab: str = "") -> Shot:
    """A copy behind it that wants the same length. Raises `Refusal` when there is no room."""
    with editing(shot.board) as desk:
        return _copies(desk, [shot.slug], by, tab)[0]


def split(shot: Shot, *, by: User, at: int | None = None, tab: str = "") -> Shot:
    """Cut it in two, `at` seconds into it or in halves; answers the second part. Raises `Refusal` when it is too short."""
    with editing(shot.board) as desk:
        place = _place(desk, shot.slug)
        timing = lengths.split(of_board(desk.board, desk.live), place, at)
        second = _copy(desk, desk.shots[shot.slug])
        slugs = [each.slug for each in desk.live]
        slugs.insert(place + 1, second.slug)
        words = _("Split shot %d") % (place + 1)
        perform(desk, by=by, words=words, changes=[retimed(desk, slugs, timing)], tab=tab)
        return second


def delete(shot: Shot, *, by: User, tab: str = "") -> Operation | None:
    """Move it to the trash; its seconds go to the unlocked shots."""
    return bulk(shot.board, by=by, action="delete", slugs=[shot.slug], tab=tab)


def restore(shot: Shot, *, by: User, text: str = "", tab: str = "") -> Operation | None:
    """Bring it back from the trash behind the last shot, with the prompt somebody was writing. Raises `Refusal`."""
    with editing(shot.board) as desk:
        row = desk.shots[shot.slug]
        if row.deleted_at is None:
            return None
        live = desk.live
        timing = lengths.insert(of_board(desk.board, live), len(live), row.seconds)
        changes = [retimed(desk, [*(each.slug for each in live), row.slug], timing)]
        changes += [changed(row, "prompt", text)] if text else []
        return perform(desk, by=by, words=_("Brought back shot %d") % (len(live) + 1), changes=changes, tab=tab)


def reorder(
    board: Board, *, by: User, slugs: Sequence[str], base: Sequence[str] = (), tab: str = ""
) -> Operation | None:
    """Give the shots this order; lengths travel with them. `base` is the order the page started from: what others added
    or moved meanwhile keeps its place, and what moved here follows its new left neighbour.
    """
    with editing(board) as desk:
        rows = {shot.slug: shot for shot in desk.live}
        was = [slug for slug in base or rows if slug in rows]
        wanted = [slug for slug in dict.fromkeys(slugs) if slug in rows]
        wanted += [slug for slug in was if slug not in wanted]
        order = merge_order(was, wanted, list(rows))
        timing = of_board(desk.board, [rows[slug] for slug in order])
        words = _moved(list(rows), order)
        return perform(desk, by=by, words=words, changes=[retimed(desk, order, timing)], tab=tab)


def _moved(before: list[str], after: list[str]) -> str:
    """“Moved shot 2 to place 3” where one shot alone moved."""
    for slug in after:
        if [each for each in before if each != slug] == [each for each in after if each != slug]:
            where = {"shot": before.index(slug) + 1, "place": after.index(slug) + 1}
            if where["shot"] != where["place"]:
                return _("Moved shot %(shot)d to place %(place)d") % where
    return _("Changed the order")


def bulk(board: Board, *, by: User, action: str, slugs: Sequence[str], tab: str = "") -> Operation | None:
    """Do one thing to several shots as one step: lock, unlock, even, duplicate or delete. Raises `Refusal`."""
    with editing(board) as desk:
        ticked = [shot.slug for shot in desk.live if shot.slug in slugs]
        if not ticked:
            return None
        if action == "duplicate":
            _copies(desk, ticked, by, tab)
            return desk.board.operations.first()
        act, words = BULK[action]
        change = act(desk, ticked)
        numbers = ", ".join(str(desk.shots[slug].number) for slug in ticked)
        return perform(desk, by=by, words=words(len(ticked)) % {"shots": numbers}, changes=[change], tab=tab)


def _locking(locked: bool) -> Callable[[Desk, Sequence[str]], Change]:
    def act(desk: Desk, ticked: Sequence[str]) -> Change:
        timing = of_board(desk.board, desk.live)
        locks = tuple(locked if shot.slug in ticked else shot.locked for shot in desk.live)
        return retimed(desk, [shot.slug for shot in desk.live], replace(timing, locks=locks))

    return act


def _evened(desk: Desk, ticked: Sequence[str]) -> Change:
    """The ticked shots share their seconds equally; all others stay as if locked."""
    timing = of_board(desk.board, desk.live)
    masked = replace(
        timing, locks=tuple(shot.locked or shot.slug not in ticked for shot in desk.live), total=timing.sum
    )
    after = replace(lengths.even(masked), locks=timing.locks, total=timing.total)
    return retimed(desk, [shot.slug for shot in desk.live], after)


def _deleted(desk: Desk, ticked: Sequence[str]) -> Change:
    timing, slugs = of_board(desk.board, desk.live), [shot.slug for shot in desk.live]
    for slug in ticked:
        timing = lengths.remove(timing, slugs.index(slug))
        slugs.remove(slug)
    return retimed(desk, slugs, timing)


BULK: Mapping[str, tuple[Callable[[Desk, Sequence[str]], Change], Callable[[int], str]]] = {
    "lock": (_locking(True), lambda count: ngettext("Locked shot %(shots)s", "Locked shots %(shots)s", count)),
    "unlock": (_locking(False), lambda count: ngettext("Unlocked shot %(shots)s", "Unlocked shots %(shots)s", count)),
    "even": (_evened, lambda count: ngettext("Evened out shot %(shots)s", "Evened out shots %(shots)s", count)),
    "delete": (_deleted, lambda count: ngettext("Deleted shot %(shots)s", "Deleted shots %(shots)s", count)),
}
"""What several ticked shots can be told at once; `duplicate` beside them makes rows."""


def cut_off(desk: Desk, after: int) -> Change:
    """The change that keeps the first `after` shots only; the total becomes their sum."""
    kept = desk.live[:after]
    timing = of_board(desk.board, kept)
    return retimed(desk, [shot.slug for shot in kept], replace(timing, total=timing.sum))


def _copies(desk: Desk, ticked: Sequence[str], by: User, tab: str) -> list[Shot]:
    timing, slugs, made = of_board(desk.board, desk.live), [shot.slug for shot in desk.live], []
    numbers = ", ".join(str(desk.shots[slug].number) for slug in ticked)
    for slug in ticked:
        place = slugs.index(slug) + 1
        timing = lengths.insert(timing, place, desk.shots[slug].seconds)
        made.append(_copy(desk, desk.shots[slug]))
        slugs.insert(place, made[-1].slug)
    words = ngettext("Duplicated shot %(shots)s", "Duplicated shots %(shots)s", len(ticked)) % {"shots": numbers}
    perform(desk, by=by, words=words, changes=[retimed(desk, slugs, timing)], tab=tab)
    return made


def _copy(desk: Desk, shot: Shot) -> Shot:
    return blank(desk, **{name: getattr(shot, name) for name in COPIED})


def blank(desk: Desk, **values: Any) -> Shot:
    """A new row that waits in the trash until a timing change lets it in."""
    shot = Shot.objects.create(board=desk.board, deleted_at=timezone.now(), **values)
    desk.shots[shot.slug] = shot
    return shot


def _place(desk: Desk, slug: str) -> int:
    found: Timing | int | None = next((place for place, shot in enumerate(desk.live) if shot.slug == slug), None)
    if not isinstance(found, int):
        raise Refusal(_("That shot is in the trash. Bring it back first."))
    return found
