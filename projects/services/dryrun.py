"""“See what will be sent”: the create call of every job, from the function that sends it, with its secrets masked."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from difflib import unified_diff
from typing import Any

from django.utils.translation import gettext as _

from projects.models import Board, Connection, Picture, Render
from projects.providers import catalog
from projects.providers.base import Account, Order, OrderElement, OrderStill, Request
from projects.rules import orders
from projects.rules.capabilities import Capabilities
from projects.rules.orders import Quote
from projects.rules.prices import Prices
from projects.services import addresses, desks, mirrors

MASK = "••••"


@dataclass(frozen=True, slots=True)
class Job:
    """One job as it would be sent. `headers` are masked, `body` is pretty JSON, `curl` a command for a shell.

    `difference` are the lines in which it differs from the last request of this board through the same driver.
    """

    number: int
    method: str
    url: str
    headers: Mapping[str, str]
    body: str
    curl: str
    quote: Quote
    difference: tuple[str, ...]


def preview(board: Board, connection: Connection, model: Capabilities, options: Mapping[str, Any]) -> list[Job]:
    """What rendering the board as it is now would send: no network, nothing is made. The animatic sends nothing."""
    if connection.local:
        return []
    bought = orders.plan(board.plan(), model, options=options, prices=Prices.from_json(connection.prices))
    last = _last_orders(board, connection)
    account = desks.account(connection)
    jobs = []
    for number, (order, quote) in enumerate(zip(bought.orders, bought.quotes, strict=True), 1):
        request = _request(board, connection, account, order)
        before = _request(board, connection, account, last[number - 1]) if number <= len(last) else None
        jobs.append(_job(number, request, quote, _text(before) if before else ""))
    return jobs


def _request(board: Board, connection: Connection, account: Account, order: Order) -> Request:
    driver = catalog.remote(connection.driver)
    ours = "0" * 32
    callback = addresses.callback(connection, ours) if driver.calls else ""
    hidden = callback.replace(addresses.token(ours), MASK)
    return driver.payload(
        _named(order, connection),
        account=account,
        image=_image(board, connection, driver.pictures),
        external_id=MASK,
        callback_url=hidden,
    )


def _named(order: Order, connection: Connection) -> Order:
    """The order with the provider's ids of its elements, or words where they are only made before it is sent."""
    said, provider = _("the id that %(provider)s gives @%(handle)s"), catalog.remote(connection.driver).label

    def named(element: OrderElement) -> OrderElement:
        words = said % {"provider": provider, "handle": element.handle}
        return replace(element, remote=mirrors.remote(connection, element) or f"({words})")

    return replace(order, elements=tuple(map(named, order.elements)))


def _image(board: Board, connection: Connection, way: str) -> Callable[[OrderStill], str]:
    """What stands for a still: the address it is lent by, or words for what is only made while sending."""

    def shown(still: OrderStill) -> str:
        if way == "url":
            found = Picture.objects.filter(workspace=connection.workspace_id, digest=still.digest).first()
            return _unsigned(addresses.picture(connection, found)) if found else MASK
        words = {"base64": _("the picture itself, in base64"), "upload": _("the address that its upload answers")}
        return f"({words[way]}: {still.digest[:8]}, {still.width} × {still.height})"

    return shown


def _unsigned(address: str) -> str:
    """A lent address without the part that opens it."""
    base, lent, rest = address.partition("/lent/")
    return f"{base}{lent}{MASK}/{rest.rpartition('/')[2]}" if lent else MASK


def _last_orders(board: Board, connection: Connection) -> list[Order]:
    take = board.takes.filter(connection__driver=connection.driver).exclude(connection__driver="animatic").first()
    rows = Render.objects.filter(take=take).order_by("number") if take else Render.objects.none()
    return [Order.from_json(render.order) for render in rows]


def _job(number: int, request: Request, quote: Quote, before: str) -> Job:
    headers = {name: masked(name, value) for name, value in request.headers.items()}
    text = _text(request)
    return Job(
        number=number,
        method=request.method,
        url=request.url,
        headers={**headers, "Content-Type": "application/json"},
        body=text,
        curl=_curl(request, headers),
        quote=quote,
        difference=tuple(_differing(before, text)) if before else (),
    )


def masked(name: str, value: str) -> str:
    """A header without its secret; the last four characters of a long one stay, so that a person knows which key it is."""
    if name.lower() != "authorization":
        return value
    scheme, _space, secret = value.partition(" ")
    return f"{scheme} {MASK}{secret[-4:] if len(secret) >= 12 else ''}"


def _text(request: Request) -> str:
    return json.dumps(request.body, indent=2, ensure_ascii=False)


def _curl(request: Request, headers: Mapping[str, str]) -> str:
    words = ["curl", "-X", request.method, request.url]
    for name, value in {**headers, "Content-Type": "application/json"}.items():
        words += ["-H", f"{name}: {value}"]
    words += ["--data", json.dumps(request.body, ensure_ascii=False)]
    return " ".join(map(shlex.quote, words))


def _differing(before: str, after: str) -> list[str]:
    lines = unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]
