"""What a page says about an element."""

from __future__ import annotations

from django import forms

from projects.models import Element, Kind

EDITABLE = ("kind", "description", "notes")


class NewElementForm(forms.Form):
    """A new element: a typed name, its kind, and where it belongs (a project, or the library without one)."""

    handle = forms.CharField(max_length=60)
    kind = forms.ChoiceField(choices=Kind.choices, required=False)
    description = forms.CharField(max_length=1000, required=False)
    project = forms.CharField(max_length=16, required=False)
    workspace = forms.CharField(max_length=16, required=False)


class ElementForm(forms.ModelForm):
    """The fields that save themselves one by one."""

    class Meta:
        model = Element
        fields = EDITABLE
