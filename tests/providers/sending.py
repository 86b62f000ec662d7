"""What a paid driver sends, and what becomes of a create call."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from projects.providers.base import Desk, Order, Phase, Report
from projects.providers.http import Line
from projects.providers.troubles import (
    Busy,
    Category,
    ProviderError,
    Refused,
    Unknown,
    Unsent,
)
from tests.providers.orders import EXTERNAL, account, desk, same, with_settings
from tests.providers.promised import Promised
from tests.providers.wire import UNCLEAR, Wire, said

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


class Sending(Promised):
    """One request, as documented; and never a guess about what was bought."""

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
            return
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
