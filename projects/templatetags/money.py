"""Money, states and times of renders as people read them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from projects.models import Limit, Render, RenderState
from projects.providers import catalog
from projects.providers.troubles import Category
from projects.rules.losses import Loss
from projects.rules.prices import exponent, said
from projects.services.standing import priced
from projects.services.switching import Renderer

register = template.Library()
S = RenderState

LAMPS = {
    S.SUCCEEDED: "ok",
    S.FAILED: "bad",
    S.RESULT_LOST: "bad",
    S.NEEDS_ATTENTION: "warn",
    S.UNCERTAIN: "warn",
    S.CANCELLED: "idle",
    S.QUEUED: "idle",
}
STATES = {str(value): label for value, label in RenderState.choices}
WHO = {
    "click": lazy("whoever pressed Render"),
    "person": lazy("a person"),
    "worker": lazy("the worker"),
    "sweeper": lazy("the sweeper"),
    "callback": lazy("a callback"),
    "poll": lazy("asking the provider"),
}
VERDICTS = {"good": lazy("signature good"), "bad": lazy("signature wrong"), "none": lazy("nothing to check it with")}


@register.filter
def money(amount: int | None, currency: str) -> str:
    """Minor units as `$2.24`; words for an unknown one."""
    return _("price unknown") if amount is None else said(amount, currency or "USD")


@register.filter
def major(amount: int, currency: str) -> str:
    """Minor units as a field holds them: `2.24`."""
    places = exponent(currency)
    return f"{Decimal(amount).scaleb(-places):.{places}f}"


@register.filter
def about(limit: Limit) -> str:
    """Whom or what a limit is for."""
    if limit.person:
        return str(limit.person)
    return limit.project.title if limit.project else _("The workspace")


@register.filter
def lamp(row: Any) -> str:
    """The lamp of a take's row; its words stand beside it."""
    return "warn" if row.asks else LAMPS.get(row.state, "busy")


@register.filter
def lit(state: str) -> str:
    """The lamp of a shot; its word stands beside it."""
    return str(LAMPS.get(RenderState(state), "busy")) if state else ""


@register.filter
def doing(row: Any) -> str:
    """What a take is doing, in a word or two."""
    made = row.state in (S.SUBMITTED, S.RUNNING) and not row.take.local and not row.asks
    return _("Generating") if made else str(row.words)


@register.filter
def state_words(state: str) -> str:
    """What a state is called; nothing for none."""
    return str(STATES.get(state, state or ""))


@register.filter
def who_words(who: str) -> str:
    """Who made a move of the timeline."""
    return str(WHO.get(who, who))


@register.filter
def verdict(signature: str) -> str:
    """What was found of a callback's signature."""
    return str(VERDICTS.get(signature, signature))


@register.filter
def paid(row: Any) -> str:
    """What a take costs or took: `free`, `≈ $1.12`, `$1.12 charged`, `not charged`."""
    if row.charged:
        words = str(row.charged)
        return words if words == _("not charged") else _("%s charged") % words
    if row.state in (S.FAILED, S.CANCELLED) and not row.take.local:
        return _("not charged")
    return again(row)


@register.filter
def again(row: Any) -> str:
    """What trying again is expected to cost: what has its video is not bought again."""
    cost = priced([render for render in row.take.renders.all() if not render.ready])
    return f"≈ {cost}" if any(each.isdigit() for each in cost) else cost


@register.filter
def nth(rows: Sequence[str], number: int) -> str:
    """The row with this number, from 1; nothing where there is none."""
    return rows[number - 1] if 0 < number <= len(rows) else ""


@register.filter
def began(row: Any) -> datetime | None:
    """When the first render of a take that is under way was sent."""
    under_way = {S.SUBMITTED, S.RUNNING, S.UNCERTAIN, S.FETCHING}
    times = [r.submit_started_at for r in row.take.renders.all() if r.state in under_way and r.submit_started_at]
    return min(times, default=None)


@register.filter
def lasted(since: datetime | None) -> str:
    """`1 min 10 s` since then."""
    if since is None:
        return ""
    minutes, seconds = divmod(max(0, int((timezone.now() - since).total_seconds())), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}
    if minutes:
        return _("%(minutes)d min %(seconds)d s") % {"minutes": minutes, "seconds": seconds}
    return _("%d s") % seconds


def _failed(row: Any) -> Render | None:
    renders = row.take.renders.all()
    return next((each for each in renders if each.state in (S.FAILED, S.NEEDS_ATTENTION) and each.category), None)


@register.filter
def step(row: Any) -> str:
    """The one next step of a take that failed: `edit`, `key` or `again`."""
    failed = _failed(row)
    category = failed.category if failed else ""
    if category in (Category.MODERATION, Category.INVALID, Category.IMAGE_UNREACHABLE):
        return "edit"
    return "key" if category in (Category.AUTH, Category.CREDITS, Category.FEATURE_DISABLED) else "again"


@register.filter
def shot_number(row: Any) -> int:
    """The shot that failed, where the render was of one shot; 0 where nobody can say which."""
    failed = _failed(row)
    shots = failed.order["shots"] if failed else []
    return int(shots[0]["number"]) if len(shots) == 1 else 0


@register.filter
def provider(row: Any) -> str:
    """What the provider of a take is called."""
    return catalog.driver(row.take.connection.driver).label


FEATURES = {
    "pictures": lazy("Pictures"),
    "last pictures": lazy("Last pictures"),
    "camera": lazy("Camera"),
    "motion": lazy("Motion"),
    "elements": lazy("Elements"),
    "sound": lazy("Sound"),
    "keep out": lazy("Keep out"),
    "lengths": lazy("Lengths"),
}


@register.filter
def feature_words(name: str) -> str:
    """What a feature of a board is called over its column."""
    return str(FEATURES[name])


@register.filter
def in_order(row: Renderer, features: Sequence[str]) -> list[Loss | None]:
    """A renderer's losses in the order of the columns; None where the board has no such thing."""
    return [row.losses.get(name) for name in features]


@register.filter
def verdict_words(loss: Loss) -> str:
    """“✓ kept”, “2 of 4”, “as words”, “dropped”; lengths say how many are exact."""
    if loss.verdict == "part":
        words = _("%(sent)d of %(of)d exact") if loss.feature == "lengths" else _("%(sent)d of %(of)d")
        return words % {"sent": loss.sent, "of": loss.of}
    return {"kept": _("kept"), "words": _("as words"), "dropped": _("dropped")}[loss.verdict]
