"""A progress bar for terminals; silence everywhere else."""

from __future__ import annotations

import sys
import time
from typing import Self

WIDTH = 30


class Bar:
    """`with Bar("Rain") as bar: bar.show(42)` draws on standard error when that is a terminal, and clears itself."""

    def __init__(self, title: str, *, quiet: bool = False) -> None:
        self.title = title
        self.drawn = not quiet and sys.stderr.isatty()
        self.began = time.monotonic()

    def __enter__(self) -> Self:
        self.show(0)
        return self

    def __exit__(self, *_: object) -> None:
        if self.drawn:
            sys.stderr.write("\r\033[K")

    def show(self, percent: int) -> None:
        """Draw `percent` done."""
        if self.drawn:
            full = "█" * (WIDTH * percent // 100)
            elapsed = time.monotonic() - self.began
            sys.stderr.write(f"\r\033[K{self.title[:40]}  {full:░<{WIDTH}} {percent:3d} %  {elapsed:.0f} s")
            sys.stderr.flush()
