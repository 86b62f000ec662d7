"""Pictures come in here, in pieces, from pick, drop and paste alike. Where they go is the next request's business."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from projects import access
from projects.access import Can
from projects.forms.pictures import PieceForm
from projects.media.stills import StillRefused
from projects.models import User, Workspace
from projects.services import pictures, uploads
from projects.views.answers import sentences


@require_POST
def upload(request: HttpRequest) -> JsonResponse:
    """One piece of a file.

    202 with the `offset` to go on from, 201 with the picture once it is whole, 409 with the `offset` when bytes are missing,
    422 with `code`, `sentence` and the one-click `fix` (`convert` or null). A file that can be converted is kept for that.
    """
    form = PieceForm(request.POST, request.FILES)
    if not form.is_valid():
        return _refused("UPLOAD", sentences(form))
    wish, by = form.cleaned_data, access.member(request.user)
    workspace = access.workspace(request, Can.EDIT, wish["workspace"])
    piece = {name: wish[name] for name in ("key", "offset", "size")}
    try:
        path = uploads.receive(by=by, **piece, pieces=wish["file"].chunks())
    except uploads.UploadGap as gap:
        return JsonResponse({"offset": gap.offset}, status=409)
    except uploads.UploadTooHeavy:
        return _refused("PIC_WEIGHT", _("“%s” is too heavy. The limit is 20 MB. Save a lighter copy.") % wish["name"])
    if path is None:
        return JsonResponse({"offset": wish["offset"] + wish["file"].size}, status=202)
    return _take_in(by, workspace, path, wish)


def _take_in(by: User, workspace: Workspace, path: Path, wish: Mapping[str, Any]) -> JsonResponse:
    kept_for_fix = False
    try:
        picture = pictures.take_in(by=by, workspace=workspace, source=path, name=wish["name"], convert=wish["convert"])
    except StillRefused as refused:
        kept_for_fix = refused.fix is not None
        return _refused(refused.code, _(refused.template) % refused.values, refused.fix)
    finally:
        if not kept_for_fix:
            path.unlink(missing_ok=True)
    small = reverse("picture", args=[picture.slug, "small"])
    return JsonResponse({"picture": picture.slug, "small": small, "name": picture.original_name}, status=201)


def _refused(code: str, sentence: str, fix: str | None = None) -> JsonResponse:
    return JsonResponse({"code": code, "sentence": sentence, "fix": fix}, status=422)
