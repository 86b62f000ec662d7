"""The built-in renderer behind the driver's contract: free, offline, the same order gives the same bytes."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import ClassVar, Literal

from projects.media.animatic import Scene, Settings, render
from projects.media.motion import Motion
from projects.providers.base import Desk, Order, Phase, Report
from projects.providers.troubles import ProviderError


class Animatic:
    """Accepts every order at once and does the work when it is polled; what it made waits in `desk.scratch`."""

    slug: ClassVar[str] = "animatic"
    label: ClassVar[str] = "Animatic"
    local: ClassVar[bool] = True
    looks_up: ClassVar[bool] = True
    cancels: ClassVar[bool] = True
    pictures: ClassVar[Literal["path", "base64", "upload", "url"]] = "path"
    echoes: ClassVar[bool] = False
    signs: ClassVar[bool] = False
    calls: ClassVar[bool] = False
    retention: ClassVar[int] = 24 * 3600

    def submit(self, order: Order, *, external_id: str, callback_url: str, desk: Desk) -> Report:
        """Nothing can be refused here: our own id is the task's."""
        return Report(Phase.SUBMITTED, external_id)

    def look_up(self, order: Order, external_id: str, desk: Desk) -> Report | None:
        """Every order was accepted."""
        return Report(Phase.SUBMITTED, external_id)

    def poll(self, order: Order, task_id: str, desk: Desk) -> Report:
        """Encode, unless an earlier attempt got that far. A full disk is trouble that may pass; a bad picture is final."""
        made = desk.scratch / f"{task_id}.mp4"
        if not made.exists():
            stills = {
                shot.first_picture.digest: desk.still(shot.first_picture.digest)
                for shot in order.shots
                if shot.first_picture
            }
            try:
                render(self._scenes(order, stills), self._settings(order), made, desk.progress)
            except OSError as trouble:
                if trouble.errno is not None:
                    raise ProviderError(f"The animatic could not be written: {trouble.strerror}.") from trouble
                return Report(Phase.FAILED, task_id, reason=f"A picture could not be read: {trouble}.")
            except (ValueError, RuntimeError, MemoryError) as trouble:
                return Report(Phase.FAILED, task_id, reason=f"The animatic could not be drawn: {trouble}.")
        return Report(Phase.SUCCEEDED, task_id, 100, result=made.name)

    def fetch(self, order: Order, result: str, to: Path, desk: Desk) -> None:
        """Move the file over; where somebody cleared the scratch folder it is made again."""
        made = desk.scratch / result
        if not made.exists():
            self.poll(order, made.stem, desk)
        shutil.move(made, to)

    def _scenes(self, order: Order, stills: dict[str, Path]) -> list[Scene]:
        return [
            Scene(
                picture=stills[shot.first_picture.digest] if shot.first_picture else None,
                seconds=shot.seconds,
                camera=shot.camera,
                title=shot.prompt,
                number=shot.number,
                label=shot.label,
                motion=Motion.parse(shot.motion),
            )
            for shot in order.shots
        ]

    def _settings(self, order: Order) -> Settings:
        wish = order.options
        return Settings(
            aspect=order.aspect,
            fps=order.fps,
            resolution=wish.get("resolution", "720p"),
            slate=bool(wish.get("slate")),
            timecode=bool(wish.get("timecode")),
            title=order.title,
        )
