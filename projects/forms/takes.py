"""What a page says when it asks for a take."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

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

    def options(self) -> dict[str, Any]:
        """What was chosen for this take alone."""
        wish = self.cleaned_data
        return {
            "resolution": wish["resolution"] or RESOLUTIONS[0],
            "slate": wish["slate"],
            "timecode": wish["timecode"],
        }
