"""What a page says when it sends a picture."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class PieceForm(forms.Form):
    """One piece of an upload: `key` is the page's own name for the file, `offset` and `size` are bytes."""

    workspace = forms.CharField(max_length=16)
    key = forms.CharField(max_length=64)
    offset = forms.IntegerField(min_value=0, initial=0)
    size = forms.IntegerField(min_value=0)
    name = forms.CharField(max_length=255, required=False)
    convert = forms.BooleanField(required=False)
    file = forms.FileField(allow_empty_file=True, error_messages={"required": _("No picture was sent. Choose one.")})
