"""Addresses. Pages have their own; fragments and actions live under `/_/` and are never linked or cached."""

from django.contrib import admin
from django.urls import include, path

from studio import health

handler500 = "studio.doors.failed"

urlpatterns = [
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
    path("", include("projects.urls")),
    path("admin/", admin.site.urls),
    path("", include("allauth.account.urls")),
    path("me/two-factor/", include("allauth.mfa.urls")),
]
