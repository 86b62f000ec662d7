"""Logs: one line per happening, JSON or plain, without secrets however they got in."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import structlog

from studio import logs


@contextmanager
def logging_as(json_lines: bool) -> Iterator[None]:
    """Logging as a process sets it up, put back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    logs.configure({"level": "INFO", "json": json_lines})
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def line(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    return json.loads(capsys.readouterr().err)


def test_a_line_is_one_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    with logging_as(json_lines=True):
        logging.getLogger("projects.takes").warning("Take %s\nfailed", 3)
    found = line(capsys)
    assert found["event"] == "Take 3\nfailed"
    assert (found["level"], found["logger"]) == ("warning", "projects.takes")
    assert str(found["timestamp"]).endswith("Z")


def test_secrets_never_come_out(capsys: pytest.CaptureFixture[str]) -> None:
    with logging_as(json_lines=True):
        structlog.get_logger("projects").warning(
            "sent to https://host/clip?Signature=CANARY1&x=1 for /callbacks/kie/CANARY2/",
            authorization="Bearer CANARY3",
            answer={"api_key": "CANARY4", "list": ["Authorization: bearer CANARY5"]},
            kept="visible",
        )
    text = capsys.readouterr().err
    assert "CANARY" not in text
    assert json.loads(text)["kept"] == "visible"


def test_exceptions_are_cleaned_too(capsys: pytest.CaptureFixture[str]) -> None:
    with logging_as(json_lines=True):
        try:
            raise ValueError("GET https://host/v1?token=CANARY refused")
        except ValueError:
            logging.getLogger("projects").exception("failed")
    text = capsys.readouterr().err
    assert "refused" in text
    assert "CANARY" not in text


def test_a_terminal_gets_plain_lines(capsys: pytest.CaptureFixture[str]) -> None:
    with logging_as(json_lines=False):
        logging.getLogger("projects").info("Ready")
    assert "Ready" in capsys.readouterr().err
