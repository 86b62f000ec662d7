"""What the editor's page and its fragments show: one context for both, so that they cannot drift."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from projects import access
from projects.access import Can
from projects.media.motion import Motion
from projects.models import Board, Operation, Shot
from projects.rules import cameras
from projects.rules.capabilities import Capabilities
from projects.rules.lengths import Offer, Refusal, Timing, arithmetic, badge
from projects.rules.merging import digest
from projects.rules.preflight import prompt_count
from projects.rules.storyboard import ASPECTS, FRAME_RATES
from projects.services import coach, lamps, preflight, timing
from projects.views.answers import toast, trigger, wants_fragment
from projects.views.takes import board_context

REGIONS = (
    "boards/_stage",
    "boards/_timing",
    "boards/_strip",
    "boards/_inspector",
    "boards/_preflight",
    "boards/_fields",
    "boards/_crumb",
)
"""Fragments with one root id each: together they are the editor."""
BULK_WORDS = {
    "lock": lazy("Lock"),
    "unlock": lazy("Unlock"),
    "even": lazy("Even out"),
    "duplicate": lazy("Duplicate"),
    "delete": lazy("Delete"),
}
FAR = 900


@dataclass(frozen=True, slots=True)
class Card:
    """One shot as the strip and the timing bar show it, with the cut behind it: where it is and how far it goes, in
    seconds from the board's start. `state` is that of the render that covers it, while the newest take is not ready.
    """

    shot: Shot
    end: int
    cut_least: int
    cut_most: int
    state: str = ""

    @property
    def movable(self) -> bool:
        """Whether the cut behind it can go anywhere."""
        return self.cut_least < self.cut_most


def cards_of(shots: Sequence[Shot], now: Timing, standings: Mapping[int, str]) -> list[Card]:
    """The shots with what the timing allows of each, and how they stand by their number."""
    cards, start, bounds = [], 0, (now.limits.least, now.limits.most)
    for place, shot in enumerate(shots):
        end = start + shot.seconds
        back, forth = (arithmetic.roll(now.lengths, now.locks, place, far, *bounds)[1] for far in (-FAR, FAR))
        cards.append(Card(shot, end, end + back, end + forth, standings.get(place + 1, "")))
        start = end
    return cards


def editor_context(request: HttpRequest, board: Board, current: str = "") -> dict[str, Any]:
    """Everything the editor shows of a board as its rows are now: six queries."""
    shots = list(board.shots.live().select_related("first_picture", "last_picture"))
    now = timing.of_board(board, shots)
    wanted = current or request.GET.get("shot", "") or request.headers.get("X-Shot", "")
    chosen = next((shot for shot in shots if shot.slug == wanted), shots[0] if shots else None)
    verdict = preflight.check(board)
    scale = max(now.sum, now.total)
    can_edit = Can.EDIT in access.abilities(board)
    return {
        **board_context(board),
        "shots": shots,
        "cards": cards_of(shots, now, lamps.of_board(board)),
        "current": chosen,
        "timing": now,
        "badge": badge(now),
        "timing_json": _timing_json(now),
        "reel_json": json.dumps([_still(shot) for shot in shots]),
        "ruler": range(scale + 1),
        "scale": scale,
        "short_by": max(0, now.total - now.sum),
        "over_by": max(0, now.sum - now.total),
        "verdict": verdict,
        "offers": gestures_of(badge(now).offers),
        "aspects": tuple(ASPECTS),
        "frame_rates": FRAME_RATES,
        "bulk_actions": BULK_WORDS.items(),
        "coach": coach.next_card(access.member(request.user), board.project) if can_edit else "",
        **_chosen(chosen, verdict),
        "can_edit": can_edit,
    }


def _chosen(shot: Shot | None, verdict: preflight.Verdict) -> dict[str, Any]:
    if shot is None:
        return {}
    plan = shot.plan()
    used, allowed = prompt_count(plan, verdict.model, len(verdict.plan.shots))
    known = {element.handle: element for element in verdict.plan.elements}
    preset, strength = cameras.recognise(plan.camera)
    return {
        "used": used,
        "allowed": allowed,
        "bases": {field: digest(getattr(shot, field)) for field in ("prompt", "notes", "dialogue", "label")},
        "called": [known[handle] for handle in plan.mentions if handle in known],
        "unknown": [handle for handle in plan.mentions if handle not in known],
        "camera": plan.camera,
        "camera_words": cameras.describe(plan.camera),
        "camera_preset": preset.slug if preset else "",
        "camera_strength": strength or 4,
        "presets": [(each, json.dumps(dict(each.axes))) for each in cameras.PRESETS],
        "axes": [(name, words, getattr(plan.camera, name)) for name, words in cameras.AXES.items()],
        **_motion(plan.motion, verdict.model),
    }


def _motion(motion: Motion, model: Capabilities) -> dict[str, Any]:
    """What the section and the dialog say of moving areas, and whether the chosen model moves them."""
    ignored = _("Saved with the shot. %(model)s will not use it.") % {"model": model.opening}
    return {
        "motion_json": json.dumps(motion.as_json()),
        "motion_words": motion_words(motion),
        "motion_ignored": "" if model.motion == "areas" else ignored,
    }


def motion_words(motion: Motion) -> str:
    """`None`, `2 areas` or `2 areas · 1 without a path`."""
    begun = [number for number, area in enumerate(motion.areas, 1) if number in motion.painted or area.path]
    if not begun:
        return _("Still area") if motion.painted else _("None")
    words = ngettext("%d area", "%d areas", len(begun)) % len(begun)
    lacking = sum(not motion.areas[number - 1].path[1:] for number in begun)
    return words + (" · " + ngettext("%d without a path", "%d without a path", lacking) % lacking if lacking else "")


def gestures_of(offers: Sequence[Offer]) -> list[tuple[str, str]]:
    """Ways out as labels and the gestures that their buttons send."""
    return [(offer.label, json.dumps(dict(offer.op))) for offer in offers]


def _timing_json(now: Timing) -> str:
    limits = now.limits
    return json.dumps(
        {
            "lengths": now.lengths,
            "locks": now.locks,
            "total": now.total,
            "hold": now.hold,
            "limits": {
                "least": limits.least,
                "most": limits.most,
                "leastTotal": limits.least_total,
                "mostTotal": limits.most_total,
                "totals": limits.totals,
                "mostShots": limits.most_shots,
            },
        }
    )


def _still(shot: Shot) -> dict[str, Any]:
    """A shot as the slideshow plays it."""
    picture = shot.first_picture
    return {
        "slug": shot.slug,
        "seconds": shot.seconds,
        "source": reverse("picture", args=[picture.slug, "full"]) if picture else "",
        "camera": shot.camera,
        "words": shot.prompt[:200] or shot.label,
    }


def tab_of(request: HttpRequest) -> str:
    """The name that a page gave its tab."""
    return "".join(each for each in request.headers.get("X-Tab", "")[:20] if each.isalnum() or each in "-_")


def answer(request: HttpRequest, board: Board, current: str = "", only: Sequence[str] = REGIONS) -> HttpResponse:
    """The regions of the editor that may have changed, each morphed into its place; a plain browser goes to the page.

    Another page has none of them: it hears of the change and asks for parts of its own.
    """
    page = reverse("board", args=[board.project.workspace.slug, board.slug])
    if not wants_fragment(request):
        return redirect(f"{page}?shot={current}" if current else page)
    fresh = access.board(request, Can.VIEW, board.slug)
    if urlsplit(request.headers.get("HX-Current-URL", page)).path != page:
        return trigger(HttpResponse(status=204), **{"feed:saved": {"version": fresh.version}})
    context = editor_context(request, fresh, current) | {"oob": True, "regions": [f"{name}.html" for name in only]}
    response = render(request, "boards/_regions.html", context)
    return trigger(response, **{"feed:saved": {"version": fresh.version}})


def redrafted(response: HttpResponse, step: Operation | None) -> HttpResponse:
    """Say so when the step made an approved board a draft again."""
    if step is None or all(change["field"] != "state" for change in step.forward):
        return response
    undo = reverse("board_undo", args=[step.board.slug])
    return toast(response, _("The board was approved; it is a draft again."), undo=undo)


def refused(request: HttpRequest, board: Board, refusal: Refusal, current: str = "") -> HttpResponse:
    """Why a gesture was not done, with its ways out, over the timing as it is: the optimistic bar goes back."""
    fresh = access.board(request, Can.VIEW, board.slug)
    context = editor_context(request, fresh, current) | {"refusal": refusal, "oob": True}
    context["ways_out"] = gestures_of(refusal.offers)
    return render(request, "boards/_refused.html", context, status=422)
