"""The table of shortcuts: one place for the keys, the help page and the `?` dialog."""

from __future__ import annotations

import re

from django import template
from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

register = template.Library()

SHORTCUTS: tuple[tuple[str, tuple[str, ...], object], ...] = (
    ("palette", ("Ctrl+K",), _("Find or do")),
    ("shortcuts", ("?",), _("Shortcuts")),
    ("search", ("/",), _("Search")),
    ("go-projects", ("G P",), _("Go to projects")),
    ("go-elements", ("G E",), _("Go to elements")),
    ("go-trash", ("G X",), _("Go to trash")),
    ("undo", ("Ctrl+Z",), _("Undo")),
    ("redo", ("Ctrl+Shift+Z", "Ctrl+Y"), _("Redo")),
    ("toast", ("Alt+Shift+T",), _("Go to the newest notice")),
    ("mode-board", ("1",), _("Board; pick A where takes are compared")),
    ("mode-takes", ("2",), _("Takes; pick B where takes are compared")),
    ("shot-back", ("ArrowUp",), _("Previous shot")),
    ("shot-forward", ("ArrowDown",), _("Next shot")),
    ("shot-add", ("N",), _("Add a shot after this one")),
    ("shot-add-before", ("Shift+N",), _("Add a shot before this one")),
    ("shot-duplicate", ("D",), _("Duplicate the shot")),
    ("shot-split", ("S",), _("Split the shot at the playhead")),
    ("shot-delete", ("Delete",), _("Delete the shot")),
    ("shot-earlier", ("Alt+ArrowUp",), _("Move the shot earlier")),
    ("shot-later", ("Alt+ArrowDown",), _("Move the shot later")),
    ("shot-tick", ("X",), _("Tick the shot or the take")),
    ("shot-tick-all", ("Ctrl+A",), _("Tick every shot")),
    ("prompt", ("P",), _("Write the prompt")),
    ("camera", ("V",), _("Camera")),
    ("shot-lock", ("Shift+L",), _("Lock the shot's length")),
    ("even", ("Shift+E",), _("Even split")),
    ("fit", ("Shift+F",), _("Fit to total")),
    ("shot-longer", ("+", "="), _("One second longer")),
    ("shot-shorter", ("-",), _("One second shorter")),
    ("inspector", ("\\",), _("Show or hide the shot's details")),
    ("flip", ("T",), _("Show the other take")),
    ("render", ("Ctrl+Enter",), _("Render")),
)
"""Action, keys, words. JavaScript registers what an action does; without that the key is left to the browser."""

NAMES = {"ArrowUp": "↑", "ArrowDown": "↓", "-": "−"}


def shown(keys: str) -> str:
    """Keys as people read them: `Ctrl+ArrowUp` is `Ctrl ↑`."""
    parts = (part for key in keys.split(" ") for part in re.split(r"(?<!^)\+(?!$)", key))
    return " ".join(NAMES.get(part, part) for part in parts)


OUTSIDE = {"undo", "redo", "shot-tick-all"}
"""In a text field these keys are the browser's own."""


@register.simple_tag
def shortcut_table() -> SafeString:
    """The table as JSON for the page's script."""
    rows = [
        {"action": action, "keys": keys, "words": str(words), "outside": action in OUTSIDE}
        for action, keys, words in SHORTCUTS
    ]
    return json_script(rows, "shortcut-table")


@register.simple_tag
def shortcuts() -> list[tuple[tuple[str, ...], object]]:
    """Keys and words, for the help page."""
    return [(tuple(map(shown, keys)), words) for _action, keys, words in SHORTCUTS]
