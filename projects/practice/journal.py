"""The journal: one JSON line for each thing that must survive a restart."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO


class Journal:
    """Appends lines to a file; `lines` reads those that are whole."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: TextIO = path.open("a", encoding="utf-8")

    def lines(self) -> Iterator[dict[str, Any]]:
        """What was written so far; a line that a crash cut is passed over."""
        with self._path.open(encoding="utf-8", errors="replace") as file:
            for line in file:
                try:
                    yield json.loads(line)
                except ValueError:
                    continue

    def write(self, **line: Any) -> None:
        """Append one line and hand it to the system."""
        self._file.write(json.dumps(line, ensure_ascii=True, separators=(",", ":")) + "\n")
        self._file.flush()

    def empty(self) -> None:
        """Forget everything."""
        self._file.seek(0)
        self._file.truncate()

    def close(self) -> None:
        """Close the file."""
        self._file.close()
