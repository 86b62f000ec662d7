"""Readers of the environment: typed, or one sentence that names the variable."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from studio import env

NAME = "STUDIO_TRIED"
SCHEMES = ("plain", "json")


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    return lambda value: monkeypatch.setenv(NAME, value)


@pytest.mark.parametrize(
    ("read", "value", "answer"),
    [
        (env.text, "  words ", "words"),
        (env.flag, "Yes", True),
        (env.flag, "off", False),
        (env.flag, " ", False),
        (lambda name: env.number(name, 3), "", 3),
        (lambda name: env.number(name, 3), "12", 12),
        (lambda name: env.choice(name, SCHEMES, "plain"), "JSON", "json"),
        (lambda name: env.words(name, ("a",)), "", ["a"]),
        (env.words, "a, b,,c ", ["a", "b", "c"]),
        (env.address, "", ""),
        (env.address, "https://storyreel.example.com/", "https://storyreel.example.com"),
    ],
)
def test_readers_answer_values(
    read: Callable[[str], Any], value: str, answer: Any, given: Callable[[str], None]
) -> None:
    given(value)
    assert read(NAME) == answer


@pytest.mark.parametrize(
    ("read", "value", "sentence"),
    [
        (env.flag, "maybe", "STUDIO_TRIED is “maybe”; use 1 or 0."),
        (lambda name: env.number(name, 3, least=1, most=9), "0", "use a whole number from 1 to 9."),
        (lambda name: env.number(name, 3), "٣", "use a whole number"),
        (lambda name: env.number(name, 3), "-1", "use a whole number"),
        (lambda name: env.choice(name, SCHEMES, "plain"), "xml", "use one of plain, json."),
        (env.address, "storyreel.example.com", "use an address such as https://"),
        (env.address, "https://storyreel.example.com/app", "use an address such as https://"),
        (env.database, "postgres://host:port/db", "STUDIO_TRIED is no database address"),
        (env.mail, "pigeon://host", "STUDIO_TRIED is no mail address"),
        (lambda name: env.kept_secret(name, Path("unused")), "short", "STUDIO_TRIED has 5 characters"),
        (
            lambda name: env.folder(name, Path("unused")),
            "/dev/null/media",
            "The folder /dev/null/media cannot be written",
        ),
    ],
)
def test_readers_refuse_in_a_sentence(
    read: Callable[[str], Any], value: str, sentence: str, given: Callable[[str], None]
) -> None:
    given(value)
    with pytest.raises(env.BadSetting) as refusal:
        read(NAME)
    assert sentence in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_secret_is_made_once_and_kept_for_its_owner(tmp_path: Path) -> None:
    kept = tmp_path / "secret"
    first = env.kept_secret(NAME, kept)
    assert len(first) > 50
    assert env.kept_secret(NAME, kept) == first
    assert kept.stat().st_mode & 0o777 == 0o600
    assert [*tmp_path.iterdir()] == [kept]


def test_a_given_secret_is_used(given: Callable[[str], None], tmp_path: Path) -> None:
    given("0123456789" * 5)
    assert env.kept_secret(NAME, tmp_path / "secret") == "0123456789" * 5
    assert not (tmp_path / "secret").exists()
