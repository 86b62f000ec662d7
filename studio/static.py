"""Static files as they are served: named by their content, compressed beforehand, kept for ever by browsers.

The style sheets travel as one, `css/storyreel.css`: a page asks once before it paints, and the next page not at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORT = r"""(?P<matched>(?P<word>\b(?:from|import)\s*\(?\s*)["'](?P<url>\.{1,2}/[^"']+)["'])"""
SHEET = "css/storyreel.css"
FIRST = ("tokens", "base", "components")


class Storage(CompressedManifestStaticFilesStorage):
    """Also follows `import` between our own modules, so that a page never mixes two releases."""

    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/*.js", ((IMPORT, '%(word)s"%(url)s"'),)))


class SheetFinder(BaseFinder):
    """Finds the one sheet: the files of `static/css`, tokens, base and components before the screens."""

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Its place on disk, written anew when the text has changed."""
        if path != SHEET:
            return []
        place = Path(settings.VAR, "sheet", SHEET)
        text = "\n".join(each.read_text(encoding="utf-8") for each in sorted(sheets(), key=_rank))
        if not place.exists() or place.read_text(encoding="utf-8") != text:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
        return [str(place)] if find_all else str(place)

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        """One file in a storage of its own."""
        yield SHEET, FileSystemStorage(Path(self.find(SHEET)).parents[1])


def sheets() -> Iterator[Path]:
    """The style sheets as they are written."""
    yield from Path(settings.BASE_DIR, "static", "css").glob("*.css")


def _rank(sheet: Path) -> tuple[int, str]:
    return (FIRST.index(sheet.stem) if sheet.stem in FIRST else len(FIRST), sheet.stem)
