"""Lengths: the shared vectors in Python and in JavaScript, and the worked examples."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from projects.rules import lengths
from projects.rules.lengths import GESTURES, Limits, Refusal, Timing, apply, arithmetic, badge
from tests.rules.timings import timing

HERE = Path(__file__).parent
VECTORS: list[dict[str, Any]] = json.loads((HERE / "length-vectors.json").read_text())


def in_python(vector: dict[str, Any]) -> dict[str, Any]:
    d, locks, total, least = tuple(vector["d"]), vector["L"], vector["T"], vector["m"]
    rolled = arithmetic.roll(d, locks, vector["k"], vector["dl"], least) if vector["k"] + 1 < len(d) else None
    return {
        "fit": arithmetic.fit(d, locks, total, least),
        "lim": arithmetic.limits(d, locks, vector["k"], total, least),
        "set": arithmetic.set_shot(d, locks, vector["k"], vector["v"], total, least),
        "roll": rolled,
    }


def listed(value: Any) -> Any:
    """Tuples as JSON knows them."""
    return json.loads(json.dumps(value))


def in_javascript(gestures: list[Any]) -> dict[str, Any]:
    node = shutil.which("node")
    assert node, "node is missing: install it (Debian: apt-get install nodejs) to test the browser's arithmetic"
    sent = json.dumps({"vectors": VECTORS, "gestures": gestures})
    ran = subprocess.run([node, HERE / "lengths.mjs"], input=sent, capture_output=True, text=True, check=True)
    return json.loads(ran.stdout)


def test_python_runs_the_vectors() -> None:
    for vector in VECTORS:
        ours = listed(in_python(vector))
        wanted = {name: vector[name] for name in ("fit", "lim", "set")}
        assert {name: ours[name] for name in wanted} == wanted, vector
        if vector["roll"] is not None:
            assert ours["roll"] == vector["roll"], vector


def a_gesture(chance: random.Random) -> tuple[Timing, dict[str, Any]]:
    count = chance.randint(1, 6)
    most = chance.choice((15, 12, 5))
    limits = Limits(chance.choice((1, 1, 2, 3)), most, totals=chance.choice(((), (), (5, 10), (10, 5, 15))))
    seconds = tuple(chance.randint(0, 9) for _ in range(count))
    total = sum(seconds) if chance.random() < 0.8 else chance.randint(3, 15)
    locks = tuple(chance.random() < 0.3 for _ in seconds)
    at = Timing(seconds, locks, total, chance.random() < 0.7, limits)
    kinds = {"shot": lambda: chance.randrange(count), "cut": lambda: chance.randrange(count - 1)}
    kinds |= {"seconds": lambda: chance.randint(-4, 18), "flag": lambda: chance.random() < 0.5}
    name = chance.choice(sorted(set(GESTURES) - {"roll"} if count == 1 else GESTURES))
    return at, {"op": name} | {argument: kinds[kind]() for argument, kind in GESTURES[name][1].items()}


def as_javascript(at: Timing) -> dict[str, Any]:
    rules = at.limits
    limits = {"least": rules.least, "most": rules.most, "leastTotal": rules.least_total, "mostTotal": rules.most_total}
    limits |= {"totals": rules.totals, "mostShots": rules.most_shots}
    return listed({"lengths": at.lengths, "locks": at.locks, "total": at.total, "hold": at.hold, "limits": limits})


def done_in_python(at: Timing, op: dict[str, Any]) -> dict[str, Any] | None:
    try:
        return as_javascript(apply(at, op))
    except Refusal:
        return None


def test_the_browser_does_the_same() -> None:
    chance = random.Random(20260720)
    gestures = [a_gesture(chance) for _ in range(4000)]
    answer = in_javascript([[as_javascript(at), op] for at, op in gestures])
    assert answer["vectors"] == [listed(in_python(vector)) for vector in VECTORS]
    wanted = [done_in_python(at, op) for at, op in gestures]
    for gesture, ours, theirs in zip(gestures, wanted, answer["gestures"], strict=True):
        assert theirs == ours, gesture
    assert 300 < wanted.count(None) < 2000


@pytest.mark.parametrize(
    ("start", "op", "wanted"),
    [
        (timing(3, 2, 2, 3), {"op": "roll", "cut": 0, "delta": -1}, (2, 3, 2, 3)),
        (timing(3, 3, 4), {"op": "roll", "cut": 0, "delta": 4}, (7, 1, 2)),
        (timing(3, 3, 4), {"op": "roll", "cut": 0, "delta": 9}, (8, 1, 1)),
        (timing(2, 1, 1, 6), {"op": "roll", "cut": 2, "delta": -3}, (1, 1, 1, 7)),
        (timing(3, 2, 2, 3, locked="2"), {"op": "roll", "cut": 0, "delta": 1}, (4, 2, 1, 3)),
        (timing(3, 3, 4, locked="1"), {"op": "roll", "cut": 0, "delta": 2}, (3, 3, 4)),
        (timing(2, 3, 2, 3), {"op": "set", "shot": 0, "value": 5}, (5, 2, 1, 2)),
        (timing(2, 3, 2, 3), {"op": "set", "shot": 0, "value": 9}, (7, 1, 1, 1)),
        (timing(2, 3, 2, 3, locked="2"), {"op": "set", "shot": 0, "value": 5}, (5, 3, 1, 1)),
        (timing(2, 3, 2, 3), {"op": "set", "shot": 0, "value": 3}, (3, 3, 2, 2)),
        (timing(3, 2, 2, 3), {"op": "spread", "shot": 1, "value": 4}, (2, 4, 2, 2)),
        (timing(2, 3, 5), {"op": "retotal", "value": 15}, (3, 4, 8)),
        (timing(2, 3, 5), {"op": "retotal", "value": 7}, (1, 2, 4)),
        (timing(2, 3, 5, locked="3"), {"op": "retotal", "value": 12}, (3, 4, 5)),
        (timing(2, 3, 3, 4, total=10), {"op": "fit"}, (2, 3, 2, 3)),
        (timing(2, 2, 2, total=10), {"op": "fit"}, (4, 3, 3)),
        (timing(4, 4, 4, total=10), {"op": "fit"}, (4, 3, 3)),
        (timing(1, 1, 5, total=5), {"op": "fit"}, (1, 1, 3)),
        (timing(2, 3, 4, 1), {"op": "even"}, (3, 3, 2, 2)),
        (timing(2, 3, 4, 1, locked="3"), {"op": "even"}, (2, 2, 4, 2)),
        (timing(3, 2, 5), {"op": "ripple", "shot": 1, "value": 4}, (3, 4, 5)),
    ],
)
def test_worked_examples(start: Timing, op: dict[str, Any], wanted: tuple[int, ...]) -> None:
    assert apply(start, op).lengths == wanted


def test_worked_examples_that_change_the_number_of_shots() -> None:
    assert lengths.insert(timing(3, 3, 4), 1).lengths == (3, 2, 2, 3)
    assert lengths.insert(timing(3, 2, 2, 3), 4).lengths == (2, 2, 2, 2, 2)
    assert lengths.remove(timing(2, 3, 2, 3), 0).lengths == (4, 2, 4)
    under = lengths.remove(timing(2, 3, 2, 3, locked="2 3 4"), 0)
    assert (under.lengths, badge(under).words) == ((3, 2, 3), "2 s under")
    assert lengths.split(timing(3, 4, 3), 1).lengths == (3, 2, 2, 3)
    assert lengths.split(timing(3, 4, 3), 1, 3).lengths == (3, 3, 1, 3)


def test_a_length_below_nothing_weighs_nothing() -> None:
    assert arithmetic.fit((0, 0, -1), (False,) * 3, 5) == (2, 2, 1)
