"""A board as plain JSON and back, and the digest that says whether two boards would make the same take."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from projects.media.motion import Motion
from projects.rules.storyboard import BoardPlan, Camera, ElementFacts, ShotPlan, StillFacts

UNSEEN = ("intended", "notes", "locked")
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


def differences(then: BoardPlan, now: BoardPlan) -> list[str]:
    """What changed between two boards, in words, for a person who wonders why a take is stale."""
    lines = []
    if len(then.shots) != len(now.shots):
        lines.append(f"{len(then.shots)} shots then, {len(now.shots)} now")
    for number, (was, is_) in enumerate(zip(then.shots, now.shots, strict=False), 1):
        if was.seconds != is_.seconds:
            lines.append(f"shot {number}: {was.seconds} s → {is_.seconds} s")
        changed = [word for word, name in SHOWN.items() if getattr(was, name) != getattr(is_, name)]
        if changed:
            lines.append(f"shot {number}: {', '.join(changed)}")
    lines += [f"{word} changed" for word, name in BOARD_SHOWN.items() if getattr(then, name) != getattr(now, name)]
    return lines


SHOWN = {
    "prompt": "prompt",
    "picture": "first_picture",
    "last picture": "last_picture",
    "camera": "camera",
    "motion": "motion",
    "label": "label",
    "dialogue": "dialogue",
}
BOARD_SHOWN = {
    "title": "title",
    "shape": "aspect",
    "frame rate": "fps",
    "keep out": "negative_prompt",
    "sound": "sound",
}
