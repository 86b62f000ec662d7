"""The demo project as data: three boards, four elements, and the pictures that `examples/draw.py` drew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "pictures"
TITLE = "Harbour spot"

ELEMENTS: tuple[dict[str, Any], ...] = (
    {
        "handle": "mara",
        "kind": "character",
        "description": "The keeper, sixty. Grey braid, yellow oilskin, steady hands.",
        "pictures": ("mara", "keeper"),
    },
    {
        "handle": "tom_k",
        "kind": "character",
        "description": "Her nephew, twenty. Navy jumper, flat cap, always squinting.",
        "pictures": ("tom",),
    },
    {
        "handle": "lamp",
        "kind": "prop",
        "description": "The great lamp: brass, a lens of stacked rings, warm white.",
        "pictures": ("lamp",),
    },
    {
        "handle": "stair",
        "kind": "place",
        "description": "The iron spiral stair inside the tower, wet walls, lantern light.",
        "pictures": ("stair",),
    },
)

BOARDS: tuple[dict[str, Any], ...] = (
    {
        "title": "The Lighthouse",
        "shots": (
            (3, "Wide", "lighthouse", {"zoom": 3, "pan": 2},
             "Dusk. A striped lighthouse on a black headland; its beam sweeps over a calm sea."),
            (2, "MCU", "stair", {"pedestal": 4, "zoom": 2},
             "@mara climbs the last turn of the @stair, one hand on the rail, lantern light sliding up the wet wall."),
            (2, "Insert", "lamp", {"zoom": -4},
             "@mara turns the key and the @lamp catches. Ring after ring of the lens fills with light."),
            (3, "OTS", "boat", {"zoom": 4, "truck": 2},
             "Over @mara's shoulder: far out, one small boat answers with its light."),
        ),
    },
    {
        "title": "Storm",
        "shots": (
            (4, "Wide", "wave", {"truck": 4, "zoom": 2},
             "Night. A wave rises over the rocks and breaks white against the dark."),
            (3, "CU", "keeper", {"zoom": 3},
             "@mara at the window, rain running down the glass. She has seen something."),
            (5, "Wide", "rescue", {"zoom": 5, "roll": 1},
             "The boat in the beam, bow up, held by the light of the @lamp."),
        ),
    },
    {
        "title": "Dawn",
        "shots": (
            (3, "Wide", "dawn", {"pan": 3},
             "First light over the harbour. Three boats at rest."),
            (3, "MCU", "tom", {"zoom": 2},
             "@tom_k on the pier, cap in his eyes, grinning at the lighthouse."),
            (2, "Wide", "gulls", {"tilt": 4},
             "Gulls go up all at once."),
        ),
    },
)  # fmt: skip
