"""What a page asks for is there, is light, and names nothing that is missing."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

from django.contrib.staticfiles import finders

from projects.templatetags.shortcuts import SHORTCUTS, shown

ROOT = Path(__file__).parents[2]
STATIC, TEMPLATES = ROOT / "static", ROOT / "templates"
PAGES = {path: path.read_text() for path in sorted(TEMPLATES.rglob("*.html"))}
SHEETS = {path: path.read_text() for path in sorted((STATIC / "css").glob("*.css"))}
MODULES = {path: path.read_text() for path in sorted((STATIC / "js").rglob("*.js"))}
IMPORT = re.compile(r"""(?:from|import)\s*["'](\.[^"']+)["']""")
ASKED = re.compile(r"""static ['"]([^'"]+\.(?:css|js))['"]""")
CSS_BUDGET, JS_BUDGET = 28_000, 60_000


def weight(paths: set[Path]) -> int:
    """Bytes that travel."""
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths)


def with_imports(path: Path) -> Iterator[Path]:
    """A module and what it loads at once."""
    yield path
    for name in IMPORT.findall(path.read_text()):
        yield from with_imports((path.parent / name).resolve())


def asked_by(*names: str) -> set[Path]:
    """The scripts of a page and what it extends."""
    found = {STATIC / each for name in names for each in ASKED.findall(PAGES[TEMPLATES / name]) if each.endswith(".js")}
    return {each for path in found for each in with_imports(path)}


def test_the_editor_is_light() -> None:
    files = asked_by("base_plain.html", "base.html", "boards/editor.html")
    assert len(files) > 10
    assert weight(files) <= JS_BUDGET


def test_one_sheet_is_every_sheet_and_light() -> None:
    sheet = Path(str(finders.find("css/storyreel.css")))
    text = sheet.read_text()
    assert all(part in text for part in SHEETS.values())
    assert text.startswith(SHEETS[STATIC / "css" / "tokens.css"])
    assert weight({sheet}) <= CSS_BUDGET
    assert {name for page in PAGES.values() for name in ASKED.findall(page) if name.endswith(".css")} == {
        "css/storyreel.css"
    }


def test_scripts_wait_for_the_pictures() -> None:
    asked = [name for page in PAGES.values() for name in re.findall(r"<script src=\"{% static '([^']+)'", page)]
    assert sorted(asked) == ["js/boot.js", "vendor/htmx/htmx-2.0.10.min.js"]


def test_every_icon_named_is_in_the_sprite() -> None:
    drawn = set(re.findall(r'<symbol[^>]* id="([\w-]+)"', (STATIC / "icons" / "sprite.svg").read_text()))
    named = {name for page in PAGES.values() for name in re.findall(r'{% icon "([\w-]+)"', page)}
    named |= {name for script in MODULES.values() for name in re.findall(r"dataset\.icons}#([\w-]+)", script)}
    assert named
    assert named <= drawn


def test_every_colour_named_is_a_token() -> None:
    known = {name for sheet in SHEETS.values() for name in re.findall(r"(--[\w-]+):", sheet)}
    used = {name for sheet in SHEETS.values() for name in re.findall(r"var\((--[\w-]+)", sheet)}
    assert used
    assert used <= known


def test_no_page_carries_style_or_script_of_its_own() -> None:
    carried = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\s(?:data-)?src=)|javascript:")
    found = {path.name: match[0] for path, page in PAGES.items() if (match := carried.search(page))}
    assert found == {}


def test_no_page_reaches_elsewhere() -> None:
    reaches = re.compile(r"""(?:src|href|url)\s*[=(]\s*["']?(?:https?:)?//""")
    files = {**PAGES, **SHEETS, STATIC / "icons" / "sprite.svg": (STATIC / "icons" / "sprite.svg").read_text()}
    assert [path.name for path, text in files.items() if reaches.search(text)] == []


def test_every_shortcut_does_something_and_no_key_does_two_things() -> None:
    registered = {name for script in MODULES.values() for name in actions(script)}
    assert {action for action, _keys, _words in SHORTCUTS} <= registered
    keys = [key for _action, keys, _words in SHORTCUTS for key in keys]
    assert len(keys) == len(set(keys))


def actions(script: str) -> list[str]:
    """The names a module registers."""
    tables = re.findall(r"\bregister\({(.*?)^}\);|\bregister\({(.*?)}\);", script, re.DOTALL | re.MULTILINE)
    return [name for many, few in tables for name in re.findall(r'(?:^|[\s,{])"?([a-z][\w-]*)"?(?=:|,\n)', many or few)]


def test_keys_are_shown_as_people_read_them() -> None:
    assert [shown(keys) for keys in ("Ctrl+Shift+Z", "Alt+ArrowUp", "+", "-", "G P", "Ctrl++")] == [
        "Ctrl Shift Z", "Alt ↑", "+", "−", "G P", "Ctrl +",
    ]  # fmt: skip


def test_what_came_from_elsewhere_says_its_licence() -> None:
    for folder in (*(STATIC / "vendor").iterdir(), STATIC / "icons", ROOT / "tests" / "browser" / "vendor"):
        assert not folder.is_dir() or (folder / "LICENSE").is_file(), folder
    families = {path.name.removesuffix(".woff2").removesuffix("-ext") for path in (STATIC / "fonts").glob("*.woff2")}
    assert {path.name.removesuffix("-LICENSE") for path in (STATIC / "fonts").glob("*-LICENSE")} == families
    list_of_vendors = (STATIC / "vendor" / "README.md").read_text()
    for script in (STATIC / "vendor").glob("*/*.js"):
        version = re.search(r"(\d+\.\d+\.\d+)", script.name)
        assert version
        assert version[0] in list_of_vendors
