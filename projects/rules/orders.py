"""From a board to what is ordered: one Order per provider job, what is lost on the way, and what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from projects.providers.base import Order, OrderShot, OrderStill
from projects.rules.capabilities import Capabilities
from projects.rules.preflight import preflight
from projects.rules.storyboard import BoardPlan, ShotPlan, StillFacts


@dataclass(frozen=True, slots=True)
class Quote:
    """What a take costs: seconds billed and got, and the amount in minor units of `currency` (None: nobody said the price)."""

    billed_seconds: int
    final_seconds: int
    amount: int | None
    currency: str = ""

    @property
    def free(self) -> bool:
        """True when it costs nothing."""
        return self.amount == 0

    def as_json(self) -> dict[str, Any]:
        """For the row of the render it belongs to."""
        return {
            "billed_seconds": self.billed_seconds,
            "final_seconds": self.final_seconds,
            "amount": self.amount,
            "currency": self.currency,
        }


@dataclass(frozen=True, slots=True)
class Plan:
    """The orders of one take, the sentences of its loss report, and its quote."""

    orders: tuple[Order, ...]
    losses: tuple[str, ...]
    quote: Quote


def plan(
    board: BoardPlan, model: Capabilities, method: str | None = None, options: Mapping[str, Any] | None = None
) -> Plan:
    """How `model` would make the board by `method` (its usual one without). Ask `preflight` first whether it can."""
    chosen = method if method in model.methods else model.methods[0]
    shots = tuple(_shot(number, shot, model) for number, shot in enumerate(board.shots, 1))
    groups = (shots,) if chosen == "one_piece" else tuple((shot,) for shot in shots)
    orders = tuple(
        Order(
            driver=model.driver,
            model=model.slug,
            title=board.title,
            aspect=board.aspect,
            fps=board.fps,
            shots=group,
            negative_prompt=board.negative_prompt if model.negative_prompt_max else "",
            sound=board.sound and model.audio != "off",
            options=dict(options or {}),
        )
        for group in groups
    )
    losses = tuple(problem.message for problem in preflight(board, model) if problem.code in LOSSES)
    return Plan(orders, losses, _quote(board, model, chosen))


LOSSES = frozenset({"CAM_IGNORED", "ONE_PICTURE", "END_IGNORED", "NEGATIVE_IGNORED", "SOUND_IGNORED"})


def _quote(board: BoardPlan, model: Capabilities, method: str) -> Quote:
    seconds = board.seconds
    if method == "shot_by_shot":
        seconds = sum(_billed(shot.seconds, model) for shot in board.shots)
    amount = None if model.price_per_s is None else seconds * model.price_per_s
    return Quote(seconds, board.seconds, amount, model.currency)


def _billed(seconds: int, model: Capabilities) -> int:
    """A shot's length as it is sold: the least, or the next length on offer."""
    return next((length for length in model.billed_s if length >= seconds), max(seconds, model.min_shot_s))


def _shot(number: int, shot: ShotPlan, model: Capabilities) -> OrderShot:
    sent = model.takes_picture and (model.first_frame == "each_shot" or number == 1)
    return OrderShot(
        number=number,
        seconds=shot.seconds,
        prompt=shot.prompt,
        first_picture=_still(shot.first_picture) if sent else None,
        last_picture=_still(shot.last_picture) if model.end_frame else None,
        camera=shot.camera.as_json() if model.camera in {"six_axis", "simple"} else {},
        label=shot.label,
    )


def _still(facts: StillFacts | None) -> OrderStill | None:
    return OrderStill(facts.digest, facts.width, facts.height, facts.format) if facts else None
