"""Which addresses may be dialled: public ones over https on port 443, and what an operator listed by name."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

Resolver = Callable[[str, int], list[str]]

# What `is_global` lets through on some of the Pythons we run on, or that leads to a cloud's own services.
CLOSED = tuple(
    ipaddress.ip_network(net)
    for net in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24",
        "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",
        "240.0.0.0/4", "::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23",
        "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    )
)  # fmt: skip

# A name as it is dialled. One in another script has to come as punycode: parsers disagree about what else it may mean.
NAME = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")


class Closed(Exception):
    """This address is not dialled; the message says why."""


def public(address: str) -> bool:
    """Whether an IP address (no name, no zone) belongs to the open internet."""
    if "%" in address:
        return False
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return found.is_global and not any(found.version == net.version and found in net for net in CLOSED)


def resolve(host: str, port: int) -> list[str]:
    """Every address of a name. Raises `OSError`."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def check(url: str, allowed: Iterable[str]) -> tuple[str, int]:
    """Host and port of an address that may be asked for. `allowed` are `host:port` that an operator listed.

    Raises `Closed`. It reads the address alone: what the name means is vetted when it is dialled.
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        raise Closed("That is no web address.") from None
    port = {"https": 443, "http": 80}.get(parts.scheme, 0) if port is None else port
    if not host or "@" in parts.netloc or any(ord(sign) < 33 or sign == "\\" for sign in url):
        raise Closed("That is no web address.")
    if f"{host}:{port}" in set(allowed) and parts.scheme in {"http", "https"}:
        return host, port
    if parts.scheme != "https" or port != 443:
        raise Closed(f"Only https on port 443 is dialled, not {parts.scheme or 'nothing'} on port {port}.")
    if _literal(host) or not NAME.fullmatch(host) or "[" in parts.netloc:
        raise Closed("Only a plain name is dialled, no bare IP address.")
    return host, port


def vetted(host: str, port: int, allowed: Iterable[str], look: Resolver = resolve) -> list[str]:
    """The addresses to dial for a host. One private address among them spoils the name. Raises `Closed` and `OSError`."""
    listed = f"{host.rstrip('.')}:{port}" in set(allowed)
    if not listed and port != 443:
        raise Closed(f"Only port 443 is dialled, not {port}.")
    found = look(host, port)
    if listed:
        return found
    if not found or not all(public(address) for address in found):
        raise Closed(f"{host} leads to an address inside a private network, which is not dialled.")
    return found


def _literal(host: str) -> bool:
    """Whether the host is an IP address in any spelling that a resolver would take."""
    if ":" in host:
        return True
    try:
        socket.inet_aton(host)
    except OSError:
        return False
    return True
