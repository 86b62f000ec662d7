"""Takes of a board beside each other, at an address that can be passed on, and clips of one's own among them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from projects import access
from projects.access import Can
from projects.forms.takes import ClipForm
from projects.media.clips import ClipBroken
from projects.media.names import display_name
from projects.models import Board, Take
from projects.services import comparisons, ownclips, standing, uploads
from projects.views.answers import sentences, wants_fragment
from projects.views.takes import board_context


@require_GET
def page(request: HttpRequest, workspace: str, board: str) -> HttpResponse:
    """Two to four finished takes, `?a=&b=&c=&d=`; to htmx the buttons that pick one."""
    found = access.board(request, Can.VIEW, board, inside=workspace)
    wanted = list(dict.fromkeys(filter(None, (request.GET.get(letter) for letter in "abcd"))))
    takes = access.finished(request, found, wanted)
    if not 2 <= len(takes) == len(wanted):
        raise Http404(_("One of these takes is not here: it was moved to the trash, or is of another board."))
    context = {**board_context(found), "sides": comparisons.sides(found, takes)}
    return render(request, "takes/_picks.html" if wants_fragment(request) else "takes/compare.html", context)


@require_POST
def add(request: HttpRequest, board: str) -> JsonResponse:
    """One piece of a clip of one's own; answers as `pictures.upload` does, 201 with the take and perhaps a `notice`."""
    found, form = access.board(request, Can.RENDER, board), ClipForm(request.POST, request.FILES)
    if not form.is_valid():
        return JsonResponse({"sentence": sentences(form)}, status=422)
    wish, by = form.cleaned_data, access.member(request.user)
    piece = {name: wish[name] for name in ("key", "offset", "size")}
    try:
        path = uploads.receive(by=by, **piece, pieces=wish["file"].chunks(), most=uploads.MOST_CLIP_BYTES)
    except uploads.UploadGap as gap:
        return JsonResponse({"offset": gap.offset}, status=409)
    except uploads.UploadTooHeavy:
        words = _("“%s” is too heavy. The limit is 200 MB. Save a lighter copy.") % display_name(wish["name"])
        return JsonResponse({"sentence": words}, status=422)
    if path is None:
        return JsonResponse({"offset": wish["offset"] + wish["file"].size}, status=202)
    return _added(request, found, path, wish)


def _added(request: HttpRequest, board: Board, path: Path, wish: dict[str, Any]) -> JsonResponse:
    try:
        take = ownclips.add(by=access.member(request.user), board=board, source=path, form_key=f"own:{wish['key']}")
    except ClipBroken as broken:
        sentence = _(broken.template) % {**broken.values, "name": display_name(wish["name"] or path.name)}
        return JsonResponse({"code": broken.code, "sentence": sentence, "fix": None}, status=422)
    finally:
        path.unlink(missing_ok=True)
    return JsonResponse({"take": take.slug, "notice": _notice(take)}, status=201)


def _notice(take: Take) -> str:
    row = standing.row(take, take.board.plan())
    if not row.uneven:
        return _("Added your clip as take %d.") % take.number
    told = {"number": take.number, "lasts": row.lasts, "board": row.seconds}
    return _("Added your clip as take %(number)d. It lasts %(lasts)g s; the board lasts %(board)d s.") % told
