"""Small pieces of markup and numbers as people read them."""

from __future__ import annotations

from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from projects.access import Can, abilities
from projects.services.slicing import Cut

register = template.Library()


@register.simple_tag
def icon(name: str, size: int = 18) -> SafeString:
    """An icon of the sprite (`icons/sprite.svg`), hidden from screen readers: words stand beside it or label its button."""
    style = "" if size == 18 else f" icon-{size}"
    address = f"{static('icons/sprite.svg')}#{name}"
    return format_html('<svg class="icon{}" aria-hidden="true"><use href="{}"/></svg>', style, address)


@register.filter
def seconds(value: float) -> str:
    """`10 s`."""
    return _("%(seconds)g s") % {"seconds": value}


@register.filter
def megabytes(value: int) -> str:
    """`14.2 MB`."""
    return f"{value / 1_000_000:.1f} MB" if value >= 100_000 else f"{value / 1000:.0f} kB"


@register.filter
def timecode(value: float, fps: int) -> str:
    """Seconds as `00:00:04:12`."""
    return framecode(round(value * fps), fps)


@register.filter
def framecode(frame: int, fps: int) -> str:
    """A frame counted from 0 as `00:00:04:12`."""
    whole = frame // fps
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}:{frame % fps:02}"


@register.filter
def cut_words(cut: Cut) -> str:
    """How a cut stands to the plan: `2 frames early`, `as planned`."""
    if cut.off > 0:
        return ngettext("%d frame late", "%d frames late", cut.off) % cut.off
    if cut.off < 0:
        return ngettext("%d frame early", "%d frames early", -cut.off) % -cut.off
    return _("not found, as planned") if cut.found is None else _("as planned")


@register.filter
def can(row: Any, what: str) -> bool:
    """Whether the person who fetched this row may do `what` with it; `row` comes from an access getter."""
    return Can(what) in abilities(row)


@register.filter
def aspect_class(aspect: str) -> str:
    """`16:9` as a class name can hold it: `16x9`."""
    return aspect.replace(":", "x")


KIND_ICONS = {"character": "user", "prop": "cube", "place": "map-pin"}


@register.filter
def kind_icon(kind: str) -> str:
    """The icon of an element's kind."""
    return KIND_ICONS.get(kind, "user-focus")


@register.filter
def at(values: dict[str, Any], name: str) -> Any:
    """`values[name]`, which a template cannot say."""
    return values.get(name)


KIND_WORDS = {
    "project": gettext_lazy("Project"),
    "board": gettext_lazy("Board"),
    "shot": gettext_lazy("Shot"),
    "element": gettext_lazy("Element"),
    "take": gettext_lazy("Take"),
}


@register.filter
def kind_word(kind: str) -> str:
    """What a thing in the trash is called."""
    return str(KIND_WORDS[kind])
