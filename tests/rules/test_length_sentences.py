"""Lengths: what refusals, clamps and the badge say, and what they offer."""

from __future__ import annotations

from typing import Any

import pytest

from projects.rules import lengths
from projects.rules.lengths import Limits, Refusal, Timing, apply, badge
from tests.rules.timings import timing

STRICT, SHORT, FEW = Limits(least=3), Limits(most=5), Limits(totals=(5, 10))


@pytest.mark.parametrize(
    ("start", "op", "sentence", "offers"),
    [
        (
            timing(2, 3, 5, locked="3"),
            {"op": "retotal", "value": 6},
            "Shot 3 is locked at 5 s, so 7 s is the shortest.",
            ["Unlock shot 3", "Total 7 s"],
        ),
        (
            timing(3, 4, 1, locked="1 2", total=6),
            {"op": "fit"},
            "Shots 1 and 2 are locked at 7 s, so 8 s is the shortest.",
            ["Unlock shot 2", "Total 8 s"],
        ),
        (
            timing(2, 3, 2, 3, limits=STRICT),
            {"op": "fit"},
            "4 shots of at least 3 s need 12 s; the total is 10 s.",
            ["Total 12 s"],
        ),
        (
            timing(5, 2, 3, locked="1", total=8, limits=STRICT),
            {"op": "fit"},
            "3 shots of at least 3 s need 11 s with these locks; the total is 8 s.",
            ["Total 11 s"],
        ),
        (
            timing(4, 3, locked="1 2", total=10),
            {"op": "fit"},
            "Every shot is locked, and together they are 7 s, not 10 s.",
            ["Total 7 s", "Unlock shot 1"],
        ),
        (timing(3, 4, locked="2"), {"op": "set", "shot": 1, "value": 5}, "Shot 2 is locked at 4 s.", ["Unlock shot 2"]),
        (
            timing(3, 5, 2, 1, locked="1 3"),
            {"op": "set", "shot": 1, "value": 6},
            "Shot 2 can't grow past 5 s. Shots 1 and 3 are locked, shot 4 keeps its 1 s.",
            ["Unlock shot 1", "Total 12 s"],
        ),
        (
            timing(3, 4, locked="1"),
            {"op": "set", "shot": 1, "value": 2},
            "Shot 2 can't be shorter than 4 s. Every other shot is locked.",
            ["Unlock shot 1", "Total 5 s"],
        ),
    ],
)
def test_refusals_say_why_and_offer_ways_out(
    start: Timing, op: dict[str, Any], sentence: str, offers: list[str]
) -> None:
    with pytest.raises(Refusal) as refused:
        apply(start, op)
    assert (refused.value.sentence, [offer.label for offer in refused.value.offers]) == (sentence, offers)


def test_no_room_says_what_would_make_some() -> None:
    with pytest.raises(Refusal, match=r"No room at 3 s\.") as full:
        lengths.insert(timing(1, 1, 1), 3)
    assert [offer.label for offer in full.value.offers] == ["Total 4 s"]
    with pytest.raises(Refusal, match=r"No room at 10 s with these locks\.") as locked:
        lengths.insert(timing(1, 8, 1, locked="2"), 3)
    assert [offer.label for offer in locked.value.offers] == ["Total 11 s", "Unlock shot 2"]
    with pytest.raises(Refusal, match=r"One render takes 6 at most\."):
        lengths.insert(timing(2, 2, 2, 2, 2, 2), 0)
    with pytest.raises(Refusal, match=r"One render takes 6 at most\."):
        lengths.split(timing(2, 2, 2, 2, 2, 2), 0)
    with pytest.raises(Refusal, match=r"Shot 1 is 1 s; it needs 2 s to be split\."):
        lengths.split(timing(1, 3), 0)


@pytest.mark.parametrize(
    ("start", "op", "after", "note"),
    [
        (timing(2, 3, 2, 3), {"op": "set", "shot": 0, "value": 9}, (7, 1, 1, 1), "Shot 1 can be 1–7 s here. Set to 7."),
        (timing(9), {"op": "set", "shot": 0, "value": 4}, (9,), "Shot 1 can be only 9 s here. Set to 9."),
        (timing(3, 3, 4), {"op": "roll", "cut": 0, "delta": 9}, (8, 1, 1), "A shot can be 1–15 s; the cut moved 5 s."),
        (
            timing(3, 4, limits=SHORT),
            {"op": "roll", "cut": 0, "delta": 3},
            (5, 2),
            "A shot can be 1–5 s; the cut moved 2 s.",
        ),
        (
            timing(3, 3, 4, locked="1"),
            {"op": "roll", "cut": 0, "delta": 2},
            (3, 3, 4),
            "Every shot on one side of the cut is locked.",
        ),
        (timing(2, 3, limits=FEW), {"op": "retotal", "value": 8}, (4, 6), "8 s is not offered. Set to 10 s."),
        (
            timing(2, 3, limits=FEW),
            {"op": "ripple", "shot": 0, "value": 6},
            (7, 3),
            "A shot can be 1–15 s, the total 5 or 10 s.",
        ),
        (timing(9, 11, total=10), {"op": "ripple", "shot": 0, "value": 10}, (9, 11), "The total can be 3 to 15 s."),
    ],
)
def test_a_clamp_says_so(start: Timing, op: dict[str, Any], after: tuple[int, ...], note: str) -> None:
    done = apply(start, op)
    assert (done.lengths, done.note) == (after, note)


def test_a_free_total_follows_and_at_its_ends_behaves_as_held() -> None:
    free = timing(5, 4, 4, hold=False)
    longer = apply(free, {"op": "set", "shot": 0, "value": 7})
    assert (longer.lengths, longer.total) == ((7, 4, 4), 15)
    full = apply(longer, {"op": "set", "shot": 0, "value": 9})
    assert (full.lengths, full.total) == ((9, 3, 3), 15)
    assert lengths.insert(free, 3, 2).lengths == (5, 4, 4, 2)
    assert lengths.remove(free, 0).total == 8
    let_go = apply(timing(5, 4, 4, total=10), {"op": "hold", "on": False})
    assert (let_go.total, let_go.hold, badge(let_go).state) == (13, False, "exact")


def test_nobody_grows_past_the_most_while_others_can() -> None:
    assert apply(timing(4, 3, 1, limits=SHORT), {"op": "set", "shot": 1, "value": 1}).lengths == (5, 1, 2)
    assert apply(timing(4, 1, 1, limits=SHORT), {"op": "retotal", "value": 12}).lengths == (5, 4, 3)
    assert apply(timing(7, 1, 1, limits=SHORT), {"op": "fit"}).lengths == (7, 1, 1)
    assert apply(timing(4, 4, limits=SHORT), {"op": "retotal", "value": 12}).lengths == (6, 6)


def test_the_badge_names_every_state() -> None:
    states = {
        "exact": timing(3, 2, 2, 3),
        "over": timing(4, 4, 4, total=10),
        "under": timing(3, 3, total=10),
        "short": timing(1, 9, limits=Limits(least=3)),
        "long": timing(1, 13, limits=Limits(most=12)),
        "total": timing(4, 4, limits=Limits(totals=(5, 10))),
    }
    assert {state: badge(at).state for state, at in states.items()} == {state: state for state in states}
    assert badge(states["total"]).words == "8 s is not offered — 5 or 10"
    assert badge(timing(5, 5, locked="1 2")).words == "Exactly 10 s · all locked"
    assert badge(states["long"]).words == "Shot 2 is 13 s, at most 12"
    assert [offer.label for offer in badge(states["long"]).offers] == ["Shot 2 to 12 s"]
    assert [offer.label for offer in badge(timing(13, limits=Limits(most=12))).offers] == ["Total 12 s"]
    assert badge(states["short"]).words == "Shot 1 is 1 s, needs 3 s"
    forced = badge(timing(13, 2, locked="2", limits=Limits(most=12)))
    assert (forced.state, [offer.label for offer in forced.offers]) == ("long", ["Unlock shot 2"])
    assert (badge(Timing((), (), 10)).words, badge(Timing((), (), 10)).offers) == ("10 s under", ())


@pytest.mark.parametrize(
    ("op", "sentence"),
    [
        ({"op": "melt"}, "There is no gesture “melt”."),
        ({}, "There is no gesture “None”."),
        ({"op": "set", "shot": 3, "value": 2}, "There is no shot 4 on this board."),
        ({"op": "set", "shot": -1, "value": 2}, "There is no shot 0 on this board."),
        ({"op": "roll", "cut": 2, "delta": 1}, "There is no cut 3 on this board."),
        ({"op": "set", "shot": 0, "value": 2.5}, "Lengths are whole seconds."),
        ({"op": "set", "shot": True, "value": 2}, "Lengths are whole seconds."),
        ({"op": "retotal", "value": 10**12}, "Lengths are whole seconds."),
        ({"op": "hold", "on": 1}, "That is neither on nor off."),
        ({"op": "lock", "shot": 0}, "That is neither on nor off."),
    ],
)
def test_an_odd_request_is_told_what_is_odd(op: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refusal) as refused:
        apply(timing(3, 3, 4), op)
    assert (refused.value.sentence, refused.value.offers) == (sentence, ())


def test_a_board_without_shots_only_takes_a_total() -> None:
    empty = Timing((), (), 10)
    assert apply(empty, {"op": "retotal", "value": 12}).total == 12
    with pytest.raises(Refusal, match=r"The board has no shots\."):
        apply(empty, {"op": "fit"})
    assert lengths.insert(empty, 0).lengths == (10,)
    assert lengths.remove(timing(10), 0).lengths == ()
