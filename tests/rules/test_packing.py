"""A shot list becomes boards: nothing is lost, moved or changed, every board can be made, and no better way exists."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from projects.rules.capabilities import Capabilities, all_models, find
from projects.rules.packing import pack

MODELS = all_models()
KLING = find("kling-v3")


def boards(seconds: list[int], sizes: tuple[int, ...]) -> list[list[int]]:
    """The shots of each board."""
    ends = [sum(sizes[:number]) for number in range(len(sizes) + 1)]
    return [seconds[start:end] for start, end in pairwise(ends)]


def makes(model: Capabilities, shots: list[int]) -> bool:
    """Whether the model's own limits take these shots as a board."""
    limits = model.limits
    fits = all(limits.least <= each <= limits.most for each in shots)
    return fits and len(shots) <= limits.most_shots and sum(shots) in limits.offered


def cost(model: Capabilities, parts: list[list[int]]) -> tuple[int, int, int, int]:
    """What such a packing costs, counted another way."""
    renders = len(parts) if model.one_piece else sum(map(len, parts))
    return (
        renders,
        sum(model.billed(each) for part in parts for each in part),
        len(parts),
        sum(sum(p) ** 2 for p in parts),
    )


def every_way(count: int) -> list[tuple[int, ...]]:
    """Every cut of so many shots into parts."""
    cuts = [chosen for many in range(count) for chosen in combinations(range(1, count), many)]
    return [tuple(b - a for a, b in zip((0, *cut), (*cut, count), strict=True)) for cut in cuts]


@settings(max_examples=300)
@given(some.lists(some.integers(1, 16), min_size=1, max_size=8), some.sampled_from(MODELS))
def test_no_way_is_better_than_the_one_that_is_found(seconds: list[int], model: Capabilities) -> None:
    ways = [way for way in every_way(len(seconds)) if all(makes(model, part) for part in boards(seconds, way))]
    found = pack(seconds, model)
    assert bool(found.sizes) == bool(ways)
    assert bool(found.why) != bool(ways)
    if ways:
        least = min(cost(model, boards(seconds, way)) for way in ways)
        assert cost(model, boards(seconds, found.sizes)) == least
        assert (found.renders, found.billed) == least[:2]


def test_the_last_board_is_never_too_short_to_be_made() -> None:
    assert pack([2, 2, 2, 2, 2, 2, 1], KLING).sizes == (3, 4)
    assert pack([5] * 12, KLING).sizes == (3, 3, 3, 3)


def test_a_hundred_shots_are_packed_at_once() -> None:
    found = pack([1, 2, 3, 4, 5] * 100, KLING)
    assert sum(found.sizes) == 500
    assert found.renders == len(found.sizes) == 100


@pytest.mark.parametrize(
    ("seconds", "sentence"),
    [
        ([3, 20], "Shot 2 is 20 s; Kling 3.0 makes 1 to 15 s a shot."),
        ([2], "Shot 1 is 2 s and fits no board: Kling 3.0 makes 3 to 15 s of up to 6 shots."),
        ([15, 1, 1], "Shots 2–3 are 2 s and fit no board: Kling 3.0 makes 3 to 15 s of up to 6 shots."),
    ],
)
def test_what_cannot_be_packed_is_explained(seconds: list[int], sentence: str) -> None:
    assert pack(seconds, KLING).why == sentence
