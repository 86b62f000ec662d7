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

    `methods` lists how a board can be made, the usual one first; `wire_names` are the vendor's own ids. `total_s` and
    `allowed_totals` bind a board that is one render; `billed_s` are the lengths a render of one shot is sold in.
    `mention_cost` is how many characters a sent element counts as (None: as typed); `elements_sent` is False where
    elements travel as words and only `element_images`' least and most pictures are known.

    `image_ratio` is the widest shape allowed either way (2.5 is 1:2.5 to 2.5:1; 0 is any). An end picture needs a first
    one where `end_frame_needs_first`, goes only with a board of one shot where `end_frame_alone`, only without sound where
    `end_frame_silent`, and only at the lengths `end_frame_s` (none listed: at any). A move goes only at the lengths
    `camera_s`, only without pictures where `camera_words_only`, and never together with an end picture. Painted areas go with
    a first picture at the lengths `motion_s`, each path with `motion_points`' least to most points.

    `cfg` is whether it takes `cfg_scale`, `watermark` whether its watermark can be chosen, `resolutions` and `providers` (whom
    a gateway orders from) are the names one can choose from; `asked` is what was chosen (`rules.options`).

    `modes` are the qualities it is sold in, the usual one first; `by_mode` says what is so in each of them and `tuned`
    applies it. `single` is what differs where a render makes one shot; `for_shots` and `made` apply it.
    """

    driver: str
    slug: str
    label: str
    kind: Literal["local", "api"] = "api"
    wire_names: tuple[str, ...] = ()
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
    end_frame_needs_first: bool = True
    end_frame_alone: bool = False
    end_frame_silent: bool = False
    end_frame_s: tuple[int, ...] = ()
    elements_max: int = 0
    element_images: tuple[int, int] = (0, 0)
    element_needs_picture: bool = False
    elements_sent: bool = False
    camera: Literal["six_axis", "simple", "prompt_only", "none"] = "prompt_only"
    camera_words_only: bool = False
    camera_s: tuple[int, ...] = ()
    motion: Literal["areas", "none"] = "none"
    motion_points: tuple[int, int] = (0, 0)
    motion_s: tuple[int, ...] = ()
    audio: Literal["off", "optional", "always"] = "off"
    aspects: tuple[str, ...] = ("16:9", "9:16", "1:1")
    modes: tuple[str, ...] = ()
    mode: str = ""
    by_mode: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    single: Mapping[str, Any] = field(default_factory=dict)
    cfg: bool = False
    watermark: bool = False
    resolutions: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    asked: Mapping[str, Any] = field(default_factory=dict)
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

    def for_shots(self, count: int) -> Self:
        """The record as it is for a board of so many shots: one shot alone has limits of its own."""
        return replace(self, **self.single) if count == 1 else self

    def made(self, method: str | None) -> Self:
        """The record as it is by a method, the usual one where it has no such method."""
        if method == self.methods[0] or method not in self.methods:
            return self
        whole = {"first_frame": "board" if method == "one_piece" else "each_shot"}
        rest = tuple(each for each in self.methods if each != method)
        limits = self.single if method == "shot_by_shot" else {}
        return replace(self, methods=(method, *rest), **{**limits, **whole})

    def chosen(self, options: Mapping[str, Any]) -> Self:
        """The record as it is by the `method` and in the `mode` of a choice, the usual ones where it names none, and with
        whatever else it names as `asked`.
        """
        asked = {name: value for name, value in options.items() if name not in ("method", "mode")}
        made = self.made(options.get("method")).tuned(options.get("mode") or "")
        return replace(made, asked={**self.asked, **asked})

    def billed(self, seconds: int) -> int:
        """A length as it is sold: itself, or the next longer one on offer where a render makes one shot."""
        if self.one_piece:
            return seconds
        return next((length for length in sorted(self.billed_s) if length >= seconds), seconds)

    def modes_with(self, name: str, *values: object) -> tuple[str, ...]:
        """The other modes in which the field `name` has one of `values`."""
        return tuple(mode for mode in self.modes if mode != self.mode and getattr(self.tuned(mode), name) in values)

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
    def sold(self) -> str:
        """The lengths on offer, in words: “5 or 10”, “3 to 15”."""
        offered = sorted(self.billed_s)
        if len(offered) > 2:
            return f"{offered[0]} to {offered[-1]}"
        return " or ".join(map(str, offered))

    @property
    def limits(self) -> Limits:
        """What the timing bar keeps. Shot by shot a board is joined from renders, so their totals do not bind it."""
        least, most = self.total_s
        if self.one_piece:
            return Limits(self.min_shot_s, self.max_shot_s, least, most, self.allowed_totals, self.max_shots)
        return Limits(self.min_shot_s, self.max_shot_s, least, most)
