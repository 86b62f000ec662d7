"""KIE.AI: the market of models. Pictures are uploaded first, results can be given a fresh address.

Source: KIE.AI getting started, file upload, download URL and market pages.
"""

from __future__ import annotations

import base64
import secrets
from pathlib import Path

from projects.providers.base import Answer, Desk, Order, OrderStill
from projects.providers.drivers import reading
from projects.providers.drivers.jobs import Jobs
from projects.providers.drivers.kie_inputs import Wire, classic, omni, sounding, third, turbo
from projects.providers.drivers.reading import at, first
from projects.providers.drivers.sentences import hidden
from projects.providers.troubles import (
    WAITS,
    Busy,
    Category,
    LinkExpired,
    Refused,
    Unknown,
    Unsent,
)

UPLOAD_SECONDS = 40.0
FOLDER = "storyreel"


class Kie(Jobs):
    """KIE.AI's Kling models. Limits: 20 creates in 10 s and about 100 running per account, of which we use less."""

    slug = "kie"
    label = "KIE.AI"
    base_url = "https://api.kie.ai"
    upload_url = "https://kieai.redpandaai.co"
    pictures = "upload"
    signs = True
    rate = (12, 10.0)
    running = 100
    retention = 24 * 3600
    models = {
        "kie-kling-3.0": Wire("kling-3.0/video", "kling-3.0/video", third, tail=True, shots=5),
        "kie-kling-3.0-omni": Wire("kling-3.0-omni/text-to-video", "kling-3.0-omni/image-to-video", omni, shots=6),
        "kie-kling-v3-turbo": Wire("kling/v3-turbo-text-to-video", "kling/v3-turbo-image-to-video", turbo),
        "kie-kling-2.6": Wire("kling-2.6/text-to-video", "kling-2.6/image-to-video", sounding),
        "kie-kling-2.5-turbo": Wire(
            "kling/v2-5-turbo-text-to-video-pro", "kling/v2-5-turbo-image-to-video-pro", classic, tail=True
        ),
        "kie-kling-2.1-master": Wire("kling/v2-1-master-text-to-video", "kling/v2-1-master-image-to-video", classic),
        "kie-kling-2.1-pro": Wire("", "kling/v2-1-pro", classic, tail=True),
        "kie-kling-2.1-standard": Wire("", "kling/v2-1-standard", classic),
    }

    def place(self, still: OrderStill, desk: Desk) -> str:
        """Upload a picture under a name of its own: the same name would be overwritten, and cached. Uploading is free."""
        ending = "png" if still.format == "png" else "jpg"
        body = {
            "base64Data": base64.b64encode(desk.still(still.digest).read_bytes()).decode(),
            "uploadPath": FOLDER,
            "fileName": f"{still.digest[:16]}-{secrets.token_hex(4)}.{ending}",
        }
        request = self._call("POST", desk.account, "/api/file-base64-upload", body, desk.account.upload_url)
        try:
            answer = self.ask(request, desk, desk.account, seconds=UPLOAD_SECONDS)
        except Unknown as unclear:
            raise Unsent(f"A picture did not reach {self.label}. {unclear}") from unclear
        self._uploaded(answer, desk)
        data = at(answer.body, "data")
        found = reading.links([first(data, "downloadUrl"), first(data, "fileUrl")])
        if not found:
            raise Unsent(f"{self.label} took a picture and did not say where it is.")
        return found[0]

    def _uploaded(self, answer: Answer, desk: Desk) -> None:
        """Raise for an upload that was refused: no order has been sent, so nothing about it is unknown."""
        found = self.trouble(answer)
        if not found:
            return
        category, code, said = found
        raw = hidden(f"{code} {said}".strip(), desk.account)
        if category in WAITS:
            raise Busy(self.say(category), answer.retry_after or WAITS[category], category, raw)
        if category == Category.SERVER:
            raise Unsent(f"{self.label} could not take a picture right now.", category, raw)
        unread = {Category.INVALID, Category.NOT_FOUND}
        category = Category.IMAGE_UNREACHABLE if category in unread else category
        raise Refused(self.say(category), category, raw)

    def fetch(self, order: Order, result: str, to: Path, desk: Desk) -> None:
        """Download; where the link is over, ask once for a temporary one, which lives 20 minutes."""
        try:
            desk.line.download(result, to)
        except LinkExpired as expired:
            request = self._call("POST", desk.account, "/api/v1/common/download-url", {"url": result})
            answer = self.ask(request, desk, desk.account)
            fresh = reading.links([at(answer.body, "data")])
            if self.trouble(answer) or not fresh:
                raise expired
            desk.line.download(fresh[0], to)
