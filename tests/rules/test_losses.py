"""The report before a switch counts what is really sent, for every model."""

from __future__ import annotations

import pytest

from projects.media.motion import Motion
from projects.rules import orders
from projects.rules.capabilities import Capabilities, all_models, find
from projects.rules.losses import FEATURES, report
from projects.rules.storyboard import BoardPlan, Camera, ElementFacts, ShotPlan, StillFacts

STILL = StillFacts("a" * 64, 1280, 720, "jpeg", 100_000)
AREA = Motion.parse(
    {
        "areas": [{"path": [[0.1, 0.5], [0.9, 0.5]]}],
        "marks": [{"area": 1, "shape": "rectangle", "points": [[0, 0], [1, 0.5]], "width": 0}],
    }
)
FULL = BoardPlan(
    title="Rain",
    total=10,
    shots=(
        ShotPlan(5, "@mara waits.", first_picture=STILL, last_picture=STILL, camera=Camera(zoom=4)),
        ShotPlan(5, "A door.", first_picture=STILL, motion=AREA),
    ),
    elements=(ElementFacts("mara", pictures=(STILL, STILL)),),
    negative_prompt="blur",
    sound=True,
)


@pytest.mark.parametrize("model", all_models(), ids=lambda model: model.slug)
@pytest.mark.parametrize(
    "board", [FULL, BoardPlan("Bare", 5, (ShotPlan(5, "A pier."),))], ids=lambda board: board.title
)
def test_what_is_said_to_go_is_what_is_ordered(model: Capabilities, board: BoardPlan) -> None:
    found = {loss.feature: loss for loss in report(board, model.tuned(""))}
    ordered = [shot for order in orders.plan(board, model).orders for shot in order.shots]
    there = {
        "pictures": sum(shot.first_picture is not None for shot in ordered),
        "last pictures": sum(shot.last_picture is not None for shot in ordered),
        "camera": sum(bool(shot.camera) for shot in ordered),
        "motion": sum(bool(shot.motion) for shot in ordered),
    }
    if not model.local:
        there["elements"] = len(
            {element.handle for order in orders.plan(board, model).orders for element in order.elements}
        )
    for feature, count in there.items():
        assert found[feature].sent == count if feature in found else not count
    assert list(found) == [feature for feature in FEATURES if feature in found]
    for loss in found.values():
        assert 0 <= loss.sent <= loss.of
        assert (loss.verdict == "kept") == (loss.sent == loss.of)


def test_words_are_no_loss_of_the_same_kind() -> None:
    kling = {loss.feature: (loss.sent, loss.of, loss.verdict) for loss in report(FULL, find("kling-v3"))}
    assert kling["pictures"] == (1, 2, "part")
    assert kling["camera"] == (0, 1, "words")
    assert kling["motion"] == (0, 1, "dropped")
    assert kling["elements"] == (1, 1, "kept")
    omni = {loss.feature: (loss.sent, loss.of, loss.verdict) for loss in report(FULL, find("kie-kling-3.0-omni"))}
    assert omni["elements"] == (0, 1, "words")
    assert kling["sound"] == (1, 1, "kept")
    assert kling["lengths"] == (2, 2, "kept")
