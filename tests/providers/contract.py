"""What every paid driver promises, tried on the wire. A driver's own test inherits this and fills in the tables."""

from __future__ import annotations

import json
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from projects.providers.base import Account, Answer, Desk, Hint, Order, OrderStill, Phase, Report
from projects.providers.drivers.remote import Remote
from projects.providers.http import Line
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
from tests.providers import values
from tests.providers.orders import EXTERNAL, KEY, SECRET, WEBHOOK, Hasty, account, desk, picture, same, with_settings
from tests.providers.wire import Rude, Wire, hung_up, said, silent, wire

CALLBACK = "https://studio.example.com/hooks/4f1c0c9b"
FUZZ = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors],
)


@dataclass(frozen=True)
class Case:
    """An order and the documented body that it must become; `image` stands for a still where it is no address."""

    example: str
    order: Order
    path: str
    callback: str = ""
    external: str = ""
    settings: dict[str, Any] = field(default_factory=dict)
    image: str = ""

    def stands_for(self, still: OrderStill) -> str:
        """What stands for a still in the body."""
        return self.image or picture(still)


CUT = said({"code": 0, "data": {"task_id": "x"}})[:-9]
PACKED = said(b"\x1f\x8b\x08\x00", Content_Encoding="gzip")
UNCLEAR: dict[str, tuple[bytes | Rude, ...]] = {
    "hung up": (hung_up,),
    "silence": (silent(2),),
    "half an answer": (CUT,),
    "no HTTP": (b"SSH-2.0-OpenSSH_9.9\r\n\r\n",),
    "nothing": (said(b""),),
    "a page": (said(b"<html>Sign in</html>", Content_Type="text/html"),),
    "no text": (said(b"\xff\xfe\x00"),),
    "packed": (PACKED,),
    "null": (said(None),),
    "a list": (said([]),),
    "an object": (said({}),),
    "an id that is none": (said({"task_id": "a b", "data": {"taskId": "x\r\ny", "task_id": ["x"]}}),),
    "deep": (said(b"[" * 100_000),),
    "moved": (said(b"", 302, Location="https://elsewhere.example.com/"),),
    **{f"bare {status}": (said(b"", status),) for status in (408, 409, 425, 500, 502, 503, 504, 505, 520)},
    "a page for 502": (said(b"<html>Bad Gateway</html>", 502),),
}
"""Answers to a create call after which nobody knows."""

BARE: dict[int, Category] = {
    400: Category.INVALID,
    401: Category.AUTH,
    403: Category.AUTH,
    404: Category.NOT_FOUND,
    405: Category.INVALID,
    413: Category.INVALID,
    415: Category.INVALID,
    422: Category.INVALID,
    429: Category.RATE_LIMITED,
}
"""What a status proves where the body says nothing."""


class DriverContract:
    """Inherit, fill in, and add what only this provider does."""

    driver: ClassVar[Remote]
    examples: ClassVar[dict[str, Any]]
    order: ClassVar[Order]
    cases: ClassVar[tuple[Case, ...]]
    accepted: ClassVar[tuple[str, str]]
    reports: ClassVar[dict[str, dict[str, Any]]]
    strange: ClassVar[tuple[Any, str]]
    empty: ClassVar[tuple[Any, ...]]
    refusals: ClassVar[tuple[tuple[int, Any, Category], ...]]
    unclear: ClassVar[tuple[tuple[int, Any], ...]] = ()
    secret: ClassVar[str] = SECRET

    @pytest.fixture
    def wire(self) -> Iterator[Wire]:
        """The provider, as rude as it gets."""
        with wire() as made:
            yield made

    @pytest.fixture
    def known(self, wire: Wire) -> Account:
        """An account whose every secret is a canary."""
        return account(wire.url, secret=self.secret, webhook_secret=WEBHOOK)

    @pytest.fixture
    def desk(self, known: Account, wire: Wire, tmp_path: Path) -> Iterator[Desk]:
        """A desk with a way out to the wire alone."""
        line = Hasty({wire.place})
        yield desk(known, tmp_path, line)
        line.close()

    def submit(self, desk: Desk) -> Report:
        """Place the usual order."""
        return self.driver.submit(self.order, external_id=EXTERNAL, callback_url=CALLBACK, desk=desk)

    def hinted(self, body: Any, headers: dict[str, str] | None = None, secret: str = "", now: float = 0) -> Hint:
        """What a callback of this JSON claims."""
        return self.driver.hint(headers or {}, json.dumps(body).encode(), account(webhook_secret=secret), now)

    def told(self, category: Category) -> type[ProviderError]:
        """What a create call raises for a category."""
        if category in WAITS:
            return Busy
        return Unknown if category == Category.SERVER else Refused

    def missed(self, category: Category, body: Any) -> type[ProviderError]:
        """What a query raises for a category."""
        if category == Category.NOT_FOUND:
            return NoSuchJob
        return Refused if category in {Category.AUTH, Category.CREDITS} else ProviderError

    # What is sent.

    def test_orders_become_the_documented_bodies(self, subtests: pytest.Subtests) -> None:
        """Equal as JSON, types included, at the documented path."""
        for case in self.cases:
            with subtests.test(case.example):
                sent = self.driver.payload(
                    case.order,
                    account=with_settings(account(), case.settings),
                    image=case.stands_for,
                    external_id=case.external,
                    callback_url=case.callback,
                )
                assert same(sent.body, self.examples[case.example]), json.dumps(sent.body, indent=1)
                assert (sent.method, sent.url) == ("POST", f"https://api.example.com{case.path}")

    def test_the_key_travels_in_one_header_and_nothing_else_does(self, wire: Wire, desk: Desk) -> None:
        """No cookies, no agent's history, no second credential, and no secret in address or body."""
        title, task_id = self.accepted
        wire.answers(said(self.examples[title]))
        assert self.submit(desk) == Report(Phase.SUBMITTED, task_id)
        (asked,) = wire.asked
        assert asked.headers.keys() <= {
            "host", "accept", "accept-encoding", "connection", "user-agent", "authorization", "content-type", "content-length"
        }  # fmt: skip
        assert asked.headers["authorization"].startswith("Bearer ")
        assert asked.headers["content-type"] == "application/json"
        assert asked.headers["accept-encoding"] == "identity"
        assert b"CANARY" not in asked.body and "CANARY" not in asked.path

    def test_a_key_that_no_header_can_carry_is_refused_here(self, wire: Wire, tmp_path: Path) -> None:
        """Before a byte is sent."""
        line = Line({wire.place})
        for key in ("", " ", "two words", "line\nbreak", "schlüssel", "nul\0"):
            with pytest.raises(Refused) as caught:
                self.submit(desk(account(wire.url, key=key), tmp_path, line))
            assert caught.value.category == Category.AUTH
        line.close()
        assert not wire.dialled

    def test_a_model_that_is_gone_is_refused_here(self, wire: Wire, desk: Desk) -> None:
        """An order may be older than the table of models."""
        gone = Order.from_json({**self.order.as_json(), "model": "kling-v0"})
        with pytest.raises(Refused):
            self.driver.submit(gone, external_id=EXTERNAL, callback_url="", desk=desk)
        assert not wire.asked

    # What a create call comes to.

    def test_unclear_answers_are_unknown_and_sent_once(self, wire: Wire, desk: Desk, subtests: pytest.Subtests) -> None:
        """Whatever the wire does after the order left: one request, and nobody says that it was not bought."""
        for title, script in UNCLEAR.items():
            with subtests.test(title):
                wire.asked.clear()
                wire.answers(*script)
                with pytest.raises(Unknown):
                    self.submit(desk)
                assert [asked.method for asked in wire.asked] == ["POST"]

    def test_a_refused_connection_is_unsent(self, wire: Wire, tmp_path: Path) -> None:
        """Nobody listens: the order provably never arrived."""
        line = Line({"127.0.0.1:9"})
        with pytest.raises(Unsent):
            self.submit(desk(account("http://127.0.0.1:9"), tmp_path, line))
        line.close()

    def test_a_lost_picture_is_unsent(self, wire: Wire, desk: Desk, tmp_path: Path) -> None:
        """What goes wrong before the order leaves, is no riddle."""
        if self.driver.pictures == "url":
            pytest.skip("pictures go by address")
        (tmp_path / "picture.png").unlink()
        case = next(case for case in self.cases if case.order.stills)
        with pytest.raises(Unsent):
            self.driver.submit(case.order, external_id=EXTERNAL, callback_url="", desk=desk)
        assert not wire.asked

    def test_refusals_of_a_create_call(self, wire: Wire, desk: Desk, subtests: pytest.Subtests) -> None:
        """Every row of the error tables, under the statuses that they come with."""
        bare = [(status, b"", category) for status, category in BARE.items()]
        for status, body, category in (*self.refusals, *bare):
            with subtests.test(f"{status} {body}"):
                wire.asked.clear()
                wire.answers(said(body, status, Retry_After="7"))
                with pytest.raises(ProviderError) as caught:
                    self.submit(desk)
                assert type(caught.value) is self.told(category)
                assert caught.value.category == category
                assert not isinstance(caught.value, Busy) or caught.value.after == 7
                assert str(caught.value).endswith(".") and str(caught.value)[:1].isupper()
                assert len(wire.asked) == 1

    def test_codes_that_nobody_knows_are_unclear(self, wire: Wire, desk: Desk, subtests: pytest.Subtests) -> None:
        """Unless the status itself proves a refusal."""
        for status, body in self.unclear:
            with subtests.test(f"{status} {body}"):
                wire.answers(said(body, status))
                with pytest.raises(Unknown):
                    self.submit(desk)

    # What a query comes to.

    def test_examples_are_read(self, wire: Wire, desk: Desk, subtests: pytest.Subtests) -> None:
        """Each documented answer, over the wire, with every fact that it tells."""
        for title, facts in self.reports.items():
            with subtests.test(title):
                wire.asked.clear()
                wire.answers(said(self.examples[title]))
                report = self.driver.poll(self.order, facts["task_id"], desk)
                assert {name: getattr(report, name) for name in facts} == facts
                (asked,) = wire.asked
                assert asked.method == "GET" and facts["task_id"] in asked.path and not asked.body

    def test_another_jobs_answer_is_none(self, wire: Wire, desk: Desk) -> None:
        """Never the video of somebody else."""
        for title in self.reports:
            wire.answers(said(self.examples[title]))
            with pytest.raises(ProviderError):
                self.driver.poll(self.order, "another-0001", desk)

    def test_an_unknown_word_keeps_running(self) -> None:
        """And the word is kept."""
        body, word = self.strange
        report = self.driver.read(body)
        assert (report.phase, report.word, report.result) == (Phase.RUNNING, word, "")

    def test_success_without_a_video_is_a_missed_poll(self, subtests: pytest.Subtests) -> None:
        """The service counts them."""
        for body in self.empty:
            with subtests.test(str(body)[:80]), pytest.raises(ProviderError) as caught:
                self.driver.read(body)
            assert type(caught.value) is ProviderError

    def test_refusals_of_a_query(self, wire: Wire, desk: Desk, subtests: pytest.Subtests) -> None:
        """A missed poll, never a verdict, but for what the table of verdicts says."""
        for status, body, category in self.refusals:
            if self.driver.verdict(Answer(status, body)):
                continue
            with subtests.test(f"{status} {body}"):
                wire.answers(said(body, status))
                with pytest.raises(ProviderError) as caught:
                    self.driver.poll(self.order, "task_0001", desk)
                assert type(caught.value) is self.missed(category, body)

    def test_unclear_answers_to_a_query_are_missed(self, wire: Wire, desk: Desk, subtests: pytest.Subtests) -> None:
        """None is a job that is not there, and none ends anything."""
        for title, script in UNCLEAR.items():
            with subtests.test(title):
                wire.answers(*script)
                with pytest.raises(ProviderError) as caught:
                    self.driver.poll(self.order, "task_0001", desk)
                assert not isinstance(caught.value, NoSuchJob | Refused)

    # What nobody may read.

    def test_no_secret_in_any_trouble(self, wire: Wire, desk: Desk, subtests: pytest.Subtests) -> None:
        """Not even where the provider says our key back, whole or in part."""
        desk = replace(desk, account=replace(desk.account, secret=SECRET))
        for secret in (KEY, SECRET, WEBHOOK, f"Bearer {KEY}", "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJDQU5BUlkifQ.CANARY"):
            for status, body, _category in self.refusals:
                if not isinstance(body, dict):
                    continue
                echo = json.loads(json.dumps(body))
                for name in {"msg", "message"} & echo.keys():
                    echo[name] = f"{echo[name]} \x1b[31m<b>{secret}</b> {'x' * 240} {secret}"
                wire.answers(said(echo, status))
                with subtests.test(f"{status} {secret[:6]}"), pytest.raises(ProviderError) as caught:
                    self.submit(desk)
                trouble = caught.value
                known = "".join(traceback.format_exception(trouble)).split("wire.py")[0]
                shown = f"{trouble} {trouble!r} {trouble.raw} {known}"
                assert not any(hidden in shown for hidden in (KEY[:10], SECRET[:10], WEBHOOK[:10], "eyJpc3Mi"))
                assert trouble.raw.isprintable() and len(trouble.raw) <= 500
        assert "CANARY" not in repr(desk.account)

    # What a callback claims.

    def test_bodies_that_are_none_say_nothing(self) -> None:
        """Never an exception, never a word."""
        bad = (
            b"", b"{", b"[" * 60_000, b'{"a":' * 10_000, b"\xff\xfe", b"null", b"[]", b'"x"', b"1e999", b"9" * 9_000,
            b'{"task_id":NaN,"id":"x"}', b'{"task_id":"a","task_id":"b"}', b'{"data":{"taskId":"a","taskId":"b"}}',
            b'{"task":{"task_id":"a","task_id":"b"}}', b" " * 65_537, b"\x1f\x8b\x08\x00",
        )  # fmt: skip
        for known in (account(), account(webhook_secret=WEBHOOK)):
            for body in bad:
                hint = self.driver.hint({}, body, known, 0)
                assert (hint.task_id, hint.word) == ("", "")

    def test_ids_that_are_none(self) -> None:
        """CRLF, SQL and control bytes do not get past the door."""
        for name in ("x\r\nSet-Cookie: a", "a' OR 1=1", "../../etc", "a" * 129, "ид", "x\0", " ", "a/b", "\ud800"):
            task = {"task_id": name, "taskId": name, "id": name}
            body = json.dumps({**task, "data": task, "task": task, "payload": {"task": task}}).encode()
            assert self.driver.hint({}, body, account(), 0).task_id == ""

    # What nobody foresaw.

    @FUZZ
    @given(body=values.anything | values.mutations("any"), status=st.integers(100, 599))
    def test_no_answer_breaks_the_reader(self, body: Any, status: int) -> None:
        """Any JSON at all is a report or a `ProviderError`."""
        body = body(self.examples) if callable(body) else body
        found = self.driver.trouble(Answer(status, body))
        assert found is None or isinstance(found[0], Category)
        assert self.driver.created(body).isascii()
        assert isinstance(self.driver.verdict(Answer(status, body)), bool)
        assert isinstance(self.driver.balance(body), str)
        try:
            report = self.driver.read(body)
        except ProviderError:
            return
        values.harmless(report)

    @FUZZ
    @given(body=st.binary() | values.mutations("bytes"), headers=values.headers, now=st.floats(0, 2e9))
    def test_no_callback_breaks_the_door(self, body: Any, headers: dict[str, str], now: float) -> None:
        """Any bytes with any headers are a hint, and never one that is well signed."""
        raw = json.dumps(body(self.examples)).encode() if callable(body) else body
        hint = self.driver.hint(headers, raw, account(webhook_secret=WEBHOOK), now)
        assert hint.signature == ("bad" if self.driver.signs else "none") or not self.driver.signs
        assert hint.signature != "good"
        assert len(hint.word) <= 60
        hint.word.encode()

    # What proves the key.

    def test_the_free_call_proves_the_key(self, wire: Wire, desk: Desk, known: Account) -> None:
        """A page, a redirect or an error is no proof."""
        for answer in (said(b"<html>"), said(b"", 302, Location="/"), said(b"", 500), said(b"", 404)):
            wire.answers(answer)
            with pytest.raises(ProviderError):
                self.driver.test(known, desk)
        wire.answers(said(b"", 401))
        with pytest.raises(Refused):
            self.driver.test(known, desk)
