"""Boards at the corners of a record's own limits."""

from __future__ import annotations

from dataclasses import replace
from math import cos, sin

from hypothesis import strategies as st

from projects.media.motion import STILL, Area, Mark, Motion
from projects.rules.capabilities import Capabilities, all_models
from projects.rules.sending import ends_with_picture, starts_from_picture
from projects.rules.storyboard import BoardPlan, Camera, ElementFacts, ShotPlan, StillFacts

MARA = ElementFacts(
    "mara_k",
    description="young clockmaker, grey apron",
    pictures=(StillFacts("e", 800, 800, "png", 9), StillFacts("f", 750, 300, "jpeg", 9)),
)
WIPED = Motion(
    (Area("boat", ((0.1, 0.5), (0.9, 0.5))),),
    (Mark(1, "rectangle", ((0.0, 0.4), (0.3, 0.6))), Mark(STILL, "ellipse", ((0.6, 0.0), (1.0, 0.3)))),
)
WHIRLED = Motion(
    tuple(
        Area(path=tuple((0.5 + cos(n / 9) / 3, 0.5 + sin(n * area) / 3) for n in range(200))) for area in range(1, 7)
    ),
    tuple(Mark(area, "brush", ((area / 7, 0.1), (area / 7, 0.9)), 0.05) for area in range(1, 7)),
)
"""One area along two points, and all six along the most points that can be drawn."""

WORD = "A pier at dawn. "


def records() -> list[Capabilities]:
    """Every model in every mode by every method."""
    return [
        model.made(method).tuned(mode)
        for model in all_models()
        for mode in model.modes or ("",)
        for method in model.methods
    ]


def named(record: Capabilities) -> str:
    """How a test over records is called."""
    return "-".join(filter(None, [record.slug, record.mode, record.methods[0]]))


def words(size: int) -> str:
    """A prompt of exactly so many characters that says something."""
    return (WORD * (size // len(WORD) + 1))[: size - 1] + "." if size else ""


def still(record: Capabilities, wide: bool = True, tight: bool = True) -> StillFacts:
    """A picture that the record takes: as small, as wide or tall, and as heavy as it may be, or an ordinary one."""
    least, most = record.image_min_px, int(record.image_max_mb * 1_000_000)
    if not tight:
        return StillFacts("d" * 64, 1280, 720, record.image_formats[0], 200_000)
    long = int(least * (record.image_ratio or 4))
    size = (long, least) if wide else (least, long)
    return StillFacts("d" * 64, *size, record.image_formats[-1], most)


def bounds(record: Capabilities, count: int) -> tuple[int, int]:
    """The shortest and the longest board of so many shots."""
    limits = record.for_shots(count).limits
    return max(limits.least_total, count * limits.least), min(limits.most_total, count * limits.most)


def spread(draw: st.DrawFn, record: Capabilities, count: int) -> list[int]:
    """Lengths that add up to the least, the most or some total, piled up on few shots or shared evenly."""
    limits = record.for_shots(count).limits
    least, most = bounds(record, count)
    total = draw(st.sampled_from([least, most]) | st.integers(least, most))
    lengths = [limits.least] * count
    left, order = total - sum(lengths), draw(st.permutations(range(count)))
    share = max(1, draw(st.sampled_from([limits.most, -(-left // count)])))
    while left:
        for number in order:
            more = min(left, share, limits.most - lengths[number])
            lengths[number] += more
            left -= more
    return lengths


def sizes(draw: st.DrawFn, record: Capabilities, count: int) -> list[int]:
    """Prompts as short and as long as the record reads them, alone and together."""
    room = record.board_prompt_max if record.one_piece else None
    left = count * record.prompt_max if room is None else room
    chosen = []
    for number in range(count):
        most = min(record.prompt_max, left - (count - number - 1))
        chosen.append(draw(st.sampled_from([1, most, most])))
        left -= chosen[-1]
    return chosen


@st.composite
def boards(draw: st.DrawFn, record: Capabilities, least_shots: int = 1, most_shots: int = 0) -> BoardPlan:
    """A board that stands in nobody's way, with everything at one of its limits or absent."""
    top = most_shots or (record.max_shots if record.one_piece else 6)
    count = draw(st.sampled_from([least_shots, top]) | st.integers(least_shots, top))
    tuned = record.for_shots(count)
    lengths, prompts = spread(draw, record, count), sizes(draw, tuned, count)
    drawn = tuple(_shot(draw, tuned, count, *each) for each in zip(range(1, count + 1), lengths, prompts, strict=True))
    shots = _started(drawn, tuned)
    ended = any(shot.last_picture for shot in shots)
    return BoardPlan(
        "Pier",
        sum(lengths),
        shots,
        draw(st.sampled_from(record.aspects)),
        elements=(MARA,),
        negative_prompt="x" * draw(st.sampled_from([0, record.negative_prompt_max])),
        sound=draw(st.booleans()) and not (ended and record.end_frame_silent),
    )


def _started(shots: tuple[ShotPlan, ...], record: Capabilities) -> tuple[ShotPlan, ...]:
    """A first picture where one is needed because somebody is called."""
    if not (record.elements_sent and record.element_needs_picture):
        return shots
    called = [bool(shot.mentions) for shot in shots]
    needed = [any(called), *[False] * (len(shots) - 1)] if record.one_piece else called
    return tuple(_pictured(shot, record) if need else shot for shot, need in zip(shots, needed, strict=True))


def _pictured(shot: ShotPlan, record: Capabilities) -> ShotPlan:
    if shot.first_picture:
        return shot
    plain = still(record, tight=False)
    return replace(shot, first_picture=plain, last_picture=shot.last_picture and plain)


def mention(record: Capabilities) -> int:
    """How many characters a call of MARA counts as."""
    return record.mention_cost if record.elements_sent and record.mention_cost else len(MARA.handle) + 1


def _shot(draw: st.DrawFn, record: Capabilities, count: int, number: int, seconds: int, size: int) -> ShotPlan:
    first, last = _pictures(draw, record, count, number, seconds)
    prompt, call = words(size), f"@{MARA.handle}"
    cost = mention(record)
    if cost + 2 < size and draw(st.booleans()):
        prompt = f"{call} {words(size - cost - 1)}"
    camera = draw(st.sampled_from([Camera(), Camera(zoom=10), Camera(pan=-10, tilt=3)]))
    motion = Motion()
    if first and not last and draw(st.booleans()):
        camera, motion = Camera(), draw(st.sampled_from([WIPED, WHIRLED]))
    return ShotPlan(seconds, prompt, first_picture=first, last_picture=last, camera=camera, motion=motion)


def _pictures(
    draw: st.DrawFn, record: Capabilities, count: int, number: int, seconds: int
) -> tuple[StillFacts | None, StillFacts | None]:
    pictures = still(record, draw(st.booleans()), draw(st.booleans()))
    needed = record.needs_picture and starts_from_picture(number, record)
    first = pictures if needed or draw(st.booleans()) else None
    if not draw(st.booleans()):
        return first, None
    takes = ends_with_picture(record, count, record.billed(seconds))
    if takes and first is None and record.end_frame_needs_first:
        return None, None
    near = 101 * pictures.width // 100 if pictures.height == 720 else pictures.width
    return first, replace(pictures, width=near)
