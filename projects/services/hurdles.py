"""What a connection and the purse put in a render's way, in the words of preflight."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.models import Connection, Render, Take, User
from projects.providers import catalog
from projects.rules.capabilities import Capabilities
from projects.rules.orders import Quote
from projects.rules.preflight import Fix, Problem
from projects.rules.preflight.timing import USE_ANIMATIC
from projects.rules.prices import said
from projects.rules.storyboard import BoardPlan
from projects.services.connections import reachable
from projects.services.moves import WORKED
from projects.services.purse import Over


def of_connection(connection: Connection, plan: BoardPlan, model: Capabilities) -> list[Problem]:
    """KEY when it is paused or disconnected, PUBLIC_URL when the provider could not fetch the pictures."""
    found = []
    if connection.removed_at:
        found.append(gone(connection))
    elif connection.paused_until and connection.paused_until > timezone.now():
        found.append(
            Problem(
                "KEY",
                "block",
                "board",
                _("%s is paused.") % connection.label,
                connection.paused_because,
                _("A producer can replace the key or resume the connection. Nothing was charged."),
                (Fix("open_connections", _("Open connections")), USE_ANIMATIC),
            )
        )
    if not reachable(connection, plan, model):
        found.append(
            Problem(
                "PUBLIC_URL",
                "block",
                "board",
                _("%s cannot fetch the pictures from here.") % model.label,
                _("It takes pictures by their web address, and this installation has no public one."),
                _("An operator sets STUDIO_PUBLIC_URL; KIE and Kling take pictures without it."),
                (USE_ANIMATIC,),
            )
        )
    return found


def of_own(take: Take) -> list[Problem]:
    """OWN: a clip that somebody added was not rendered, so it cannot be tried again."""
    what = _("Take %d is a clip that somebody added.") % take.number
    return [Problem("OWN", "block", "board", what, _("Nothing rendered it."), _("Render the board for a new take."))]


def of_crowd(by: User, coming: int, *, paid: bool) -> list[Problem]:
    """CROWD: this person already has as many renders on their way as one may, `paid` or free; `coming` would join them."""
    waiting = Render.objects.filter(take__requested_by=by, state__in=WORKED)
    bought = Q(connection__driver__in=catalog.REMOTES)
    here, most = waiting.filter(bought if paid else ~bought).count(), settings.MOST_WAITING
    if here + coming <= most:
        return []
    return [
        Problem(
            "CROWD",
            "block",
            "board",
            _("%(here)d of your renders are on their way; %(most)d fit.") % {"here": here, "most": most},
            _("This take would add %d.") % coming,
            _("Render again when some have ended. Nothing was bought."),
            (USE_ANIMATIC,) if paid else (),
        )
    ]


def gone(connection: Connection | None) -> Problem:
    """KEY: nothing new goes through a connection that was taken away."""
    return Problem(
        "KEY",
        "block",
        "board",
        _("%s was disconnected.") % (connection.label if connection else _("The provider")),
        _("Takes made with it stay, and nothing new goes through it."),
        _("Render the board through another connection. Nothing was charged."),
        (Fix("open_connections", _("Open connections")), USE_ANIMATIC),
    )


def of_purse(over: Over, quote: Quote) -> Problem:
    """BUDGET: the team's or the project's limit would be passed."""
    what = _("This render would pass %(whose)s %(limit)s.")
    whose = {"workspace": _("the workspace's"), "project": _("the project's"), "person": _("your")}[over.who]
    limit = {"month": _("limit for this month"), "render": _("limit for one render"), "ever": _("limit")}[over.period]
    return Problem(
        "BUDGET",
        "block",
        "board",
        what % {"whose": whose, "limit": limit},
        over_words(over, quote),
        _("A producer can raise the limit, or see it free."),
        (Fix("open_budget", _("Open the budget")), USE_ANIMATIC),
    )


def over_words(over: Over, quote: Quote) -> str:
    """Limit, used and cost in figures."""
    facts = {
        "used": said(over.used, over.currency),
        "limit": said(over.limit, over.currency),
        "cost": said(over.cost, over.currency),
    }
    if quote.amount is None:
        return _("Nobody has said what it costs, so the limit of %(limit)s cannot be kept.") % facts
    if over.who == "person" and over.limit == 0:
        return _("It costs about %(cost)s, and you ask before you spend.") % facts
    if over.period == "render":
        return _("It costs about %(cost)s; the most for one render is %(limit)s.") % facts
    return _("%(used)s of %(limit)s is used; it costs about %(cost)s.") % facts
