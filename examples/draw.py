"""Draws the pictures of the demo boards and of the example, gouache storyboard panels made of shapes, light and grain.

    python examples/draw.py FOLDER

writes each panel into FOLDER as a JPEG, 1536 × 864, and as a thumbnail in WEBP. The same Pillow draws the same pictures.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from drawing import lighthouse, morning, storm
from drawing.paint import Canvas

PANELS: dict[str, Callable[[], Canvas]] = {
    "lighthouse": lighthouse.dusk,
    "stair": lighthouse.stair,
    "lamp": lighthouse.lamp,
    "boat": lighthouse.answer,
    "wave": storm.wave,
    "keeper": storm.keeper,
    "rescue": storm.rescue,
    "dawn": morning.dawn,
    "tom": morning.tom_on_the_pier,
    "gulls": morning.gulls,
    "mara": morning.mara_at_home,
}


def main(folder: Path) -> None:
    """Draw every panel into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for seed, (name, draw) in enumerate(PANELS.items()):
        panel = draw().finish(seed)
        panel.save(folder / f"{name}.jpg", quality=84, optimize=True, progressive=True)
        panel.resize((480, 270)).save(folder / f"{name}.webp", quality=80, method=6)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
