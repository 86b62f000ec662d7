"""Three gateways, each with the Kling models it documents: Apikley, APIXO and HighwayAPI. WEBP is accepted by some of their
pages and refused by the models behind them, so only JPEG and PNG stand here.
"""

from __future__ import annotations

from datetime import date
from functools import partial

from projects.rules.capabilities.record import Capabilities

CHECKED = date(2026, 11, 20)

_single = partial(
    Capabilities,
    max_shots=1,
    max_shot_s=10,
    allowed_totals=(5, 10),
    billed_s=(5, 10),
    checked_on=CHECKED,
)
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
    _apikley(slug="apikley-kling-2.1-master", label="Apikley 2.1 Master"),
    _apikley(slug="apikley-kling-2.1-standard", label="Apikley 2.1 Standard"),
    _apixo(
        slug="apixo-kling-2.5-turbo",
        label="APIXO 2.5 Turbo",
        end_frame=True,
        source="APIXO kling-2-5-turbo-pro page",
    ),
    _apixo(slug="apixo-kling-2.6", label="APIXO 2.6", audio="optional", source="APIXO kling-2-6 page"),
    _apixo(slug="apixo-kling-2.1", label="APIXO 2.1", end_frame=True, source="APIXO kling-2-1 page"),
    _single(
        driver="highway",
        slug="highway-kling-2.5-turbo",
        label="Highway 2.5 Turbo",
        needs_picture=True,
        prompt_max=2500,
        negative_prompt_max=2500,
        cfg=True,
        modes=("pro",),
        source="HighwayAPI kling-2.5-turbo-i2v page",
        notes=("From pictures only; no end picture, no sound.",),
    ),
)
