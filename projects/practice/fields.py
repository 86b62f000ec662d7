"""Field tables: what a body may hold, said as data, and the first thing that is wrong with one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Field:
    """One field.

    `least` and `most` count characters of a text, entries of an array, or bound a number. An empty text counts as left out.
    """

    kind: str = "string"
    required: bool = False
    least: float | None = None
    most: float | None = None
    among: tuple[Any, ...] = ()
    step: float | None = None
    each: Field | None = None
    inside: Mapping[str, Field] | None = None


@dataclass(frozen=True)
class Wrong:
    """What is wrong: the dotted `path`, a word for why, and the limit in words.

    Words: missing, type, option, long, short, large, small, step, unknown, url, rule.
    """

    path: str
    why: str
    limit: str = ""

    @property
    def name(self) -> str:
        """The last part of the path, without an index."""
        return self.path.rsplit(".", 1)[-1].split("[", 1)[0]


def is_url(value: str) -> bool:
    """Whether `value` is an http or https address with a host and no blanks."""
    try:
        parts = urlsplit(value)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and not any(c.isspace() for c in value)
    except ValueError:
        return False


def is_id(value: object) -> bool:
    """Whether `value` is a whole number, or a text of digits."""
    return type(value) is int or (isinstance(value, str) and value.isascii() and value.isdigit())


KINDS: dict[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "url": lambda value: isinstance(value, str),
    "integer": lambda value: type(value) is int,
    "number": lambda value: type(value) in (int, float),
    "boolean": lambda value: type(value) is bool,
    "truth": lambda value: type(value) is bool or value in ("true", "false"),
    "id": is_id,
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
    "switch": lambda value: isinstance(value, (dict, list)),
}


def left_out(body: Mapping[str, Any], name: str) -> bool:
    """Whether a field is absent or an empty text."""
    return name not in body or body[name] == ""


def wrong(fields: Mapping[str, Field], body: Any, *, path: str = "", closed: bool = False) -> Wrong | None:
    """The first thing wrong with `body`; `closed` also refuses fields the table does not know."""
    if not isinstance(body, dict):
        return Wrong(path.rstrip(".") or "body", "type", "object")
    if closed:
        unknown = next((name for name in body if name not in fields), None)
        if unknown is not None:
            return Wrong(path + str(unknown), "unknown")
    for name, field in fields.items():
        if left_out(body, name):
            if field.required:
                return Wrong(path + name, "missing")
            continue
        found = _wrong_value(field, body[name], path + name, closed)
        if found:
            return found
    return None


def _wrong_value(field: Field, value: Any, path: str, closed: bool) -> Wrong | None:
    if not KINDS[field.kind](value):
        return Wrong(path, "type", field.kind)
    if field.kind == "url" and not is_url(value):
        return Wrong(path, "url")
    if field.among and value not in field.among:
        return Wrong(path, "option", ", ".join(str(option) for option in field.among))
    found = _out_of_bounds(field, value, path)
    if found or not isinstance(value, (list, dict)):
        return found
    if isinstance(value, dict):
        return wrong(field.inside, value, path=f"{path}.", closed=closed) if field.inside is not None else None
    if field.each is None:
        return None
    found_all = (_wrong_value(field.each, entry, f"{path}[{index}]", closed) for index, entry in enumerate(value))
    return next((found for found in found_all if found), None)


def _out_of_bounds(field: Field, value: Any, path: str) -> Wrong | None:
    counted = isinstance(value, (str, list))
    size = len(value.strip() if isinstance(value, str) else value) if counted else value
    if field.most is not None and (len(value) if counted else value) > field.most:
        return Wrong(path, "long" if counted else "large", f"{field.most:g}")
    if field.least is not None and size < field.least:
        return Wrong(path, "short" if counted else "small", f"{field.least:g}")
    if field.step is not None and abs(value / field.step - round(value / field.step)) > 1e-6:
        return Wrong(path, "step", f"{field.step:g}")
    return None
