"""One-click fixes of preflight problems. The problem is judged again here: a page sends only which one and which way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from projects.models import Board, Element, Operation, Picture, Shot, User
from projects.rules import cameras, lengths
from projects.rules.lengths import Refusal
from projects.rules.preflight import Problem
from projects.rules.storyboard import MENTION
from projects.rules.wording import as_words
from projects.services import autosave, boardsplit, elements, offers, pictures, shots
from projects.services.changes import Change, Desk, changed
from projects.services.operations import editing, perform
from projects.services.preflight import check
from projects.services.timing import of_board, retimed

Wish = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fixed:
    """What a fix did in words; the step when it can be undone here, and the board that continues this one."""

    words: str
    operation: Operation | None = None
    following: Board | None = None


class FixGone(Exception):
    """The problem is no longer there, or has no such way out."""


def fix(board: Board, *, by: User, code: str, key: str, action: str, tab: str = "") -> Fixed:
    """Apply `action` to the problem `key`. Raises `FixGone`, `Refusal`, and what the services behind it raise."""
    problem = next((each for each in check(board).problems if each.key == key and each.code == code), None)
    offered = next((each for each in problem.fixes if each.action == action), None) if problem else None
    if problem is None or offered is None:
        raise FixGone(_("That is no longer in the way."))
    if action in ELSEWHERE:
        return ELSEWHERE[action](board, by, problem, offered.wish, tab)
    with editing(board) as desk:
        shot = _shot(desk, problem)
        words, changes = HERE[action](desk, shot, problem, offered.wish)
        step = perform(desk, by=by, words=words, changes=changes, tab=tab)
        return Fixed(words, step)


def _shot(desk: Desk, problem: Problem) -> Shot | None:
    live = desk.live
    return live[problem.shot - 1] if problem.shot and problem.shot <= len(live) else None


def _needed(shot: Shot | None) -> Shot:
    if shot is None:
        raise FixGone(_("That is no longer in the way."))
    return shot


Step = tuple[str, list[Change]]


def _timing(desk: Desk, shot: Shot | None, problem: Problem, wish: Wish) -> Step:
    after = lengths.apply(of_board(desk.board, desk.live), wish)
    return _("Set the lengths to %d s") % after.total, [retimed(desk, [each.slug for each in desk.live], after)]


def _intend(desk: Desk, shot: Shot | None, problem: Problem, wish: Wish) -> Step:
    wanted = [*(each for each in desk.board.intended if each != problem.key), problem.key]
    return _("Marked as intended"), [changed(desk.board, "intended", wanted[-100:])]


def _use_model(desk: Desk, shot: Shot | None, problem: Problem, wish: Wish) -> Step:
    return _("Chose the renderer %s") % wish["model"], [changed(desk.board.project, "model", wish["model"])]


def _use_mode(desk: Desk, shot: Shot | None, problem: Problem, wish: Wish) -> Step:
    return _("Chose the quality %s") % wish["mode"], [changed(desk.board.project, "mode", wish["mode"])]


def _set_option(desk: Desk, shot: Shot | None, problem: Problem, wish: Wish) -> Step:
    return offers.chosen_words(wish["option"], wish["value"]), [
        changed(desk.board.project, wish["option"], wish["value"])
    ]


def _sound_off(desk: Desk, shot: Shot | None, problem: Problem, wish: Wish) -> Step:
    return _("Turned the sound off"), [changed(desk.board, "sound", False)]


def _dropped(field: str, words: str, empty: Any) -> Callable[[Desk, Shot | None, Problem, Wish], Step]:
    def step(desk: Desk, shot: Shot | None, problem: Problem, wish: Wish) -> Step:
        row = _needed(shot)
        return _(words) % row.number, [changed(row, field, empty)]

    return step


def _write_camera(desk: Desk, shot: Shot | None, problem: Problem, wish: Wish) -> Step:
    row = _needed(shot)
    camera = cameras.sentence(row.plan().camera)
    text = f"{row.prompt.rstrip()} {camera}".strip()
    return _("Wrote shot %d’s camera into the prompt") % row.number, [
        changed(row, "prompt", text),
        changed(row, "camera", {}),
    ]


def _cut_prompt(desk: Desk, shot: Shot | None, problem: Problem, wish: Wish) -> Step:
    row = _needed(shot)
    kept, rest = row.prompt[: wish["keep"]].rstrip(), row.prompt[wish["keep"] :].strip()
    notes = f"{row.notes}\n\n{rest}".strip()[:5000]
    return _("Cut shot %d’s prompt; the rest is in its notes") % row.number, [
        changed(row, "prompt", kept),
        changed(row, "notes", notes),
    ]


def _rewrite(row: Shot, was: str, now: str) -> Change:
    text = MENTION.sub(lambda found: now if found[1].lower() == was else found[0], row.prompt)
    return changed(row, "prompt", text)


def _rename_mention(desk: Desk, shot: Shot | None, problem: Problem, wish: Wish) -> Step:
    change = _rewrite(_needed(shot), wish["from"], f"@{wish['to']}")
    return _("Changed @%(from)s to @%(to)s") % wish, [change]


def _words_for(desk: Desk, shot: Shot | None, problem: Problem, wish: Wish) -> Step:
    named = frozenset(wish["handles"])
    changes = [changed(row, "prompt", as_words(row.prompt, named)) for row in desk.live]
    return _("Turned %s into words") % ", ".join(f"@{handle}" for handle in wish["handles"]), changes


def _add_mention(desk: Desk, shot: Shot | None, problem: Problem, wish: Wish) -> Step:
    row = _needed(shot)
    text = f"{row.prompt.rstrip()} @{wish['handle']}".strip()
    words = _("Added @%(handle)s to shot %(shot)d") % {"handle": wish["handle"], "shot": row.number}
    return words, [changed(row, "prompt", text)]


HERE: Mapping[str, Callable[[Desk, Shot | None, Problem, Wish], Step]] = {
    "timing": _timing,
    "intend": _intend,
    "use_model": _use_model,
    "use_mode": _use_mode,
    "set_option": _set_option,
    "drop_option": _set_option,
    "sound_off": _sound_off,
    "drop_end": _dropped("last_picture", noop("Took the last picture of shot %d away"), None),
    "drop_motion": _dropped("motion", noop("Removed the moving areas of shot %d"), {}),
    "drop_camera": _dropped("camera", noop("Removed the camera move of shot %d"), {}),
    "write_camera": _write_camera,
    "cut_prompt": _cut_prompt,
    "rename_mention": _rename_mention,
    "words_for": _words_for,
    "add_mention": _add_mention,
}
"""Fixes that are one undoable step on this board."""


def _picture(action: str) -> Callable[[Board, User, Problem, Wish, str], Fixed]:
    def act(board: Board, by: User, problem: Problem, wish: Wish, tab: str) -> Fixed:
        row = board.shots.live().select_related("board", "first_picture", "last_picture")[
            problem.shot - 1 if problem.shot else 0
        ]
        held: Picture | None = getattr(row, wish["slot"])
        if held is None:
            raise FixGone(_("That is no longer in the way."))
        made = pictures.fix(by=by, picture=held, action=action, wish=wish)
        step = autosave.set_picture(row, by=by, field=wish["slot"], picture=made, tab=tab)
        return Fixed(_("Made shot %d’s picture fit. The old one is kept.") % row.number, step)

    return act


def _fitted(action: str) -> Callable[[Board, User, Problem, Wish, str], Fixed]:
    """A picture of a shot, or of an element that the project's prompts may call."""
    of_shot = _picture(action)

    def act(board: Board, by: User, problem: Problem, wish: Wish, tab: str) -> Fixed:
        if "element" not in wish:
            return of_shot(board, by, problem, wish, tab)
        element = Element.objects.reachable(board.project).filter(handle=wish["element"]).first()
        held = Picture.objects.filter(element_pictures__element=element, digest=wish["digest"]).first()
        if element is None or held is None:
            raise FixGone(_("That is no longer in the way."))
        made = pictures.fix(by=by, picture=held, action=action, wish=wish)
        elements.exchange_picture(by=by, element=element, was=held, now=made)
        return Fixed(_("Made the picture of @%s fit. The old one is kept.") % element.handle)

    return act


def _add_shot(board: Board, by: User, problem: Problem, wish: Wish, tab: str) -> Fixed:
    shots.add(board, by=by, tab=tab)
    return Fixed(_("Added shot 1"), board.operations.first())


def _split_board(board: Board, by: User, problem: Problem, wish: Wish, tab: str) -> Fixed:
    step, following = boardsplit.split(board, by=by, sizes=wish["sizes"], tab=tab)
    return Fixed(boardsplit.words(len(wish["sizes"])), step, following)


def _create_element(board: Board, by: User, problem: Problem, wish: Wish, tab: str) -> Fixed:
    made = elements.create(by=by, workspace=board.project.workspace, project=board.project, handle=wish["handle"])
    return Fixed(_("Added @%s") % made.handle)


ELSEWHERE: Mapping[str, Callable[[Board, User, Problem, Wish, str], Fixed]] = {
    **{action: _fitted(action) for action in pictures.FIXES},
    "add_shot": _add_shot,
    "split_board": _split_board,
    "create_element": _create_element,
}
"""Fixes that other services do: they make files, rows or boards."""

__all__ = ["ELSEWHERE", "HERE", "FixGone", "Fixed", "Refusal", "fix"]
