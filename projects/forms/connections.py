"""What a page says about an account at a provider: its secrets and addresses, what it costs, how much goes out at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from projects.providers import vetting
from projects.rules.capabilities import Capabilities
from projects.rules.prices import ANY, Prices, decimal

CURRENCIES = ("USD", "EUR", "GBP", "JPY", "CHF")
NO_KEY = lazy("Paste the key. The provider shows it where its account lists API keys.")


def masked(**more: Any) -> forms.CharField:
    """A secret is typed or pasted, and never shown again."""
    return forms.CharField(max_length=2000, widget=forms.PasswordInput(render_value=False), **more)


class AddressField(forms.CharField):
    """Another address of a provider; one that would never be dialled is refused before it is kept."""

    def clean(self, value: Any) -> str:
        """The address without its last slash."""
        address = str(super().clean(value)).rstrip("/")
        if address:
            try:
                vetting.check(address, settings.ALLOWED_PRIVATE_HOSTS)
            except vetting.Closed as closed:
                raise forms.ValidationError(_("“%s” was not kept.") % address + f" {closed}") from closed
        return address


class KeyForm(forms.Form):
    """Secrets, and the address they are sent to: one is never changed without entering the other again."""

    key = masked(error_messages={"required": NO_KEY, "max_length": lazy("A key holds at most 2000 characters.")})
    secret = masked(required=False)
    webhook_secret = masked(required=False)
    base_url = AddressField(max_length=200, required=False)
    upload_url = AddressField(max_length=200, required=False)

    def clean_key(self) -> str:
        """A key with a line break in it was copied with something else."""
        key = str(self.cleaned_data["key"])
        if len(key.split()) != 1 or not key.isprintable():
            raise forms.ValidationError(_("The key has a space or a line break in it. Copy the key alone."))
        return key

    def secrets(self) -> dict[str, str]:
        """What is sealed."""
        return {name: self.cleaned_data[name] for name in ("key", "secret", "webhook_secret")}

    def addresses(self) -> dict[str, str]:
        """Where it is dialled; empty is where the provider usually is."""
        return {name: self.cleaned_data[name] for name in ("base_url", "upload_url")}


class ConnectForm(KeyForm):
    """A new connection of one driver."""

    label = forms.CharField(
        max_length=80, error_messages={"required": lazy("A connection needs a name, so that people know which it is.")}
    )
    price = forms.CharField(max_length=20, required=False)
    currency = forms.ChoiceField(choices=[(each, each) for each in CURRENCIES], required=False)

    def clean_price(self) -> str:
        """Per second, in major units."""
        return amount(self.cleaned_data["price"])

    def prices(self) -> dict[str, Any]:
        """One price for every model."""
        price = self.cleaned_data["price"]
        return Prices(self.cleaned_data["currency"] or "USD", {ANY: price} if price else {}).as_json()


def amount(text: str) -> str:
    """A price as it was written, or nothing. Raises `ValidationError` for what is no price."""
    text = text.strip()
    if text and decimal(text) is None:
        raise forms.ValidationError(_("“%s” is not a price. Write it like 0.112.") % text)
    return text


@dataclass(frozen=True, slots=True)
class Priced:
    """One line of the table of prices: what it is about, and the names and values of its two fields."""

    words: str
    mode: str
    name: str
    value: str
    sound_name: str
    sound_value: str


def _qualities(model: Capabilities) -> tuple[str, ...]:
    return (*model.modes, *model.resolutions, *model.providers)


def lines(models: list[Capabilities], prices: Prices) -> Iterator[Priced]:
    """A line for every model, then one per model and mode. An empty one means the line above it that fits."""
    known = prices.per_second
    modes = dict.fromkeys(mode for model in models for mode in _qualities(model))
    for mode in ("", *modes):
        name = f"{ANY}/{mode}" if mode else ANY
        yield Priced(_("Every model"), mode, name, known.get(name, ""), "", "")
    for model in models:
        for mode in _qualities(model) or ("",):
            name = f"{model.slug}/{mode}" if mode else model.slug
            loud = f"{name}+sound" if model.audio == "optional" else ""
            yield Priced(model.label, mode, name, known.get(name, ""), loud, known.get(loud, ""))


class PricesForm(forms.Form):
    """`currency`, `per_unit` and a price per second for each line of the table."""

    currency = forms.ChoiceField(choices=[(each, each) for each in CURRENCIES])
    per_unit = forms.CharField(max_length=20, required=False)

    def __init__(self, models: list[Capabilities], prices: Prices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept, self.names = prices, []
        for line in lines(models, prices):
            self.names += [name for name in (line.name, line.sound_name) if name]
        for name in self.names:
            self.fields[name] = forms.CharField(max_length=20, required=False)

    def clean(self) -> dict[str, Any]:
        """Let each price be judged."""
        for name in (*self.names, "per_unit"):
            try:
                self.cleaned_data[name] = amount(self.cleaned_data.get(name, ""))
            except forms.ValidationError as refused:
                self.add_error(name, refused)
        return self.cleaned_data

    def prices(self) -> dict[str, Any]:
        """The table as the connection keeps it; entries that the table does not show stay."""
        said = {name: self.cleaned_data[name] for name in self.names}
        per_second = {**self.kept.per_second, **said}
        kept = {name: price for name, price in per_second.items() if price}
        return Prices(self.cleaned_data["currency"], kept, self.cleaned_data["per_unit"]).as_json()


def _count(most: int, words: Any) -> forms.IntegerField:
    said = {"invalid": words, "min_value": words, "max_value": words}
    return forms.IntegerField(min_value=1, max_value=most, required=False, error_messages=said)


class LimitsForm(forms.Form):
    """Its name, and how much goes out at once; an empty number is what is known of the provider."""

    label = forms.CharField(
        max_length=80, error_messages={"required": lazy("A connection needs a name, so that people know which it is.")}
    )
    most_running = _count(100, lazy("Jobs at once is a whole number from 1 to 100."))
    creates = _count(1000, lazy("Orders are a whole number from 1 to 1000."))
    per_seconds = _count(86_400, lazy("Seconds are a whole number from 1 to 86400."))

    def clean(self) -> dict[str, Any]:
        """A rate has two numbers."""
        cleaned = super().clean() or {}
        if not self.errors and (cleaned["creates"] is None) != (cleaned["per_seconds"] is None):
            raise forms.ValidationError(_("A pace needs both numbers: how many orders, and in how many seconds."))
        return cleaned
