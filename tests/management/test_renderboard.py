"""`renderboard`: one object on standard output, three exit codes, and a file that plays."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from projects.media.clips import probe
from projects.rules.capabilities import all_models
from tests.exchange.test_boardfile import RAIN, write

ROOT = Path(__file__).parents[2]
DONE, WRONG, BLOCKED = 0, 1, 2


def renderboard(*words: Any) -> tuple[int, dict[str, Any]]:
    """The exit code and the one object of `--json`."""
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("renderboard", *map(str, words), "--json", stdout=out)
    lines = out.getvalue().splitlines()
    assert len(lines) == 1
    return int(ended.value.code or 0), json.loads(lines[0])


@pytest.fixture
def rain(tmp_path: Path) -> Path:
    return write(tmp_path, RAIN)


@pytest.mark.django_db(transaction=True)
def test_a_board_becomes_a_file(rain: Path, tmp_path: Path) -> None:
    to = tmp_path / "take.mp4"
    code, answer = renderboard(rain, "--to", to)
    digest = hashlib.sha256(to.read_bytes()).hexdigest()
    assert (code, answer) == (
        DONE,
        {
            "state": "succeeded",
            "take": 1,
            "model": "animatic",
            "file": str(to),
            "seconds": 5.0,
            "frames": 120,
            "sha256": digest,
            "problems": [],
        },
    )
    seen = probe(to)
    assert (seen.frames, seen.seconds, seen.width, seen.height) == (120, 5.0, 1280, 720)
    again = tmp_path / "again.mp4"
    assert renderboard(rain, "--to", again)[1]["sha256"] == digest


@pytest.mark.django_db
def test_a_sum_that_lies_is_blocked(tmp_path: Path) -> None:
    code, answer = renderboard(write(tmp_path, RAIN | {"total": 9}), "--to", tmp_path / "take.mp4")
    assert (code, answer["state"], answer["model"]) == (BLOCKED, "blocked", "animatic")
    [problem] = [each for each in answer["problems"] if each["code"] == "SUM"]
    assert problem.keys() == {"code", "place", "message", "fix"}
    assert problem["place"] == "board"
    assert "5 s" in problem["message"]
    assert "9 s" in problem["message"]
    assert not (tmp_path / "take.mp4").exists()


@pytest.mark.django_db
def test_a_file_that_lists_elements_may_have_misspelt_one(tmp_path: Path) -> None:
    code, answer = renderboard(write(tmp_path, RAIN | {"elements": [{"handle": "maria"}]}), "--check")
    assert code == BLOCKED
    [problem] = [each for each in answer["problems"] if each["code"] == "EL_UNKNOWN"]
    assert (problem["place"], problem["message"]) == ("shot 1", "@mara isn't in this project.")


@pytest.mark.django_db
def test_a_picture_that_is_none_is_blocked_where_it_stands(rain: Path, tmp_path: Path) -> None:
    (tmp_path / "one.png").write_bytes(b"not a picture at all")
    code, answer = renderboard(rain, "--check")
    assert (code, answer["state"]) == (BLOCKED, "blocked")
    assert [problem["place"] for problem in answer["problems"]] == ["shot 1"]


@pytest.mark.django_db
@pytest.mark.parametrize("model", all_models(), ids=lambda model: model.slug)
def test_every_model_can_be_asked(model: Any, rain: Path) -> None:
    code, answer = renderboard(rain, "--check", "--model", model.label)
    assert (code, answer["state"]) in {(DONE, "ready"), (BLOCKED, "blocked")}
    assert renderboard(rain, "--check", "--model", model.slug)[1]["problems"] == answer["problems"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("document", "words", "reason"),
    [
        (RAIN, ["--check", "--model", "kling-99"], "There is no model “kling-99”"),
        (RAIN | {"colour": 1}, ["--check"], "colour"),
        (RAIN | {"storyreel": 2}, ["--check"], "2"),
        ("[1, 2", ["--check"], "JSON"),
        (RAIN | {"shots": [{"seconds": 5, "picture": "../one.png"}]}, ["--check"], "folder"),
        (RAIN, [], "--to"),
        (RAIN, ["--to", "/nowhere/at/all/take.mp4"], "cannot be written"),
    ],
)
def test_what_cannot_be_done_says_why(document: Any, words: list[str], reason: str, tmp_path: Path) -> None:
    code, answer = renderboard(write(tmp_path, document), *words)
    assert (code, answer["state"], answer["problems"]) == (WRONG, "failed", [])
    assert reason in answer["reason"]


@pytest.mark.django_db
def test_a_model_without_account_only_checks(rain: Path, tmp_path: Path) -> None:
    fitting = RAIN | {"shots": [{"seconds": 5, "prompt": "A door.", "picture": "one.png"}]}
    code, answer = renderboard(write(tmp_path, fitting), "--to", tmp_path / "t.mp4", "--model", "Kling 3.0")
    assert (code, answer["state"]) == (WRONG, "failed")
    assert "--check" in answer["reason"]


def alone(folder: Path, *words: Any) -> subprocess.CompletedProcess[str]:
    """The command as a person types it, in an installation that was never started."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "STUDIO_"))}
    return subprocess.run(
        [sys.executable, ROOT / "manage.py", "renderboard", *words],
        env=kept | {"STUDIO_VAR": str(folder / "var")},
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_no_server_and_no_database_are_needed(rain: Path, tmp_path: Path) -> None:
    made = alone(tmp_path, rain, "--to", tmp_path / "take.mp4", "--json")
    assert made.returncode == DONE, made.stderr
    assert json.loads(made.stdout)["frames"] == 120
    said = alone(tmp_path, rain, "--to", tmp_path / "take.mp4")
    assert said.stdout == f"{tmp_path / 'take.mp4'}: 5 s, 120 frames\n"
    assert "shot 2: Shot 2 has no picture." in said.stderr


def test_a_slip_on_the_command_line_is_not_called_blocked(tmp_path: Path) -> None:
    slip = alone(tmp_path, "--sideways")
    assert slip.returncode == WRONG
    assert "board" in slip.stderr


def test_the_page_lists_every_model() -> None:
    page = (ROOT / "docs" / "board-file.md").read_text(encoding="utf-8").partition("## Models")[2]
    assert re.findall(r"^\| (.+?) \| `(.+?)` \|", page, re.M) == [(model.label, model.slug) for model in all_models()]
