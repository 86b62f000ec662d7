"""The one judge: every code of the catalogue, with its numbers and its way out."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.providers.base import Order
from projects.rules import orders, snapshot
from projects.rules.capabilities import all_models, find
from projects.rules.lengths import Timing, apply
from projects.rules.preflight import Problem, blocks, preflight, prompt_count
from projects.rules.storyboard import BoardPlan, Camera, ElementFacts, ShotPlan, StillFacts

STILL = StillFacts("d" * 64, 1280, 720, "jpeg", 200_000, "pier.jpg")


def shot(
    seconds: int = 5, prompt: str = "A pier at dawn.", picture: StillFacts | None = STILL, **values: Any
) -> ShotPlan:
    return ShotPlan(seconds, prompt, first_picture=picture, **values)


def plan(*shots: ShotPlan, total: int | None = None, **values: Any) -> BoardPlan:
    return BoardPlan("Pier", sum(each.seconds for each in shots) if total is None else total, shots, **values)


def found(board: BoardPlan, model: str = "animatic") -> dict[str, Problem]:
    return {problem.code: problem for problem in preflight(board, find(model))}


def two(**values: Any) -> BoardPlan:
    return plan(shot(5), shot(5), **values)


MARA = ElementFacts("mara", pictures=(STILL, STILL))

CASES: list[tuple[BoardPlan, str, str, str, str]] = [
    (plan(shot(6), shot(6), total=10), "animatic", "SUM", "The board is 2 s over.", "Fit to 10 s"),
    (plan(shot(2), shot(2), total=10), "animatic", "SUM", "The board is 6 s under.", "Fit to 10 s"),
    (plan(shot(8), shot(8)), "kling-v2-6", "TOTAL_RANGE", "A board is 3 to 15 s long; this one is 16 s.", "Set total to 15 s"),
    (plan(shot(8)), "kling-v2-6", "BILLED_LONGER", "Shot 1 is 8 s and billed as 10 s; Kling 2.6 sells 5 or 10 s.", "Intended"),
    (
        plan(shot(5), shot(3)), "apixo-kling-2.5-turbo", "BILLED_LONGER",
        "Shot 2 is 3 s and billed as 5 s; APIXO 2.5 Turbo sells 5 or 10 s. 8 s are billed as 10 s.", "Intended",
    ),
    (
        plan(shot(3), shot(2), shot(2), shot(3)), "apixo-kling-2.5-turbo", "BILLED_LONGER",
        "Shots 1–4 are billed longer than they are; APIXO 2.5 Turbo sells 5 or 10 s. 10 s are billed as 20 s.", "Intended",
    ),
    (plan(shot(11)), "kling-v2-6", "SHOT_MAX", "Shot 1 is 11 s; Kling 2.6 makes 10 s at most.", "Set shot 1 to 10 s"),
    (plan(shot(8), shot(8)), "animatic", "TOTAL_RANGE", "The animatic makes 3 to 15 s; this board is 16 s.", "Set total to 15 s"),
    (plan(shot(13), shot(2)), "kie-kling-3.0", "SHOT_MAX", "Shot 1 is 13 s; KIE 3.0 makes 12 s at most.", "Set shot 1 to 12 s"),
    (plan(*[shot(2)] * 6), "kie-kling-3.0", "SHOT_COUNT", "6 shots; KIE 3.0 takes 5 in one render.", "Split into two boards"),
    (plan(), "animatic", "SHOT_COUNT", "The board has no shots.", "Add a shot"),
    (two(), "kling-v3", "ONE_PICTURE", "Kling 3.0 starts from shot 1's picture; the pictures of shot 2", "Use the animatic"),
    (plan(shot(picture=None)), "animatic", "PIC_MISSING", "Shot 1 has no picture. A title card will stand in.", "Add picture"),
    (plan(shot(picture=None)), "highway-kling-2.5-turbo", "PIC_MISSING", "Shot 1 has no picture.", "Add picture"),
    (
        plan(shot(picture=replace(STILL, width=491, height=280))), "kling-v3", "PIC_SIZE",
        "Shot 1's picture is too small for Kling 3.0. It is 491 × 280; each side must be at least 300.",
        "Enlarge to 526 × 300",
    ),
    (
        plan(shot(picture=replace(STILL, width=3100, height=1000))), "kling-v3", "PIC_RATIO",
        "Shot 1's picture is too wide. It is 3.1 : 1; the widest allowed is 2.5 : 1.", "Crop to 16 : 9",
    ),
    (
        plan(shot(picture=replace(STILL, bytes=14_200_000))), "kling-v3", "PIC_WEIGHT",
        "“pier.jpg” is too heavy to send. It is 14.2 MB; the limit is 10 MB.", "Shrink to 10 MB",
    ),
    (plan(shot(picture=replace(STILL, format="webp"))), "kling-v3", "PIC_FORMAT", "“pier.jpg” is a format", "Convert to JPEG"),
    (plan(shot(prompt=" ")), "kling-v3", "PROMPT_EMPTY", "Shot 1 has no words; Kling 3.0 needs some.", "Use the animatic"),
    (
        plan(shot(prompt="One. " * 109 + "abc"), shot()), "kling-v3", "PROMPT_LONG",
        "Shot 1's prompt is 36 characters too long. Kling 3.0 reads 512; yours has 548.", "Cut at last sentence (509)",
    ),
    (plan(shot(prompt="@mora waits."), elements=(MARA,)), "animatic", "EL_UNKNOWN", "@mora isn't in this project.", "Change to @mara"),
    (
        plan(shot(prompt="@mara."), elements=(MARA,)), "kling-v3-omni", "EL_AS_WORDS",
        "@mara goes to Kling 3.0 Omni as words; its pictures stay here.", "Intended",
    ),
    (
        plan(shot(prompt="@mara and @tom."), elements=(MARA, replace(MARA, handle="tom"))), "kling-v3-omni", "EL_AS_WORDS",
        "@mara and @tom go to Kling 3.0 Omni as words; their pictures stay here.", "Intended",
    ),
    (plan(shot(camera=Camera(zoom=4))), "kling-v3", "CAM_IGNORED", "Kling 3.0 reads camera from the prompt", "Write it into the prompt"),
    (plan(shot(camera=Camera(zoom=4, pan=2))), "kling-v1-5", "CAM_IGNORED", "Kling 1.5 moves the camera on one axis", "Use the animatic"),
    (
        plan(shot(3, "@mara."), shot(4), shot(3, "@mara."), elements=(MARA,)), "animatic", "CONTINUITY",
        "@mara is in shots 1 and 3, not 2.", "Add to shot 2",
    ),
    (two(sound=True), "apikley-kling-2.1-master", "SOUND_IGNORED", "Apikley 2.1 Master makes no sound.", "Intended"),
    (two(negative_prompt="blur"), "kie-kling-2.6", "NEGATIVE_IGNORED", "KIE 2.6 has no list of what to keep out.", "Intended"),
    (two(negative_prompt="x" * 501), "apikley-kling-2.1-master", "NEGATIVE_LONG", "“Keep out” is 1 character too long. Apikley 2.1 Master reads 500; yours has 501.", "Shorten it."),
    (plan(shot(last_picture=STILL)), "animatic", "END_IGNORED", "The animatic ignores the last picture of shot 1.", "Intended"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("board", "model", "code", "words", "fix"), CASES, ids=[f"{case[2]}-{case[1]}" for case in CASES]
)
def test_the_catalogue(board: BoardPlan, model: str, code: str, words: str, fix: str) -> None:
    problem = found(board, model)[code]
    assert problem.message.startswith(words)
    assert problem.fix == fix


def test_too_short_for_a_renderer_says_what_would_do() -> None:
    model = replace(find("kling-v3"), min_shot_s=3)
    problem = next(
        each for each in preflight(plan(shot(2), shot(3), shot(2), shot(3)), model) if each.code == "SHOT_MIN"
    )
    assert (
        problem.message
        == "2 shots are too short for Kling 3.0. It needs 3 s per shot; shots 1 (2 s) and 3 (2 s) are under it."
    )
    assert problem.fix == "Make it 12 s, 3 s each"


def test_a_good_board_has_no_problem_on_the_animatic() -> None:
    assert preflight(two(), find("animatic")) == []


def test_the_animatic_takes_what_the_house_takes() -> None:
    still = replace(STILL, width=64, height=64, format="webp", bytes=20_000_000)
    assert not blocks(preflight(plan(shot(picture=still)), find("animatic")))


def test_blocks_come_first_and_a_dismissed_look_stays_away_until_it_changes() -> None:
    board = plan(shot(3, prompt="@mora", picture=None), shot(3, picture=None), total=10)
    levels = [problem.level for problem in preflight(board, find("animatic"))]
    assert levels == sorted(levels)
    look = found(board)["PIC_MISSING"]
    assert "PIC_MISSING" in found(replace(board, intended=frozenset({look.key})))
    both = frozenset(problem.key for problem in preflight(board, find("animatic")))
    assert set(found(replace(board, intended=both))) == {"SUM", "EL_UNKNOWN"}


SENT = find("kling-v3")


def test_elements_that_are_sent_have_limits() -> None:
    four = tuple(replace(MARA, handle=each) for each in ("ab", "bc", "cd", "de"))
    boards = {
        "4 elements, and Kling 3.0 keeps 3. @ab is used least.": plan(shot(prompt="@ab @bc @cd @de."), elements=four),
        "Elements need a picture in shot 1.": plan(shot(prompt="@mara.", picture=None), elements=(MARA,)),
    }
    for words, board in boards.items():
        assert [problem.message for problem in blocks(preflight(board, SENT))] == [words]


def test_an_element_with_too_few_pictures_goes_as_words() -> None:
    lamp = ElementFacts("lamp", "prop", "brass", pictures=(STILL,))
    board = plan(shot(prompt="@mara turns the @lamp on."), elements=(MARA, lamp))
    (look,) = preflight(board, SENT)
    assert (look.code, look.level, look.fix) == ("EL_NEEDS_PIC", "look", "Open @lamp")
    assert look.message == "@lamp needs 2 pictures for Kling 3.0; it has 1. It goes as words."
    made = orders.plan(board, SENT)
    assert made.losses == (look.message,)
    assert made.orders[0].shots[0].prompt == "@mara turns the lamp (brass) on."
    assert [element.handle for element in made.orders[0].elements] == ["mara"]
    bare = replace(board, shots=(shot(prompt="@lamp.", picture=None),))
    assert blocks(preflight(bare, SENT)) == []


def test_a_shot_alone_needs_a_picture_for_its_own_elements() -> None:
    board = plan(shot(prompt="A pier.", picture=None), shot(prompt="@mara.", picture=None), elements=(MARA,))
    whole, single = find("kie-kling-3.0"), find("kie-kling-3.0").made("shot_by_shot")
    assert [problem.place for problem in blocks(preflight(board, whole))] == ["shot 1"]
    assert [problem.place for problem in blocks(preflight(board, single))] == ["shot 2"]
    six = tuple(replace(MARA, handle=each) for each in ("ab", "bc", "cd", "de", "ef", "fg"))
    board = plan(shot(prompt="@ab @bc @cd."), shot(prompt="@de @ef @fg."), elements=six)
    assert [problem.code for problem in blocks(preflight(board, whole))] == ["EL_LIMIT"]
    assert blocks(preflight(board, single)) == []


def test_each_job_takes_along_whom_its_prompts_call() -> None:
    tom = ElementFacts("tom_k", pictures=(STILL, STILL))
    board = plan(
        shot(prompt="@Mara sees @tom_k."),
        shot(prompt="@tom_k."),
        elements=(replace(MARA, description="Grey.\n Apron."), tom),
    )
    (order,) = orders.plan(board, find("kie-kling-3.0")).orders
    assert order.shots[0].prompt == "@mara sees @tom_k."
    assert [(each.handle, each.description, len(each.pictures)) for each in order.elements] == [
        ("mara", "Grey. Apron", 2),
        ("tom_k", "tom k", 2),
    ]
    assert len(order.stills) == 1 + 4
    single = orders.plan(board, find("kie-kling-3.0"), "shot_by_shot").orders
    assert [[each.handle for each in made.elements] for made in single] == [["mara", "tom_k"], ["tom_k"]]
    assert not orders.plan(board, find("animatic")).orders[0].elements
    old = {name: value for name, value in order.as_json().items() if name != "elements"}
    assert Order.from_json(old).elements == ()


def test_mentions_count_as_the_renderer_counts_them() -> None:
    kie = find("kie-kling-3.0")
    assert prompt_count(shot(prompt="@mara waits"), replace(kie, elements_sent=False)) == (10, 500)
    assert prompt_count(shot(prompt="@mara waits"), kie) == (43, 500)
    assert prompt_count(shot(prompt="@mara waits"), find("kling-v3")) == (21, 512)
    assert prompt_count(shot(prompt="@mara waits"), find("kling-v3"), 1) == (21, 2500)
    assert prompt_count(shot(prompt="@mara waits"), find("kling-v3-omni")) == (11, 512)


stills = st.none() | st.builds(
    StillFacts,
    st.just("d"),
    st.integers(0, 9000),
    st.integers(0, 9000),
    st.sampled_from(["jpeg", "webp", "odd"]),
    st.integers(0, 10**9),
)
shots = st.builds(
    ShotPlan,
    st.integers(-5, 40),
    st.text(max_size=40) | st.sampled_from(["@mara here", "@", "@@x", "x" * 6000]),
    st.booleans(),
    stills,
    stills,
    st.builds(Camera, zoom=st.integers(-10, 10), pan=st.integers(-10, 10)),
)
boards = st.builds(
    BoardPlan,
    st.text(max_size=20),
    st.integers(-5, 40),
    st.lists(shots, max_size=8).map(tuple),
    st.sampled_from(["16:9", "9:16", "4:3"]),
    st.sampled_from([24, 25, 30]),
    st.just((MARA,)),
    st.text(max_size=20),
    st.booleans(),
)


@given(boards, st.sampled_from(all_models()))
def test_the_judge_never_stumbles(board: BoardPlan, model: Any) -> None:
    for problem in preflight(board, model):
        assert problem.what
        assert problem.place == "board" or problem.place.startswith("shot ")
        assert problem.fix


@given(boards)
def test_a_snapshot_comes_back_as_it_was(board: BoardPlan) -> None:
    stored = json.loads(json.dumps(snapshot.to_json(board)))
    assert snapshot.from_json(stored) == board
    assert snapshot.fingerprint(snapshot.from_json(stored)) == snapshot.fingerprint(board)


def test_the_fingerprint_sees_what_a_take_shows_and_nothing_else() -> None:
    board = two(elements=(MARA,))
    same = [
        replace(board, intended=frozenset({"x"})),
        replace(board, shots=(shot(5, notes="for people"), shot(5, locked=True))),
    ]
    same.append(replace(board, elements=()))
    other = [
        replace(board, fps=25),
        replace(board, shots=(shot(4), shot(6))),
        replace(board, shots=(shot(5), shot(5, "x"))),
    ]
    marks = {snapshot.fingerprint(each) for each in same}
    assert marks == {snapshot.fingerprint(board)}
    assert not marks & {snapshot.fingerprint(each) for each in other}


@given(boards, st.sampled_from(all_models()))
def test_orders_add_up_to_the_board(board: BoardPlan, model: Any) -> None:
    made = orders.plan(board, model)
    assert sum(each.keeps for order in made.orders for each in order.shots) == board.seconds
    assert made.quote.final_seconds == board.seconds
    assert made.quote.billed_seconds == sum(order.seconds for order in made.orders)
    assert all(Order.from_json(json.loads(json.dumps(order.as_json()))) == order for order in made.orders)


def test_shot_by_shot_pays_for_what_is_offered() -> None:
    made = orders.plan(plan(shot(3), shot(2), shot(6)), find("apixo-kling-2.5-turbo"))
    assert (len(made.orders), made.quote.billed_seconds, made.quote.final_seconds) == (3, 20, 11)
    assert orders.plan(two(), find("animatic")).quote.free


@given(boards, st.sampled_from(all_models()))
def test_a_fix_of_lengths_can_be_done(board: BoardPlan, model: Any) -> None:
    shots = tuple(replace(shot, seconds=max(shot.seconds, 1)) for shot in board.shots)
    board = replace(board, shots=shots, total=max(board.total, 1))
    limits = model.for_shots(len(shots)).limits
    timing = Timing(tuple(s.seconds for s in shots), tuple(s.locked for s in shots), board.total, True, limits)
    for problem in preflight(board, model):
        for fix in problem.fixes:
            if fix.action == "timing":
                apply(timing, dict(fix.wish))
