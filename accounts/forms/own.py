"""What a person changes about themselves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.domain.consent import give_consent, has_agreed
from accounts.domain.names import is_name_fixed
from accounts.domain.sign_up import MAX_PEOPLE_PER_PHONE
from accounts.forms.fields import KelurahanField, PlainNameField, SecretField, consent_missing
from accounts.models import User
from accounts.models.people import Language
from accounts.phones import NotAPhoneNumber, normalise_phone, show_phone
from accounts.pictures import secret_in_words
from accounts.privacy import REGION
from core import ratelimit
from core.ratelimit import Limit
from core.words import waiting_time

CONFIRMATIONS = Limit("confirm", times=5, per=timedelta(minutes=5))


class NameForm(forms.Form):
    """The name as it is printed on certificates."""

    title_before = PlainNameField(
        label=_("Title before the name"), max_length=40, required=False, help_text=_("For example: Dr. May stay empty.")
    )
    name = PlainNameField(label=_("Full name"))
    title_after = PlainNameField(
        label=_("Title after the name"),
        max_length=60,
        required=False,
        help_text=_("For example: S.E., M.M. May stay empty."),
    )


class OwnDataForm(forms.ModelForm[User]):
    name = PlainNameField(label=_("Full name"))
    phone = forms.CharField(label=_("Phone number"), max_length=24, required=False)
    kelurahan = KelurahanField()
    consent_region = forms.BooleanField(label=REGION.sentence, required=False)  # asked of whoever has not agreed
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)

    field_order = (
        "name",
        "title_before",
        "title_after",
        "phone",
        "email",
        "age",
        "kelurahan",
        "consent_region",
        "language",
    )

    class Meta:
        model = User
        fields = ("name", "title_before", "title_after", "phone", "email", "age", "kelurahan", "language")
        field_classes: ClassVar = {"title_before": PlainNameField, "title_after": PlainNameField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["phone"] = show_phone(self.instance.phone) if self.instance.phone else ""
        self.fields["email"].help_text = _("Not needed.")
        if is_name_fixed(self.instance):
            for name in ("name", "title_before", "title_after"):
                self.fields[name].disabled = True
            self.fields["name"].help_text = _("It stands on a certificate. Wrong? Ask for a correction below.")
        if self.instance.managed_by_id and self.instance.is_minor:
            self.fields["age"].disabled = True  # said by the school; what protects a child hangs on it
        if has_agreed(self.instance, REGION):
            del self.fields["consent_region"]

    def clean_phone(self) -> str:
        text = self.cleaned_data["phone"]
        if not text:
            if not self.instance.username:
                raise ValidationError(_("You sign in with this number, so it cannot be empty."))
            return ""
        try:
            phone = normalise_phone(text)
        except NotAPhoneNumber as error:
            raise ValidationError(_("This phone number is not complete. Write it like 0812-3456-7890.")) from error
        others = User.objects.filter(phone=phone, is_active=True).exclude(pk=self.instance.pk)
        if others.count() >= MAX_PEOPLE_PER_PHONE:
            raise ValidationError(_("Too many people use this number already. Write another one."))
        return phone

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("kelurahan") and "consent_region" in self.fields and not cleaned.get("consent_region"):
            self.add_error("consent_region", consent_missing())
        return cleaned

    def save(self, commit: bool = True) -> User:
        unit = self.instance.neighbourhood
        if unit and unit.region_id != self.instance.kelurahan_id:
            self.instance.neighbourhood = None
        if self.cleaned_data.get("consent_region"):
            give_consent(person=self.instance, purpose=REGION, at=timezone.now())
        return super().save(commit)


class ConfirmForm(forms.Form):
    """Whoever asks shows that it is them: an open phone is not enough, and nobody guesses on it for long."""

    current = SecretField(new=False, label=_("Your PIN or password, to be sure it is you"))

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        if person.has_pictures:
            self.fields["current"].label = _("The names of your four pictures, to be sure it is you")
            self.fields["current"].widget.input_type = "text"

    def clean_current(self) -> str:
        current, subject = str(self.cleaned_data["current"]), str(self.person.public_id)
        if self.person.has_pictures:
            current = secret_in_words(current)
        wait = ratelimit.take(CONFIRMATIONS, subject)
        if wait:
            raise ValidationError(gettext("Too many tries. Try again in %(time)s.") % {"time": waiting_time(wait)})
        if not self.person.check_password(current):
            raise ValidationError(_("This is not your PIN or password. Type it once more."))
        ratelimit.forget(CONFIRMATIONS, subject)
        return current


class DeleteForm(ConfirmForm):
    """A child whose account a school made says that the parents know: who shares its pictures could sign in as it."""

    parents_know = forms.BooleanField(label=_("I have asked my parents or my guardian, and they agree."))

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, person=person, **kwargs)
        if not (person.managed_by_id and person.is_minor):
            del self.fields["parents_know"]


class ChangeSecretForm(ConfirmForm):
    secret = SecretField(
        new=True,
        label=_("New PIN or password"),
        help_text=_("A PIN of 6 digits, or a password of at least 8 characters."),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, person=person, **kwargs)
        if not person.has_pictures:
            self.fields["current"].label = _("PIN or password until now")
        if person.is_staff:
            self.fields["secret"].help_text = _("At least 10 characters.")

    def clean_secret(self) -> str:
        secret = str(self.cleaned_data["secret"])
        validate_password(secret, self.person)
        if self.person.check_password(secret):
            raise ValidationError(_("This is the same as until now. Choose another one."))
        return secret
