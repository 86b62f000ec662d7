"""The board file: one storyboard as JSON, version 1. `docs/board-file.md` describes it for people.

Reading judges the shape only (types, unknown keys, pictures inside the file's folder). Whether a board adds up or a model
can make it is for preflight, so a file may well hold a board that is over its total.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from projects.media.motion import Motion

VERSION = 1
MOST_BYTES = 1_000_000
MOST_SHOTS = 60
MOST_SECONDS = 900


class BoardFileRefused(Exception):
    """The file cannot be read as a board. The message is a sentence that names the place and the reason."""


@dataclass(frozen=True, slots=True)
class ElementEntry:
    """An element the prompts call. `pictures` are files inside the board file's folder."""

    handle: str
    kind: str = "character"
    description: str = ""
    pictures: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class ShotEntry:
    """One shot. `seconds` is a whole number; `picture` and `last_picture` are files inside the board file's folder."""

    seconds: int
    prompt: str = ""
    locked: bool = False
    picture: Path | None = None
    last_picture: Path | None = None
    camera: Mapping[str, float] = field(default_factory=dict)
    motion: Mapping[str, Any] = field(default_factory=dict)
    label: str = ""
    dialogue: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class BoardFile:
    """A whole board as the file says it. `total` is the sum of the shots, and `elements` None, where the file says none."""

    title: str
    total: int
    shots: tuple[ShotEntry, ...]
    aspect: str = "16:9"
    fps: int = 24
    negative_prompt: str = ""
    sound: bool = False
    elements: tuple[ElementEntry, ...] | None = None


def read(path: Path) -> BoardFile:
    """Read and judge a board file. Raises `BoardFileRefused`, also when the file cannot be opened."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BoardFileRefused(f"{path.name} is larger than 1 MB; a board file holds words and file names only.")
        document = json.loads(path.read_text(encoding="utf-8"), parse_constant=_no_constant)
    except OSError as trouble:
        raise BoardFileRefused(f"{path} cannot be opened: {trouble.strerror}.") from trouble
    except (UnicodeDecodeError, RecursionError) as trouble:
        raise BoardFileRefused(f"{path.name} is not JSON text in UTF-8.") from trouble
    except json.JSONDecodeError as trouble:
        raise BoardFileRefused(f"{path.name} is not JSON: {trouble.msg}, line {trouble.lineno}.") from trouble
    return _board(document, path.resolve().parent)


def _no_constant(word: str) -> Any:
    raise BoardFileRefused(f"{word} is not a number a board can hold.")


Reader = Callable[[Any, str, Path], Any]


def _text(most: int) -> Reader:
    def text(value: Any, place: str, _folder: Path) -> str:
        if not isinstance(value, str):
            raise BoardFileRefused(f"{place} must be text, not {json.dumps(value)[:40]}.")
        if len(value) > most:
            raise BoardFileRefused(f"{place} has {len(value)} characters; the most is {most}.")
        if "\0" in value:
            raise BoardFileRefused(f"{place} holds a null character.")
        return value

    return text


def _whole(least: int, most: int) -> Reader:
    def whole(value: Any, place: str, _folder: Path) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise BoardFileRefused(
                f"{place} must be a whole number from {least} to {most}, not {json.dumps(value)[:40]}."
            )
        return value

    return whole


def _one_of(*values: Any) -> Reader:
    def one_of(value: Any, place: str, _folder: Path) -> Any:
        if isinstance(value, bool) or value not in values:
            offered = ", ".join(str(each) for each in values)
            raise BoardFileRefused(f"{place} is {json.dumps(value)[:40]}; it can be {offered}.")
        return value

    return one_of


def _flag(value: Any, place: str, _folder: Path) -> bool:
    if not isinstance(value, bool):
        raise BoardFileRefused(f"{place} must be true or false, not {json.dumps(value)[:40]}.")
    return value


def _picture(value: Any, place: str, folder: Path) -> Path:
    name: str = _text(500)(value, place, folder)
    path = (folder / name).resolve()
    if not path.is_relative_to(folder):
        raise BoardFileRefused(
            f"{place} is “{name}”, which leaves the board file's folder. Put the picture beside the file."
        )
    if not path.is_file():
        raise BoardFileRefused(f"{place} is “{name}”, and there is no such file beside the board file.")
    return path


def _camera(value: Any, place: str, _folder: Path) -> Mapping[str, float]:
    axes = ("pan", "tilt", "roll", "truck", "pedestal", "zoom")
    if not isinstance(value, dict):
        raise BoardFileRefused(f'{place} must be an object of axes such as {{"zoom": 4}}.')
    _known(value, axes, place)
    for axis, strength in value.items():
        if isinstance(strength, bool) or not isinstance(strength, int | float) or not -10 <= strength <= 10:
            raise BoardFileRefused(f"{place}.{axis} is {json.dumps(strength)[:40]}; it goes from -10 to 10.")
    return value


def _motion(value: Any, place: str, _folder: Path) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise BoardFileRefused(f"{place} must be an object with areas and marks.")
    _known(value, ("areas", "marks"), place)
    try:
        return Motion.parse(value).as_json()
    except ValueError as refused:
        raise BoardFileRefused(f"{place}: {refused}.") from refused


def _list(read_one: Callable[[Any, str, Path], Any], least: int, most: int) -> Reader:
    def entries(value: Any, place: str, folder: Path) -> tuple[Any, ...]:
        if not isinstance(value, list) or not least <= len(value) <= most:
            raise BoardFileRefused(f"{place} must be a list of {least} to {most}.")
        single = place.removesuffix("s")
        return tuple(read_one(each, f"{single} {number}", folder) for number, each in enumerate(value, 1))

    return entries


def _entry(kind: type[Any], readers: Mapping[str, Reader], needed: tuple[str, ...]) -> Reader:
    def entry(value: Any, place: str, folder: Path) -> Any:
        if not isinstance(value, dict):
            raise BoardFileRefused(f"{place} must be an object in braces.")
        _known(value, readers, place)
        for name in needed:
            if name not in value:
                raise BoardFileRefused(f"{place} has no “{name}”.")
        return kind(**{name: readers[name](each, f"{place} {name}", folder) for name, each in value.items()})

    return entry


def _known(value: Mapping[str, Any], names: Any, place: str) -> None:
    for name in value:
        if name not in names:
            near = get_close_matches(name, list(names), 1)
            hint = f"did you mean “{near[0]}”?" if near else f"the keys are {', '.join(names)}."
            raise BoardFileRefused(f"{place} has a key “{name[:60]}” we do not know; {hint}")


_ELEMENT = _entry(
    ElementEntry,
    {
        "handle": _text(24),
        "kind": _one_of("character", "prop", "place"),
        "description": _text(1000),
        "pictures": _list(_picture, 0, 4),
    },
    ("handle",),
)

_SHOT = _entry(
    ShotEntry,
    {
        "seconds": _whole(1, MOST_SECONDS),
        "prompt": _text(5000),
        "locked": _flag,
        "picture": _picture,
        "last_picture": _picture,
        "camera": _camera,
        "motion": _motion,
        "label": _text(40),
        "dialogue": _text(2000),
        "notes": _text(5000),
    },
    ("seconds",),
)

_BOARD: Mapping[str, Reader] = {
    "title": _text(120),
    "aspect": _one_of("16:9", "9:16", "1:1"),
    "fps": _one_of(24, 25, 30),
    "total": _whole(1, MOST_SECONDS),
    "negative_prompt": _text(2500),
    "sound": _flag,
    "elements": _list(_ELEMENT, 0, 50),
    "shots": _list(_SHOT, 1, MOST_SHOTS),
}


def _board(document: Any, folder: Path) -> BoardFile:
    if not isinstance(document, dict) or "storyreel" not in document:
        raise BoardFileRefused('This is no board file: it must be an object that begins {"storyreel": 1, …}.')
    if document["storyreel"] != VERSION or isinstance(document["storyreel"], bool):
        raise BoardFileRefused(
            f"This board file is version {document['storyreel']!r}; this Storyreel reads version {VERSION}."
        )
    body = {name: value for name, value in document.items() if name != "storyreel"}
    _known(body, _BOARD, "the board")
    if "shots" not in body:
        raise BoardFileRefused("The board has no “shots”.")
    values = {name: _BOARD[name](value, name, folder) for name, value in body.items()}
    values.setdefault("total", sum(shot.seconds for shot in values["shots"]))
    return BoardFile(**{"title": "Untitled board", **values})
