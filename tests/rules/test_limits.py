"""Every model in every mode: what preflight lets through can be ordered, and one step further it says which limit is passed."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projects.providers.base import Order
from projects.rules import orders, wording
from projects.rules.capabilities import Capabilities
from projects.rules.preflight import blocks, preflight
from projects.rules.storyboard import BoardPlan
from tests.rules.corners import MARA, boards, named, records
from tests.rules.steps import STEPS, plain

RECORDS = records()
EVERY = pytest.mark.parametrize("record", RECORDS, ids=named)


@EVERY
@settings(max_examples=25)
@given(st.data())
def test_at_its_limits_a_board_passes_and_its_orders_keep_them(record: Capabilities, data: st.DataObject) -> None:
    board = data.draw(boards(record))
    assert blocks(preflight(board, record)) == []
    made = orders.plan(board, record, record.methods[0], {"mode": record.mode})
    assert len(made.orders) == (1 if record.one_piece else len(board.shots))
    shots = [shot for order in made.orders for shot in order.shots]
    assert [(shot.number, shot.keeps) for shot in shots] == [
        (number, shot.seconds) for number, shot in enumerate(board.shots, 1)
    ]
    for order in made.orders:
        _within(order, record.for_shots(len(board.shots)), board)
        assert Order.from_json(json.loads(json.dumps(order.as_json()))) == order


def _within(order: Order, record: Capabilities, board: BoardPlan) -> None:
    assert (order.driver, order.model) == (record.driver, record.slug)
    assert order.options.get("mode", "") == record.mode
    assert order.sound == (record.audio == "always" or (record.audio == "optional" and board.sound))
    assert len(order.negative_prompt) <= record.negative_prompt_max
    sizes = [wording.count(shot.prompt, record) for shot in order.shots]
    if record.needs_prompt:
        assert min(sizes) >= 1
    assert max(sizes) <= record.prompt_max
    _accompanied(order, record)
    assert len(order.shots) <= (record.max_shots if record.one_piece else 1)
    if record.one_piece:
        assert record.board_prompt_max is None or sum(sizes) <= record.board_prompt_max
        assert record.total_s[0] <= order.seconds <= record.total_s[1]
        assert all(record.min_shot_s <= shot.seconds == shot.keeps <= record.max_shot_s for shot in order.shots)
    else:
        assert order.seconds in record.billed_s
    _pictured(order, record)


def _accompanied(order: Order, record: Capabilities) -> None:
    """Whoever is called comes along where elements are sent; elsewhere nobody is called."""
    called = {MARA.handle for shot in order.shots if f"@{MARA.handle}" in shot.prompt}
    assert record.elements_sent or not called
    assert {element.handle for element in order.elements} == (set() if record.local else called)
    for element in order.elements:
        assert record.element_images[0] <= len(element.pictures) <= record.element_images[1]
        assert order.shots[0].first_picture or not record.element_needs_picture


def _pictured(order: Order, record: Capabilities) -> None:
    for shot in order.shots:
        assert not (record.needs_picture and shot.first_picture is None)
        if shot.last_picture:
            assert record.end_frame
            assert shot.first_picture or not record.end_frame_needs_first
            assert not (record.end_frame_silent and order.sound)
            assert not record.end_frame_s or shot.seconds in record.end_frame_s
            assert len(order.shots) == 1 or not record.end_frame_alone
        if shot.camera and record.camera != "six_axis":
            assert (record.camera, len(shot.camera), shot.last_picture) == ("simple", 1, None)
            assert shot.seconds in record.camera_s
            assert not (record.camera_words_only and shot.first_picture)
    if record.first_frame == "board":
        assert not any(shot.first_picture for shot in order.shots[1:])


@EVERY
@settings(max_examples=5)
@given(st.data())
def test_one_step_past_a_limit_is_one_block_with_its_name(record: Capabilities, data: st.DataObject) -> None:
    board = data.draw(boards(record))
    for name, (code, step) in STEPS.items():
        further = step(board, record)
        if further is not None:
            assert [problem.code for problem in blocks(preflight(further, record))] == [code], name


@pytest.mark.parametrize("name", STEPS)
def test_every_step_is_taken_by_some_record(name: str) -> None:
    step = STEPS[name][1]
    assert any(step(plain(record, 5), record) is not None for record in RECORDS)
