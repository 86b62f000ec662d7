"""Two people's edits of the same words and the same order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.rules.merging import compare_words, digest, merge_order, merge_words

BASE = "Mara climbs the stair and stops."


@pytest.mark.parametrize(
    ("mine", "theirs", "both"),
    [
        ("Mara runs up the stair and stops.", "Mara climbs the stair and waits.", "Mara runs up the stair and waits."),
        (
            "Slowly, Mara climbs the stair and stops.",
            "Mara climbs the stair and waits.",
            "Slowly, Mara climbs the stair and waits.",
        ),
        ("Mara climbs the ladder and stops.", "Mara climbs the rope and stops.", None),
        ("Mara climbs and stops.", "Mara climbs the stair and stops. Rain.", "Mara climbs and stops. Rain."),
        (BASE, "Something else", "Something else"),
        ("Same here", "Same here", "Same here"),
    ],
)
def test_words_merge_where_they_do_not_touch(mine: str, theirs: str, both: str | None) -> None:
    assert merge_words(BASE, mine, theirs) == both
    assert merge_words(BASE, theirs, mine) == both


@given(st.text(alphabet="ab \n"), st.text(alphabet="ab \n"))
def test_one_sided_edits_always_win(base: str, mine: str) -> None:
    assert merge_words(base, mine, base) == mine
    assert merge_words(base, base, mine) == mine


@given(st.text(), st.text())
def test_the_difference_tells_both_texts(before: str, after: str) -> None:
    pieces = compare_words(before, after)
    assert "".join(words for kind, words in pieces if kind != "new") == before
    assert "".join(words for kind, words in pieces if kind != "gone") == after


@given(st.permutations("abcdef"), st.integers(0, 6), st.sets(st.sampled_from("xyz")))
def test_orders_keep_everybody(wanted: list[str], place: int, added: set[str]) -> None:
    was = list("abcdef")
    assert merge_order(was, wanted, was) == wanted
    now = [*was[:place], *sorted(added), *was[place:]]
    merged = merge_order(was, wanted, now)
    assert sorted(merged) == sorted(now)


def test_a_removal_leaves_what_others_added() -> None:
    assert merge_order(["a", "b"], ["a"], ["x", "a", "b", "y"]) == ["x", "a", "y"]
    assert merge_order(["a"], ["a", "b"], ["y", "a", "x"]) == ["y", "a", "b", "x"]
    assert merge_order(["a", "b", "c"], ["b", "a", "c"], ["a", "c"]) == ["a", "c"]


def test_digests_are_short_and_differ() -> None:
    assert len(digest("a")) == 8
    assert digest("a") != digest("b")
