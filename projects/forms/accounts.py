"""What a person says about themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.models import Theme, User


class KeepForm(forms.Form):
    """A guest keeps their workspace: an address nobody has yet, and a password."""

    name = forms.CharField(
        label=gettext_lazy("Your name"), max_length=80, required=False, widget=forms.TextInput({"autocomplete": "name"})
    )
    email = forms.EmailField(label=gettext_lazy("E-mail"), widget=forms.EmailInput({"autocomplete": "username"}))
    password = forms.CharField(
        label=gettext_lazy("Password"), widget=forms.PasswordInput({"autocomplete": "new-password"}), strip=False
    )

    def clean_email(self) -> str:
        """Nobody else may have it."""
        email: str = self.cleaned_data["email"]
        if User.objects.filter(email__iexact=email).exists():
            raise forms.ValidationError(_("That address has an account already. Sign in with it, or use another one."))
        return email

    def clean_password(self) -> str:
        """As strong as everybody's."""
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password


class MeForm(forms.ModelForm):
    """Preferences."""

    class Meta:
        model = User
        fields = ("name", "theme")
        widgets: dict[str, Any] = {"theme": forms.RadioSelect}


class ThemeForm(forms.Form):
    """Dark, light, or as the device is."""

    theme = forms.ChoiceField(choices=Theme.choices)


class CoachForm(forms.Form):
    """A coach card that was closed."""

    card = forms.SlugField(max_length=20)
