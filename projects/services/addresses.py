"""Addresses that we hand to providers: where they call back, and where they fetch a picture. Never made of a request's host."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings
from django.core import signing
from django.urls import reverse

from projects.models import Connection, Picture

PICTURE_SECONDS = 24 * 3600
_SALT = "picture for a provider"


def outside(connection: Connection) -> str:
    """Where a connection's provider reaches this site, or nothing: the public address, or the local one for practice."""
    return settings.PUBLIC_URL or (settings.LOCAL_URL if connection.practice else "")


def token(external_id: str) -> str:
    """The secret of one render's callback address: 256 bits, the same whenever it is asked for, and of this environment."""
    made = hmac.new(settings.SECRET_KEY.encode(), f"callback:{external_id}".encode(), hashlib.sha256)
    return f"{settings.ENVIRONMENT}-{made.hexdigest()}"


def token_hash(token: str) -> str:
    """What the database knows of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def callback(connection: Connection, external_id: str) -> str:
    """Where the provider of a render may call, or nothing when this site cannot be reached from there."""
    base = outside(connection)
    return base and base + reverse("callback", args=[connection.driver, token(external_id)])


def picture(connection: Connection, picture: Picture) -> str:
    """Where a provider may fetch a picture for a day, or nothing."""
    base = outside(connection)
    signed = signing.dumps(picture.slug, salt=_SALT)
    ending = "png" if picture.format == "png" else "jpg"
    return base and base + reverse("lent_picture", args=[signed, ending])


def picture_slug(signed: str) -> str | None:
    """The picture that a lent address is for; None when it is over or made up."""
    try:
        slug: str = signing.loads(signed, salt=_SALT, max_age=PICTURE_SECONDS)
    except signing.BadSignature:
        return None
    return slug
