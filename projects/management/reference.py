"""The reference of capabilities as Markdown: what is offered per model, mode and method, what is sent, what is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from projects.management.specimens import PICTURE, SPECIMENS, WORDS, Outcome, outcome, path, requests
from projects.providers import catalog
from projects.rules.capabilities import Capabilities, all_models
from projects.rules.options import option
from projects.rules.preflight import blocks, preflight

NO = "–"
METHODS = {"one_piece": "one piece", "shot_by_shot": "shot by shot"}
Told = Callable[[Capabilities], str]

HEAD = """# What each model can do

Made by `manage.py capabilities --write` from the records in `projects/rules/capabilities` and the create calls that the drivers
build; a test fails when this file is not what it would write.

**Offered** is what the record says, and what forms, menus, counters and preflight go by. **Sent** is what becomes of a board that
uses one feature: the fields of the create call that are there because of it, or differ (“no …” are those that are not there any
more), and the codes of preflight. “Refused” stands in the way of a render; a code without that word tells before the render that
something is not sent, or goes as words. Columns that would be alike are one.
"""


def conditions(*said: str) -> str:
    """“yes, at 5 s, without sound”."""
    return ", ".join(("yes", *filter(None, said)))


def lengths(values: tuple[int, ...]) -> str:
    """“at 5 s”, or nothing for any length."""
    return f"at {' or '.join(map(str, values))} s" if values else ""


def _shot(model: Capabilities) -> str:
    alone = model.for_shots(1)
    more = f"; alone to {alone.max_shot_s}" if alone.max_shot_s != model.max_shot_s else ""
    billed = "" if model.one_piece or not model.billed_s else f", billed as {model.sold}"
    return f"{model.min_shot_s} to {model.max_shot_s}{more}{billed}"


def _board(model: Capabilities) -> str:
    least, most = model.total_s
    made = f"up to {model.max_shots} shots in one render" if model.one_piece else "one render a shot, joined here"
    return f"{least} to {most} s, {made}" if model.one_piece else made


def _prompt(model: Capabilities) -> str:
    alone = model.for_shots(1).prompt_max
    together = f", {model.board_prompt_max} together" if model.board_prompt_max and model.one_piece else ""
    return f"{model.prompt_max} a shot{together}" + (f"; alone {alone}" if alone != model.prompt_max else "")


def _first(model: Capabilities) -> str:
    starts = {"each_shot": "every shot’s", "board": "shot 1’s", "none": NO}[model.first_frame]
    return f"{starts}, needed" if model.needs_picture else starts


def _end(model: Capabilities) -> str:
    if not model.end_frame:
        return NO
    alone = "one shot only" if model.end_frame_alone and model.one_piece else ""
    return conditions(alone, "without sound" if model.end_frame_silent else "", lengths(model.end_frame_s))


def _camera(model: Capabilities) -> str:
    simple = ", ".join(
        filter(None, ("one axis", lengths(model.camera_s), "from words" if model.camera_words_only else ""))
    )
    return {"six_axis": "six axes", "simple": simple, "prompt_only": "in the prompt", "none": NO}[model.camera]


def _elements(model: Capabilities) -> str:
    return f"up to {model.elements_max}" if model.elements_sent else "as words"


def _picture(model: Capabilities) -> str:
    shape = f", up to {model.image_ratio:g} : 1" if model.image_ratio else ""
    return f"{', '.join(model.image_formats).upper()}, {model.image_min_px} px, {model.image_max_mb:g} MB{shape}"


OFFERED: Mapping[str, Told] = {
    "A shot, s": _shot,
    "A board": _board,
    "Prompt, characters": _prompt,
    "First picture": _first,
    "End picture": _end,
    "End picture alone": lambda model: "yes" if model.end_frame and not model.end_frame_needs_first else NO,
    "Camera": _camera,
    "Areas that move": lambda model: conditions(lengths(model.motion_s)) if model.motion == "areas" else NO,
    "Sound": lambda model: {"off": NO, "optional": "yes", "always": "always"}[model.audio],
    "Elements": _elements,
    "Keep out, characters": lambda model: str(model.negative_prompt_max or NO),
    "cfg": lambda model: option("cfg").spanned(model) if model.cfg else NO,
    "Watermark": lambda model: option("watermark").spanned(model) or NO,
    "Sizes": lambda model: ", ".join(model.resolutions) or NO,
    "Upstream provider": lambda model: ", ".join(model.providers) or NO,
    "Shapes": lambda model: ", ".join(model.aspects),
    "Pictures": _picture,
}


def _fields(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def cell(found: Outcome, local: bool) -> str:
    """An outcome in a cell."""
    if found.refused:
        return f"refused: {_fields(found.refused)}"
    fields = _fields(found.fields) + (f", no {_fields(found.gone)}" if found.gone else "")
    shown = "shown" if local and not found.noted else ""
    jobs = f"{found.jobs} jobs" if found.jobs > 1 else ""
    return "; ".join(filter(None, (jobs, fields, shown, _fields(found.noted)))) or NO


def _call(model: Capabilities) -> str:
    if model.local:
        return "nothing leaves this installation"
    paths = [path(requests(model, each)[0]) for each in (WORDS, PICTURE) if not blocks(preflight(each, model))]
    return ", ".join(f"`POST {each}`" for each in dict.fromkeys(paths))


def columns(model: Capabilities) -> dict[tuple[str, ...], list[str]]:
    """The cells of every mode and method of a model, and how the modes and methods are called whose cells these are."""
    found: dict[tuple[str, ...], list[str]] = {}
    for method in model.methods:
        for mode in model.modes or ("",):
            record = model.made(method).tuned(mode)
            offered = (told(record) for told in OFFERED.values())
            sent = (cell(outcome(record, each), record.local) for each in SPECIMENS)
            names = found.setdefault((*offered, _call(record), *sent), [])
            names.append(" · ".join(filter(None, (mode, METHODS[method]))))
    return found


def section(model: Capabilities) -> Iterator[str]:
    """A model's part of the reference."""
    yield f"### {model.label}"
    wires = ", ".join(f"`{name}`" for name in model.wire_names)
    yield f"`--model {model.slug}`" + (f" · the vendor’s {wires}" if wires else "")
    yield f"Source: {model.source}; checked on {model.checked_on}. {' '.join(model.notes)}".strip()
    found = columns(model)
    yield "\n".join(table(("", *(", ".join(names) for names in found.values())), zip(_rows(), *found, strict=True)))


def _rows() -> tuple[str, ...]:
    return (*(f"**{name}**" for name in OFFERED), "The call", *(each.name for each in SPECIMENS))


def table(head: tuple[str, ...], rows: Any) -> Iterator[str]:
    """A Markdown table."""
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    yield from (f"| {' | '.join(row)} |" for row in rows)


LEFT_OUT = (
    ("KIE.AI", "`kling-2.6/motion-control`, `kling-3.0/motion-control`", "they start from somebody’s video"),
    ("KIE.AI", "`kling/ai-avatar-standard`, `kling/ai-avatar-pro`", "they start from somebody’s voice"),
    (
        "KIE.AI",
        "`kling-3.0-omni/reference-to-video`, `kling-3.0-omni/transformation`",
        "they start from references or a video, not from a shot’s first picture",
    ),
    ("Apikley", "`kling/ai-avatar-v1-pro`", "it starts from somebody’s voice"),
    ("Kling", "`multi-image2video` of `kling-v1-6`", "its pictures are references, not a shot’s first picture"),
)
"""What vendors document and no record here offers."""


def reference() -> str:
    """The whole file."""
    models = all_models()
    drivers = dict.fromkeys(model.driver for model in models)
    parts = [HEAD.strip()]
    for slug in drivers:
        parts.append(f"## {catalog.driver(slug).label}")
        parts += [part for model in models if model.driver == slug for part in section(model)]
    parts.append("## Left out")
    parts.append("\n".join(table(("Vendor", "Model", "Because"), LEFT_OUT)))
    return "\n\n".join(parts) + "\n"
