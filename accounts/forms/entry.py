"""Signing up, signing in, and coming back with the recovery card."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.domain.sign_up import NewAccount
from accounts.forms.fields import (
    IdentifierField,
    KelurahanField,
    PlainNameField,
    SecretField,
    consent_missing,
    split_identifier,
)
from accounts.models import NeighbourhoodUnit, User
from accounts.models.people import Age
from accounts.privacy import LEARNING, REGION


class SignUpForm(forms.Form):
    name = PlainNameField(label=_("Full name"), widget=forms.TextInput(attrs={"autocomplete": "name"}))
    identifier = IdentifierField(help_text=_("For example 0812-3456-7890 or siti.aminah. No e-mail needed."))
    secret = SecretField(
        new=True, label=_("PIN or password"), help_text=_("A PIN of 6 digits, or a password of at least 8 characters.")
    )
    age = forms.ChoiceField(
        label=_("How old are you?"),
        choices=[(Age.ADULT, _("18 or older")), (Age.MINOR, _("Under 18"))],
        widget=forms.RadioSelect,
    )
    kelurahan = KelurahanField()
    neighbourhood = forms.IntegerField(required=False, min_value=1, max_value=999, label=_("Neighbourhood unit"))
    email = forms.EmailField(
        required=False, label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    consent_learning = forms.BooleanField(label=LEARNING.sentence)
    consent_region = forms.BooleanField(label=REGION.sentence, required=False)

    optional_fields = ("kelurahan", "neighbourhood", "email", "consent_region")

    def __init__(self, *args: Any, neighbourhood_label: str = "RW", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["neighbourhood"].label = neighbourhood_label
        self.fields["neighbourhood"].widget.attrs["inputmode"] = "numeric"

    def clean_identifier(self) -> str:
        self.phone, self.username = split_identifier(self.cleaned_data["identifier"])
        if self.username and User.objects.filter(username=self.username).exists():
            raise username_taken(self.username)
        return str(self.cleaned_data["identifier"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if (secret := cleaned.get("secret")) and "identifier" in cleaned:
            person = User(username=self.username, phone=self.phone, name=cleaned.get("name", ""))
            try:
                validate_password(secret, person)
            except ValidationError as error:
                self.add_error("secret", error)
        if cleaned.get("kelurahan") and not cleaned.get("consent_region"):
            self.add_error("consent_region", consent_missing())
        self.unit = self._neighbourhood_unit(cleaned)
        return cleaned

    def _neighbourhood_unit(self, cleaned: dict[str, Any]) -> NeighbourhoodUnit | None:
        kelurahan, number = cleaned.get("kelurahan"), cleaned.get("neighbourhood")
        if not number:
            return None
        if not kelurahan:
            self.add_error("kelurahan", _("Choose the kelurahan first."))
            return None
        unit = NeighbourhoodUnit.objects.filter(region=kelurahan, number=number).first()
        if unit is None:
            self.add_error(
                "neighbourhood", _("This kelurahan has no unit with this number. Check it, or leave it empty.")
            )
        return unit

    def new_account(self) -> NewAccount:
        """Of a valid form."""
        cleaned = self.cleaned_data
        purposes = [LEARNING.name] + ([REGION.name] if cleaned["consent_region"] else [])
        return NewAccount(
            name=cleaned["name"],
            secret=cleaned["secret"],
            age=cleaned["age"],
            username=self.username,
            phone=self.phone,
            email=cleaned["email"],
            kelurahan=cleaned["kelurahan"],
            neighbourhood=self.unit,
            purposes=tuple(purposes),
        )


def username_taken(username: str) -> ValidationError:
    return ValidationError(
        _("The name “%(username)s” is taken. Add a number or your village, for example."), params={"username": username}
    )


class SignInForm(forms.Form):
    identifier = IdentifierField()
    secret = SecretField(new=False, label=_("PIN or password"))


class RecoveryForm(forms.Form):
    identifier = IdentifierField()
    words = forms.CharField(
        label=_("The six words on your card"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    secret = SecretField(
        new=True,
        label=_("New PIN or password"),
        help_text=_("A PIN of 6 digits, or a password of at least 8 characters."),
    )


class SetupForm(forms.Form):
    """The first administrator and the city, in one go."""

    municipality = forms.CharField(
        label=_("Name of the municipality"), max_length=80, help_text=_("For example: Kota Sukamaju")
    )
    public_url = forms.URLField(
        label=_("Public address of this site"),
        required=False,
        assume_scheme="https",
        help_text=_(
            "Like https://belajar.kota.example. It may stay empty for a trial: certificates are then marked as samples."
        ),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=[("Asia/Jakarta", "WIB"), ("Asia/Makassar", "WITA"), ("Asia/Jayapura", "WIT")]
    )
    neighbourhood_unit = forms.CharField(label=_("What the neighbourhood unit is called"), max_length=30, initial="RW")
    name = PlainNameField(label=_("Your full name"))
    username = forms.CharField(label=_("User name"), max_length=30)
    secret = SecretField(new=True, label=_("Password"), help_text=_("At least 10 characters."))

    def clean_username(self) -> str:
        phone, username = split_identifier(self.cleaned_data["username"])
        if phone or not username:
            raise ValidationError(_("Choose a user name, not a phone number."))
        if User.objects.filter(username=username).exists():
            raise username_taken(username)
        return username

    def clean_public_url(self) -> str:
        url = str(self.cleaned_data["public_url"]).rstrip("/")
        parts = urlsplit(url)
        if url and (parts.scheme not in ("http", "https") or parts.path or parts.query or parts.fragment):
            raise ValidationError(self.fields["public_url"].error_messages["invalid"])
        return url

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if secret := cleaned.get("secret"):
            try:
                validate_password(
                    secret, User(username=cleaned.get("username"), name=cleaned.get("name", ""), is_staff=True)
                )
            except ValidationError as error:
                self.add_error("secret", error)
        return cleaned
