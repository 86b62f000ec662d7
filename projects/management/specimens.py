"""Boards that use one feature each, and what becomes of them with a model: which fields are sent, what stands in the way.

The fields are read off the create calls that the drivers build, so the reference says what is sent and not what was meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from projects.media.motion import Area, Mark, Motion
from projects.providers import catalog
from projects.providers.base import Account, Request
from projects.rules import orders
from projects.rules.capabilities import Capabilities
from projects.rules.preflight import Problem, preflight
from projects.rules.storyboard import BoardPlan, Camera, ElementFacts, ShotPlan, StillFacts

FIRST = StillFacts("1" * 64, 640, 360, "jpeg", 100_000, "pier.jpg")
LAST = StillFacts("2" * 64, 640, 360, "jpeg", 100_000, "boat.jpg")
MARA = ElementFacts("mara", description="young clockmaker, grey apron", pictures=(FIRST, LAST))
MOVING = Motion((Area("boat", ((0.2, 0.5), (0.6, 0.5))),), (Mark(1, "rectangle", ((0.1, 0.4), (0.3, 0.6))),))
SECONDS = 5
"""A length that every model sells."""


def board(shots: int = 1, *, first: bool = True, sound: bool = False, keep_out: str = "", **shot: Any) -> BoardPlan:
    """A board of such shots, each of `SECONDS`."""
    one = ShotPlan(SECONDS, **{"prompt": "A pier at dawn.", "first_picture": FIRST if first else None, **shot})
    return BoardPlan("Pier", shots * SECONDS, (one,) * shots, elements=(MARA,), sound=sound, negative_prompt=keep_out)


@dataclass(frozen=True, slots=True)
class Specimen:
    """A board that uses one feature. `beside` is the board without it that it is compared with (None: told whole), `wish`
    what is chosen of the render.
    """

    name: str
    board: BoardPlan
    beside: BoardPlan | None = None
    wish: Mapping[str, Any] = field(default_factory=dict)


WORDS, PICTURE, TWO, PAIR = board(first=False), board(), board(2), board(last_picture=LAST)

SPECIMENS = (
    Specimen("words alone", WORDS),
    Specimen("a first picture", PICTURE),
    Specimen("two shots, each with a picture", TWO, PICTURE),
    Specimen("a first and an end picture", PAIR, PICTURE),
    Specimen("an end picture alone", board(first=False, last_picture=LAST), PICTURE),
    Specimen("two shots that end on pictures", board(2, last_picture=LAST), TWO),
    Specimen("a camera move, from words", board(first=False, camera=Camera(pan=5)), WORDS),
    Specimen("a camera move, from a picture", board(camera=Camera(pan=5)), PICTURE),
    Specimen("a move on two axes, from a picture", board(camera=Camera(pan=5, zoom=3)), PICTURE),
    Specimen("areas that move", board(motion=MOVING), PICTURE),
    Specimen("areas and an end picture", board(motion=MOVING, last_picture=LAST), PICTURE),
    Specimen("sound", board(sound=True), PICTURE),
    Specimen("sound and an end picture", board(sound=True, last_picture=LAST), PICTURE),
    Specimen("an element in the prompt", board(prompt="@mara waits."), PICTURE),
    Specimen("keep out", board(keep_out="blur"), PICTURE),
    Specimen("cfg 0.7", PICTURE, PICTURE, {"cfg": 0.7}),
    Specimen("watermark on", PICTURE, PICTURE, {"watermark": True}),
    Specimen("size 1080p", PICTURE, PICTURE, {"resolution": "1080p"}),
    Specimen("upstream provider official", PICTURE, PICTURE, {"provider": "official"}),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a specimen: in how many jobs, which fields of the create call are there or differ because of it,
    which are gone, and the preflight codes that stand in the way (`refused`) or tell of something (`noted`).
    """

    jobs: int = 0
    fields: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    noted: tuple[str, ...] = ()

    @property
    def told(self) -> bool:
        """Whether anything of it can be seen: a feature must not vanish without a word."""
        return self.jobs > 1 or bool(self.fields or self.gone or self.refused or self.noted)


def outcome(record: Capabilities, specimen: Specimen) -> Outcome:
    """What becomes of a specimen with a model as it is tuned and made."""
    problems = preflight(specimen.board, record.chosen(chosen(record, specimen.wish)))
    stops = _codes(problems, "block")
    if stops:
        return Outcome(refused=stops)
    known = preflight(specimen.beside, record) if specimen.beside else []
    noted = tuple(code for code in _codes(problems, "look") if code not in _codes(known, "look"))
    if record.local:
        return Outcome(1, noted=noted)
    sent = requests(record, specimen.board, specimen.wish)
    before = requests(record, specimen.beside) if specimen.beside and not _codes(known, "block") else []
    were = [each.body or {} for each in before] or [{}]
    pairs = [(each.body or {}, were[min(place, len(were) - 1)]) for place, each in enumerate(sent)]
    fields = dict.fromkeys(name for now, was in pairs for name in differing(now, was))
    gone = dict.fromkeys(name for now, was in pairs for name in missing(now, was))
    return Outcome(len(sent), tuple(fields), tuple(gone), noted=noted)


def _codes(problems: list[Problem], level: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(problem.code for problem in problems if problem.level == level))


def chosen(record: Capabilities, wish: Mapping[str, Any]) -> dict[str, Any]:
    """A wish with the record's own mode and method."""
    return {"mode": record.mode, "method": record.methods[0], **wish}


def requests(record: Capabilities, plan: BoardPlan, wish: Mapping[str, Any] = MappingProxyType({})) -> list[Request]:
    """The create calls of a board, as the driver builds them."""
    driver = catalog.remote(record.driver)
    bought = orders.plan(plan, record, options=chosen(record, wish))
    return [
        driver.payload(
            order,
            account=Account(driver.base_url, key="key"),
            image=lambda still: still.digest,
            external_id="ours",
            callback_url="https://studio.example.com/callbacks/",
        )
        for order in bought.orders
    ]


def path(request: Request) -> str:
    """The part of its address behind the host."""
    return urlsplit(request.url).path


def differing(now: Mapping[str, Any], was: Mapping[str, Any], inside: str = "") -> Iterator[str]:
    """The dotted names of the fields that are new or have another value; one that is new is named without its parts."""
    for name, value in now.items():
        if isinstance(value, Mapping) and ((not inside and name == "input") or isinstance(was.get(name), Mapping)):
            yield from differing(value, was.get(name, {}), f"{inside}{name}.")
        elif name not in was or was[name] != value:
            yield f"{inside}{name}"


def missing(now: Mapping[str, Any], was: Mapping[str, Any], inside: str = "") -> Iterator[str]:
    """The dotted names of the fields that are no longer there."""
    for name, value in was.items():
        if name not in now:
            yield f"{inside}{name}"
        elif isinstance(value, Mapping) and isinstance(now[name], Mapping):
            yield from missing(now[name], value, f"{inside}{name}.")
