"""What a page says about shots."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from projects.media.motion import Motion
from projects.rules import cameras
from projects.rules.storyboard import Camera

TEXTS = {"prompt": 5000, "notes": 5000, "dialogue": 2000, "label": 40}
"""The texts of a shot and how many characters each holds."""
PICTURES = ("first_picture", "last_picture")
AXES = tuple(axis.name for axis in fields(Camera))


class SaveForm(forms.Form):
    """One field of a shot: a text with the autosave's bookkeeping, or the slug of a picture (empty takes it out)."""

    field = forms.ChoiceField(choices=[(name, name) for name in (*TEXTS, *PICTURES)])
    value = forms.CharField(required=False, strip=False)
    base = forms.RegexField(r"[0-9a-f]{8}", required=False)
    tab = forms.RegexField(r"[\w-]{1,20}", required=False)
    seq = forms.IntegerField(min_value=0, required=False)

    def clean(self) -> dict[str, Any]:
        """Texts are kept as typed, with one kind of line end and inside their length."""
        cleaned = super().clean() or {}
        text = cleaned.get("value", "").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
        cleaned["value"] = text
        most = TEXTS.get(cleaned.get("field", ""))
        if most is not None and len(text) > most:
            words = _("This holds %(most)d characters; yours has %(has)d. Shorten it, and it will be saved.")
            self.add_error("value", words % {"most": most, "has": len(text)})
        return cleaned


class AddForm(forms.Form):
    """Where a new shot goes, 0 for the first place, and its pictures by slug."""

    at = forms.IntegerField(min_value=0, max_value=100, required=False)


class SplitForm(forms.Form):
    """How many seconds into the shot it is cut."""

    at = forms.IntegerField(min_value=-900, max_value=900, required=False)


class BulkForm(forms.Form):
    """What happens to the ticked shots."""

    action = forms.ChoiceField(choices=[(name, name) for name in ("lock", "unlock", "even", "duplicate", "delete")])


class CameraForm(forms.Form):
    """A preset with a strength, or the six axes."""

    preset = forms.ChoiceField(choices=[(preset.slug, preset.label) for preset in cameras.PRESETS], required=False)
    strength = forms.IntegerField(min_value=1, max_value=10, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for axis in AXES:
            self.fields[axis] = forms.FloatField(min_value=-10, max_value=10, required=False)

    def camera(self) -> Camera:
        """The move; the axes count where no preset is chosen."""
        chosen = self.cleaned_data["preset"]
        if chosen:
            preset = next(each for each in cameras.PRESETS if each.slug == chosen)
            return preset.camera(self.cleaned_data["strength"] or 4)
        return Camera(**{axis: _whole(self.cleaned_data[axis] or 0) for axis in AXES})


class MotionForm(forms.Form):
    """What moves in a picture, as JSON; what is saved during one `visit` of the editor is undone together."""

    motion = forms.JSONField(required=False, max_length=400_000)
    visit = forms.SlugField(required=False, max_length=32)

    def clean_motion(self) -> Motion:
        """The motion, or the sentence that says what of it cannot be meant."""
        try:
            return Motion.parse(self.cleaned_data["motion"])
        except (ValueError, AttributeError) as refused:
            raise forms.ValidationError(_("The painted areas could not be read: %s.") % refused) from refused


def _whole(value: float) -> float:
    return int(value) if value == int(value) else value
