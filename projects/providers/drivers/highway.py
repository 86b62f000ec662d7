"""HighwayAPI (the platform of Jiekou.AI): one model, bare answers without an envelope, errors told by `reason`.

Source: HighwayAPI kling-2.5-turbo-i2v page; Jiekou.AI model pages and error codes. Callbacks are not documented for this
model, so none is asked for unless the connection's settings say so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from projects.providers.base import Account, Answer, Desk, Hint, Order, Phase, Report, Request
from projects.providers.drivers import reading, verdicts
from projects.providers.drivers.reading import at, first, words
from projects.providers.drivers.remote import Image, Remote
from projects.providers.troubles import Category, Refused

C = Category

WORDS: dict[str, Phase] = {
    "queued": Phase.SUBMITTED,
    "processing": Phase.RUNNING,
    "succeed": Phase.SUCCEEDED,
    "succeeded": Phase.SUCCEEDED,
    "failed": Phase.FAILED,
    "canceled": Phase.FAILED,
    "cancelled": Phase.FAILED,
}
"""`task.status` without its `TASK_STATUS_`. Source: Jiekou.AI model pages, task result."""

REASONS: dict[str, Category] = {
    "INVALID_API_KEY": C.AUTH,
    "FAILED_TO_AUTH": C.AUTH,
    "ACCESS_DENY": C.AUTH,
    "MISSING_API_KEY": C.AUTH,
    "NEED_REAL_NAME_VERIFY": C.AUTH,
    "NOT_ENOUGH_BALANCE": C.CREDITS,
    "BILLING_BALANCE_NOT_ENOUGH": C.CREDITS,
    "BILLING_AUTH_FAILED": C.CREDITS,
    "BILLING_FAILED": C.SERVER,
    "INVALID_REQUEST_BODY": C.INVALID,
    "IMAGE_FILE_EXCEEDS_MAX_SIZE": C.INVALID,
    "INVALID_IMAGE_FORMAT": C.INVALID,
    "IMAGE_EXCEEDS_MAX_RESOLUTION": C.INVALID,
    "INVALID_IMAGE_SIZE": C.INVALID,
    "ILLEGAL_PROMPT": C.MODERATION,
    "ILLEGAL_IMAGE_CONTENT": C.MODERATION,
    "MODEL_NOT_FOUND": C.FEATURE_DISABLED,
    "API_NOT_FOUND": C.NOT_FOUND,
    "TASK_NOT_FOUND": C.NOT_FOUND,
    "FEATURE_NOT_ALLOWED": C.FEATURE_DISABLED,
    "API_NOT_ALLOWED": C.FEATURE_DISABLED,
    "RATE_LIMIT_EXCEEDED": C.RATE_LIMITED,
    "TOKEN_LIMIT_EXCEEDED": C.RATE_LIMITED,
    "SERVICE_NOT_AVAILABLE": C.MAINTENANCE,
    "CREATE_TASK_FAILED": C.SERVER,
    "GET_RESULT_FAILED": C.SERVER,
    "TASK_FAILED": C.SERVER,
}
"""`reason` of a refusal; 403 alone says nothing. Source: Jiekou.AI error codes, and Novita AI's for the same platform."""

PROBE = "storyreel-key-test"


class Highway(Remote):
    """HighwayAPI's 2.5 Turbo, from pictures only. No limits are stated for it: 1 create a second, 5 running."""

    slug = "highway"
    label = "HighwayAPI"
    base_url = "https://api.highwayapi.ai"
    rate = (1, 1.0)
    running = 5
    retention = 3600
    models = {"highway-kling-2.5-turbo": "kling-2.5-turbo-i2v"}

    def payload(
        self, order: Order, *, account: Account, image: Image, external_id: str = "", callback_url: str = ""
    ) -> Request:
        """The model is the path; the picture goes by web address, the only form that nobody reports as refused."""
        path = f"/v3/async/{self.wire(order)}"
        shot = order.shots[0]
        if len(order.shots) > 1 or not shot.first_picture:
            raise Refused(f"{self.label} makes one shot at a time, from a picture.", C.INVALID)
        body: dict[str, Any] = {
            "image": image(shot.first_picture),
            "prompt": shot.prompt,
            "duration": str(order.seconds),
        }
        if order.options.get("cfg") is not None:
            body["cfg_scale"] = float(order.options["cfg"])
        if order.options.get("mode"):
            body["mode"] = order.options["mode"]
        if order.negative_prompt:
            body["negative_prompt"] = order.negative_prompt
        if callback_url and account.settings.get("webhook") is True:
            body["extra"] = {"webhook": {"url": callback_url}}
        return Request("POST", account.base_url.rstrip("/") + path, body, self.headers(account))

    def created(self, body: Any) -> str:
        """`task_id` at the top."""
        return reading.task_id(at(body, "task_id"))

    def query(self, order: Order, task_id: str, account: Account) -> Request:
        """The platform's common call for results."""
        return self._result(task_id, account)

    def _result(self, task_id: str, account: Account) -> Request:
        url = f"{account.base_url.rstrip('/')}/v3/async/task-result?task_id={quote(task_id, safe='')}"
        return Request("GET", url, headers=self.headers(account))

    def read(self, body: Any) -> Report:
        """`task` and `videos`. Its percentage is not read: it may be 0 on success."""
        task, videos = at(body, "task"), at(body, "videos")
        word = words(at(task, "status"), 60)
        if not word:
            raise self.unreadable()
        lives = reading.millis(at(videos[0], "video_url_ttl")) if isinstance(videos, list) and videos else None
        return self.told(
            WORDS.get(word.upper().removeprefix("TASK_STATUS_").lower(), Phase.RUNNING),
            links=reading.links(videos, "video_url"),
            said=words(at(task, "reason")),
            task_id=reading.task_id(at(task, "task_id")),
            word=word,
            lives=min(lives, 365 * 24 * 3600) if lives else None,
            created_ms=reading.millis(at(body, "extra", "debug_info", "submit_time_ms")),
        )

    def trouble(self, answer: Answer) -> tuple[Category, str, str] | None:
        """By `reason`, else by the HTTP status and the text, wherever it stands."""
        body = answer.body
        error = at(body, "error")
        said = words(first(body, "message", "msg") or first(error, "message") or error)
        reason = words(at(body, "reason"), 60).upper()
        category = REASONS.get(reason) or self._unnamed(answer.status, said)
        return (category, reason or f"HTTP {answer.status}", said) if category else None

    def _unnamed(self, status: int, said: str) -> Category | None:
        found = verdicts.by_status(status)
        return C.CREDITS if found == C.AUTH and verdicts.NO_CREDIT.search(said) else found

    def hint(self, headers: Mapping[str, str], body: bytes, account: Account, now: float) -> Hint:
        """A result, wrapped in `payload` or bare; both are reported of this platform. Never signed."""
        seen = reading.document(body)
        task = at(seen, "payload", "task") or at(seen, "task")
        return Hint(reading.task_id(at(task, "task_id")), words(at(task, "status"), 60), "none")

    def check(self, account: Account) -> Request:
        """There is no call for what is left; asking for a job that cannot be proves the key just as well."""
        return self._result(PROBE, account)

    def test(self, account: Account, desk: Desk) -> str:
        """Good when the provider knows us well enough to say that there is no such job."""
        answer = self.ask(self.check(account), desk, account)
        found = self.trouble(answer)
        if found is None or found[1] != "TASK_NOT_FOUND":
            self._raise(answer, self._not_told, account)
            raise self.unreadable()
        return ""
