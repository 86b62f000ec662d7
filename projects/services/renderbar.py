"""The render button as it stands: the model, what stands in the way, what it costs, and what else could render the board."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from projects.models import Board, Connection
from projects.providers import catalog
from projects.rules import capabilities, orders, snapshot
from projects.rules.preflight import blocks
from projects.rules.preflight import preflight as judge
from projects.rules.prices import Prices
from projects.services import connections, hurdles, preflight, purse, standing


def of_board(board: Board) -> dict[str, Any]:
    """The render button: the model, what stands in the way, what it costs, the take that is on its way."""
    plan, project = board.plan(), board.project
    record = preflight.model_of(board)
    takes = board.takes.filter(deleted_at=None).select_related(*standing.RELATED).prefetch_related(*standing.WITH)
    newest = takes.first()
    if newest:
        newest.board = board
    shown = standing.row(newest, plan) if newest and not newest.clip_id else None
    through = connections.by_driver(project.workspace)
    connection = through.get(record.driver)
    stops = blocks(judge(plan, record)) + (hurdles.of_connection(connection, plan, record) if connection else [])
    quote, month = None, None
    if connection and not stops:
        bought = orders.plan(plan, record, options={"mode": record.mode}, prices=Prices.from_json(connection.prices))
        quote = bought.quote
        month = None if connection.local else purse.month(project.workspace, quote.currency or "USD")
    return {
        "model": record,
        "models": _choices(through),
        "blocks": stops,
        "connection": connection,
        "connected": connection is not None,
        "quote": quote,
        "month": month,
        "running": shown if shown and shown.running else None,
        "asking": shown if shown and shown.asks else None,
        "fingerprint": snapshot.fingerprint(plan),
    }


@dataclass(frozen=True, slots=True)
class Group:
    """Models of the menu that one connection renders; `connection` None: those that nothing here renders."""

    words: str
    connection: Connection | None
    models: list[capabilities.Capabilities]


def _choices(through: Mapping[str, Connection]) -> list[Group]:
    """Every model under what would render it: own connections, then practice, at last those that are not connected."""
    groups: dict[str, Group] = {}
    for record in capabilities.all_models():
        found = through.get(record.driver)
        name = found.slug if found else ""
        groups.setdefault(name, Group(_through_words(found), found, [])).models.append(record)
    return sorted(groups.values(), key=lambda group: (group.connection is None, _practised(group.connection)))


def _practised(connection: Connection | None) -> bool:
    return bool(connection and connection.practice)


def _through_words(connection: Connection | None) -> str:
    if connection is None:
        return _("Not connected")
    if connection.local:
        return _("Built in")
    provider = catalog.driver(connection.driver).label
    return provider if connection.label == provider else f"{provider} · {connection.label}"
