"""What a paid driver makes of the answers to its questions."""

from __future__ import annotations

import pytest

from projects.providers.base import Account, Answer, Desk, Phase
from projects.providers.troubles import (
    NoSuchJob,
    ProviderError,
    Refused,
)
from tests.providers.promised import Promised
from tests.providers.wire import UNCLEAR, Wire, said


class Asking(Promised):
    """A report, or a missed poll; never a verdict that was not given."""

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
