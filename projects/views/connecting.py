"""What the connections page and its dialogs show of an account: a lamp with words, what it costs, how much goes out at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from projects import access
from projects.access import Can
from projects.forms.connections import CURRENCIES, lines
from projects.models import Connection, Workspace
from projects.providers import catalog
from projects.providers.drivers.remote import Remote
from projects.rules import capabilities
from projects.rules.prices import Prices, decimal, said_price
from projects.services import connections
from projects.services.moves import WATCHED

WAYS = (
    {"name": "connection_key", "words": lazy("Replace key")},
    {"name": "connection_prices", "words": lazy("Prices")},
    {"name": "connection_limits", "words": lazy("Limits")},
)
"""Dialogs about one connection."""


@dataclass(frozen=True, slots=True)
class Card:
    """One connection of the page. `lamp` is ok, warn, bad or idle; `words` say the same without colour."""

    connection: Connection
    provider: str
    lamp: str
    words: str
    why: str
    price: str
    places: str
    paused: bool = False
    priced: bool = True


def card(connection: Connection) -> Card:
    """How a connection stands."""
    if connection.local:
        return Card(connection, connection.label, "ok", _("Built in · always on"), "", _("free"), "")
    driver = catalog.remote(connection.driver)
    lamp, words, paused = *_lamp(connection), _is_paused(connection)
    prices = Prices.from_json(connection.prices)
    places = connection.most_running or driver.running
    return Card(
        connection=connection,
        provider=driver.label,
        lamp=lamp,
        words=words,
        why=connection.paused_because if paused else _why(connection),
        price=priced(prices),
        places=_("%d at once") % places,
        paused=paused,
        priced=any(prices.per_second.values()),
    )


def _why(connection: Connection) -> str:
    if connection.check_good is not False:
        return connection.check_words
    return " ".join((connection.check_words, _("Nothing was charged.")))


def _is_paused(connection: Connection) -> bool:
    return bool(connection.paused_until and connection.paused_until > timezone.now())


def _lamp(connection: Connection) -> tuple[str, str]:
    if _is_paused(connection):
        return "warn", _("Paused")
    if connection.check_good is None:
        return "idle", _("Not tested")
    return ("ok", _("Connected")) if connection.check_good else ("bad", _("Refused"))


def priced(prices: Prices) -> str:
    """What a second costs, from the cheapest to the dearest entry."""
    known = sorted({value for text in prices.per_second.values() if (value := decimal(text)) is not None})
    if not known:
        return _("no price set")
    ends = dict.fromkeys((known[0], known[-1]))
    return _("%s a second") % "–".join(said_price(each, prices.currency) for each in ends)


def page_context(request: HttpRequest, workspace: Workspace) -> dict[str, Any]:
    """Everything the page shows: one query beside the workspace."""
    can = access.abilities(workspace)
    cards = [card(each) for each in connections.live(workspace)]
    return {
        "workspace": workspace,
        "nav": "connections",
        "abilities": can,
        "manages": Can.MANAGE in can,
        "refusal": "" if Can.MANAGE in can else access.refusal(Can.MANAGE, workspace),
        "cards": [each for each in cards if not each.connection.practice],
        "practice": [each for each in cards if each.connection.practice],
        "remotes": [(driver, _made_of(driver)) for driver in catalog.REMOTES.values()],
        "ways": WAYS,
    }


def _made_of(driver: Remote) -> str:
    count = len(models_of(driver.slug))
    return ngettext("%d model", "%d models", count) % count


def models_of(driver: str) -> list[capabilities.Capabilities]:
    """What a provider sells."""
    return [each for each in capabilities.all_models() if each.driver == driver]


def connect_context(workspace: Workspace, driver: Remote) -> dict[str, Any]:
    """The dialog that connects a provider."""
    names = {each.label for each in connections.live(workspace) if each.driver == driver.slug}
    numbered = (f"{driver.label} {number}" for number in range(2, len(names) + 3))
    label = driver.label if driver.label not in names else next(each for each in numbered if each not in names)
    return {"workspace": workspace, "driver": driver, "label": label, "currencies": CURRENCIES}


def dialog_context(connection: Connection) -> dict[str, Any]:
    """What the dialogs about one connection show."""
    prices = Prices.from_json(connection.prices)
    return {
        "workspace": connection.workspace,
        "connection": connection,
        "driver": catalog.remote(connection.driver),
        "prices": prices,
        "lines": list(lines(models_of(connection.driver), prices)),
        "currencies": list(dict.fromkeys((prices.currency, *CURRENCIES))),
        "running": connection.renders.filter(state__in=WATCHED).count(),
    }
