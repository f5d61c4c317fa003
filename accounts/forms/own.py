"""What a person changes about themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import KelurahanField, PlainNameField, SecretField
from accounts.models import User
from accounts.models.people import Language
from accounts.phones import NotAPhoneNumber, normalise_phone, show_phone


class NameForm(forms.Form):
    """The name as it is printed on certificates."""

    title_before = forms.CharField(
        label=_("Title before the name"), max_length=40, required=False, help_text=_("For example: Dr. May stay empty.")
    )
    name = PlainNameField(label=_("Full name"))
    title_after = forms.CharField(
        label=_("Title after the name"),
        max_length=60,
        required=False,
        help_text=_("For example: S.E., M.M. May stay empty."),
    )


class OwnDataForm(forms.ModelForm[User]):
    name = PlainNameField(label=_("Full name"))
    phone = forms.CharField(label=_("Phone number"), max_length=24, required=False)
    kelurahan = KelurahanField()
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)

    class Meta:
        model = User
        fields = ("name", "title_before", "title_after", "phone", "email", "age", "kelurahan", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["phone"] = show_phone(self.instance.phone) if self.instance.phone else ""
        self.fields["email"].help_text = _("Not needed.")

    def clean_phone(self) -> str:
        text = self.cleaned_data["phone"]
        if not text:
            if not self.instance.username:
                raise ValidationError(_("You sign in with this number, so it cannot be empty."))
            return ""
        try:
            return normalise_phone(text)
        except NotAPhoneNumber as error:
            raise ValidationError(_("This phone number is not complete. Write it like 0812-3456-7890.")) from error


class ChangeSecretForm(forms.Form):
    current = SecretField(new=False, label=_("PIN or password until now"))
    secret = SecretField(
        new=True,
        label=_("New PIN or password"),
        help_text=_("A PIN of 6 digits, or a password of at least 8 characters."),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        if person.is_staff:
            self.fields["secret"].help_text = _("At least 10 characters.")

    def clean_current(self) -> str:
        current = str(self.cleaned_data["current"])
        if not self.person.check_password(current):
            raise ValidationError(_("This is not your PIN or password until now."))
        return current

    def clean_secret(self) -> str:
        secret = str(self.cleaned_data["secret"])
        validate_password(secret, self.person)
        if self.person.check_password(secret):
            raise ValidationError(_("This is the same as until now. Choose another one."))
        return secret


class DeleteForm(forms.Form):
    current = SecretField(new=False, label=_("Your PIN or password, to be sure it is you"))

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_current(self) -> str:
        current = str(self.cleaned_data["current"])
        if not self.person.check_password(current):
            raise ValidationError(_("This is not your PIN or password."))
        return current
