"""Secrets at rest: sealed with Fernet keys that are kept outside the database, and bound to the row they belong to."""

from __future__ import annotations

import json
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class SealBroken(Exception):
    """The text cannot be opened: the key is missing, or it was sealed for another row."""


def _keyring() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.SEAL_KEYS])


def seal(secrets: Mapping[str, str], owner: str) -> str:
    """The secrets as a text that only this installation can open, and only for the same `owner`."""
    return _keyring().encrypt(json.dumps({**secrets, "owner": owner}).encode()).decode()


def open_sealed(sealed: str, owner: str) -> dict[str, str]:
    """The inverse of `seal`. Raises `SealBroken`."""
    try:
        found: dict[str, str] = json.loads(_keyring().decrypt(sealed.encode()))
    except (InvalidToken, ValueError) as broken:
        raise SealBroken(
            "The key of this connection cannot be opened: STUDIO_SEAL_KEYS lacks the one it was sealed with."
        ) from broken
    if found.pop("owner", None) != owner:
        raise SealBroken("The key of this connection was sealed for another one.")
    return found


def reseal(sealed: str) -> str:
    """The same secrets under the newest key. Raises `SealBroken`."""
    try:
        return _keyring().rotate(sealed.encode()).decode()
    except InvalidToken as broken:
        raise SealBroken("STUDIO_SEAL_KEYS lacks the key that this was sealed with.") from broken
