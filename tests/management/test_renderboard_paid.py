"""`renderboard --connection`: a board file through a provider, and what was bought in the answer."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from projects.models import Connection, LedgerEntry, Render
from projects.services import boardfiles, connections, gates
from tests.exchange.test_boardfile import RAIN, write
from tests.faults.house import Practice
from tests.management.test_renderboard import BLOCKED, DONE, WRONG, renderboard

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = {"seconds": 5, "prompt": "A door creaks open."}


@pytest.fixture
def provider(reached: Practice, monkeypatch: pytest.MonkeyPatch) -> Practice:
    """The practice provider, connected under every driver's name to the workspace that board files belong to, asked often."""
    monkeypatch.setattr("projects.services.polling.RHYTHM", ((1000, 0.1),))
    connections.practise(boardfiles.desk()[1])
    return reached


@pytest.fixture
def board(tmp_path: Path) -> Path:
    return write(tmp_path, RAIN | {"shots": [WORDS], "elements": []})


def through(model: str, to: Path, board: Path, label: str = "Practice") -> tuple[int, dict[str, Any]]:
    return renderboard(board, "--to", to, "--connection", label, "--model", model)


@pytest.mark.parametrize(
    ("model", "echoed"),
    [("kling-v3", True), ("kie-kling-3.0", False), ("apixo-kling-2.5-turbo", False)],
)
def test_a_board_is_bought_and_brought_home(
    provider: Practice, board: Path, tmp_path: Path, model: str, echoed: bool
) -> None:
    to = tmp_path / "take.mp4"
    code, answer = through(model, to, board)
    [bought] = provider.purchases()
    row = Render.objects.get()
    assert (code, answer["state"], answer["model"], answer["file"]) == (DONE, "succeeded", model, str(to))
    assert answer["renders"] == [
        {
            "state": "succeeded",
            "provider_task_id": bought["task_id"],
            "external_id": row.external_id,
            "charged": {"amount": 50, "currency": "USD", "units": row.units},
            "reason": "",
        }
    ]
    assert (bought["external_id"] == row.external_id) == echoed
    assert to.stat().st_size > 1000


def test_every_shot_that_is_a_render_is_listed(provider: Practice, tmp_path: Path) -> None:
    two = write(tmp_path, RAIN | {"total": 10, "shots": [WORDS, WORDS], "elements": []})
    code, answer = through("apixo-kling-2.5-turbo", tmp_path / "take.mp4", two)
    assert (code, [each["state"] for each in answer["renders"]]) == (DONE, ["succeeded"] * 2)
    ids = {each["provider_task_id"] for each in answer["renders"]}
    assert ids == {each["task_id"] for each in provider.purchases()}
    assert sum(each["charged"]["amount"] for each in answer["renders"]) == 100


@pytest.mark.parametrize(
    ("fault", "bought", "reason"),
    [("moderation_early", 0, "You were not charged."), ("fail_late", 1, "It said:"), ("no_credits", 0, "")],
)
def test_a_render_that_fails_says_why_and_what_it_took(
    provider: Practice, board: Path, tmp_path: Path, fault: str, bought: int, reason: str
) -> None:
    provider.script("kling", fault)
    to = tmp_path / "take.mp4"
    code, answer = through("kling-v3", to, board)
    [row] = answer["renders"]
    assert (code, answer["state"], answer["take"], row["state"], row["charged"]) == (WRONG, "failed", 1, "failed", None)
    assert (len(provider.purchases()), bool(row["provider_task_id"])) == (bought, bool(bought))
    assert reason in row["reason"] == answer["reason"] != ""
    assert not to.exists()


def test_an_answer_that_was_lost_is_found_again(
    provider: Practice, board: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("projects.services.submitting.LOOK_UPS", (0.1, 0.1, 0.1))
    provider.script("kling", "lost_answer")
    code, answer = through("kling-v3", tmp_path / "take.mp4", board)
    assert (code, answer["renders"][0]["state"]) == (DONE, "succeeded")
    assert len(provider.purchases()) == 1


def test_the_animatic_lists_no_purchases(board: Path, tmp_path: Path, db: None) -> None:
    code, answer = through("animatic", tmp_path / "take.mp4", board, "Animatic")
    assert (code, "renders" in answer) == (DONE, False)


@pytest.mark.parametrize(
    ("label", "model", "reason"),
    [
        ("Main", "kling-v3", r"There is no connection “Main” here\. There are: “Animatic”, “Practice”\.$"),
        ("practice", "kling-v3", "There is no connection “practice” here"),
        ("Animatic", "kling-v3", "does not run through “Animatic”"),
        ("Practice", "kling-99", "There is no model “kling-99”"),
    ],
)
def test_a_connection_that_cannot_be_meant_is_told(
    provider: Practice, board: Path, tmp_path: Path, label: str, model: str, reason: str
) -> None:
    code, answer = through(model, tmp_path / "take.mp4", board, label)
    assert (code, answer["state"], answer["problems"]) == (WRONG, "failed", [])
    assert re.search(reason, answer["reason"])
    assert provider.purchases() == []


def test_a_connection_that_was_taken_away_is_not_there(provider: Practice, board: Path, tmp_path: Path) -> None:
    for each in Connection.objects.filter(label="Practice"):
        connections.remove(by=None, connection=each)
    code, answer = through("kling-v3", tmp_path / "take.mp4", board)
    assert (code, "“Practice”" in answer["reason"]) == (WRONG, True)


def test_a_paused_connection_blocks_and_costs_nothing(provider: Practice, board: Path, tmp_path: Path) -> None:
    gates.pause(Connection.objects.get(driver="kling"), "Pia paused it.")
    code, answer = through("kling-v3", tmp_path / "take.mp4", board)
    assert (code, [problem["code"] for problem in answer["problems"]]) == (BLOCKED, ["KEY"])
    assert not LedgerEntry.objects.exists()


def test_what_else_is_chosen_is_sent(provider: Practice, board: Path, tmp_path: Path) -> None:
    """The file that comes home is the one with the watermark, where one was ordered."""
    to, words = tmp_path / "take.mp4", ("--option", "cfg=0.7", "--option", "watermark=on", "--model", "kling-v1-6")
    code, answer = renderboard(board, "--to", to, "--connection", "Practice", *words)
    [sent] = provider.ask("requests")
    assert (code, answer["state"]) == (DONE, "succeeded")
    assert sent["body"]["cfg_scale"] == 0.7
    assert sent["body"]["watermark_info"] == {"enabled": True}
    assert Render.objects.get().order["options"] == {"mode": "std", "cfg": 0.7, "watermark": True}


def test_a_choice_that_cannot_be_costs_nothing(provider: Practice, board: Path, tmp_path: Path) -> None:
    words = ("--to", tmp_path / "take.mp4", "--model", "kling-v1-6", "--option")
    code, answer = renderboard(board, *words, "cfg=1.5")
    assert (code, [each["code"] for each in answer["problems"] if each["code"] == "CFG_RANGE"]) == (
        BLOCKED,
        ["CFG_RANGE"],
    )
    code, answer = renderboard(board, *words, "colour=red")
    assert (code, "names are resolution, cfg, watermark, provider." in answer["reason"]) == (WRONG, True)
    assert provider.purchases() == []
