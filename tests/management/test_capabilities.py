"""The reference of capabilities is what the records and the drivers say, and nothing that a board has vanishes unsaid."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from projects.management.commands import capabilities as command
from projects.management.reference import reference
from projects.management.specimens import SPECIMENS, Outcome, Specimen, differing, missing, outcome
from projects.rules.capabilities import Capabilities, all_models
from tests.rules.corners import named, records

DOCS = Path(__file__).parents[2] / "docs" / "capabilities.md"
DOCUMENTED = (
    *("kling-v1", "kling-v1-5", "kling-v1-6", "kling-v2-master", "kling-v2-1", "kling-v2-1-master"),
    *("kling-v2-5-turbo", "kling-v2-6", "kling-v3", "kling-video-o1", "kling-v3-omni"),
    *("kling/v2-1-standard", "kling/v2-1-pro", "kling/v2-1-master-image-to-video", "kling/v2-1-master-text-to-video"),
    *("kling/v2-5-turbo-image-to-video-pro", "kling/v2-5-turbo-text-to-video-pro", "kling-2.6/text-to-video"),
    *("kling-2.6/image-to-video", "kling-3.0/video", "kling/v3-turbo-image-to-video", "kling/v3-turbo-text-to-video"),
    *("kling-3.0-omni/text-to-video", "kling-3.0-omni/image-to-video", "kling-3.0-omni/reference-to-video"),
    *("kling-3.0-omni/transformation", "kling-2.6/motion-control", "kling-3.0/motion-control"),
    *("kling/ai-avatar-standard", "kling/ai-avatar-pro", "kling/ai-avatar-v1-pro"),
    *("kling-2-5-turbo-pro", "kling-2-1", "kling-2-6", "kling-2.5-turbo-i2v"),
)
"""Every model name of the vendors' capability map and model pages."""


def by(name: str) -> Specimen:
    return next(each for each in SPECIMENS if each.name == name)


def seen(slug: str, name: str, mode: str = "", method: str = "") -> Outcome:
    record = next(each for each in all_models() if each.slug == slug)
    return outcome(record.chosen({"mode": mode, "method": method}), by(name))


def test_the_file_is_what_would_be_written() -> None:
    assert DOCS.read_text(encoding="utf-8") == reference(), "run: manage.py capabilities --write"


def test_the_command_writes_prints_and_checks(
    tmp_path: Path, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "FILE", tmp_path / "capabilities.md")
    with pytest.raises(CommandError, match="capabilities --write"):
        call_command("capabilities", "--check")
    call_command("capabilities", "--write")
    call_command("capabilities", "--check")
    printed = StringIO()
    call_command("capabilities", stdout=printed)
    assert printed.getvalue() == (tmp_path / "capabilities.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", DOCUMENTED)
def test_every_documented_model_is_in_it(name: str) -> None:
    assert f"`{name}`" in DOCS.read_text(encoding="utf-8")


@pytest.mark.parametrize("record", all_models(), ids=lambda record: record.slug)
def test_every_record_says_where_it_is_from(record: Capabilities) -> None:
    text = DOCS.read_text(encoding="utf-8")
    part = text.partition(f"`--model {record.slug}`")[2].partition("\n### ")[0]
    assert f"Source: {record.source}; checked on {record.checked_on}." in part


@pytest.mark.parametrize("record", [each for each in records() if not each.local], ids=named)
def test_nothing_that_a_board_has_vanishes_unsaid(record: Capabilities) -> None:
    """A feature is a field of the call, a job, or a code of preflight: never nothing at all."""
    assert [each.name for each in SPECIMENS if not outcome(record, each).told] == []


def test_what_the_records_offer_is_what_the_drivers_send() -> None:
    assert seen("kling-v1-5", "areas that move", "pro").fields == ("dynamic_masks",)
    assert seen("kling-v1-5", "areas that move", "std").noted == ("MOTION_IGNORED",)
    assert seen("kling-v2-6", "sound", "pro").fields == ("sound",)
    assert seen("kling-v2-6", "sound and an end picture", "pro").refused == ("END_WITH_SOUND",)
    assert seen("kling-v3", "two shots, each with a picture").noted == ("ONE_PICTURE",)
    assert seen("kling-v3", "two shots, each with a picture", method="shot_by_shot").jobs == 2
    assert seen("kling-v1", "a camera move, from words").fields == ("camera_control",)
    assert seen("apixo-kling-2.1", "a first picture", "standard").refused == ()
    assert seen("highway-kling-2.5-turbo", "words alone").refused == ("PIC_MISSING",)


def test_fields_are_named_by_their_place() -> None:
    now, was = {"input": {"a": 1, "b": {"c": 2}}, "d": {"e": 1}}, {"input": {"a": 1, "f": 2}}
    assert (*differing(now, was),) == ("input.b", "d")
    assert (*missing(now, was),) == ("input.f",)
