"""What a page says about money: limits, and why a cost was declined."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from projects.forms.connections import CURRENCIES
from projects.models import Period, Project, User, Workspace
from projects.rules.prices import decimal, minor

NO_AMOUNT = lazy("Type an amount, like 50.00. 0 for a person means that they ask before every paid render.")


class AmountForm(forms.Form):
    """An amount in major units of a currency."""

    amount = forms.CharField(max_length=20, error_messages={"required": NO_AMOUNT})
    currency = forms.ChoiceField(choices=[(each, each) for each in CURRENCIES])

    def clean(self) -> dict[str, Any]:
        """Whole minor units; a fraction of one is not kept quietly."""
        cleaned = super().clean() or {}
        text, currency = cleaned.get("amount", "").strip(), cleaned.get("currency", "")
        value = decimal(text)
        if not text or not currency:
            return cleaned
        if value is None:
            self.add_error("amount", _("“%s” is not an amount. Write it like 50.00.") % text)
        else:
            cleaned["amount"] = minor(value, currency)
        return cleaned


class LimitForm(AmountForm):
    """A limit of the workspace, of a person in it, or of a project in it."""

    about = forms.CharField(max_length=40, required=False)
    period = forms.ChoiceField(choices=Period.choices)

    def __init__(self, workspace: Workspace, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workspace = workspace

    def clean_about(self) -> dict[str, User | Project]:
        """Nothing for the workspace itself, `person:<number>` or `project:<slug>` of this workspace."""
        kind, _colon, which = self.cleaned_data["about"].partition(":")
        if not kind:
            return {}
        found: User | Project | None = None
        if kind == "person" and which.isdecimal() and len(which) < 18:
            found = User.objects.filter(memberships__workspace=self.workspace, pk=int(which)).first()
        elif kind == "project":
            found = Project.objects.filter(workspace=self.workspace, slug=which, deleted_at=None).first()
        if found is None:
            raise forms.ValidationError(_("They are not in this workspace any more. Reload the page and choose again."))
        return {kind: found}

    def limit(self) -> dict[str, Any]:
        """The limit as `ledgers.set_limit` takes it."""
        cleaned = self.cleaned_data
        return {**cleaned["about"], **{name: cleaned[name] for name in ("period", "amount", "currency")}}


class AnswerForm(forms.Form):
    """Why the cost was declined, for whoever asked."""

    answer = forms.CharField(
        max_length=300, required=False, error_messages={"max_length": lazy("A reason holds 300 characters.")}
    )


class CloseForm(forms.Form):
    """What is known of a render that was put aside: whether it was charged."""

    charged = forms.ChoiceField(
        choices=[("yes", "yes"), ("no", "no")],
        error_messages={"required": lazy("Choose whether it was charged: the ledger keeps your word.")},
    )
