"""What people are told: a sentence for every category, and a provider's own words without what must not be read."""

from __future__ import annotations

import re

from projects.providers.base import Account
from projects.providers.troubles import Category

MASK = "••••"
LEAST = 8
_SECRET = re.compile(r"(?i:bearer)\s+[^\s\"',;]+|\beyJ[\w-]{6,}[\w.-]*|\bsk-[\w-]{8,}")

SENTENCES: dict[Category, str] = {
    Category.AUTH: "{name} refused the key. It may have been changed or revoked.",
    Category.CREDITS: "The account at {name} has no credit left.",
    Category.INVALID: "{name} did not accept a setting of this order.",
    Category.MODERATION: "{name}'s safety filter declined this order.",
    Category.RATE_LIMITED: "{name} asks us to slow down.",
    Category.CONCURRENCY: "{name} is full right now: all the places it gives this account are taken.",
    Category.NOT_FOUND: "{name} knows no such job.",
    Category.MAINTENANCE: "{name} is down for maintenance.",
    Category.SERVER: "Something went wrong at {name}.",
    Category.FEATURE_DISABLED: "{name} does not offer this model to this account.",
    Category.IMAGE_UNREACHABLE: "{name} could not read a picture of this order.",
}

# A create call that finds nothing has named a model or an address that is not there.
FOR_ORDERS = {Category.NOT_FOUND: Category.FEATURE_DISABLED}


def hidden(said: str, account: Account) -> str:
    """The words without our secrets, whole or cut off at their end, and without whatever looks like one."""
    for secret in sorted({account.key.strip(), account.secret, account.webhook_secret}, key=len, reverse=True):
        if len(secret) >= LEAST:
            said = said.replace(secret, MASK)
            cut = next((n for n in range(len(secret) - 1, LEAST - 1, -1) if said.endswith(secret[:n])), 0)
            said = said[: len(said) - cut] + (MASK if cut else "")
    return _SECRET.sub(MASK, said)
