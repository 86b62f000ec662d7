"""Faults: their names, the profiles that mix them, and which ones a create is given. The same seed gives the same faults."""

from __future__ import annotations

import random
import re
from collections import deque
from dataclasses import dataclass, field

Faults = dict[str, float | None]

# Name: the number that goes with it when a switch gives none (seconds unless said), or None; and what it does.
NAMES: dict[str, tuple[float | None, str]] = {
    "slow": (10, "runs that many times longer"),
    "slow_answer": (3, "the create is answered after so many seconds"),
    "rate_limited": (None, "refused: too many requests"),
    "concurrency": (None, "refused: too many tasks at once"),
    "no_credits": (None, "refused: no credits"),
    "no_credits_text": (None, "refused: no credits, said as a server error where that was seen"),
    "spend_cap": (None, "refused: the key's spending cap"),
    "maintenance": (None, "refused: maintenance"),
    "auth": (None, "refused: bad key"),
    "auth_early": (None, "refused: token not yet valid; other wires: bad key"),
    "auth_late": (None, "refused: token expired; other wires: bad key"),
    "moderation_early": (None, "refused: content rules"),
    "error_before": (None, "500, nothing bought"),
    "lost_before": (None, "connection cut, nothing bought"),
    "lost_answer": (None, "bought, then the connection is cut"),
    "error_after": (None, "bought, then 500"),
    "garbage_answer": (None, "bought, then a web page with status 200"),
    "empty_answer": (None, "bought, then an answer without data"),
    "repeat_task_id": (None, "bought, then answered with an older task's id"),
    "moderation_late": (None, "fails by content rules"),
    "fail_late": (None, "fails by a server error"),
    "invalid_late": (None, "fails because a picture is not accepted"),
    "unreachable_late": (None, "fails because a picture cannot be fetched"),
    "fail_then_success": (2, "fails, and succeeds so many seconds later"),
    "unknown_state": (None, "an unknown status word while it runs"),
    "not_visible": (5, "polls find nothing for so many seconds"),
    "poll_errors": (3, "that many polls answer 500, 429 or garbage"),
    "no_url": (2, "that many polls show success without an address"),
    "several_urls": (None, "two clips instead of one"),
    "cost_odd": (None, "an absurd cost"),
    "cost_higher": (None, "20 % more than listed"),
    "callback_missing": (None, "no callbacks"),
    "callback_doubled": (None, "each callback twice"),
    "callback_many": (20, "each callback so many times"),
    "callback_late": (3, "callbacks come so many seconds late"),
    "callback_early": (None, "the last callback comes before the create answer"),
    "callback_reordered": (None, "the last callback first, older ones after"),
    "callback_forged": (None, "one more callback with a made-up result"),
    "callback_after_end": (1, "callbacks again, so many seconds after the end"),
    "callback_bare": (None, "Highway: the callback without its wrapper"),
    "link_expired": (None, "the link is refused until a fresh one is asked for"),
    "link_gone": (None, "the file answers 404 for ever"),
    "file_truncated": (None, "the first download is cut"),
    "file_truncated_always": (None, "every download is cut"),
    "file_wrong_length": (None, "the film is half as long as ordered"),
    "file_html": (None, "a web page labelled video/mp4"),
    "file_drip": (None, "one byte a second"),
    "file_redirect_inward": (None, "a redirect to http://127.0.0.1:1/"),
    "file_endless": (None, "the file never ends"),
    "file_gzip_bomb": (None, "a gigabyte of zeros, compressed"),
    "file_lying_length": (None, "a length that is half the film's, and half the film"),
    "duplicate_clip": (None, "other bytes on the second download"),
}
SAME = {"busy": "concurrency", "ok": ""}

PROFILES: dict[str, dict[str, float]] = {
    "calm": {},
    "slow": {"slow": 0.5, "slow_answer": 0.2, "callback_late": 0.3},
    "busy": {"rate_limited": 0.2, "concurrency": 0.2, "maintenance": 0.05, "poll_errors": 0.1},
    "lossy": {
        "lost_answer": 0.08,
        "lost_before": 0.05,
        "error_after": 0.08,
        "garbage_answer": 0.05,
        "empty_answer": 0.03,
        "callback_missing": 0.3,
        "poll_errors": 0.2,
        "file_truncated": 0.2,
        "not_visible": 0.1,
    },
    "hostile": {
        "callback_forged": 0.5,
        "callback_many": 0.2,
        "callback_after_end": 0.3,
        "cost_odd": 0.2,
        "repeat_task_id": 0.05,
        "file_html": 0.1,
        "file_endless": 0.05,
        "file_gzip_bomb": 0.05,
        "file_redirect_inward": 0.1,
        "file_lying_length": 0.1,
        "file_drip": 0.05,
        "duplicate_clip": 0.2,
        "unknown_state": 0.2,
        "several_urls": 0.1,
    },
    "chaos": {
        "callback_missing": 0.2,
        "callback_doubled": 0.3,
        "callback_reordered": 0.15,
        "callback_late": 0.15,
        "rate_limited": 0.04,
        "concurrency": 0.04,
        "error_after": 0.06,
        "garbage_answer": 0.04,
        "lost_answer": 0.04,
        "fail_late": 0.1,
        "poll_errors": 0.1,
        "link_expired": 0.1,
        "file_truncated": 0.15,
    },
}
_SWITCH = re.compile(r"\[practice:([^\]]*)\]")


class Unknown(ValueError):
    """A fault or profile nobody knows."""


def named(text: str) -> Faults:
    """The faults of `NAME,NAME:NUMBER,…`. Raises Unknown."""
    found: Faults = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _, number = part.partition(":")
        name = SAME.get(name, name)
        if not name:
            continue
        if name not in NAMES:
            raise Unknown(f"no fault is called {name}")
        try:
            found[name] = float(number) if number else NAMES[name][0]
        except ValueError as error:
            raise Unknown(f"{part}: {number} is no number") from error
    return found


def mixture(text: str) -> dict[str, float]:
    """Probabilities by name, of a profile's name or a list `name=probability,…`. Raises Unknown."""
    if text in PROFILES:
        return PROFILES[text]
    chances: dict[str, float] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _, number = part.partition("=")
        name = SAME.get(name.strip(), name.strip())
        if name not in NAMES:
            raise Unknown(f"no fault or profile is called {name}")
        try:
            chances[name] = float(number) if number else 1.0
        except ValueError as error:
            raise Unknown(f"{part}: {number} is no probability") from error
    return chances


def switched(text: str) -> Faults:
    """The faults of the switches `[practice:NAME,…]` in a text; names nobody knows are passed over."""
    found: Faults = {}
    for inside in _SWITCH.findall(text):
        for part in inside.split(","):
            try:
                found.update(named(part))
            except Unknown:
                continue
    return found


def without_switches(text: str) -> str:
    """A prompt as it is drawn."""
    return " ".join(_SWITCH.sub(" ", text).split())


@dataclass
class Chooser:
    """Chooses the faults of each create: the script first, else switches and header over what the profile draws."""

    profile: str = "calm"
    seed: int = 0
    chances: dict[str, float] = field(default_factory=dict)
    scripts: dict[str, deque[Faults]] = field(default_factory=dict)
    created: int = 0

    def mix(self, profile: str) -> None:
        """Use another profile or list from now on. Raises Unknown."""
        self.chances, self.profile = mixture(profile), profile

    def script(self, wire: str, lines: list[str]) -> None:
        """Faults for the next creates of a wire, one line each. Raises Unknown."""
        self.scripts.setdefault(wire, deque()).extend([named(line) for line in lines])

    def luck(self, what: str) -> random.Random:
        """Chance for the create that is being looked at, the same for the same seed."""
        return random.Random(f"{self.seed} {self.created} {what}")

    def choose(self, wire: str, text: str, header: str) -> Faults:
        """The faults of the next create. Raises Unknown for a header that names none."""
        self.created += 1
        script = self.scripts.get(wire)
        if script:
            return script.popleft()
        luck = self.luck("faults")
        drawn = {name: NAMES[name][0] for name, chance in self.chances.items() if luck.random() < chance}
        return {**drawn, **switched(text), **named(header)}
