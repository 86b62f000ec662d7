"""Which renderer to take: every connected model beside the board, what it keeps of it, and its price."""

from __future__ import annotations

from dataclasses import dataclass

from projects.models import Board, Connection
from projects.rules import losses, orders
from projects.rules.capabilities import Capabilities, all_models
from projects.rules.losses import Loss
from projects.rules.preflight import blocks, preflight
from projects.rules.prices import Prices
from projects.rules.storyboard import BoardPlan
from projects.services import connections, hurdles
from projects.services.preflight import choice as choice_of


@dataclass(frozen=True, slots=True)
class Renderer:
    """A model, its connection, what of the board it keeps by feature, what stands in its way, and its price if nothing does."""

    model: Capabilities
    connection: Connection
    losses: dict[str, Loss]
    stops: int
    quote: orders.Quote | None

    @property
    def lost(self) -> int:
        """How many of the board's features it does not keep whole."""
        return sum(loss.verdict in {"part", "dropped"} for loss in self.losses.values())


def renderers(board: Board) -> tuple[list[str], list[Renderer]]:
    """The features that the board has, and every connected model: what can render first, the fewest losses first, then by price."""
    plan = board.plan()
    through = connections.by_driver(board.project.workspace)
    choice = choice_of(board.project)
    rows = [
        _row(plan, model.chosen(choice), through[model.driver]) for model in all_models() if model.driver in through
    ]
    features = [name for name in losses.FEATURES if any(name in row.losses for row in rows)]
    return features, sorted(rows, key=_rank)


def _rank(row: Renderer) -> tuple[bool, int, float]:
    price = row.quote.amount if row.quote and row.quote.amount is not None else float("inf")
    return row.stops > 0, row.lost, price


def _row(plan: BoardPlan, model: Capabilities, connection: Connection) -> Renderer:
    found = {loss.feature: loss for loss in losses.report(plan, model)}
    stops = len(blocks(preflight(plan, model)) + hurdles.of_connection(connection, plan, model))
    if stops:
        return Renderer(model, connection, found, stops, None)
    options = {"mode": model.mode, "method": model.methods[0]}
    quote = orders.plan(plan, model, options=options, prices=Prices.from_json(connection.prices)).quote
    return Renderer(model, connection, found, stops, quote)
