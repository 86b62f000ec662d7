"""Makes the first page's film and its poster from the demo board, ten seconds and a few hundred kilobytes:

python examples/film.py static/film
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import av

sys.path.insert(0, str(Path(__file__).parents[1]))

from projects import demo
from projects.media.animatic import Scene, Settings, frames

SIZE = (960, 540)
FPS = 24
POSTER_AT = 36


def scenes() -> Sequence[Scene]:
    """The shots of the first demo board."""
    return [
        Scene(
            picture=demo.FOLDER / f"{picture}.jpg",
            seconds=seconds,
            camera=camera,
            title=prompt,
            number=number,
            label=label,
        )
        for number, (seconds, label, picture, camera, prompt) in enumerate(demo.BOARDS[0]["shots"], 1)
    ]


def main(folder: Path) -> None:
    """Write `lighthouse.mp4` and `lighthouse.webp` into `folder`."""
    settings = Settings(aspect="16:9", fps=FPS, timecode=True, title="The Lighthouse")
    with av.open(folder / "lighthouse.mp4", "w", options={"movflags": "+faststart", "fflags": "+bitexact"}) as film:
        video = film.add_stream("libx264", rate=FPS, options={"preset": "veryslow", "crf": "27"})
        video.width, video.height, video.pix_fmt = *SIZE, "yuv420p"
        for number, frame in enumerate(frames(scenes(), settings)):
            small = frame.reformat(*SIZE, interpolation="LANCZOS")
            small.pts, small.pict_type = frame.pts, 0
            film.mux(video.encode(small))
            if number == POSTER_AT:
                small.to_image().save(folder / "lighthouse.webp", quality=78, method=6)
        film.mux(video.encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
