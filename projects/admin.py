"""What an operator reads at `/admin/`: renders with their whole timeline, callbacks, connections and the ledger.

Everything is read-only: states and money move through services, never through an edited column. Secrets are not shown.
"""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from projects.models import Callback, Connection, ElementMirror, LedgerEntry, Limit, Render, RenderEvent, SpendRequest


class Reading:
    """A table that is looked at and not changed."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody adds."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody changes."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody deletes."""
        return False


class Timeline(Reading, admin.TabularInline):
    """Every move of a render."""

    model = RenderEvent
    fields = readonly_fields = ("at", "from_state", "to_state", "who", "note")
    extra = 0


class Callbacks(Reading, admin.TabularInline):
    """What came to its callback address."""

    model = Callback
    fields = readonly_fields = ("received_at", "word", "task_id", "signature", "done_at")
    extra = 0


class Movements(Reading, admin.TabularInline):
    """Its money."""

    model = LedgerEntry
    fields = readonly_fields = ("at", "kind", "amount", "currency", "units", "failed", "note")
    extra = 0


@admin.register(Render)
class RenderAdmin(Reading, admin.ModelAdmin):
    """Purchases, the newest first."""

    list_display = ("slug", "workspace", "connection", "state", "reason", "provider_task_id", "due_at", "created_at")
    list_filter = ("state", "connection__driver", "category")
    list_select_related = ("connection__workspace", "take")
    search_fields = ("slug", "external_id", "provider_task_id", "take__board__title")
    exclude = ("callback_token_hash", "result")
    ordering = ("-pk",)
    inlines = (Timeline, Callbacks, Movements)

    @admin.display(ordering="connection__workspace__title")
    def workspace(self, render: Render) -> str:
        """Whose it is."""
        return str(render.connection.workspace)


@admin.register(Connection)
class ConnectionAdmin(Reading, admin.ModelAdmin):
    """Accounts at providers, without their secrets."""

    list_display = ("label", "driver", "workspace", "check_good", "checked_at", "paused_because", "removed_at")
    list_filter = ("driver", "check_good", "practice")
    list_select_related = ("workspace",)
    exclude = ("sealed",)


@admin.register(LedgerEntry)
class LedgerAdmin(Reading, admin.ModelAdmin):
    """Every movement of money."""

    list_display = ("at", "workspace", "kind", "amount", "currency", "units", "words", "person", "note")
    list_filter = ("kind", "currency", "failed")
    list_select_related = ("workspace", "person")
    search_fields = ("words", "task_id")
    ordering = ("-pk",)


@admin.register(ElementMirror)
class MirrorAdmin(Reading, admin.ModelAdmin):
    """Elements as providers keep them."""

    list_display = ("element", "connection", "state", "reason", "remote_id", "sent_at", "drops")
    list_filter = ("state", "connection__driver")
    list_select_related = ("element", "connection")
    search_fields = ("element_slug", "remote_id", "provider_task_id", "external_id")


@admin.register(Limit, SpendRequest)
class OtherAdmin(Reading, admin.ModelAdmin):
    """Limits, and requests for a yes."""


admin.site.site_header = admin.site.site_title = "Storyreel"
