"""What the drivers of paid providers share: how an answer becomes a report or one of the errors that say what is next."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar, Literal

from projects.providers.base import Account, Answer, Desk, Hint, Order, OrderStill, Phase, Report, Request
from projects.providers.drivers import verdicts
from projects.providers.drivers.sentences import FOR_ORDERS, SENTENCES, hidden
from projects.providers.troubles import (
    WAITS,
    Busy,
    Category,
    NoSuchJob,
    ProviderError,
    Refused,
    Unknown,
    Unsent,
)

CALL_SECONDS = 60.0

Image = Callable[[OrderStill], str]
"""What stands for a still in a request: raw base64, or an address."""

FAREWELL: frozenset[Category] = frozenset(Category) - frozenset(WAITS) - {Category.SERVER}
"""Categories with which a create call is refused for good and nothing was bought."""

_BEARER = re.compile(r"Bearer [\x21-\x7e]+")


class Remote:
    """A driver over HTTP. A subclass gives the flags, and the pure functions that know the vendor."""

    slug: ClassVar[str]
    label: ClassVar[str]
    base_url: ClassVar[str]
    upload_url: ClassVar[str] = ""
    two_secrets: ClassVar[bool] = False
    local: ClassVar[bool] = False
    looks_up: ClassVar[bool] = False
    cancels: ClassVar[bool] = False
    pictures: ClassVar[Literal["path", "base64", "upload", "url"]] = "url"
    echoes: ClassVar[bool] = False
    signs: ClassVar[bool] = False
    calls: ClassVar[bool] = True
    retention: ClassVar[int] = 24 * 3600
    rate: ClassVar[tuple[int, float]] = (5, 10.0)
    running: ClassVar[int] = 5
    models: ClassVar[Mapping[str, Any]] = {}

    # What a vendor wants: pure, without a network.

    def payload(
        self, order: Order, *, account: Account, image: Image, external_id: str = "", callback_url: str = ""
    ) -> Request:
        """The create call for an order: what the dry run shows and what is sent."""
        raise NotImplementedError

    def created(self, body: Any) -> str:
        """The task id in the answer of a create call, or nothing."""
        raise NotImplementedError

    def query(self, order: Order, task_id: str, account: Account) -> Request:
        """The call that asks how a job stands."""
        raise NotImplementedError

    def read(self, body: Any) -> Report:
        """What the answer of `query` says. Raises `ProviderError` where it says nothing that can be read."""
        raise NotImplementedError

    def trouble(self, answer: Answer) -> tuple[Category, str, str] | None:
        """Category, the provider's code and its words where the answer is a refusal; None where it is none."""
        raise NotImplementedError

    def hint(self, headers: Mapping[str, str], body: bytes, account: Account, now: float) -> Hint:
        """What a callback claims. `headers` have lower-case names, `now` is Unix seconds. Never raises."""
        raise NotImplementedError

    def check(self, account: Account) -> Request:
        """A free call that proves the key."""
        raise NotImplementedError

    def balance(self, body: Any) -> str:
        """What is left, in words such as “60.62 credits left”, or nothing where the provider does not tell."""
        return ""

    def verdict(self, answer: Answer) -> bool:
        """Whether an answer to `query` that looks like a refusal is the end of the job, to be read as such."""
        return False

    # How every vendor is talked to.

    def headers(self, account: Account) -> dict[str, str]:
        """What proves who asks."""
        return {"Authorization": f"Bearer {account.key.strip()}"}

    def wire(self, order: Order) -> Any:
        """What this vendor calls the order's model. Raises `Refused` where it is none of its own any more."""
        found = self.models.get(order.model)
        if found is None:
            raise Refused(f"{self.label} has no model “{order.model}” here any more.", Category.FEATURE_DISABLED)
        return found

    def ask(self, request: Request, desk: Desk, account: Account, seconds: float = CALL_SECONDS) -> Answer:
        """Send one request. A driver whose key has to be signed anew does that here."""
        if not _BEARER.fullmatch(request.headers.get("Authorization", "")):
            raise Refused(f"The key for {self.label} is empty or holds signs that no key has.", Category.AUTH)
        return desk.line.send(request, seconds=seconds)

    def submit(self, order: Order, *, external_id: str, callback_url: str, desk: Desk) -> Report:
        """Place the stills, then the order. The create call is sent once, whatever becomes of it."""
        placed = self._placed(order, desk)
        request = self.payload(
            order,
            account=desk.account,
            image=lambda still: placed[still.digest],
            external_id=external_id,
            callback_url=callback_url,
        )
        desk.tick("submit.before_send")
        answer = self.ask(request, desk, desk.account)
        desk.tick("submit.after_response")
        self._raise(answer, self._not_created, desk.account)
        task_id = self.created(answer.body)
        if not task_id:
            raise Unknown(f"{self.label} answered without naming the job.", raw=f"HTTP {answer.status}")
        return Report(Phase.SUBMITTED, task_id)

    def _placed(self, order: Order, desk: Desk) -> dict[str, str]:
        """What stands for each still that the create call names. Whatever goes wrong here, no order has left yet."""
        wanted: dict[str, OrderStill] = {}

        def want(still: OrderStill) -> str:
            wanted[still.digest] = still
            return ""

        self.payload(order, account=desk.account, image=want)
        try:
            return {digest: self.place(still, desk) for digest, still in wanted.items()}
        except ProviderError:
            raise
        except Exception as lost:
            raise Unsent(f"A picture of this order could not be read here ({type(lost).__name__}).") from lost

    def place(self, still: OrderStill, desk: Desk) -> str:
        """What stands for a still in the create call."""
        if self.pictures == "base64":
            return base64.b64encode(desk.still(still.digest).read_bytes()).decode()
        return desk.address(still)

    def look_up(self, order: Order, external_id: str, desk: Desk) -> Report | None:
        """The job under our own id, or None where there is none yet."""
        try:
            return self.poll(order, external_id, desk)
        except NoSuchJob:
            return None

    def poll(self, order: Order, task_id: str, desk: Desk) -> Report:
        """How the job stands, asked with our own key."""
        answer = self.ask(self.query(order, task_id, desk.account), desk, desk.account)
        if not self.verdict(answer):
            self._raise(answer, self._not_told, desk.account)
        report = self.read(answer.body)
        if report.task_id and task_id not in {report.task_id, report.echo}:
            raise ProviderError(f"{self.label} answered about another job than the one that was asked for.")
        return replace(report, reason=hidden(report.reason, desk.account))

    def fetch(self, order: Order, result: str, to: Path, desk: Desk) -> None:
        """Download the file with a clean client."""
        desk.line.download(result, to)

    def test(self, account: Account, desk: Desk) -> str:
        """Prove the key with a free call; answers what is left, in words. Raises `Refused` and the others."""
        answer = self.ask(self.check(account), desk, account)
        self._raise(answer, self._not_told, account)
        if not isinstance(answer.body, dict):
            raise ProviderError(f"What answered at the address of {self.label} is not its API.")
        return self.balance(answer.body)

    def told(
        self,
        phase: Phase,
        *,
        links: tuple[str, ...] = (),
        said: str = "",
        category: Category | None = None,
        lives: int | None = None,
        **facts: Any,
    ) -> Report:
        """A report of these facts. `said` are the provider's words for a failure. Raises `ProviderError` where a job is
        done and names no video.
        """
        if phase == Phase.FAILED:
            why = category or verdicts.by_words(said)
            reason = f"{self.say(why)} It said: {said}" if said else self.say(why)
            return Report(phase, reason=reason[:300], category=why, **facts)
        if phase != Phase.SUCCEEDED:
            return Report(phase, **facts)
        if not links:
            raise ProviderError(f"{self.label} says that the video is done, and names no address for it.")
        return Report(phase, result=links[0], extra=links[1:], lives=lives or self.retention, **facts)

    def unreadable(self) -> ProviderError:
        """For an answer that is none of the documented ones."""
        return ProviderError(f"{self.label} answered in a way that cannot be read.")

    def _raise(self, answer: Answer, kind: Callable[..., ProviderError], account: Account) -> None:
        found = self.trouble(answer)
        if found:
            category, code, words = found
            raise kind(category, hidden(f"{code} {words}".strip(), account), answer.retry_after)

    def _not_created(self, category: Category, raw: str, after: float | None) -> ProviderError:
        """Refused create calls: what passes is tried again, what is final ends it, the rest nobody knows."""
        if category in WAITS:
            return Busy(self.say(category, raw), after or WAITS[category], category, raw)
        if category in FAREWELL:
            return Refused(self.say(FOR_ORDERS.get(category, category), raw), category, raw)
        return Unknown(self.say(category, raw), category, raw)

    def _not_told(self, category: Category, raw: str, after: float | None) -> ProviderError:
        """Refused queries: a missed poll, whatever it was."""
        if category == Category.NOT_FOUND:
            return NoSuchJob(self.say(category, raw), raw)
        if category in {Category.AUTH, Category.CREDITS}:
            return Refused(self.say(category, raw), category, raw)
        return ProviderError(self.say(category, raw), category, raw)

    def say(self, category: Category, raw: str = "") -> str:
        """A sentence for a person, without the provider's codes."""
        return SENTENCES[category].format(name=self.label)
