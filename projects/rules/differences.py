"""What changed between two boards, detail by detail: for people who compare takes or wonder why one is stale."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from itertools import accumulate
from typing import Literal

from projects.rules.storyboard import BoardPlan, ElementFacts, ShotPlan, StillFacts

Place = Literal["take", "board", "cut", "shot", "element"]

LONGEST = 64
"""Letters that are kept of words on each side."""


@dataclass(frozen=True, slots=True)
class Change:
    """One detail that differs: where (`which` is a number or a handle), what it is, and its value on both sides.

    `what` is a stable word (`prompt`, `seconds`, `pan` …) and the values are as people write them: `3 s`, `lamp.jpg`, words
    of a prompt. An empty value is none; where both are empty there is no more to say than that it changed.
    """

    place: Place
    which: str
    what: str
    before: str = ""
    after: str = ""


def differences(then: BoardPlan, now: BoardPlan) -> list[Change]:
    """Everything a take would show differently, the board first, then cuts, shots and the elements that are called."""
    return [*_board(then, now), *_cuts(then, now), *_shots(then, now), *_elements(then, now)]


def _board(then: BoardPlan, now: BoardPlan) -> Iterator[Change]:
    values = (
        ("title", then.title, now.title),
        ("aspect", then.aspect, now.aspect),
        ("fps", str(then.fps), str(now.fps)),
        ("seconds", f"{then.seconds} s", f"{now.seconds} s"),
        ("shots", str(len(then.shots)), str(len(now.shots))),
        ("sound", _switch(then.sound), _switch(now.sound)),
    )
    yield from (Change("board", "", what, was, is_) for what, was, is_ in values if was != is_)
    if then.negative_prompt != now.negative_prompt:
        yield Change("board", "", "keep_out", *words(then.negative_prompt, now.negative_prompt))


def _switch(on: bool) -> str:
    return "on" if on else "off"


def _cuts(then: BoardPlan, now: BoardPlan) -> Iterator[Change]:
    """Cuts that moved; a board with more or fewer shots has other cuts altogether."""
    if len(then.shots) != len(now.shots):
        return
    was, is_ = (list(accumulate(shot.seconds for shot in plan.shots))[:-1] for plan in (then, now))
    for number, (before, after) in enumerate(zip(was, is_, strict=True), 1):
        if before != after:
            yield Change("cut", str(number), "at", f"{before} s", f"{after} s")


def _shots(then: BoardPlan, now: BoardPlan) -> Iterator[Change]:
    for was, is_ in _paired(then.shots, now.shots):
        if is_ is None and was is not None:
            yield Change("shot", str(was + 1), "removed", shortened(then.shots[was].prompt))
        elif was is None and is_ is not None:
            yield Change("shot", str(is_ + 1), "added", "", shortened(now.shots[is_].prompt))
        elif was is not None and is_ is not None:
            yield from _shot(str(is_ + 1), then.shots[was], now.shots[is_])


def _paired(then: Sequence[ShotPlan], now: Sequence[ShotPlan]) -> Iterator[tuple[int | None, int | None]]:
    """Which shot is which: by place while there are as many, else by their words and pictures."""
    if len(then) == len(now):
        yield from ((place, place) for place in range(len(now)))
        return
    marks = [[_mark(shot) for shot in side] for side in (then, now)]
    for _tag, a, until_a, b, until_b in SequenceMatcher(None, marks[0], marks[1], autojunk=False).get_opcodes():
        for step in range(max(until_a - a, until_b - b)):
            yield (a + step if a + step < until_a else None, b + step if b + step < until_b else None)


def _mark(shot: ShotPlan) -> tuple[str, str]:
    return shot.prompt, shot.first_picture.digest if shot.first_picture else ""


TEXTS = ("prompt", "dialogue", "label")
PICTURES = {"picture": "first_picture", "last_picture": "last_picture"}


def _shot(number: str, was: ShotPlan, is_: ShotPlan) -> Iterator[Change]:
    if was.seconds != is_.seconds:
        yield Change("shot", number, "seconds", f"{was.seconds} s", f"{is_.seconds} s")
    for text in TEXTS:
        before, after = getattr(was, text), getattr(is_, text)
        if before != after:
            yield Change("shot", number, text, *words(before, after))
    for what, name in PICTURES.items():
        first, second = getattr(was, name), getattr(is_, name)
        if first != second:
            yield Change("shot", number, what, *_stills([first] if first else [], [second] if second else []))
    axes = asdict(is_.camera)
    for axis, strength in asdict(was.camera).items():
        if strength != axes[axis]:
            yield Change("shot", number, axis, f"{strength:g}", f"{axes[axis]:g}")
    if was.motion != is_.motion:
        counts = tuple(str(len(side.motion.moving)) for side in (was, is_))
        yield Change("shot", number, "motion", *(counts if counts[0] != counts[1] else ()))


def _stills(was: Sequence[StillFacts], is_: Sequence[StillFacts]) -> tuple[str, str]:
    """Pictures by name, with their size where the names are alike, else that there is no more to say."""
    for told in (_named, _sized):
        before, after = (", ".join(map(told, side)) for side in (was, is_))
        if before != after:
            return shortened(before), shortened(after)
    return "", ""


def _named(still: StillFacts) -> str:
    return still.name or _sized(still)


def _sized(still: StillFacts) -> str:
    return f"{still.name} {still.width} × {still.height}".strip()


def _elements(then: BoardPlan, now: BoardPlan) -> Iterator[Change]:
    was, is_ = _called(then), _called(now)
    for handle in sorted({*was, *is_}):
        before, after = was.get(handle), is_.get(handle)
        if before is None or after is None:
            yield Change("element", f"@{handle}", "called", "yes" if before else "no", "yes" if after else "no")
            continue
        if before.kind != after.kind:
            yield Change("element", f"@{handle}", "kind", before.kind, after.kind)
        if before.description != after.description:
            yield Change("element", f"@{handle}", "description", *words(before.description, after.description))
        if before.pictures != after.pictures:
            yield Change("element", f"@{handle}", "pictures", *_stills(before.pictures, after.pictures))


def _called(plan: BoardPlan) -> dict[str, ElementFacts]:
    handles = {handle for shot in plan.shots for handle in shot.mentions}
    return {each.handle: each for each in plan.elements if each.handle in handles}


def words(before: str, after: str) -> tuple[str, str]:
    """The words that differ, without those that both begin and end with, each side shortened."""
    was, is_ = before.split(), after.split()
    first = _alike(was, is_)
    last = _alike(was[first:][::-1], is_[first:][::-1])
    return shortened(" ".join(was[first : len(was) - last])), shortened(" ".join(is_[first : len(is_) - last]))


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def shortened(text: str) -> str:
    """At most `LONGEST` letters, cut between words where there are any."""
    if len(text) <= LONGEST:
        return text
    kept = text[: LONGEST - 1]
    return f"{kept.rpartition(' ')[0] or kept} …"
