"""What may be chosen of a render: the table, what preflight says of a choice, and that a choice a model has is sent."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from projects.providers import catalog
from projects.providers.base import Account, Order
from projects.rules import options, orders
from projects.rules.capabilities import Capabilities, find
from projects.rules.preflight import Problem, blocks, preflight
from projects.rules.prices import Prices
from tests.rules.corners import named, records
from tests.rules.steps import plain

WIRES = {"cfg": "cfg_scale", "watermark": "watermark_info", "provider": "provider", "resolution": "resolution"}
PAID = [record for record in records() if not record.local]


def judged(model: str, **wish: Any) -> dict[str, Problem]:
    """What preflight says of these choices on an ordinary board."""
    record = find(model)
    found = preflight(plain(record, 5), record.chosen(wish))
    return {each.code: each for each in found if each.code.endswith(("_IGNORED", "_RANGE"))}


def sent(record: Capabilities, order: Order) -> str:
    """The body of the create call as text."""
    request = catalog.remote(record.driver).payload(order, account=Account("https://x"), image=lambda still: "x")
    return json.dumps(request.body)


@pytest.mark.parametrize("record", PAID, ids=named)
def test_what_a_model_has_is_sent_when_it_is_chosen_and_only_then(record: Capabilities) -> None:
    board, mode = plain(record, 5), {"mode": record.mode}
    for option in options.OPTIONS:
        wire = f'"{WIRES[option.name]}": '
        [unset] = orders.plan(board, record, record.methods[0], mode).orders
        assert (wire in sent(record, unset)) == (option.usual and bool(option.offers(record)))
        for value in option.offers(record):
            chosen = record.chosen({**mode, "method": record.methods[0], option.name: value})
            assert blocks(preflight(board, chosen)) == []
            [order] = orders.plan(board, chosen, record.methods[0], mode).orders
            assert order.options[option.name] == value
            assert wire in sent(record, order)
            assert Order.from_json(json.loads(json.dumps(order.as_json()))) == order


@pytest.mark.parametrize("record", PAID, ids=named)
def test_what_a_model_does_not_have_is_never_ordered(record: Capabilities) -> None:
    wish = {"cfg": 0.35, "watermark": "perhaps", "provider": "nobody", "resolution": "8k", "mode": record.mode}
    [order] = orders.plan(plain(record, 5), record, record.methods[0], wish).orders
    assert order.options.get("resolution", "") in record.resolutions[:1] or not record.resolutions
    assert not {"cfg", "watermark", "provider"} & order.options.keys()


@pytest.mark.parametrize("option", options.OPTIONS, ids=lambda option: option.name)
def test_a_value_comes_back_from_its_text(option: options.Option) -> None:
    everything = replace(find("kie-kling-3.0-omni"), cfg=True, watermark=True, providers=("auto", "value"))
    for value in option.offers(everything):
        assert options.typed({option.name: options.told(value)}) == {option.name: value}
    assert options.typed({option.name: ""}) == {}


@pytest.mark.parametrize(
    ("model", "wish", "code", "message", "fix"),
    [
        ("kling-v1-6", {"cfg": 1.5}, "CFG_RANGE", "The cfg is 1.5; Kling 1.6 takes 0 to 1 in steps of 0.1.", "Use 1"),
        ("kling-v1-6", {"cfg": -0.2}, "CFG_RANGE", "The cfg is -0.2; Kling 1.6 takes 0 to 1 in steps of 0.1.", "Use 0"),
        ("kling-v1-6", {"cfg": 0.68}, "CFG_RANGE", "The cfg is 0.68; Kling 1.6 takes 0 to 1 in steps", "Use 0.7"),
        ("kling-v1-6", {"cfg": "much"}, "CFG_RANGE", "The cfg is much; Kling 1.6 takes 0 to 1 in steps", "Use 0"),
        ("kling-v2-6", {"cfg": 0.7}, "CFG_IGNORED", "Kling 2.6 takes no cfg; “0.7” is not sent.", "Leave it out"),
        ("animatic", {"cfg": 0.7}, "CFG_IGNORED", "The animatic takes no cfg; “0.7” is not sent.", "Leave it out"),
        ("kie-kling-2.6", {"watermark": True}, "WATERMARK_IGNORED", "KIE 2.6 takes no watermark; “on”", "Leave it out"),
        (
            "apixo-kling-2.5-turbo", {"provider": "cheap"}, "PROVIDER_RANGE",
            "The upstream provider is cheap; APIXO 2.5 Turbo takes auto or value or official.", "Use auto",
        ),
        ("apixo-kling-2.6", {"provider": "value"}, "PROVIDER_IGNORED", "APIXO 2.6 takes no upstream", "Leave it out"),
        (
            "kie-kling-v3-turbo", {"resolution": "4k"}, "RESOLUTION_IGNORED",
            "KIE 3.0 Turbo makes 720p or 1080p; 4k is not sent. 720p is ordered.", "Leave it out",
        ),
    ],
)  # fmt: skip
def test_a_choice_that_cannot_be_is_said(model: str, wish: dict[str, Any], code: str, message: str, fix: str) -> None:
    [problem] = judged(model, **wish).values()
    assert (problem.code, problem.fix) == (code, fix)
    assert problem.message.startswith(message)
    assert (problem.level == "block") == code.endswith("_RANGE")


def test_what_was_chosen_well_or_not_at_all_is_not_mentioned() -> None:
    assert judged("kling-v1-6") == judged("kling-v1-6", cfg=0.0, watermark=False) == {}
    assert judged("animatic", resolution="4k", slate=True) == {}


def test_an_upstream_provider_may_have_a_price_of_its_own() -> None:
    record = find("apixo-kling-2.5-turbo")
    prices = Prices("USD", {"*": "0.10", f"{record.slug}/official": "0.25"})
    assert prices.price_of(record) == Decimal("0.10")
    assert prices.price_of(record, options={"provider": "value"}) == Decimal("0.10")
    assert prices.price_of(record, options={"provider": "official"}) == Decimal("0.25")
    quote = orders.plan(plain(record, 5), record, options={"provider": "official"}, prices=prices).quote
    assert quote.words == "5 s × $0.25 = $1.25"
