"""Lengths: what holds for every board, every model and every gesture."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from projects.rules import lengths
from projects.rules.lengths import GESTURES, Limits, Offer, Refusal, Timing, apply, badge

LIMITS = st.builds(
    Limits,
    least=st.integers(1, 3),
    most=st.sampled_from((5, 12, 15)),
    totals=st.sampled_from(((), (), (5, 10), (10, 5, 15))),
)


@st.composite
def boards(draw: st.DrawFn) -> Timing:
    """Any board that can be in the rows, most of them wrong in some way for their model."""
    shots = draw(st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=1, max_size=6))
    seconds, locks = zip(*shots, strict=True)
    return Timing(seconds, locks, draw(st.integers(3, 20)), draw(st.booleans()), draw(LIMITS))


@st.composite
def right_boards(draw: st.DrawFn) -> Timing:
    """A board whose lengths add up to a total that its model offers, with no shot too short."""
    limits = draw(LIMITS)
    total = draw(st.sampled_from(list(limits.offered)))
    count = draw(st.integers(1, min(6, total // limits.least)))
    weights = tuple(draw(st.lists(st.integers(1, 9), min_size=count, max_size=count)))
    seconds = lengths.arithmetic.fit(weights, (False,) * count, total, limits.least)
    assert seconds is not None
    locks = tuple(draw(st.lists(st.booleans(), min_size=count, max_size=count)))
    return Timing(seconds, locks, total, True, limits)


def gestures(name: str) -> st.SearchStrategy[dict[str, Any]]:
    kinds = {"flag": st.booleans(), "seconds": st.integers(-30, 30)}
    asked = {argument: kinds.get(kind, st.integers(0, 5)) for argument, kind in GESTURES[name][1].items()}
    return st.fixed_dictionaries({"op": st.just(name)} | asked)


GESTURE = st.sampled_from(sorted(GESTURES)).flatmap(gestures)


def done(at: Timing, op: dict[str, Any]) -> Timing:
    """The gesture on this board; a case where it is refused is not looked at."""
    try:
        return apply(at, op)
    except Refusal:
        assume(False)
        raise


@given(right_boards(), GESTURE)
def test_after_a_gesture_a_right_board_is_right(at: Timing, op: dict[str, Any]) -> None:
    after = done(at, op)
    assert after.sum == after.total
    assert after.total in at.limits.offered
    assert all(length >= at.limits.least for length in after.lengths)
    assert all(now == was for was, now, lock in zip(at.lengths, after.lengths, at.locks, strict=True) if lock)


@given(right_boards(), GESTURE)
def test_no_shot_becomes_too_long_while_the_others_have_room(at: Timing, op: dict[str, Any]) -> None:
    after, most = done(at, op), at.limits.most
    tops = [
        most if op["op"] == "even" and not lock else max(was, most)
        for was, lock in zip(at.lengths, at.locks, strict=True)
    ]
    room = sum(was if lock else top for was, lock, top in zip(at.lengths, at.locks, tops, strict=True))
    assert room < after.total or all(now <= top for now, top in zip(after.lengths, tops, strict=True))
    if op["op"] == "roll":
        assert all(now <= max(was, most) for was, now in zip(at.lengths, after.lengths, strict=True))


@given(boards(), GESTURE)
def test_whatever_is_offered_can_be_done(at: Timing, op: dict[str, Any]) -> None:
    offers: tuple[Offer, ...] = badge(at).offers
    try:
        apply(at, op)
    except Refusal as refusal:
        assert refusal.sentence.endswith(".")
        offers += refusal.offers
    for offer in offers:
        after = apply(at, dict(offer.op))
        assert (after.lengths, after.locks, after.total) != (at.lengths, at.locks, at.total), offer


@given(boards())
def test_the_first_way_out_leads_to_a_right_board(at: Timing) -> None:
    for _ in range(20):
        offers = badge(at).offers
        if not offers:
            break
        at = apply(at, dict(offers[0].op))
    limits, count = at.limits, len(at.lengths)
    reachable = any(limits.least * count <= total <= limits.most * count for total in limits.offered)
    assert badge(at).right or (not badge(at).offers and not reachable)


@given(boards(), st.integers(0, 4), st.integers(-30, 30))
def test_rolling_is_clamped_and_never_refused(at: Timing, cut: int, delta: int) -> None:
    assume(cut + 1 < len(at.lengths))
    after = apply(at, {"op": "roll", "cut": cut, "delta": delta})
    assert after.sum == at.sum
    assert all(now >= min(was, at.limits.least) for was, now in zip(at.lengths, after.lengths, strict=True))


@given(right_boards(), st.integers(0, 5), st.integers(-30, 30))
def test_setting_is_refused_only_where_locks_forbid_it(at: Timing, shot: int, value: int) -> None:
    assume(shot < len(at.lengths))
    unlocked = replace(at, locks=(False,) * len(at.locks))
    assert apply(unlocked, {"op": "set", "shot": shot, "value": value}).sum == at.total


@given(right_boards(), st.integers(0, 5), st.integers(1, 15))
def test_setting_a_length_to_what_it_is_changes_nothing(at: Timing, shot: int, value: int) -> None:
    assume(shot < len(at.lengths) and not at.locks[shot] and max(at.lengths) <= at.limits.most)
    done(at, {"op": "set", "shot": shot, "value": value})
    assert apply(at, {"op": "set", "shot": shot, "value": at.lengths[shot]}) == at


@given(boards(), st.integers(0, 5), st.integers(-5, 20))
def test_a_ripple_never_goes_against_the_wish(at: Timing, shot: int, value: int) -> None:
    assume(shot < len(at.lengths) and not at.locks[shot])
    after, was = apply(at, {"op": "ripple", "shot": shot, "value": value}), at.lengths[shot]
    assert (after.lengths[shot] - was) * (min(max(value, at.limits.least), at.limits.most) - was) >= 0
    assert after == replace(at, note=after.note) or after.sum == after.total in at.limits.offered
    assert [*after.lengths[:shot], *after.lengths[shot + 1 :]] == [*at.lengths[:shot], *at.lengths[shot + 1 :]]


@given(right_boards(), st.integers(0, 6), st.none() | st.integers(-2, 20))
def test_adding_and_removing_keep_the_sum(at: Timing, place: int, wanted: int | None) -> None:
    place = min(place, len(at.lengths))
    try:
        more = lengths.insert(at, place, wanted)
    except Refusal as refusal:
        assert all(apply(at, dict(offer.op)) for offer in refusal.offers)
        return
    assert more.sum == more.total == at.total
    assert min(more.lengths) >= at.limits.least
    assert lengths.remove(more, place).sum == at.total or all(at.locks)


ODD = st.none() | st.text() | st.integers() | st.floats() | st.booleans() | st.lists(st.integers())
NAMES = st.sampled_from(["op", "cut", "shot", "value", "delta", "on", "locked"])


@given(boards(), st.dictionaries(NAMES, ODD), st.sampled_from(sorted(GESTURES)) | ODD)
def test_an_odd_request_is_done_or_refused_and_nothing_else(at: Timing, odd: dict[str, Any], name: Any) -> None:
    was = replace(at)
    try:
        apply(at, odd | {"op": name})
    except Refusal as refusal:
        assert refusal.sentence
    assert at == was
