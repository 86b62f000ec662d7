"""The English catalogue holds every word of the templates and the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SPOKEN = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}
IN_TEMPLATES = re.compile(r"""{%\s*translate\s+(?:"([^"]+)"|'([^']+)')""")


def catalogue() -> set[str]:
    """Every msgid."""
    text = (ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
    entries = re.findall(r'^msgid(?:_plural)? ((?:"(?:[^"\\]|\\.)*"\n?)+)', text, re.MULTILINE)
    return {"".join(ast.literal_eval(part) for part in entry.splitlines()) for entry in entries}


def in_code() -> Iterator[str]:
    """What Python says through gettext."""
    for room in ("projects", "studio"):
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SPOKEN:
                    yield from (
                        word.value
                        for word in node.args
                        if isinstance(word, ast.Constant) and isinstance(word.value, str)
                    )


def in_templates() -> Iterator[str]:
    """What templates say with `translate`."""
    for path in (ROOT / "templates").rglob("*.html"):
        yield from (
            (double or single).replace("%", "%%")
            for double, single in IN_TEMPLATES.findall(path.read_text(encoding="utf-8"))
        )


def test_the_catalogue_is_complete() -> None:
    known, said = catalogue(), {*in_code(), *in_templates()}
    assert len(said) > 300
    assert said <= known, f"run the command of CONTRIBUTING “Words”: {sorted(said - known)[:5]}"
