"""What can go wrong with a provider: one taxonomy of categories, and one tree of errors that says what may be done next."""

from __future__ import annotations

from enum import StrEnum


class Category(StrEnum):
    """Why a provider said no, in words that every provider's codes are mapped to."""

    AUTH = "auth"
    CREDITS = "credits"
    INVALID = "invalid"
    MODERATION = "moderation"
    RATE_LIMITED = "rate_limited"
    CONCURRENCY = "concurrency"
    NOT_FOUND = "not_found"
    MAINTENANCE = "maintenance"
    SERVER = "server"
    FEATURE_DISABLED = "feature_disabled"
    IMAGE_UNREACHABLE = "image_unreachable"


WAITS: dict[Category, float] = {
    Category.RATE_LIMITED: 10,
    Category.CONCURRENCY: 20,
    Category.MAINTENANCE: 120,
}
"""Categories that pass by themselves: seconds to wait before the same order is sent again."""


class ProviderError(Exception):
    """Any trouble with a provider. The message is a sentence a person can read; `raw` is the provider's own code and words."""

    def __init__(self, message: str, category: Category = Category.SERVER, raw: str = "") -> None:
        super().__init__(message)
        self.category = category
        self.raw = raw[:500]


class Unsent(ProviderError):
    """The order provably never reached the provider: sending it again is safe."""


class Busy(ProviderError):
    """The provider refused for now (queue full, rate limit, maintenance). `after` is seconds to wait."""

    def __init__(
        self, message: str, after: float = 10.0, category: Category = Category.RATE_LIMITED, raw: str = ""
    ) -> None:
        super().__init__(message, category, raw)
        self.after = after


class Refused(ProviderError):
    """The provider refused for good: the reason is final and nothing was bought."""


class Unknown(ProviderError):
    """Nobody can say whether the order was accepted. Never send again by machine."""


class NoSuchJob(ProviderError):
    """A query found no such job: not visible yet within the first minute, gone or never made afterwards."""

    def __init__(self, message: str, raw: str = "") -> None:
        super().__init__(message, Category.NOT_FOUND, raw)


class ResultGone(ProviderError):
    """The job succeeded but its file can no longer be fetched."""


class LinkExpired(ProviderError):
    """This link to the file no longer works; the provider may give a fresh one."""


class Cancelled(ProviderError):
    """The person stopped the job while a local driver was working on it."""
