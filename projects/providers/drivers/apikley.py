"""Apikley: a re-seller whose API is KIE's, at an address of its own. It has no uploads, no signatures and no fresh links.

Source: Apikley createTask page; pictures go by web address, so this site must be reachable from outside.
"""

from __future__ import annotations

from projects.providers.drivers.jobs import Jobs
from projects.providers.drivers.kie_inputs import Wire, classic


class Apikley(Jobs):
    """Apikley's two Kling 2.1 models. It states no limits, so we keep to 5 creates in 10 s and 20 running."""

    slug = "apikley"
    label = "Apikley"
    base_url = "https://api.apikley.ru"
    rate = (5, 10.0)
    running = 20
    retention = 24 * 3600
    models = {
        "apikley-kling-2.1-master": Wire("", "kling/v2-1-master-image-to-video", classic),
        "apikley-kling-2.1-standard": Wire("", "kling/v2-1-standard", classic),
    }
