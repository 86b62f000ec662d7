"""What views answer with: fragments to htmx, redirects to a plain browser, toasts beside either."""

from __future__ import annotations

import json
from typing import Any

from django.forms import BaseForm as Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect


def sent(request: HttpRequest) -> QueryDict:
    """The fields of a POST, PATCH or PUT form alike."""
    return request.POST if request.method == "POST" else QueryDict(request.body, encoding=request.encoding or "utf-8")


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks, rather than the browser itself."""
    return request.headers.get("HX-Request") == "true"


def trigger(response: HttpResponse, **events: Any) -> HttpResponse:
    """Make the page dispatch these events with their details once it has the answer."""
    known = json.loads(response.headers.get("HX-Trigger", "{}"))
    response.headers["HX-Trigger"] = json.dumps({**known, **events})
    return response


def toast(response: HttpResponse, words: str, *, undo: str = "") -> HttpResponse:
    """Say in the past tense what was done; `undo` is the address that takes it back."""
    return trigger(response, toast={"words": words, "undo": undo})


def go(request: HttpRequest, to: str) -> HttpResponse:
    """Move the whole page, whoever asked."""
    if wants_fragment(request):
        return HttpResponse(status=204, headers={"HX-Redirect": to})
    return redirect(to)


def sentences(form: Form) -> str:
    """Why a form was not taken, in its own words."""
    return " ".join(str(words) for each in form.errors.values() for words in each)


def unsaid(form: Form) -> HttpResponse:
    """422 with the form's sentences for the field's slot."""
    return HttpResponse(sentences(form), status=422, content_type="text/plain")
