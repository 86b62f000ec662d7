"""What one model can do, as data. Forms, counters, menus, preflight and prices are generated from these records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal, Self

from projects.rules.lengths import Limits

Method = Literal["one_piece", "shot_by_shot"]


@dataclass(frozen=True, slots=True)
class Capabilities:
    """One model of one driver. Lengths are whole seconds, sides pixels, weights megabytes of 1,000,000 bytes.

        `methods` lists how a board can be made, the usual one first. `billed_s` are the lengths a shot by shot render is sold
        in, where only some are. `mention_cost` is how many characters a mention counts as (None: as typed). `element_images` is
        the least and most pictures an element needs. `image_ratio` is the widest shape allowed either way (2.5 is 1:2.5 to
        2.5:1; 0 is any). `modes` are the qualities it is sold in, the usual one first; `by_mode` says what differs from this record
    in one of them and `tuned` applies it. `end_frame_alone`: an end picture goes only with a board of one shot;
    `end_frame_silent`: only without sound.
    """

    driver: str
    slug: str
    label: str
    kind: Literal["local", "api"] = "api"
    methods: tuple[Method, ...] = ("shot_by_shot",)
    max_shots: int = 6
    min_shot_s: int = 1
    max_shot_s: int = 15
    total_s: tuple[int, int] = (3, 15)
    allowed_totals: tuple[int, ...] = ()
    billed_s: tuple[int, ...] = ()
    prompt_max: int = 2500
    board_prompt_max: int | None = None
    mention_cost: int | None = None
    negative_prompt_max: int = 0
    needs_prompt: bool = True
    needs_picture: bool = False
    takes_picture: bool = True
    image_min_px: int = 300
    image_max_mb: float = 10
    image_ratio: float = 2.5
    image_formats: tuple[str, ...] = ("jpeg", "png")
    first_frame: Literal["each_shot", "board", "none"] = "each_shot"
    end_frame: bool = False
    end_frame_alone: bool = False
    end_frame_silent: bool = False
    elements_max: int = 0
    element_images: tuple[int, int] = (0, 0)
    element_needs_picture: bool = False
    camera: Literal["six_axis", "simple", "prompt_only", "none"] = "prompt_only"
    motion: Literal["areas", "none"] = "none"
    motion_points: tuple[int, int] = (0, 0)
    audio: Literal["off", "optional", "always"] = "off"
    aspects: tuple[str, ...] = ("16:9", "9:16", "1:1")
    modes: tuple[str, ...] = ()
    mode: str = ""
    by_mode: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    cfg: bool = False
    resolutions: tuple[str, ...] = ()
    burn_ins: tuple[str, ...] = ()
    progress: Literal["percent", "states"] = "states"
    can_cancel: bool = False
    source: str = ""
    checked_on: date | None = None
    notes: tuple[str, ...] = field(default=())

    def tuned(self, mode: str) -> Self:
        """The record as it is in one mode, the usual one where `mode` is none of its own."""
        chosen = mode if mode in self.modes else next(iter(self.modes), "")
        return replace(self, mode=chosen, **self.by_mode.get(chosen, {}))

    @property
    def local(self) -> bool:
        """True for what runs here and costs nothing."""
        return self.kind == "local"

    @property
    def said(self) -> str:
        """Its name inside a sentence."""
        return f"the {self.label.lower()}" if self.local else self.label

    @property
    def opening(self) -> str:
        """Its name at the start of a sentence."""
        return f"The {self.label.lower()}" if self.local else self.label

    @property
    def one_piece(self) -> bool:
        """True when the whole board is one render."""
        return self.methods[0] == "one_piece"

    @property
    def limits(self) -> Limits:
        """What the timing bar keeps. Shot by shot a board is joined from renders, so their totals do not bind it."""
        least, most = self.total_s
        if self.one_piece:
            return Limits(self.min_shot_s, self.max_shot_s, least, most, self.allowed_totals, self.max_shots)
        return Limits(self.min_shot_s, self.max_shot_s, least, most)
