"""What every answer behind the login has in common: never kept by a browser, and told apart from a fragment."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template import loader
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.deprecation import MiddlewareMixin
from django.views.defaults import server_error


class SignedInDoor(LoginRequiredMiddleware):
    """Signed out, a page goes to the sign-in page; a fragment or an action answers 401, so that what was typed stays."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        """401 under `/_/`, else the sign-in page with the way back."""
        sent_away = super().process_view(request, view_func, view_args, view_kwargs)
        return HttpResponse(status=401) if sent_away and request.path.startswith("/_/") else sent_away


class PrivateAnswers(MiddlewareMixin):
    """Answers to a person who is signed in say `no-store` unless the view says otherwise: Back shows nothing after sign-out."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Add the headers to what the views answered."""
        if "Cache-Control" not in response.headers and request.user.is_authenticated:
            patch_cache_control(response, private=True, no_store=True)
        patch_vary_headers(response, ["HX-Request"])
        return response


def failed(request: HttpRequest) -> HttpResponse:
    """What broke: 503 where it was the database, which pages ask again of; else 500."""
    away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    if not away:
        return server_error(request)
    return HttpResponse(loader.get_template("503.html").render(), status=503, headers={"Retry-After": "5"})
