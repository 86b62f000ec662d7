"""A board as plain JSON and back, and the digest that says whether two boards would make the same take."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from projects.media.motion import Motion
from projects.rules.storyboard import BoardPlan, Camera, ElementFacts, ShotPlan, StillFacts

UNSEEN = ("intended", "notes", "locked", "slug")
"""What people keep beside a board and no take shows."""


def to_json(board: BoardPlan) -> dict[str, Any]:
    """The whole board as JSON values."""
    shots = [_shown(asdict(shot), shot.motion) for shot in board.shots]
    return {**asdict(board), "shots": shots, "intended": sorted(board.intended)}


def _shown(shot: dict[str, Any], motion: Motion) -> dict[str, Any]:
    """Without motion there is no word of it: boards from before it was known have the same digest."""
    told = {"motion": motion.as_json()} if motion != Motion() else {}
    return {**{name: value for name, value in shot.items() if name != "motion"}, **told}


def from_json(value: Mapping[str, Any]) -> BoardPlan:
    """The inverse of `to_json`."""
    return BoardPlan(
        **{
            **value,
            "shots": tuple(_shot(shot) for shot in value["shots"]),
            "elements": tuple(
                ElementFacts(**{**each, "pictures": tuple(StillFacts(**still) for still in each["pictures"])})
                for each in value["elements"]
            ),
            "intended": frozenset(value["intended"]),
        }
    )


def _shot(value: Mapping[str, Any]) -> ShotPlan:
    pictures = {name: value[name] and StillFacts(**value[name]) for name in ("first_picture", "last_picture")}
    return ShotPlan(
        **{**value, **pictures, "camera": Camera(**value["camera"]), "motion": Motion.parse(value.get("motion"))}
    )


def fingerprint(board: BoardPlan) -> str:
    """Hex SHA-256 over everything that changes what a take shows."""
    called = {handle for shot in board.shots for handle in shot.mentions}
    seen = to_json(board)
    seen["elements"] = [each for each in seen["elements"] if each["handle"] in called]
    text = json.dumps(_without(seen), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _without(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without(each) for name, each in value.items() if name not in UNSEEN}
    return [_without(each) for each in value] if isinstance(value, list | tuple) else value
