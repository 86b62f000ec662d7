"""The API of jobs that KIE.AI runs and Apikley re-sells: one call that creates, one that tells, one callback at the end.

Source: KIE.AI createTask, “Get Task Details” and webhook verification pages; Apikley createTask page.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import quote

from projects.providers.base import Account, Answer, Hint, Order, Phase, Report, Request
from projects.providers.drivers import reading, verdicts
from projects.providers.drivers.kie_inputs import Wire
from projects.providers.drivers.reading import at, first, words
from projects.providers.drivers.remote import Image, Remote
from projects.providers.troubles import Category, Refused

C = Category

WORDS: dict[str, Phase] = {
    "waiting": Phase.SUBMITTED,
    "queuing": Phase.SUBMITTED,
    "generating": Phase.RUNNING,
    "success": Phase.SUCCEEDED,
    "fail": Phase.FAILED,
}
"""`state` of a job. Source: KIE.AI “Get Task Details”."""

CODES: dict[int, Category] = {
    400: C.INVALID,
    401: C.AUTH,
    402: C.CREDITS,
    403: C.AUTH,
    404: C.NOT_FOUND,
    405: C.INVALID,
    408: C.SERVER,
    413: C.INVALID,
    415: C.INVALID,
    422: C.INVALID,
    429: C.RATE_LIMITED,
    433: C.CREDITS,
    455: C.MAINTENANCE,
    500: C.SERVER,
    501: C.SERVER,
    505: C.FEATURE_DISABLED,
}
"""`code` of an envelope, which comes under HTTP 200 as a rule. Source: KIE.AI “Get Task Details”, status codes; 433 is a
key's spending cap, which only a person can lift.
"""

OVER = frozenset({408, 501})
"""Codes with which a query says that the job itself failed: upstream silent for 10 minutes, generation failed."""

SECONDS_OFF = 300


class Jobs(Remote):
    """A driver of such an API. A subclass gives the address, the models and what else its vendor offers."""

    echoes = True
    models: ClassVar[Mapping[str, Wire]]

    def payload(
        self, order: Order, *, account: Account, image: Image, external_id: str = "", callback_url: str = ""
    ) -> Request:
        """`createTask` with the model's own input."""
        wire: Wire = self.wire(order)
        if len(order.shots) > wire.shots:
            raise Refused(f"{self.label} makes one shot at a time with this model.", C.INVALID)
        model = wire.picture if order.shots[0].first_picture else wire.words
        if not model:
            raise Refused(f"{self.label} makes this model's videos from a picture only.", C.INVALID)
        body: dict[str, Any] = {"model": model, "input": wire.shape(order, image, wire.tail)}
        if callback_url:
            body["callBackUrl"] = callback_url
        return self._call("POST", account, "/api/v1/jobs/createTask", body)

    def _call(
        self, method: Any, account: Account, path: str, body: Mapping[str, Any] | None = None, base: str = ""
    ) -> Request:
        return Request(method, (base or account.base_url).rstrip("/") + path, body, self.headers(account))

    def created(self, body: Any) -> str:
        """`data.taskId`; live ids look like `task_kling_1767225600123` or 32 hex digits."""
        return reading.task_id(first(at(body, "data"), "taskId", "task_id"))

    def query(self, order: Order, task_id: str, account: Account) -> Request:
        """`recordInfo` of one job."""
        return self._call("GET", account, f"/api/v1/jobs/recordInfo?taskId={quote(task_id, safe='')}")

    def verdict(self, answer: Answer) -> bool:
        """A job that failed may be told by the envelope alone."""
        return reading.code(at(answer.body, "code")) in OVER

    def read(self, body: Any) -> Report:
        """`data` of `recordInfo`. What it says of results counts only with the state for success."""
        data, said = at(body, "data"), words(first(body, "msg", "message"))
        word = words(at(data, "state"), 60)
        if not word and reading.code(at(body, "code")) in OVER:
            return self.told(Phase.FAILED, said=said, word=f"code {reading.code(at(body, 'code'))}")
        if not word:
            raise self.unreadable()
        code, why = words(at(data, "failCode"), 20), words(at(data, "failMsg"))
        return self.told(
            WORDS.get(word.lower(), Phase.RUNNING),
            links=reading.links(at(reading.inside(at(data, "resultJson")), "resultUrls")),
            said=why or code,
            task_id=reading.task_id(first(data, "taskId", "task_id")),
            word=word,
            progress=reading.percent(at(data, "progress")),
            units=reading.amount(first(data, "creditsConsumed", "consumeCredits")),
            echo=reading.text(at(reading.inside(at(data, "param")), "callBackUrl"))[:500],
            created_ms=reading.millis(at(data, "createTime")),
        )

    def trouble(self, answer: Answer) -> tuple[Category, str, str] | None:
        """By the body's code where it has one that is not 200, else by the HTTP status."""
        said = words(first(answer.body, "msg", "message"))
        code = reading.code(at(answer.body, "code"))
        known = code is not None and code != 200
        category = self._category(code or 0, answer.status) if known else verdicts.by_status(answer.status)
        if category is None:
            return None
        shown = str(code) if known else f"HTTP {answer.status}"
        return self._worded(category, code if known and code else answer.status, said), shown, said

    def _category(self, code: int, status: int) -> Category:
        return CODES.get(code) or verdicts.unlisted(status)

    def _worded(self, category: Category, code: int, said: str) -> Category:
        """Three codes say less than their texts: an empty account and a bad setting come as 500 too, seen live with KIE, a
        job that cannot be seen yet as 422, and an order that was declined as 501.
        """
        if code == 500 and verdicts.NO_CREDIT.search(said):
            return C.CREDITS
        if code == 500 and verdicts.BAD_SETTING.search(said):
            return C.INVALID
        if code == 501 and verdicts.by_words(said) == C.MODERATION:
            return C.MODERATION
        return C.NOT_FOUND if code == 422 and verdicts.NO_RECORD.search(said) else category

    def hint(self, headers: Mapping[str, str], body: bytes, account: Account, now: float) -> Hint:
        """The job's id wherever it stands; two different ones are a forgery. The signature covers id and time alone.

        Source: KIE.AI webhook verification: base64 of HMAC-SHA256 over `<task id>.<timestamp>`, keyed with the text itself.
        """
        seen = reading.document(body)
        data = at(seen, "data")
        named = [at(place, name) for place in (data, seen) for name in ("taskId", "task_id")]
        ids = {reading.task_id(value) for value in named if value not in (None, "")}
        task_id = ids.pop() if len(ids) == 1 else ""
        word = words(at(data, "state"), 60)
        if ids:
            return Hint("", word, "bad")
        if not account.webhook_secret:
            return Hint(task_id, word, "none")
        stamp, given = headers.get("x-webhook-timestamp", ""), headers.get("x-webhook-signature", "")
        if not task_id or not given or not timely(stamp, now):
            return Hint(task_id, word, "bad")
        made = hmac.new(account.webhook_secret.encode(), f"{task_id}.{stamp}".encode(), hashlib.sha256).digest()
        good = hmac.compare_digest(base64.b64encode(made), given.encode("utf-8", "replace"))
        return Hint(task_id, word, "good" if good else "bad")

    def check(self, account: Account) -> Request:
        """Credits left: a free call."""
        return self._call("GET", account, "/api/v1/chat/credit")

    def balance(self, body: Any) -> str:
        """Credits, which may have decimals."""
        left = reading.amount(at(body, "data"))
        return "" if left is None else f"{reading.plain(left)} credits left"


def timely(stamp: str, now: float) -> bool:
    """Whether a callback's Unix seconds are at most five minutes off."""
    return stamp.isascii() and stamp.isdecimal() and len(stamp) <= 12 and abs(now - int(stamp)) <= SECONDS_OFF
