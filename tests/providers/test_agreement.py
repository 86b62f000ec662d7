"""Preflight and the practice provider judge alike, on all five wires: what one lets through the other takes, and what one blocks
the other refuses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from projects.providers import catalog
from projects.providers.base import Request
from projects.providers.troubles import Refused
from projects.rules import orders
from projects.rules.capabilities import Capabilities
from projects.rules.preflight import blocks, preflight
from projects.rules.storyboard import BoardPlan
from tests.providers import vendors
from tests.providers.orders import account
from tests.rules.corners import boards, named, records
from tests.rules.steps import STEPS, plain

RECORDS = [record for record in records() if not record.local]
EVERY = pytest.mark.parametrize("record", RECORDS, ids=named)
CASES = 5_000
EXAMPLES = -(-CASES // len(RECORDS))

OURS = {
    "SUM": "the total is a promise of the board; an order has only the shots' lengths",
    "EL_UNKNOWN": "a vendor reads a name that nobody knows as words",
    "END_RATIO": "no vendor gives a number; two shapes stretch the film",
    "END_NEEDS_FIRST": "a picture that the model would not end on is not sent at all, and the take would miss it",
    "END_WITH_SOUND": "the driver leaves the picture out rather than the sound, and the take would miss it",
    "EL_LIMIT": "the elements that are over would go as words, and the take would miss their looks",
    "EL_NEEDS_PIC": "an element without a first picture beside it would go as words, and the take would miss its looks",
    "PIC_WEIGHT": "10 MB are 10,000,000 bytes here and 10 MiB there: the stricter reading",
}
"""Blocks that no wire can know of, and why they are blocks."""

OURS_WHEN_JOINED = {
    "SHOT_COUNT": "shot by shot, a board is joined from as many renders as it has shots",
    "SHOT_MIN": "a shot is bought as long as the shortest on sale",
    "TOTAL_RANGE": "each render has a length of its own",
}
"""Shot by shot these are limits of a board, not of an order."""

STRICTER = {
    ("PIC_FORMAT", "apixo"): "some of its pages take WEBP, the models behind them do not",
    ("PIC_FORMAT", "apikley"): "some of its pages take WEBP, the models behind them do not",
    ("prompts a character too long together", "kling"): "2,500 is said of one prompt; several are held to it together",
}
"""Where the pages of a vendor contradict each other, we keep the stricter one."""


def requests(board: BoardPlan, record: Capabilities) -> Iterator[Request]:
    """The create calls of a board. Raises `Refused` where the driver cannot even write one."""
    driver = catalog.remote(record.driver)
    image = "iVBORw0KGgo=" if driver.pictures == "base64" else "https://media.example.com/ref/a.png"
    for order in orders.plan(board, record, record.methods[0], {"mode": record.mode}).orders:
        # Where a provider keeps elements itself they are there before the order leaves (`services.mirrors`).
        kept = replace(order, elements=tuple(replace(element, remote="855012") for element in order.elements))
        yield driver.payload(kept, account=account(), image=lambda still: image)


def refused(board: BoardPlan, record: Capabilities) -> str:
    """Why some order of the board would not be taken, or nothing."""
    try:
        return next(filter(None, (vendors.refusal(record.driver, one) for one in requests(board, record))), "")
    except Refused as trouble:
        return str(trouble)


@EVERY
@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_what_passes_is_taken(record: Capabilities, data: st.DataObject) -> None:
    board = data.draw(boards(record))
    assert blocks(preflight(board, record)) == []
    assert refused(board, record) == ""


def known(record: Capabilities, name: str, code: str) -> bool:
    """Whether it is said above why the wire takes what we block."""
    joined = not record.one_piece and code in OURS_WHEN_JOINED
    return joined or code in OURS or any((each, record.driver) in STRICTER for each in (code, name))


@EVERY
def test_what_is_blocked_is_refused(record: Capabilities, subtests: pytest.Subtests) -> None:
    for name, (code, step) in STEPS.items():
        further = step(plain(record, 5), record)
        if further is None:
            continue
        with subtests.test(name):
            assert code in [problem.code for problem in blocks(preflight(further, record))]
            assert known(record, name, code) or refused_by_vendor(further, record, name, code)


def refused_by_vendor(board: BoardPlan, record: Capabilities, name: str, code: str) -> str:
    """Why the vendor would not take the order, or its picture."""
    if not code.startswith("PIC_") or code == "PIC_MISSING":
        return refused(board, record)
    shot = board.shots[0]
    theirs = next((element.pictures[-1] for element in board.elements), None)
    still = {"first": shot.first_picture, "last": shot.last_picture, "element": theirs}[name.split()[0]]
    assert still
    return vendors.dislike(record.driver, still)
