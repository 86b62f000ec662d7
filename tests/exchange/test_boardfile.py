"""The board file: what is read, and what is refused by name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.exchange.boardfile import BoardFileRefused, read
from tests.people import still_bytes

RAIN: dict[str, Any] = {
    "storyreel": 1,
    "title": "Rain",
    "aspect": "16:9",
    "fps": 24,
    "total": 5,
    "shots": [
        {"seconds": 2, "prompt": "@mara under a streetlight", "picture": "one.png", "camera": {"zoom": 4}},
        {"seconds": 3, "prompt": "A door creaks open", "locked": True},
    ],
}


def write(folder: Path, document: Any) -> Path:
    (folder / "one.png").write_bytes(still_bytes(format="PNG"))
    path = folder / "board.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return path


def test_a_board_is_read_as_it_stands(tmp_path: Path) -> None:
    board = read(write(tmp_path, RAIN))
    assert (board.title, board.total, [shot.seconds for shot in board.shots]) == ("Rain", 5, [2, 3])
    assert board.shots[0].picture == (tmp_path / "one.png").resolve()
    assert board.shots[0].camera == {"zoom": 4}
    assert board.shots[1].locked


def test_without_a_total_it_is_the_sum(tmp_path: Path) -> None:
    assert read(write(tmp_path, {key: RAIN[key] for key in ("storyreel", "shots")})).total == 5


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"storyreel": 2}, "version 2"),
        ({"storyreel": True}, "version True"),
        ({"titel": "x"}, "“titel” we do not know; did you mean “title”"),
        ({"fps": 23}, "fps is 23; it can be 24, 25, 30"),
        ({"aspect": "4:3"}, "it can be 16:9"),
        ({"total": 2.5}, "total must be a whole number"),
        ({"total": True}, "total must be a whole number"),
        ({"shots": []}, "shots must be a list of 1 to 60"),
        ({"shots": [{}]}, "shot 1 has no “seconds”"),
        ({"shots": [{"seconds": 2, "length": 2}]}, "shot 1 has a key “length”"),
        ({"shots": [{"seconds": 2}, {"seconds": 0}]}, "shot 2 seconds must be a whole number from 1"),
        ({"shots": [{"seconds": 2, "camera": {"zoom": 11}}]}, "camera.zoom is 11"),
        ({"shots": [{"seconds": 2, "camera": {"fly": 1}}]}, "“fly”"),
        ({"shots": [{"seconds": 2, "picture": "../secret.png"}]}, "leaves the board file's folder"),
        ({"shots": [{"seconds": 2, "picture": "/etc/passwd"}]}, "leaves the board file's folder"),
        ({"shots": [{"seconds": 2, "picture": "none.png"}]}, "no such file"),
        ({"shots": [{"seconds": 2, "prompt": 7}]}, "prompt must be text"),
        ({"title": "x" * 121}, "121 characters; the most is 120"),
        ({"elements": [{"kind": "prop"}]}, "element 1 has no “handle”"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, change: dict[str, Any], words: str) -> None:
    with pytest.raises(BoardFileRefused, match=words.replace("(", r"\(")):
        read(write(tmp_path, RAIN | change))


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "outside.png").write_bytes(still_bytes(format="PNG"))
    (inside / "link.png").symlink_to(tmp_path / "outside.png")
    with pytest.raises(BoardFileRefused, match="leaves"):
        read(write(inside, RAIN | {"shots": [{"seconds": 2, "picture": "link.png"}]}))


@pytest.mark.parametrize("text", ["", "[]", "{", "null", '{"storyreel": NaN}', "[" * 100_000, "\x80"])
def test_what_is_no_board_is_refused_with_a_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "board.json"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(BoardFileRefused):
        read(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BoardFileRefused, match="cannot be opened"):
        read(tmp_path / "nowhere.json")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*RAIN, "seconds", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(change=st.dictionaries(st.sampled_from(sorted(RAIN)), json_values, max_size=3))
def test_nothing_but_a_refusal_ever_comes_out(tmp_path_factory: pytest.TempPathFactory, change: dict[str, Any]) -> None:
    folder = tmp_path_factory.mktemp("boards")
    try:
        read(write(folder, RAIN | change))
    except BoardFileRefused as refused:
        assert str(refused)
