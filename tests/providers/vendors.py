"""The practice provider's own judges, without a server: would this create call be refused, and this picture?"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from io import BytesIO
from typing import Any

from PIL import Image

from projects.practice import pictures, server
from projects.practice.wire import Draft, Refusal
from projects.practice.wires import apixo, highway, kie, kie_models, kling
from projects.providers.base import Request
from projects.rules.storyboard import StillFacts

HOST = "https://api.example.com"


def _judge(driver: str, name: str) -> Callable[[Any], Draft]:
    """What reads the body of a create call to the path that ends in `name`."""
    if driver == "kling":
        return kling.KINDS[name]
    if driver == "apixo":
        return partial(apixo.drawn, name)
    if driver == "highway":
        return highway.drawn
    return partial(kie.drawn, kie_models.KIE if driver == "kie" else kie_models.APIKLEY)


def refusal(driver: str, request: Request) -> str:
    """Why the vendor would not take a create call, or nothing. The body travels as JSON, with its types."""
    body = json.loads(json.dumps(request.body))
    try:
        _judge(driver, request.url.rpartition("/")[2])(body)
    except Refusal as refused:
        return str(refused.detail or refused.wrong or refused.category)
    return ""


def dislike(driver: str, still: StillFacts) -> str:
    """Why the vendor would not take a picture of these facts, or nothing; a real file is made and read."""
    kept = BytesIO()
    Image.new("RGB", (still.width, still.height)).save(kept, still.format)
    data = kept.getvalue()
    data += bytes(max(0, still.bytes - len(data)))
    return pictures.judge(data, server.WIRES[driver].formats, None).failure
