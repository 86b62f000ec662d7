"""Every pair of colours that meets on the screen can be told apart, in both themes."""

from __future__ import annotations

import re

import pytest

from tests.static.colours import EVERYWHERE, FALLBACKS, THEMES, TOKENS, contrast, of_hex, over

GROUNDS = ("bg-0", "bg-1", "bg-2", "bg-3")
TEXTS = ("text", "text-2", "text-3", "accent", "link", "info", "ok", "warn", "bad")
ON = (
    ("on-accent", "accent"), ("on-accent", "accent-hi"), ("on-bad", "bad-fill"), ("text", "selected"),
    ("accent", "accent-wash"), ("text", "accent-wash"), ("accent", "selected"), ("bg-0", "text"),
    ("ok", "ok-wash"), ("warn", "warn-wash"), ("bad", "bad-wash"), ("info", "info-wash"),
)  # fmt: skip
READ = [(text, ground) for text in TEXTS for ground in GROUNDS] + list(ON)
SEEN = [("focus", ground) for ground in GROUNDS] + [("line-strong", ground) for ground in GROUNDS[:3]]
SCRIM = re.search(r"--media-scrim: rgb\(0 0 0 / ([\d.]+)\)", TOKENS)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), READ)
def test_words_can_be_read(theme: str, text: str, ground: str) -> None:
    assert contrast(THEMES[theme][text], THEMES[theme][ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("mark", "ground"), SEEN)
def test_borders_and_the_focus_ring_can_be_seen(theme: str, mark: str, ground: str) -> None:
    assert contrast(THEMES[theme][mark], THEMES[theme][ground]) >= 3


@pytest.mark.parametrize("mark", ["media-text", "media-accent"])
def test_marks_on_the_whitest_picture_can_be_read(mark: str) -> None:
    assert SCRIM
    under = over(of_hex("#ffffff"), float(SCRIM[1]))
    assert contrast(EVERYWHERE[mark], under) >= 4.5
    assert contrast(EVERYWHERE[mark], EVERYWHERE["stage"]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_both_spellings_name_the_same_colours(theme: str) -> None:
    known, fallback = THEMES[theme], {name: FALLBACKS[theme][name] for name in THEMES[theme]}
    far = {
        name: (colour, fallback[name])
        for name, colour in known.items()
        if max(abs(one - other) for one, other in zip(colour, fallback[name], strict=True)) > 1.01 / 255
    }
    assert far == {}


@pytest.mark.parametrize("theme", THEMES)
def test_every_screen_can_show_them(theme: str) -> None:
    assert all(-0.002 <= each <= 1.002 for colour in THEMES[theme].values() for each in colour)


def test_nothing_is_measured_that_is_not_a_token() -> None:
    assert {name for pair in READ + SEEN for name in pair} <= set(THEMES["dark"])
