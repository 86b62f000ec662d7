"""Pictures against a model: only those that the model would be sent are judged."""

from __future__ import annotations

from collections.abc import Iterator

from projects.media.sizes import cropped_size, enlarged_size
from projects.rules.capabilities import Capabilities
from projects.rules.preflight.problem import Fix, Problem
from projects.rules.preflight.timing import USE_ANIMATIC
from projects.rules.storyboard import ASPECTS, BoardPlan, ShotPlan, StillFacts

NAMES = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}


def judge(board: BoardPlan, model: Capabilities) -> Iterator[Problem]:
    """PIC_MISSING, PIC_SIZE, PIC_RATIO, PIC_WEIGHT, PIC_FORMAT, ONE_PICTURE, END_IGNORED."""
    guiding = []
    for number, shot in enumerate(board.shots, 1):
        sent = model.takes_picture and (
            model.first_frame == "each_shot" or (model.first_frame == "board" and number == 1)
        )
        if sent:
            yield from _sent(board, model, number, shot)
        elif shot.first_picture:
            guiding.append(number)
        if shot.last_picture and not model.end_frame:
            what = f"{model.opening} ignores the last picture of shot {number}."
            yield Problem("END_IGNORED", "look", f"shot {number}", what, fixes=(_intend(),))
    if guiding and model.takes_picture:
        which = _range(guiding)
        what = f"{model.opening} starts from shot 1's picture; the pictures of {which} guide you, not the model."
        yield Problem("ONE_PICTURE", "look", "board", what, fixes=(USE_ANIMATIC, _intend()))
    elif guiding:
        what = f"{model.opening} reads words only; the pictures of {_range(guiding)} guide you, not the model."
        yield Problem("ONE_PICTURE", "look", "board", what, fixes=(USE_ANIMATIC, _intend()))


def _sent(board: BoardPlan, model: Capabilities, number: int, shot: ShotPlan) -> Iterator[Problem]:
    place = f"shot {number}"
    if shot.first_picture is None:
        yield _missing(model, number)
    for slot, still in (
        ("first_picture", shot.first_picture),
        ("last_picture", shot.last_picture if model.end_frame else None),
    ):
        if still is not None:
            yield from _fits(board, model, place, slot, still)


def _missing(model: Capabilities, number: int) -> Problem:
    what = f"Shot {number} has no picture."
    if model.needs_picture:
        how = f"{model.opening} starts every shot from one. Add a picture, or use the animatic."
        return Problem(
            "PIC_MISSING",
            "block",
            f"shot {number}",
            what,
            how=how,
            fixes=(Fix("add_picture", "Add picture"), USE_ANIMATIC),
        )
    why = "A title card will stand in." if model.local else "The model will make it from the words."
    return Problem(
        "PIC_MISSING",
        "look",
        f"shot {number}",
        what,
        why,
        fixes=(Fix("add_picture", "Add picture"), _intend("Make title card" if model.local else "Intended")),
    )


def _fits(board: BoardPlan, model: Capabilities, place: str, slot: str, still: StillFacts) -> Iterator[Problem]:
    whose = f"{place.capitalize()}'s picture"
    picture = {"slot": slot, "digest": still.digest}
    if min(still.width, still.height) < model.image_min_px:
        yield _small(model, place, whose, picture, still)
    ratio = max(still.width / still.height, still.height / still.width) if still.width and still.height else 0
    if model.image_ratio and ratio > model.image_ratio:
        yield _shape(board, model, place, whose, picture, still, ratio)
    if still.bytes > model.image_max_mb * 1_000_000:
        yield _heavy(model, place, whose, picture, still)
    if still.format not in model.image_formats:
        yield _foreign(model, place, whose, picture, still)


def _small(model: Capabilities, place: str, whose: str, picture: dict[str, str], still: StillFacts) -> Problem:
    least = model.image_min_px
    wide, high = enlarged_size(still.width, still.height, least)
    what = f"{whose} is too small for {model.said}."
    why = f"It is {still.width} × {still.height}; each side must be at least {least}."
    how = "Enlarge it (it will look a little softer) or use a bigger file."
    enlarge = Fix("enlarge", f"Enlarge to {wide} × {high}", {**picture, "min_side": least})
    return Problem("PIC_SIZE", "block", place, what, why, how, (enlarge, Fix("add_picture", "Replace picture")))


def _heavy(model: Capabilities, place: str, whose: str, picture: dict[str, str], still: StillFacts) -> Problem:
    most = model.image_max_mb
    what = f"“{still.name or whose}” is too heavy to send."
    why = f"It is {still.bytes / 1_000_000:.1f} MB; the limit is {most:g} MB."
    shrink = Fix("shrink", f"Shrink to {most:g} MB", {**picture, "max_bytes": int(most * 1_000_000)})
    how = "A lighter copy looks the same at this size."
    return Problem("PIC_WEIGHT", "block", place, what, why, how, (shrink, Fix("add_picture", "Replace")))


def _foreign(model: Capabilities, place: str, whose: str, picture: dict[str, str], still: StillFacts) -> Problem:
    wanted = model.image_formats[0]
    what = f"“{still.name or whose}” is a format {model.said} can't read."
    why = f"It is {_name(still.format)}; it reads {' and '.join(map(_name, model.image_formats))}."
    how = f"We can make a {NAMES[wanted]} copy and keep your original."
    convert = Fix("convert", f"Convert to {NAMES[wanted]}", {**picture, "format": wanted})
    return Problem("PIC_FORMAT", "block", place, what, why, how, (convert,))


def _name(format: str) -> str:
    return NAMES.get(format, format)


def _shape(
    board: BoardPlan,
    model: Capabilities,
    place: str,
    whose: str,
    picture: dict[str, str],
    still: StillFacts,
    ratio: float,
) -> Problem:
    wide = still.width > still.height
    said, most = (
        f"{ratio:.1f} : 1" if wide else f"1 : {ratio:.1f}",
        f"{model.image_ratio:g} : 1" if wide else f"1 : {model.image_ratio:g}",
    )
    width, height = (
        cropped_size(still.width, still.height, ASPECTS[board.aspect]) if board.aspect in ASPECTS else (0, 0)
    )
    crop = Fix(
        "crop",
        f"Crop to {board.aspect.replace(':', ' : ')}",
        {**picture, "aspect": board.aspect, "size": [width, height]},
    )
    return Problem(
        "PIC_RATIO",
        "block",
        place,
        f"{whose} is too {'wide' if wide else 'tall'}.",
        f"It is {said}; the {'widest' if wide else 'tallest'} allowed is {most}.",
        "Crop it to the board's shape.",
        (crop, Fix("add_picture", "Replace picture")) if width else (Fix("add_picture", "Replace picture"),),
    )


def _range(numbers: list[int]) -> str:
    if len(numbers) == 1:
        return f"shot {numbers[0]}"
    if numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"shots {numbers[0]}–{numbers[-1]}"
    return f"shots {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"


def _intend(label: str = "Intended") -> Fix:
    return Fix("intend", label)
