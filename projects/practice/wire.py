"""What passes between the server and the wires: requests, answers, refusals, drafts."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from projects.practice.fields import Field, Wrong, wrong
from projects.practice.task import Film, Picture, Seen, Task

Json = dict[str, Any]


class Refusal(Exception):
    """A call is refused.

    `category`: no_key, malformed_key, bad_key, early_key, late_key, no_credits, credits_text, spend_cap, rate_limited, concurrency,
    maintenance, moderation, invalid, unreadable, not_found, no_model, no_route, no_method, disabled or server. Every wire words it
    its own way; `detail` replaces the wording.
    """

    def __init__(self, category: str, detail: str = "", wrong: Wrong | None = None) -> None:
        super().__init__(category, detail)
        self.category, self.detail, self.wrong = category, detail, wrong


class Garbage(Exception):
    """The answer is a web page instead of JSON."""


class Cut(Exception):
    """The connection is cut without an answer."""


@dataclass(frozen=True)
class Request:
    """One call: `path` without the wire's prefix, header names in lower case, `base` as the caller addressed the server."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    base: str

    def data(self) -> Json:
        """The body as a JSON object; Refusal `unreadable` when it is none."""
        try:
            value = json.loads(self.body, parse_constant=_no_constant)
        except (ValueError, RecursionError) as error:
            raise Refusal("unreadable", "Request body is not valid JSON") from error
        if not isinstance(value, dict):
            raise Refusal("unreadable", "Request body must be a JSON object")
        return value


def _no_constant(word: str) -> None:
    raise ValueError(word)


@dataclass
class Answer:
    """Status, headers and either a body or a stream of bytes; `cut` ends a stream by cutting the connection."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    stream: AsyncIterator[bytes] | None = None
    cut: bool = False


def said(value: object, status: int = 200) -> Answer:
    """A JSON answer."""
    return Answer(status, compact(value), {"content-type": "application/json"})


def compact(value: object) -> bytes:
    """JSON without blanks, UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


@dataclass(frozen=True)
class Draft:
    """A create body that passed: what will be made, and whom to tell."""

    model: str
    kind: str
    body: Json
    film: Film | None
    pictures: tuple[Picture, ...] = ()
    cost: float = 0.0
    callback_url: str = ""
    external_id: str = ""


@dataclass(frozen=True)
class Wire:
    """One vendor's way to speak, as pure functions over tasks.

    `prefix` names it. `key` reads the caller's key or refuses. `created` is the create answer, `emptied` the same without data,
    `refused` a refusal, `report` the query answer, `callback` the callback body, `sign` the callback's headers over its bytes.
    `burst` is (creates, seconds) per key, `room` the tasks that may run at once. `announces` are the stages callbacks are sent for.
    `retries` are the seconds before each further try of a callback that was not answered 200. `strange` is an unknown status word.
    `dated_keys`: whether a key can be too early or too late.
    """

    prefix: str
    key: Callable[[Request], str]
    new_id: Callable[[int], str]
    created: Callable[[Task], Json]
    emptied: Callable[[], Json]
    refused: Callable[[Refusal, bool], Answer]
    report: Callable[[Task, Seen], Json]
    callback: Callable[[Task, Seen], Json]
    sign: Callable[[Task, bytes, int], dict[str, str]]
    burst: tuple[int, float] | None = None
    room: int | None = None
    announces: tuple[str, ...] = ("succeeded", "failed")
    retries: tuple[float, ...] = ()
    formats: tuple[str, ...] = ("JPEG", "PNG")
    strange: str = "queued_v2"
    link: str = "/files/{wire}/{name}.mp4"
    expired_status: int = 403
    relinks: bool = True
    dated_keys: bool = False


def unsigned(task: Task, body: bytes, now: int) -> dict[str, str]:
    """No headers: this vendor does not sign."""
    return {}


def checked(fields: Mapping[str, Field], body: Any, *, path: str = "", closed: bool = False) -> None:
    """Refuse (`invalid`) what a field table does not allow."""
    found = wrong(fields, body, path=path, closed=closed)
    if found:
        raise Refusal("invalid", wrong=found)


def ruled(broken: bool, path: str, words: str) -> None:
    """Refuse (`invalid`) when a rule between fields is broken; `words` say which."""
    if broken:
        raise Refusal("invalid", words, Wrong(path, "rule", words))


def bearer(request: Request) -> str:
    """The text after `Bearer`; Refusal `no_key` without one, `malformed_key` for another scheme."""
    header = request.headers.get("authorization", "").strip()
    if not header:
        raise Refusal("no_key")
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer":
        raise Refusal("malformed_key")
    if not token.strip():
        raise Refusal("no_key")
    return token.strip()


def plain_key(request: Request) -> str:
    """A bearer key; keys that start with `bad` are refused."""
    key = bearer(request)
    if key.startswith("bad"):
        raise Refusal("bad_key")
    return key


def url_text(value: Any) -> str:
    """A text field that may be left out or empty."""
    return value if isinstance(value, str) else ""
