"""What a page says when it asks for a take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.rules.capabilities import Capabilities

RESOLUTIONS = ("720p", "1080p")


class TakeForm(forms.Form):
    """`model` renders the board as the page showed it (`fingerprint`); `form_key` makes a double click one take."""

    model = forms.CharField(max_length=60)
    fingerprint = forms.CharField(max_length=64, required=False)
    form_key = forms.CharField(
        max_length=64, error_messages={"required": _("The page lost its form key. Reload it and render again.")}
    )
    resolution = forms.ChoiceField(choices=[(each, each) for each in RESOLUTIONS], required=False)
    slate = forms.BooleanField(required=False)
    timecode = forms.BooleanField(required=False)
    mode = forms.CharField(max_length=12, required=False)
    connection = forms.CharField(max_length=40, required=False)
    quote = forms.CharField(max_length=2000, required=False)

    def options(self, model: Capabilities) -> dict[str, Any]:
        """What was chosen for this take alone; a quality that the model does not have becomes its usual one."""
        wish = self.cleaned_data
        if not model.local:
            return {"mode": model.tuned(wish["mode"]).mode}
        return {
            "resolution": wish["resolution"] or RESOLUTIONS[0],
            "slate": wish["slate"],
            "timecode": wish["timecode"],
        }


class ModeForm(forms.Form):
    """The quality that a project is rendered in."""

    value = forms.CharField(max_length=12)

    def __init__(self, modes: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.modes = modes

    def clean_value(self) -> str:
        """One that the model is sold in."""
        mode = str(self.cleaned_data["value"])
        if mode not in self.modes:
            raise forms.ValidationError(_("This model is not sold in “%s”. Choose one of the list.") % mode)
        return mode
