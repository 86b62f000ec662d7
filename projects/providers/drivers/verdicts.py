"""What an HTTP status or a provider's free text means, where its own table of codes does not say."""

from __future__ import annotations

import re

from projects.providers.troubles import Category

C = Category

STATUSES: dict[int, Category] = {
    401: C.AUTH,
    402: C.CREDITS,
    403: C.AUTH,
    404: C.NOT_FOUND,
    408: C.SERVER,
    409: C.SERVER,
    410: C.NOT_FOUND,
    425: C.SERVER,
    429: C.RATE_LIMITED,
    499: C.SERVER,
}

WORDS: tuple[tuple[re.Pattern[str], Category], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), category)
    for pattern, category in (
        (
            r"risk control|sensitive|nsfw|policy|violat|moderat|prohibit|content\b.{0,20}\bnot allowed"
            r"|illegal (prompt|image|content)|content[- ]?safety",
            C.MODERATION,
        ),
        (
            r"image.*(download|fetch|access|url|load)|(download|fetch|access|url|load).*image"
            r"|(fail|unable|could not).{0,20}download|download.{0,20}fail",
            C.IMAGE_UNREACHABLE,
        ),
        (r"resolution|aspect|pixel|\bformats?\b|too large", C.INVALID),
    )
)
"""Failures are told in free text; the first pattern that fits. Seen in the answers of KIE and of Kling's API."""

NO_CREDIT = re.compile(
    r"credits?\b.{0,20}\b(insufficient|not enough|exhausted|used up)"
    r"|\b(insufficient|not enough)\b.{0,20}\b(credit|fund)|(?<!load )\bbalance\b",
    re.IGNORECASE,
)
BAD_SETTING = re.compile(
    r"(cannot|can not|must not) be empty|not within the range|must be one of|is required\b"
    r"|\b(missing|invalid|illegal|unsupported|wrong)\b.{0,40}\b(param|field|value|input|argument)"
    r"|\b(param|field|argument)[a-z]*\b.{0,40}\b(missing|invalid|required|illegal|empty)\b",
    re.IGNORECASE,
)

NO_RECORD = re.compile(
    r"\b(record|task|job).{0,40}(\bnull\b|\bno such\b|\bnot\b.{0,8}\b(found|exist))|not found", re.IGNORECASE
)


def by_status(status: int) -> Category | None:
    """The category of an answer whose body says nothing; None for success. Most of 4xx proves that nothing was bought."""
    if 200 <= status < 300:
        return None
    return STATUSES.get(status) or (C.INVALID if 400 <= status < 500 else C.SERVER)


def unlisted(status: int) -> Category:
    """The category of a code that no table knows: a refusal where the status proves one, else nobody can tell."""
    found = by_status(status)
    return found if found in {C.AUTH, C.CREDITS, C.NOT_FOUND, C.INVALID} else C.SERVER


def by_words(said: str) -> Category:
    """Why a job failed, from the provider's own words."""
    return next((category for pattern, category in WORDS if pattern.search(said)), C.SERVER)
