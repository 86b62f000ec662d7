"""Reading what others sent. Every function takes any JSON value, whatever it is, and answers a harmless one."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

BODY_BYTES = 64 * 1024
TEXT_LENGTH = 500_000
_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")
_CODE = re.compile(r"-?[0-9]{1,6}")
_AMOUNT = re.compile(r"[0-9]{1,9}(\.[0-9]{1,12})?")
_LINK = re.compile(r"https?://[^\s\x00-\x20\x7f-\xa0\ud800-\udfff\"<>\\]{1,4000}")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+")


def at(value: Any, *names: str) -> Any:
    """What lies under these names, or None where any of them is missing."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def first(value: Any, *names: str) -> Any:
    """The first of these names that holds something."""
    return next((found for name in names if (found := at(value, name)) not in (None, "")), None)


def text(value: Any) -> str:
    """A string as it is, a whole number in digits, nothing for anything else."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**40 else ""


def words(value: Any, most: int = 300) -> str:
    """A text on one line without signs that cannot be seen, at most so long."""
    return " ".join(_UNSEEN.sub(" ", text(value)[: most * 4]).split())[:most]


def task_id(value: Any) -> str:
    """A job's id, or nothing where it is none."""
    found = text(value)
    return found if _ID.fullmatch(found) else ""


def code(value: Any) -> int | None:
    """A provider's numeric code, given as a number or in digits."""
    return int(text(value)) if _CODE.fullmatch(text(value)) else None


def amount(value: Any) -> Decimal | None:
    """A number from 0 to below a thousand million, or None."""
    if isinstance(value, str):
        return Decimal(value) if _AMOUNT.fullmatch(value) else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 10**9:
        return None
    return Decimal(str(value))


def plain(value: Decimal) -> str:
    """A number for people: no exponent, no zeros at its end."""
    digits = f"{value:f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def millis(value: Any) -> int | None:
    """A moment in milliseconds since 1970, or None."""
    digits = text(value)
    return int(digits) or None if digits.isascii() and digits.isdecimal() and len(digits) <= 15 else None


def percent(value: Any) -> int | None:
    """A whole number from 0 to 100, or None."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 100 else None


def links(value: Any, *names: str) -> tuple[str, ...]:
    """The web addresses in a list: its strings, or what its objects hold under the first of these names."""
    listed = value if isinstance(value, list) else []
    found = (text(first(each, *names) if names else each) for each in listed[:50])
    return tuple(dict.fromkeys(link for link in found if _LINK.fullmatch(link)))


def inside(value: Any) -> Any:
    """The JSON inside a JSON string; an object or list is taken as it is. None where there is none."""
    if isinstance(value, dict | list):
        return value
    if not isinstance(value, str) or len(value) > TEXT_LENGTH:
        return None
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None


def document(body: bytes) -> Any:
    """A callback's JSON. None where it is none, is too big, holds NaN or says the same name twice."""
    if len(body) > BODY_BYTES:
        return None
    try:
        return json.loads(body.decode(), object_pairs_hook=_unique, parse_constant=_strict)
    except (ValueError, RecursionError):
        return None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name twice")
    return found


def _strict(word: str) -> None:
    raise ValueError(word)
