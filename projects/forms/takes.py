"""What a page says when it asks for a take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.forms.pictures import PieceForm

RESOLUTIONS = ("720p", "1080p")


class TakeForm(forms.Form):
    """`model` renders the board as the page showed it (`fingerprint`); `form_key` makes a double click one take."""

    model = forms.CharField(max_length=60)
    fingerprint = forms.CharField(max_length=64, required=False)
    form_key = forms.CharField(
        max_length=64, error_messages={"required": _("The page lost its form key. Reload it and render again.")}
    )
    resolution = forms.CharField(max_length=12, required=False)
    slate = forms.BooleanField(required=False)
    timecode = forms.BooleanField(required=False)
    mode = forms.CharField(max_length=12, required=False)
    connection = forms.CharField(max_length=40, required=False)
    quote = forms.CharField(max_length=2000, required=False)

    def options(self) -> dict[str, Any]:
        """What was chosen for this animatic alone."""
        wish = self.cleaned_data
        known = wish["resolution"] if wish["resolution"] in RESOLUTIONS else RESOLUTIONS[0]
        return {"resolution": known, "slate": wish["slate"], "timecode": wish["timecode"]}


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


class ClipForm(PieceForm):
    """One piece of a clip of one's own."""

    workspace = forms.CharField(max_length=16, required=False)
    key = forms.CharField(max_length=60)
    file = forms.FileField(allow_empty_file=True, error_messages={"required": _("No clip was sent. Choose one.")})
