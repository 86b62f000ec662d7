"""First pictures against a model: only those that the model would be sent are judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from projects.media.sizes import cropped_size, enlarged_size
from projects.rules.capabilities import Capabilities
from projects.rules.preflight.problem import ADD_PICTURE, INTENDED, USE_ANIMATIC, Fix, Problem, listed
from projects.rules.sending import sent, starts_from_picture
from projects.rules.storyboard import ASPECTS, BoardPlan, StillFacts

NAMES = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}
REPLACE = Fix("add_picture", "Replace picture")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a picture is: the problem's place, whose picture it is in words, how a fix finds it, and what replaces it by hand."""

    place: str
    whose: str
    wish: Mapping[str, str]
    other: Fix = REPLACE


def judge(board: BoardPlan, model: Capabilities) -> Iterator[Problem]:
    """PIC_MISSING, PIC_SIZE, PIC_RATIO, PIC_WEIGHT, PIC_FORMAT, ONE_PICTURE."""
    guiding = []
    for shot, plan in zip(sent(board, model), board.shots, strict=True):
        if shot.first is not None:
            yield from fits(board, model, shot.number, "first_picture", shot.first)
        elif starts_from_picture(shot.number, model):
            if shot.last is None:
                yield _missing(model, shot.number)
        elif plan.first_picture:
            guiding.append(shot.number)
    if guiding:
        reads = "starts from shot 1's picture" if model.takes_picture else "reads words only"
        what = f"{model.opening} {reads}; the pictures of {listed(guiding)} guide you, not the model."
        yield Problem("ONE_PICTURE", "look", "board", what, fixes=(USE_ANIMATIC, INTENDED))


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
            fixes=(ADD_PICTURE, USE_ANIMATIC),
        )
    why = "A title card will stand in." if model.local else "The model will make it from the words."
    return Problem(
        "PIC_MISSING",
        "look",
        f"shot {number}",
        what,
        why,
        fixes=(ADD_PICTURE, Fix("intend", "Make title card") if model.local else INTENDED),
    )


def fits(board: BoardPlan, model: Capabilities, number: int, slot: str, still: StillFacts) -> Iterator[Problem]:
    """PIC_* of one picture of a shot that is sent."""
    whose = f"Shot {number}'s {'last ' if slot == 'last_picture' else ''}picture"
    return judged(board, model, Spot(f"shot {number}", whose, {"slot": slot, "digest": still.digest}), still)


def judged(board: BoardPlan, model: Capabilities, spot: Spot, still: StillFacts) -> Iterator[Problem]:
    """PIC_* of any picture that is sent."""
    if min(still.width, still.height) < model.image_min_px:
        yield _small(model, spot, still)
    if lopsided(model, still):
        yield _shape(board, model, spot, still)
    if still.bytes > model.image_max_mb * 1_000_000:
        yield _heavy(model, spot, still)
    if still.format not in model.image_formats:
        yield _foreign(model, spot, still)


def lopsided(model: Capabilities, still: StillFacts) -> bool:
    """True where a picture is wider or taller than the model takes."""
    return bool(model.image_ratio and min(still.width, still.height) and _ratio(still) > model.image_ratio)


def _ratio(still: StillFacts) -> float:
    return max(still.width, still.height) / min(still.width, still.height)


def _over(value: float, limit: float) -> str:
    """A figure with as many decimals as show that it is over the limit."""
    return next((text for places in range(1, 6) if float(text := f"{value:.{places}f}") > limit), f"{value:.6f}")


def _small(model: Capabilities, spot: Spot, still: StillFacts) -> Problem:
    least = model.image_min_px
    wide, high = enlarged_size(still.width, still.height, least)
    what = f"{spot.whose} is too small for {model.said}."
    why = f"It is {still.width} × {still.height}; each side must be at least {least}."
    how = "Enlarge it (it will look a little softer) or use a bigger file."
    enlarge = Fix("enlarge", f"Enlarge to {wide} × {high}", {**spot.wish, "min_side": least})
    return Problem("PIC_SIZE", "block", spot.place, what, why, how, (enlarge, spot.other))


def _heavy(model: Capabilities, spot: Spot, still: StillFacts) -> Problem:
    most = model.image_max_mb
    what = f"“{still.name or spot.whose}” is too heavy to send."
    why = f"It is {_over(still.bytes / 1_000_000, most)} MB; the limit is {most:g} MB."
    shrink = Fix("shrink", f"Shrink to {most:g} MB", {**spot.wish, "max_bytes": int(most * 1_000_000)})
    how = "A lighter copy looks the same at this size."
    return Problem("PIC_WEIGHT", "block", spot.place, what, why, how, (shrink, spot.other))


def _foreign(model: Capabilities, spot: Spot, still: StillFacts) -> Problem:
    wanted = model.image_formats[0]
    what = f"“{still.name or spot.whose}” is a format {model.said} can't read."
    why = f"It is {_name(still.format)}; it reads {' and '.join(map(_name, model.image_formats))}."
    how = f"We can make a {NAMES[wanted]} copy and keep your original."
    convert = Fix("convert", f"Convert to {NAMES[wanted]}", {**spot.wish, "format": wanted})
    return Problem("PIC_FORMAT", "block", spot.place, what, why, how, (convert,))


def _name(format: str) -> str:
    return NAMES.get(format, format)


def _shape(board: BoardPlan, model: Capabilities, spot: Spot, still: StillFacts) -> Problem:
    wide, ratio = still.width > still.height, _over(_ratio(still), model.image_ratio)
    said, most = (f"{each} : 1" if wide else f"1 : {each}" for each in (ratio, f"{model.image_ratio:g}"))
    return Problem(
        "PIC_RATIO",
        "block",
        spot.place,
        f"{spot.whose} is too {'wide' if wide else 'tall'}.",
        f"It is {said}; the {'widest' if wide else 'tallest'} allowed is {most}.",
        "Crop it to the board's shape.",
        (*cropped(board, spot.wish, still), spot.other),
    )


def cropped(board: BoardPlan, where: Mapping[str, str], still: StillFacts) -> tuple[Fix, ...]:
    """The fix that gives a picture the board's shape, found by `where`; none where the board has a shape of its own."""
    if board.aspect not in ASPECTS:
        return ()
    size = list(cropped_size(still.width, still.height, ASPECTS[board.aspect]))
    wish = {**where, "aspect": board.aspect, "size": size}
    return (Fix("crop", f"Crop to {board.aspect.replace(':', ' : ')}", wish),)
