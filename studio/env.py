"""Settings come from the environment through typed readers that fail loudly, in one sentence that names the variable."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import environ
from cryptography.fernet import Fernet

_env = environ.Env()
UNLIKE = 5
"""So many different characters has every random secret."""
_TRUE, _FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


class BadSetting(SystemExit):
    """A variable holds something we cannot use. It ends the process with its sentence and exit code 1."""


def text(name: str, default: str = "") -> str:
    """The variable without surrounding blanks, or `default` when it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool = False) -> bool:
    """`1/true/yes/on` or `0/false/no/off`."""
    value = text(name, "1" if default else "0").lower()
    if value not in _TRUE | _FALSE:
        raise BadSetting(f"{name} is “{value}”; use 1 or 0.")
    return value in _TRUE


def number(name: str, default: int, least: int = 0, most: int = 2**31) -> int:
    """A whole number between `least` and `most`."""
    value = text(name, str(default))
    if not (value.isascii() and value.isdecimal() and least <= int(value) <= most):
        raise BadSetting(f"{name} is “{value}”; use a whole number from {least} to {most}.")
    return int(value)


def choice(name: str, choices: tuple[str, ...], default: str) -> str:
    """One of a few words, in any case."""
    value = text(name, default)
    found = {word.lower(): word for word in choices}.get(value.lower())
    if found is None:
        raise BadSetting(f"{name} is “{value}”; use one of {', '.join(choices)}.")
    return found


def words(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """A list separated by commas."""
    return [word.strip() for word in text(name).split(",") if word.strip()] or list(default)


def address(name: str) -> str:
    """A web address without a path and without its last slash, or nothing."""
    value = text(name).rstrip("/")
    scheme, _, host = value.partition("://")
    if value and (scheme not in {"http", "https"} or not host or "/" in host):
        raise BadSetting(f"{name} is “{value}”; use an address such as https://storyreel.example.com.")
    return value


def hosts(name: str) -> frozenset[str]:
    """`host:port` pairs separated by commas."""
    given = words(name)
    for word in given:
        host, _, port = word.rpartition(":")
        if not host or not port.isdecimal() or not 0 < int(port) < 65536:
            raise BadSetting(f"{name} holds “{word}”; use host:port, such as 10.0.0.7:8443.")
    return frozenset(given)


def base(name: str) -> str:
    """A web address, perhaps with a path, without its last slash; or nothing."""
    value = text(name).rstrip("/")
    if value and not value.startswith(("http://", "https://")):
        raise BadSetting(f"{name} is “{value}”; use an address such as https://storyreel.example.com.")
    return value


def seal_keys(name: str, path: Path) -> list[str]:
    """Fernet keys, the newest first, separated by commas; or one that is made once and kept in `path`."""
    if not text(name):
        return [kept(path, lambda: Fernet.generate_key().decode())]
    given = words(name)
    for key in given:
        try:
            Fernet(key)
        except ValueError as trouble:
            raise BadSetting(
                f"{name} holds a key that is no Fernet key: use 32 random bytes in URL-safe base64."
            ) from trouble
    return given


def folder(name: str, default: Path) -> Path:
    """A folder, made when it is not there. Ends the process when it cannot be written."""
    path = Path(text(name, str(default))).expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
        probe = path / f".probe-{secrets.token_hex(4)}"
        probe.touch()
        probe.unlink()
    except OSError as trouble:
        raise BadSetting(
            f"The folder {path} cannot be written ({trouble.strerror}); set {name} to one that can."
        ) from trouble
    return path


def kept_secret(name: str, path: Path) -> str:
    """The variable (50 characters or more, none of them a placeholder), or a random secret made once and kept in `path` for
    its owner alone.
    """
    given = text(name)
    if given and len(given) < 50:
        raise BadSetting(f"{name} has {len(given)} characters; use 50 or more random ones.")
    if given and (len(set(given)) < UNLIKE or given.startswith("django-insecure-")):
        raise BadSetting(f"{name} is a placeholder; use 50 or more random characters.")
    if given:
        return given
    return kept(path, lambda: secrets.token_urlsafe(64))


def kept(path: Path, make: Callable[[], str]) -> str:
    """What is in `path`, made once and readable by its owner alone."""
    if not path.exists():
        draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        draft.touch(0o600)
        draft.write_text(make())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text()


def database(name: str) -> dict[str, Any]:
    """A database URL as Django wants it."""
    try:
        return dict(_env.db_url_config(text(name)))
    except Exception as trouble:
        raise BadSetting(
            f"{name} is no database address; use one such as postgres://name:password@host/database."
        ) from trouble


def mail(name: str) -> dict[str, Any]:
    """A mail URL (`smtp+tls://user:password@host:587`) as Django's settings; mail is printed when there is none."""
    try:
        return dict(_env.email_url_config(text(name, "consolemail://")))
    except Exception as trouble:
        raise BadSetting(f"{name} is no mail address; use one such as smtp+tls://name:password@host:587.") from trouble
