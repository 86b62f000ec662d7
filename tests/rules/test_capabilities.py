"""The capability table is complete, sourced and consistent."""

from __future__ import annotations

from datetime import date

import pytest

from projects.rules.capabilities import Capabilities, all_models, find
from projects.rules.storyboard import ASPECTS

EXPECTED = {
    "animatic", "kling-v3", "kling-v3-omni", "kling-video-o1", "kling-v2-6", "kling-v2-5-turbo", "kling-v2-1-master",
    "kling-v2-1", "kling-v2-master", "kling-v1-6", "kling-v1-5", "kling-v1", "kie-kling-3.0", "kie-kling-3.0-omni",
    "kie-kling-v3-turbo", "kie-kling-2.6", "kie-kling-2.5-turbo", "kie-kling-2.1-master", "kie-kling-2.1-pro",
    "kie-kling-2.1-standard", "apikley-kling-2.1-master", "apikley-kling-2.1-standard", "apixo-kling-2.5-turbo",
    "apixo-kling-2.6", "apixo-kling-2.1", "highway-kling-2.5-turbo",
}  # fmt: skip


def test_every_model_is_there_once_and_the_animatic_first() -> None:
    slugs = [model.slug for model in all_models()]
    assert slugs[0] == "animatic"
    assert len(slugs) == len(set(slugs))
    assert set(slugs) == EXPECTED
    assert {model.driver for model in all_models()} == {"animatic", "kling", "kie", "apikley", "apixo", "highway"}


@pytest.mark.parametrize("model", all_models(), ids=lambda model: model.slug)
def test_a_record_is_sourced_and_consistent(model: Capabilities) -> None:
    assert model.source
    assert model.checked_on is not None
    assert date(2026, 1, 1) <= model.checked_on
    assert 1 <= model.min_shot_s <= model.max_shot_s
    assert model.total_s[0] <= model.total_s[1]
    assert model.one_piece or model.max_shot_s == max(model.billed_s)
    assert model.one_piece or not model.allowed_totals
    assert set(model.aspects) <= set(ASPECTS)
    assert set(model.image_formats) <= {"jpeg", "png", "webp"}
    assert model.element_images[0] <= model.element_images[1]
    assert bool(model.elements_max) == bool(model.element_images[1])
    assert model.one_piece == (model.max_shots > 1)
    assert model.limits.nearest_total(10) == 10


def test_an_unknown_model_is_named_with_its_neighbours() -> None:
    with pytest.raises(LookupError, match="kling-v3"):
        find("kling-v33")


def test_the_five_that_people_ask_for() -> None:
    v3, kie = find("kling-v3"), find("kie-kling-3.0")
    assert (v3.max_shots, v3.prompt_max, v3.board_prompt_max, v3.elements_max) == (6, 512, 2500, 3)
    assert (kie.max_shots, kie.max_shot_s, kie.prompt_max, kie.mention_cost) == (5, 12, 500, 37)
    for slug in ("apixo-kling-2.5-turbo", "apikley-kling-2.1-master", "highway-kling-2.5-turbo"):
        assert find(slug).billed_s == (5, 10)
