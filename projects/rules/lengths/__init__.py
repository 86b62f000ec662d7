"""Lengths that always add up."""

from projects.rules.lengths import arithmetic
from projects.rules.lengths.badge import Badge, badge
from projects.rules.lengths.gestures import (
    GESTURES,
    apply,
    even,
    fit,
    insert,
    lock,
    remove,
    retotal,
    ripple,
    roll,
    set_shot,
    split,
)
from projects.rules.lengths.timing import Limits, Offer, Refusal, Timing

__all__ = [
    "GESTURES",
    "Badge",
    "Limits",
    "Offer",
    "Refusal",
    "Timing",
    "apply",
    "arithmetic",
    "badge",
    "even",
    "fit",
    "insert",
    "lock",
    "remove",
    "retotal",
    "ripple",
    "roll",
    "set_shot",
    "split",
]
