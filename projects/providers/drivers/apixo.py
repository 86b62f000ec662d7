"""APIXO: a gateway with the model in the path, at creation and at every query.

Source: APIXO pages kling-2-5-turbo-pro, kling-2-6 and kling-2-1; authentication, error codes, callback and balance pages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import quote

from projects.providers.base import Account, Answer, Hint, Order, Phase, Report, Request
from projects.providers.drivers import reading, verdicts
from projects.providers.drivers.reading import at, first, words
from projects.providers.drivers.remote import Image, Remote
from projects.providers.troubles import Category, Refused

C = Category

WORDS: dict[str, Phase] = {
    "pending": Phase.SUBMITTED,
    "processing": Phase.RUNNING,
    "success": Phase.SUCCEEDED,
    "failed": Phase.FAILED,
}
"""`state` of a task. Source: APIXO statusTask."""

CODES: dict[int, Category] = {
    400: C.INVALID,
    401: C.AUTH,
    402: C.CREDITS,
    403: C.AUTH,
    404: C.NOT_FOUND,
    429: C.RATE_LIMITED,
    500: C.SERVER,
    503: C.MAINTENANCE,
}
"""`code` of an envelope, which is the HTTP status too. 403 and 429 each mean two things, told apart by the text.
Source: APIXO error codes.
"""

FAILURES: dict[str, Category] = {
    "contentviolation": C.MODERATION,
    "invalidimageurl": C.IMAGE_UNREACHABLE,
    "nsfwdetected": C.MODERATION,
    "imagedownloadfailed": C.IMAGE_UNREACHABLE,
    "prompttoolong": C.INVALID,
    "invalidprompt": C.INVALID,
    "imagetoolarge": C.INVALID,
    "unsupportedformat": C.INVALID,
    "processingtimeout": C.SERVER,
    "generationfailed": C.SERVER,
    "modelunavailable": C.FEATURE_DISABLED,
    "insufficientcredits": C.CREDITS,
    "sensitivecontent": C.MODERATION,
    "sensitivecontentdetected": C.MODERATION,
    "inputimagesensitivecontentdetected": C.MODERATION,
    "inputoutputsensitivecontentdetected": C.MODERATION,
    "nsfw": C.MODERATION,
    "prohibitedcontentdetected": C.MODERATION,
    "promptlengthexceeded": C.INVALID,
}
"""`failCode` of a failed task in lower case without underscores: two families of names. Source: APIXO error codes."""

_CONTENT = re.compile(r"content|sensitive|nsfw|policy|violat|moderat|prohibit", re.IGNORECASE)
_FULL = re.compile(r"concurren|parallel", re.IGNORECASE)


_TEXT: Mapping[str, str] = {"": "text-to-video"}
_IMAGE: Mapping[str, str] = {"": "image-to-video"}


@dataclass(frozen=True, slots=True)
class Wire:
    """A model's part of the path, and its `input.mode` from words and from pictures by the mode that is bought ("" where it is
    sold in one quality); the first of `pictures` is the usual one.

    `tails` are the modes that take an end picture.
    """

    path: str
    words: Mapping[str, str] = field(default_factory=lambda: _TEXT)
    pictures: Mapping[str, str] = field(default_factory=lambda: _IMAGE)
    tails: frozenset[str] = frozenset()
    sound: bool = False

    def bought(self, order: Order) -> str:
        """The mode that is bought: the order's, or the usual one where it names none."""
        return str(order.options.get("mode") or next(iter(self.pictures))) if "" not in self.pictures else ""


class Apixo(Remote):
    """APIXO's Kling models. Limits: 10,000 requests a minute, 1,000 running. Links live 15 days."""

    slug = "apixo"
    label = "APIXO"
    base_url = "https://api.apixo.ai"
    rate = (10_000, 60.0)
    running = 1000
    retention = 15 * 24 * 3600
    models = {
        "apixo-kling-2.5-turbo": Wire("kling-2-5-turbo-pro", tails=frozenset({""})),
        "apixo-kling-2.6": Wire("kling-2-6", sound=True),
        "apixo-kling-2.1": Wire(
            "kling-2-1",
            words={"master": "master-text-to-video"},
            pictures={name: f"{name}-image-to-video" for name in ("standard", "pro", "master")},
            tails=frozenset({"pro"}),
        ),
    }

    def payload(
        self, order: Order, *, account: Account, image: Image, external_id: str = "", callback_url: str = ""
    ) -> Request:
        """`generateTask`; the callback's address and the type of request that uses it go together."""
        wire: Wire = self.wire(order)
        if len(order.shots) > 1:
            raise Refused(f"{self.label} makes one shot at a time.", C.INVALID)
        body: dict[str, Any] = {"request_type": "async", "input": self._input(order, wire, image)}
        if callback_url:
            body |= {"request_type": "callback", "callback_url": callback_url}
        provider = order.options.get("provider") or account.settings.get("provider")
        if provider:
            body["provider"] = provider
        return self._call("POST", account, f"/api/v1/generateTask/{wire.path}", body)

    def _input(self, order: Order, wire: Wire, image: Image) -> dict[str, Any]:
        """The length is a number here; the shape is said only where no picture gives it."""
        shot, bought = order.shots[0], wire.bought(order)
        way = (wire.pictures if shot.first_picture else wire.words).get(bought)
        if way is None:
            raise Refused(f"{self.label} makes no such video in {bought}.", C.INVALID)
        made: dict[str, Any] = {"mode": way, "prompt": shot.prompt, "duration": order.seconds}
        if shot.first_picture:
            stills = (shot.first_picture, shot.last_picture if bought in wire.tails else None)
            made["image_urls"] = [image(still) for still in stills if still]
        else:
            made["aspect_ratio"] = order.aspect
        if order.negative_prompt:
            made["negative_prompt"] = order.negative_prompt
        if order.options.get("cfg") is not None:
            made["cfg_scale"] = round(float(order.options["cfg"]), 1)
        return made | ({"sound": order.sound} if wire.sound else {})

    def _call(
        self, method: Literal["GET", "POST"], account: Account, path: str, body: Mapping[str, Any] | None = None
    ) -> Request:
        return Request(method, account.base_url.rstrip("/") + path, body, self.headers(account))

    def created(self, body: Any) -> str:
        """`data.taskId`."""
        return reading.task_id(at(body, "data", "taskId"))

    def query(self, order: Order, task_id: str, account: Account) -> Request:
        """`statusTask` with the model it was created with."""
        path = f"/api/v1/statusTask/{self.wire(order).path}?taskId={quote(task_id, safe='')}"
        return self._call("GET", account, path)

    def read(self, body: Any) -> Report:
        """`data` of `statusTask`. The envelope says 200 for a failed task too."""
        data = at(body, "data")
        word = words(at(data, "state"), 60)
        if not word:
            raise self.unreadable()
        code, why = words(at(data, "failCode"), 120), words(at(data, "failMsg"))
        return self.told(
            WORDS.get(word.lower(), Phase.RUNNING),
            links=reading.links(at(reading.inside(at(data, "resultJson")), "resultUrls")),
            said=why or code,
            category=FAILURES.get(code.replace("_", "").lower()),
            task_id=reading.task_id(at(data, "taskId")),
            word=word,
            created_ms=reading.millis(at(data, "createTime")),
        )

    def trouble(self, answer: Answer) -> tuple[Category, str, str] | None:
        """By the envelope's code, which repeats the HTTP status."""
        body = answer.body
        said = words(": ".join(filter(None, (words(first(body, "message", "msg")), words(at(body, "data", "error"))))))
        code = reading.code(at(body, "code"))
        if code is None or code == 200:
            category = verdicts.by_status(answer.status)
            shown = f"HTTP {answer.status}"
        else:
            category = CODES.get(code) or verdicts.unlisted(answer.status)
            shown = str(code)
        if category is None:
            return None
        if category == C.AUTH and "403" in shown and _CONTENT.search(said):
            category = C.MODERATION
        elif category == C.RATE_LIMITED and _FULL.search(said):
            category = C.CONCURRENCY
        return category, shown, said

    def hint(self, headers: Mapping[str, str], body: bytes, account: Account, now: float) -> Hint:
        """The same envelope as a query's, without a signature; sent again after 30 s, 2 min and 10 min."""
        data = at(reading.document(body), "data")
        return Hint(reading.task_id(at(data, "taskId")), words(at(data, "state"), 60), "none")

    def check(self, account: Account) -> Request:
        """Dollars left: a free call."""
        return self._call("GET", account, "/api/v1/apikeys/current-balance")

    def balance(self, body: Any) -> str:
        """Dollars and cents."""
        left = reading.amount(at(body, "data"))
        return "" if left is None else f"${left:,.2f} left"
