"""What a page says about a project."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.models import Project

MOST_SHOTS = 6


class ProjectForm(forms.ModelForm):
    """A new project; without a title it gets one."""

    title = forms.CharField(label=_("Title"), max_length=120, required=False)

    class Meta:
        model = Project
        fields = ("title", "aspect", "fps")


class TitleForm(forms.Form):
    """A new title for what is there."""

    title = forms.CharField(
        label=_("Title"), max_length=120, error_messages={"required": _("It needs a title. Type one.")}
    )


class NewBoardForm(forms.Form):
    """A new board: empty, or one shot per paragraph of `script`."""

    title = forms.CharField(label=_("Title"), max_length=120, required=False)
    script = forms.CharField(label=_("Script"), max_length=20_000, required=False, widget=forms.Textarea)

    def prompts(self) -> list[str]:
        """Paragraphs between blank lines, the first six."""
        text = self.cleaned_data["script"].replace("\r\n", "\n")
        paragraphs = [" ".join(each.split()) for each in text.split("\n\n")]
        return [paragraph[:5000] for paragraph in paragraphs if paragraph][:MOST_SHOTS]
