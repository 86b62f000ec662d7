"""What changed between two boards, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from projects.rules.differences import Change
from projects.rules.options import NAMES, told

register = template.Library()

WHAT = {
    "model": lazy("renderer"),
    "mode": lazy("quality"),
    "resolution": lazy("size"),
    "cfg": lazy("how closely it follows the words"),
    "watermark": lazy("the vendor’s watermark"),
    "provider": lazy("upstream provider"),
    "slate": lazy("slate"),
    "timecode": lazy("timecode"),
    "title": lazy("title"),
    "aspect": lazy("shape"),
    "fps": lazy("frame rate"),
    "seconds": lazy("length"),
    "shots": lazy("shots"),
    "sound": lazy("sound"),
    "keep_out": lazy("keep out"),
    "at": "",
    "prompt": lazy("prompt"),
    "dialogue": lazy("dialogue"),
    "label": lazy("label"),
    "picture": lazy("picture"),
    "last_picture": lazy("last picture"),
    "pan": lazy("pan"),
    "tilt": lazy("tilt"),
    "roll": lazy("roll"),
    "truck": lazy("truck"),
    "pedestal": lazy("pedestal"),
    "zoom": lazy("zoom"),
    "motion": lazy("moving areas"),
    "added": lazy("added"),
    "removed": lazy("taken out"),
    "called": lazy("called in a prompt"),
    "kind": lazy("kind"),
    "description": lazy("description"),
    "pictures": lazy("pictures"),
}
VALUES = {
    "on": pgettext_lazy("a switch", "on"),
    "off": pgettext_lazy("a switch", "off"),
    "yes": lazy("yes"),
    "no": lazy("no"),
    "": lazy("none"),
}
WORDS_BEFORE = {"cfg": "cfg", "watermark": lazy("watermark")}
QUOTED = frozenset({"title", "keep_out", "prompt", "dialogue", "label", "description", "added", "removed"})
"""Whose values are people's own words."""


@register.filter
def chosen_words(options: Mapping[str, Any]) -> str:
    """What a take was rendered with: “pro · cfg 0.7 · watermark on”."""
    named = {name: f"{WORDS_BEFORE.get(name, '')} {told(options[name])}".strip() for name in NAMES if name in options}
    return " · ".join(filter(None, (str(options.get("mode", "")), *named.values())))


@register.filter
def changed_where(change: Change) -> str:
    """`Shot 2`, `Cut 1`, `@mara`; nothing for the board and the take, which go without saying."""
    match change.place:
        case "shot":
            return _("Shot %s") % change.which
        case "cut":
            return _("Cut %s") % change.which
        case _:
            return change.which


@register.filter
def changed_what(change: Change) -> str:
    """`prompt`."""
    return str(WHAT[change.what])


def _told(change: Change, value: str) -> str:
    if change.what in QUOTED:
        return f"“{value}”" if value else str(VALUES[""])
    return str(VALUES.get(value, value))


@register.filter
def changed_from(change: Change) -> str:
    """What it was; people's own words in quotation marks. Nothing where there is no more to say or nothing was."""
    return "" if change.what == "added" or change.before == change.after else _told(change, change.before)


@register.filter
def changed_to(change: Change) -> str:
    """What it is."""
    if change.what == "removed":
        return ""
    return _("changed") if change.before == change.after else _told(change, change.after)
