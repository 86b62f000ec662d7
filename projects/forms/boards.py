"""What a page says about a board: one field at a time, a gesture, an order, a fix."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.rules import capabilities
from projects.rules.storyboard import ASPECTS, FRAME_RATES


def _model(value: str) -> None:
    try:
        capabilities.find(value)
    except LookupError as unknown:
        raise forms.ValidationError(str(unknown.args[0])) from unknown


FIELDS: dict[str, forms.Field] = {
    "title": forms.CharField(
        max_length=120,
        error_messages={"required": _("A board needs a name."), "max_length": _("Names hold 120 characters.")},
    ),
    "negative_prompt": forms.CharField(
        max_length=2500, required=False, error_messages={"max_length": _("“Keep out” holds 2500 characters.")}
    ),
    "style": forms.CharField(
        max_length=200, required=False, error_messages={"max_length": _("Style holds 200 characters.")}
    ),
    "sound": forms.BooleanField(required=False),
    "aspect": forms.ChoiceField(choices=[(each, each) for each in ASPECTS]),
    "fps": forms.TypedChoiceField(choices=[(each, str(each)) for each in FRAME_RATES], coerce=int),
    "model": forms.CharField(max_length=60, validators=[_model]),
    "mode": forms.CharField(max_length=12, required=False),
}
"""The fields of a board and of its project that save themselves."""


class BoardFieldForm(forms.Form):
    """`field` and its `value`; `cleaned_data["value"]` has the field's own type."""

    field = forms.ChoiceField(choices=[(name, name) for name in FIELDS])
    value = forms.CharField(required=False, strip=False)

    def clean(self) -> dict[str, Any]:
        """Let the field judge its value."""
        cleaned = super().clean() or {}
        if "field" in cleaned:
            try:
                cleaned["value"] = FIELDS[cleaned["field"]].clean(cleaned.get("value", ""))
            except forms.ValidationError as refused:
                self.add_error("value", refused)
        return cleaned


class VersionForm(forms.Form):
    """What a version is called."""

    words = forms.CharField(
        max_length=120,
        error_messages={"required": _("A version needs a name."), "max_length": _("Names hold 120 characters.")},
    )


NUMBERS = ("cut", "delta", "shot", "value")
FLAGS = {"true": True, "on": True, "1": True, "false": False, "off": False, "0": False}


class TimingForm(forms.Form):
    """A gesture: `op` with its arguments, `base` the lengths it started from (`3,2,2,3`), `gesture` its own name."""

    op = forms.CharField(max_length=12)
    base = forms.RegexField(r"\d{1,3}(,\d{1,3})*", required=False)
    gesture = forms.RegexField(r"[\w:-]{1,30}", required=False)

    def wish(self) -> dict[str, Any]:
        """The gesture as `rules.lengths.apply` reads it; what is no number stays text, and is refused there."""
        wish: dict[str, Any] = {"op": self.cleaned_data["op"]}
        for name in NUMBERS:
            if name in self.data:
                text = str(self.data[name]).strip()
                wish[name] = int(text) if text.lstrip("-").isdecimal() and len(text) < 8 else text
        for name in ("locked", "on"):
            if name in self.data:
                wish[name] = FLAGS.get(str(self.data[name]).lower(), str(self.data[name]))
        return wish

    def lengths(self) -> list[int] | None:
        """The lengths that the page started from."""
        base = self.cleaned_data["base"]
        return [int(each) for each in base.split(",")] if base else None


class FixForm(forms.Form):
    """Which problem, and which way out of it."""

    key = forms.RegexField(r"[0-9a-f]{16}")
    action = forms.CharField(max_length=30)


class OthersForm(forms.Form):
    """What to do where somebody else changed the same value."""

    others = forms.ChoiceField(choices=[(name, name) for name in ("ask", "keep", "replace")], required=False)

    def answer(self) -> str:
        """`ask` unless a person chose."""
        return (self.is_valid() and self.cleaned_data["others"]) or "ask"
