"""One step past each limit: a board that stands in nobody's way becomes one with exactly one thing in the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from projects.rules.capabilities import Capabilities
from projects.rules.sending import ends_with_picture, starts_from_picture
from projects.rules.storyboard import BoardPlan, ElementFacts, ShotPlan, StillFacts
from tests.rules.corners import MARA, still, words

Step = Callable[[BoardPlan, Capabilities], BoardPlan | None]
"""The board one step further, or None where this record has no such limit."""


def plain(record: Capabilities, *lengths: int, **values: Any) -> BoardPlan:
    """A board of these lengths with ordinary words and pictures."""
    picture = still(record, tight=False) if record.takes_picture else None
    shots = tuple(ShotPlan(seconds, "A pier.", first_picture=picture) for seconds in lengths)
    return BoardPlan("Pier", sum(lengths), shots, **values)


def first(board: BoardPlan, **values: Any) -> BoardPlan:
    """The board with its first shot changed."""
    return replace(board, shots=(replace(board.shots[0], **values), *board.shots[1:]))


def too_many(board: BoardPlan, record: Capabilities) -> BoardPlan:
    return plain(record, *[2] * (1 + record.limits.most_shots))


def too_long_a_shot(board: BoardPlan, record: Capabilities) -> BoardPlan | None:
    most, total = record.limits.most, record.limits.most_total
    return plain(record, most + 1, total - most - 1) if total > most + 1 else None


def too_short_a_shot(board: BoardPlan, record: Capabilities) -> BoardPlan:
    return plain(record, record.limits.least - 1, 5)


def too_long(board: BoardPlan, record: Capabilities) -> BoardPlan:
    most = record.limits.most_total
    return plain(record, most // 2, most + 1 - most // 2)


def too_long_alone(board: BoardPlan, record: Capabilities) -> BoardPlan | None:
    alone = record.for_shots(1).limits
    return plain(record, alone.most_total + 1) if alone.most >= alone.most_total else None


def too_short(board: BoardPlan, record: Capabilities) -> BoardPlan:
    return plain(record, *[1] * (record.limits.least_total - 1))


def no_sum(board: BoardPlan, record: Capabilities) -> BoardPlan:
    limits = record.for_shots(len(board.shots)).limits
    return replace(board, total=board.total + 1 if board.total < limits.most_total else board.total - 1)


def wordy(board: BoardPlan, record: Capabilities) -> BoardPlan:
    most = record.for_shots(len(board.shots)).prompt_max
    short = replace(board, shots=tuple(replace(shot, prompt="A.") for shot in board.shots))
    return first(short, prompt=words(most + 1))


def wordy_together(board: BoardPlan, record: Capabilities) -> BoardPlan | None:
    room, count = record.board_prompt_max, record.max_shots
    if not record.one_piece or room is None or count * record.prompt_max <= room:
        return None
    many, sizes = plain(record, *[2] * count), [room // count] * (count - 1)
    sizes.append(room + 1 - sum(sizes))
    shots = zip(many.shots, sizes, strict=True)
    return replace(many, shots=tuple(replace(shot, prompt=words(size)) for shot, size in shots))


def wordless(board: BoardPlan, record: Capabilities) -> BoardPlan | None:
    return first(board, prompt=" \n") if record.needs_prompt else None


def unwanted(board: BoardPlan, record: Capabilities) -> BoardPlan | None:
    most = record.negative_prompt_max
    return replace(board, negative_prompt="x" * (most + 1)) if most else None


def stranger(board: BoardPlan, record: Capabilities) -> BoardPlan:
    short = replace(board, shots=tuple(replace(shot, prompt="A.") for shot in board.shots))
    return first(short, prompt="@nobody_here.")


def foreign_shape(board: BoardPlan, record: Capabilities) -> BoardPlan | None:
    if record.needs_picture:
        return None
    bare = tuple(replace(shot, prompt="A.", first_picture=None, last_picture=None) for shot in board.shots)
    return replace(board, shots=bare, aspect="4:3")


def bare(board: BoardPlan, record: Capabilities) -> BoardPlan | None:
    return first(board, first_picture=None, last_picture=None) if record.needs_picture else None


def _beyond(record: Capabilities) -> dict[str, StillFacts | None]:
    """A picture one step past each of its limits; None where it has no such limit."""
    good, least = still(record, tight=False), record.image_min_px
    wide = replace(good, width=int(2 * least * record.image_ratio) + 1, height=2 * least)
    return {
        "PIC_SIZE": replace(good, width=2 * least, height=least - 1),
        "PIC_RATIO": wide if record.image_ratio else None,
        "PIC_WEIGHT": replace(good, bytes=int(record.image_max_mb * 1_000_000) + 1),
        "PIC_FORMAT": replace(good, format="webp") if "webp" not in record.image_formats else None,
    }


def picture(code: str) -> Step:
    """The first picture of shot 1 one step past a limit."""

    def step(board: BoardPlan, record: Capabilities) -> BoardPlan | None:
        worse = _beyond(record)[code]
        return (
            first(board, first_picture=worse, last_picture=None) if starts_from_picture(1, record) and worse else None
        )

    return step


def end_picture(code: str) -> Step:
    """The last picture of a single shot one step past a limit, the first of the same shape and within them."""

    def step(board: BoardPlan, record: Capabilities) -> BoardPlan | None:
        alone, worse = record.for_shots(1), _beyond(record)[code]
        if worse is None or not ends_with_picture(alone, 1, alone.billed(5)):
            return None
        like = replace(worse, width=worse.width * 4, height=worse.height * 4)
        good = still(record) if code == "PIC_RATIO" else replace(like, bytes=1, format="jpeg")
        return first(plain(record, 5), first_picture=good, last_picture=worse)

    return step


def _ends(record: Capabilities) -> BoardPlan | None:
    alone = record.for_shots(1)
    board = plain(record, 5)
    return first(board, last_picture=still(record, tight=False)) if ends_with_picture(alone, 1, 5) else None


def shapes_apart(board: BoardPlan, record: Capabilities) -> BoardPlan | None:
    good, ends = still(record, tight=False), _ends(record)
    return first(ends, last_picture=replace(good, width=good.width * 103 // 100)) if ends else None


def end_alone(board: BoardPlan, record: Capabilities) -> BoardPlan | None:
    ends = _ends(record)
    needs = record.end_frame_needs_first and not record.needs_picture
    return first(ends, first_picture=None) if ends and needs else None


def loud_end(board: BoardPlan, record: Capabilities) -> BoardPlan | None:
    ends = _ends(record)
    return replace(ends, sound=True) if ends and record.end_frame_silent and record.audio != "off" else None


def _called(record: Capabilities, *elements: ElementFacts) -> BoardPlan | None:
    """A board of one shot that calls these, where the record is sent elements by a provider."""
    if record.local or not record.elements_sent:
        return None
    prompt = " ".join(f"@{element.handle}" for element in elements)
    return first(plain(record, 5, elements=elements), prompt=f"{prompt} wait.")


def _met(number: int) -> ElementFacts:
    return replace(MARA, handle=f"mara_{number}")


def crowd(board: BoardPlan, record: Capabilities) -> BoardPlan | None:
    return _called(record, *map(_met, range(record.elements_max + 1)))


def no_start(board: BoardPlan, record: Capabilities) -> BoardPlan | None:
    called = _called(record, MARA) if record.element_needs_picture else None
    return first(called, first_picture=None) if called else None


def element_picture(code: str) -> Step:
    """A picture of an element one step past a limit."""

    def step(board: BoardPlan, record: Capabilities) -> BoardPlan | None:
        worse = _beyond(record)[code]
        return _called(record, replace(MARA, pictures=(MARA.pictures[0], worse))) if worse else None

    return step


STEPS: Mapping[str, tuple[str, Step]] = {
    "one shot too many": ("SHOT_COUNT", too_many),
    "a shot a second too long": ("SHOT_MAX", too_long_a_shot),
    "a shot a second too short": ("SHOT_MIN", too_short_a_shot),
    "a second too long": ("TOTAL_RANGE", too_long),
    "one shot a second too long": ("TOTAL_RANGE", too_long_alone),
    "a second too short": ("TOTAL_RANGE", too_short),
    "a sum a second off": ("SUM", no_sum),
    "a prompt a character too long": ("PROMPT_LONG", wordy),
    "prompts a character too long together": ("PROMPT_LONG", wordy_together),
    "no words": ("PROMPT_EMPTY", wordless),
    "keep out a character too long": ("NEGATIVE_LONG", unwanted),
    "a name nobody knows": ("EL_UNKNOWN", stranger),
    "a shape it does not make": ("ASPECT", foreign_shape),
    "no picture": ("PIC_MISSING", bare),
    "two shapes": ("END_RATIO", shapes_apart),
    "an end without a start": ("END_NEEDS_FIRST", end_alone),
    "sound with an end": ("END_WITH_SOUND", loud_end),
    "an element too many": ("EL_LIMIT", crowd),
    "an element and no first picture": ("EL_NEEDS_PIC", no_start),
    **{
        f"element {code}": (code, element_picture(code))
        for code in ("PIC_SIZE", "PIC_RATIO", "PIC_WEIGHT", "PIC_FORMAT")
    },
    **{f"first {code}": (code, picture(code)) for code in ("PIC_SIZE", "PIC_RATIO", "PIC_WEIGHT", "PIC_FORMAT")},
    **{f"last {code}": (code, end_picture(code)) for code in ("PIC_SIZE", "PIC_RATIO", "PIC_WEIGHT", "PIC_FORMAT")},
}
