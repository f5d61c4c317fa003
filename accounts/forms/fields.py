"""Fields that several forms share."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Region
from accounts.models.people import username_validator
from accounts.phones import NotAPhoneNumber, normalise_phone


class PlainNameField(forms.CharField):
    """A person's name exactly as typed: any script, one word is enough; only control characters go."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 150)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        kept = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cs") and c not in _DIRECTION_MARKS)
        return " ".join(kept.split())


# Overrides of the writing direction could make a certificate read as another name.
_DIRECTION_MARKS = {chr(c) for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}


class SecretField(forms.CharField):
    """A password or a six-digit PIN; never stripped, never shown again."""

    def __init__(self, *, new: bool, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 128)
        widget = forms.PasswordInput(attrs={"autocomplete": "new-password" if new else "current-password"})
        super().__init__(strip=False, widget=widget, **kwargs)


class IdentifierField(forms.CharField):
    """A phone number or a user name, in one field: people need not know which of the two we keep."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        kwargs.setdefault("label", _("Phone number or user name"))
        super().__init__(max_length=40, widget=forms.TextInput(attrs=attrs), **kwargs)


def split_identifier(text: str) -> tuple[str, str | None]:
    """(phone in E.164 or "", user name or None) for a new account. Raises ValidationError with what to do."""
    try:
        return normalise_phone(text), None
    except NotAPhoneNumber:
        pass
    if text[:1] in "+0" or text.replace(" ", "").replace("-", "").isdigit():
        raise ValidationError(_("This phone number is not complete. Write it like 0812-3456-7890."))
    username = text.strip().lower()
    username_validator(username)
    return "", username


def consent_missing() -> ValidationError:
    """Where somebody lives is kept only with their consent to it (UU 27/2022 art. 20)."""
    return ValidationError(_("Tick this, or leave the kelurahan empty."))


class KelurahanField(forms.ModelChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        villages = Region.objects.filter(level=Region.Level.VILLAGE, valid_until=None).select_related("parent")
        super().__init__(
            queryset=villages.order_by("parent__name", "name"),
            required=False,
            empty_label=_("Not said"),
            label=_("Kelurahan or village"),
            **kwargs,
        )
        self.iterator = _ByDistrict


class _ByDistrict(forms.models.ModelChoiceIterator):
    """Kelurahan grouped by kecamatan."""

    def __iter__(self) -> Any:
        yield ("", self.field.empty_label)
        groups: dict[str, list[Any]] = {}
        for region in self.queryset:
            groups.setdefault(str(region.parent or ""), []).append(self.choice(region))
        yield from groups.items()
