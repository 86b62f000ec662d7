"""What a page says when it asks for a take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.forms.pictures import PieceForm
from projects.rules import options

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
    method = forms.CharField(max_length=12, required=False)
    connection = forms.CharField(max_length=40, required=False)
    quote = forms.CharField(max_length=2000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in options.NAMES:
            self.fields.setdefault(name, forms.CharField(max_length=12, required=False))

    def wish(self) -> dict[str, Any]:
        """The mode, the method and what else the page says was chosen."""
        said = self.cleaned_data
        texts = {name: said[name] for name in options.NAMES}
        return {"mode": said["mode"], "method": said["method"], **options.typed(texts)}

    def options(self) -> dict[str, Any]:
        """What was chosen for this animatic alone."""
        wish = self.cleaned_data
        known = wish["resolution"] if wish["resolution"] in RESOLUTIONS else RESOLUTIONS[0]
        return {"resolution": known, "slate": wish["slate"], "timecode": wish["timecode"]}


class ShotForm(forms.Form):
    """One shot again, at the price that the page showed."""

    form_key = forms.CharField(
        max_length=64, error_messages={"required": _("The page lost its form key. Reload it and render again.")}
    )
    quote = forms.CharField(max_length=2000, required=False)


class StepForm(forms.Form):
    """One frame earlier or later."""

    step = forms.IntegerField(min_value=-1, max_value=1)


class CutsForm(forms.Form):
    """Where all cuts go back to."""

    to = forms.ChoiceField(choices=[("found", _("As found")), ("planned", _("As planned"))])


class ChoiceForm(forms.Form):
    """One of the qualities or methods that a model is sold in, or of its other choices, of which nothing is one."""

    value = forms.CharField(max_length=12, required=False)

    def __init__(self, choices: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = choices

    def clean_value(self) -> str:
        """One that the model has."""
        value = str(self.cleaned_data["value"])
        if value not in self.choices:
            raise forms.ValidationError(_("This model has no “%s”. Choose one of the list.") % value)
        return value


class ClipForm(PieceForm):
    """One piece of a clip of one's own."""

    workspace = forms.CharField(max_length=16, required=False)
    key = forms.CharField(max_length=60)
    file = forms.FileField(allow_empty_file=True, error_messages={"required": _("No clip was sent. Choose one.")})
