"""Three gateways, each with the Kling models it documents: Apikley, APIXO and HighwayAPI. WEBP is accepted by some of their
pages and refused by the models behind them, so only JPEG and PNG stand here.
"""

from __future__ import annotations

from datetime import date
from functools import partial

from projects.rules.capabilities.record import Capabilities

CHECKED = date(2026, 11, 26)

_single = partial(Capabilities, max_shots=1, max_shot_s=10, billed_s=(5, 10), checked_on=CHECKED)
_apikley = partial(
    _single,
    driver="apikley",
    needs_picture=True,
    prompt_max=5000,
    negative_prompt_max=500,
    cfg=True,
    source="Apikley createTask page",
)
_apixo = partial(_single, driver="apixo", prompt_max=2500, negative_prompt_max=2500, cfg=True)

MODELS = (
    _apikley(
        slug="apikley-kling-2.1-master",
        label="Apikley 2.1 Master",
        wire_names=("kling/v2-1-master-image-to-video",),
    ),
    _apikley(slug="apikley-kling-2.1-standard", label="Apikley 2.1 Standard", wire_names=("kling/v2-1-standard",)),
    _apixo(
        slug="apixo-kling-2.5-turbo",
        label="APIXO 2.5 Turbo",
        wire_names=("kling-2-5-turbo-pro",),
        end_frame=True,
        providers=("auto", "value", "official"),
        source="APIXO kling-2-5-turbo-pro page",
        notes=("Newer copies of the page no longer name the upstream provider; it is sent only where it was chosen.",),
    ),
    _apixo(
        slug="apixo-kling-2.6",
        label="APIXO 2.6",
        wire_names=("kling-2-6",),
        audio="optional",
        source="APIXO kling-2-6 page",
    ),
    _apixo(
        slug="apixo-kling-2.1",
        label="APIXO 2.1",
        wire_names=("kling-2-1",),
        needs_picture=True,
        end_frame=True,
        modes=("standard", "pro", "master"),
        by_mode={
            "standard": {"needs_picture": True, "end_frame": False},
            "pro": {"needs_picture": True, "end_frame": True},
            "master": {"needs_picture": False, "end_frame": False},
        },
        source="APIXO kling-2-1 page",
        notes=("Standard and pro from pictures only; end picture in pro only; master also from words.",),
    ),
    _single(
        driver="highway",
        slug="highway-kling-2.5-turbo",
        label="Highway 2.5 Turbo",
        wire_names=("kling-2.5-turbo-i2v",),
        needs_picture=True,
        prompt_max=2500,
        negative_prompt_max=2500,
        cfg=True,
        modes=("pro",),
        source="HighwayAPI kling-2.5-turbo-i2v page",
        notes=("From pictures only; no end picture, no sound.",),
    ),
)
