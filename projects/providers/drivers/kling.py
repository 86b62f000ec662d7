"""The official Kling API, in its form with `model_name` in the body.

Source: Kling API reference, image2video, text2video, omni-video, callbacks, error codes, rate limits, account costs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode

from projects.providers.base import Account, Answer, Desk, Hint, Order, Phase, Report, Request
from projects.providers.drivers import kling_auth, kling_wires, reading, verdicts
from projects.providers.drivers.kling_elements import Elements
from projects.providers.drivers.kling_wires import Wire
from projects.providers.drivers.reading import at, first, words
from projects.providers.drivers.remote import CALL_SECONDS, Image
from projects.providers.troubles import Category, NoSuchJob, ProviderError

C = Category

CODES: dict[int, Category] = {
    1000: C.AUTH,
    1001: C.AUTH,
    1002: C.AUTH,
    1003: C.AUTH,
    1004: C.AUTH,
    1100: C.AUTH,
    1101: C.CREDITS,
    1102: C.CREDITS,
    1103: C.FEATURE_DISABLED,
    1200: C.INVALID,
    1201: C.INVALID,
    1202: C.NOT_FOUND,
    1203: C.NOT_FOUND,
    1300: C.MODERATION,
    1301: C.MODERATION,
    1302: C.RATE_LIMITED,
    1303: C.CONCURRENCY,
    1304: C.AUTH,
    5000: C.SERVER,
    5001: C.MAINTENANCE,
    5002: C.SERVER,
}
"""`code` of an answer. HTTP 429 alone says nothing: 1100, 1101, 1102 and 1304 come with it and are final. Source: error codes."""

OFF_TIME = frozenset({1003, 1004})
"""The token is not valid yet, or not any more: nothing was looked at, nothing bought."""

ABSENT = frozenset({"1201", "1203"})
"""Codes with which a query says that there is no such task."""

SENTENCES: dict[str, str] = {
    "1003": "Kling refused the signature as too early. This machine's clock may be slow or fast.",
    "1004": "Kling refused the signature as too old. This machine's clock may be slow or fast.",
    "1100": "Kling says that something is wrong with the account. Its console tells more.",
    "1101": "The account at Kling is in arrears.",
    "1304": "Kling's list of allowed addresses does not hold this machine's.",
}
"""What people are told of codes that say more than their category."""

DAYS = 30
KINDS = (kling_wires.IMAGE, kling_wires.TEXT, kling_wires.OMNI)
PAGE, MOST_PAGES = 200, 20


def _listed(row: Any) -> Report:
    """Whose job a row of the list is; how it stands is asked one by one."""
    return Report(
        kling_wires.WORDS.get(words(at(row, "task_status"), 60).lower(), Phase.RUNNING),
        reading.task_id(at(row, "task_id")),
        echo=words(at(row, "task_info", "external_task_id"), 200),
        created_ms=reading.millis(at(row, "created_at")),
    )


def _links(data: Any) -> tuple[str, ...]:
    """The videos of a task: those with the watermark where it was ordered and is there."""
    videos, marked = at(data, "task_result", "videos"), at(data, "watermark_info", "enabled") is True
    return (marked and reading.links(videos, "watermark_url")) or reading.links(videos, "url")


class Kling(Elements):
    """Kling's own API. Jobs are found by our id; every change of state is called back. Results are kept 30 days."""

    slug = "kling"
    label = "Kling"
    base_url = "https://api-singapore.klingai.com"
    two_secrets = True
    looks_up = True
    pictures = "base64"
    echoes = True
    signs = True
    rate = (5, 10.0)
    running = 5
    retention = DAYS * 24 * 3600
    models = kling_wires.MODELS

    def headers(self, account: Account) -> dict[str, str]:
        """The key, or a token signed for this one call."""
        return kling_auth.authorization(account)

    def ask(self, request: Request, desk: Desk, account: Account, seconds: float = CALL_SECONDS) -> Answer:
        """Send; a token that was refused for its time is made anew once."""
        answer = super().ask(request, desk, account, seconds)
        if account.secret and reading.code(at(answer.body, "code")) in OFF_TIME:
            request = replace(request, headers={**request.headers, **self.headers(account)})
            answer = super().ask(request, desk, account, seconds)
        return answer

    def payload(
        self, order: Order, *, account: Account, image: Image, external_id: str = "", callback_url: str = ""
    ) -> Request:
        """The create call of the order's kind, with our id in it."""
        wire: Wire = self.wire(order)
        body = kling_wires.body(order, wire, image)
        ours = {"callback_url": callback_url, "external_task_id": external_id}
        body |= {name: value for name, value in ours.items() if value}
        url = f"{account.base_url.rstrip('/')}/v1/videos/{kling_wires.kind(order, wire)}"
        return Request("POST", url, body, self.headers(account))

    def created(self, body: Any) -> str:
        """`data.task_id`, 18 digits in a string."""
        return reading.task_id(at(body, "data", "task_id"))

    def query(self, order: Order, task_id: str, account: Account) -> Request:
        """One task of the order's kind, by its id or by ours."""
        kind = kling_wires.kind(order, self.wire(order))
        url = f"{account.base_url.rstrip('/')}/v1/videos/{kind}/{quote(task_id, safe='')}"
        return Request("GET", url, headers=self.headers(account))

    def read(self, body: Any) -> Report:
        """`data` of a query. The message at the top says success for a failed task too; the reason is inside."""
        data = at(body, "data")
        task_id, word = reading.task_id(at(data, "task_id")), words(at(data, "task_status"), 60)
        if not task_id or not word:
            raise self.unreadable()
        return self.told(
            kling_wires.WORDS.get(word.lower(), Phase.RUNNING),
            links=_links(data),
            said=words(at(data, "task_status_msg")),
            task_id=task_id,
            word=word,
            units=reading.amount(at(data, "final_unit_deduction")),
            echo=words(at(data, "task_info", "external_task_id"), 200),
            created_ms=reading.millis(at(data, "created_at")),
        )

    def trouble(self, answer: Answer) -> tuple[Category, str, str] | None:
        """By the body's code; by the HTTP status only where there is none."""
        said = words(first(answer.body, "message", "msg"))
        code = reading.code(at(answer.body, "code"))
        if code is None or code == 0:
            found = verdicts.by_status(answer.status)
            return (found, f"HTTP {answer.status}", said) if found else None
        return CODES.get(code) or verdicts.unlisted(answer.status), str(code), said

    def say(self, category: Category, raw: str = "") -> str:
        """The category's sentence, or a more exact one."""
        return SENTENCES.get(raw.partition(" ")[0]) or super().say(category, raw)

    def _not_told(self, category: Category, raw: str, after: float | None) -> ProviderError:
        """Only two codes prove that there is no such task; a bare 404 may come from anywhere, and would be paid twice."""
        if raw.partition(" ")[0] in ABSENT:
            return NoSuchJob(self.say(C.NOT_FOUND), raw)
        if category == C.NOT_FOUND:
            return ProviderError(self.say(C.SERVER), C.SERVER, raw)
        return super()._not_told(category, raw, after)

    def hint(self, headers: Mapping[str, str], body: bytes, account: Account, now: float) -> Hint:
        """A task without an envelope: `task_id` and `task_status`, or `id` and `status` in the newer form."""
        seen = reading.document(body)
        return Hint(
            reading.task_id(first(seen, "task_id", "id")),
            words(first(seen, "task_status", "status"), 60),
            kling_auth.signature(headers, body, account.webhook_secret, now),
        )

    def listed(self, account: Account, desk: Desk, since: float) -> list[Report]:
        """Every job of the account made since then (Unix seconds), the newest first; ours by `echo`. Raises `ProviderError`."""
        found: list[Report] = []
        for kind in KINDS:
            for page in range(1, MOST_PAGES + 1):
                rows = self._page(kind, page, account, desk)
                found += [row for row in rows if (row.created_ms or 0) >= since * 1000]
                if len(rows) < PAGE or (rows[-1].created_ms or 0) < since * 1000:
                    break
        return found

    def _page(self, kind: str, number: int, account: Account, desk: Desk) -> list[Report]:
        asked = urlencode({"pageNum": number, "pageSize": PAGE})
        url = f"{account.base_url.rstrip('/')}/v1/videos/{kind}?{asked}"
        answer = self.ask(Request("GET", url, headers=self.headers(account)), desk, account)
        self._raise(answer, self._not_told, account)
        rows = at(answer.body, "data")
        return [_listed(row) for row in rows] if isinstance(rows, list) else []

    def check(self, account: Account) -> Request:
        """The account's resource packs of the last 30 days: free, once a second at most."""
        now = int(kling_auth.clock() * 1000)
        span = urlencode({"start_time": now - DAYS * 24 * 3600 * 1000, "end_time": now})
        return Request("GET", f"{account.base_url.rstrip('/')}/account/costs?{span}", headers=self.headers(account))

    def balance(self, body: Any) -> str:
        """Units of the packs that are in use; Kling tells them with up to 12 hours' delay."""
        packs = at(body, "data", "resource_pack_subscribe_infos")
        live = [pack for pack in packs if at(pack, "status") == "online"] if isinstance(packs, list) else []
        left, bought = (
            sum((reading.amount(at(pack, name)) or Decimal(0) for pack in live), Decimal(0))
            for name in ("remaining_quantity", "total_quantity")
        )
        return f"{reading.plain(left)} of {reading.plain(bought)} units left" if live else ""
