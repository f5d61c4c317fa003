"""Opening and changing a class; who teaches it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import IdentifierField, PlainNameField
from accounts.models import Organisation
from classes.models import ClassGroup, ClassTeacher
from classes.models.groups import school_year

_BY_HAND = (ClassGroup.Kind.SCHOOL_CLASS, ClassGroup.Kind.COHORT, ClassGroup.Kind.OPERATORS)


def school_year_of(day: date) -> str:
    """“2026/2027”: a school year begins in July (Permendikbud on the school calendar)."""
    first = day.year if day.month >= 7 else day.year - 1
    return f"{first}/{first + 1}"


class ClassForm(forms.Form):
    """For a new class with ``organisations`` to choose from; for one that is there without them."""

    name = PlainNameField(
        label=_("Name of the class"), max_length=60, help_text=_("For example: 7A, or Operators 2026.")
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Organisation"), to_field_name="public_id", empty_label=None
    )
    kind = forms.ChoiceField(
        label=_("What kind of class is it?"),
        choices=[(kind.value, kind.label) for kind in _BY_HAND],
        widget=forms.RadioSelect,
        initial=ClassGroup.Kind.SCHOOL_CLASS,
    )
    school_year = forms.CharField(
        label=_("School year"), required=False, max_length=9, validators=[school_year], help_text=_("Like 2026/2027.")
    )
    secret = forms.ChoiceField(
        label=_("How pupils without a phone sign in"),
        choices=ClassGroup.Secret.choices,
        widget=forms.RadioSelect,
        initial=ClassGroup.Secret.NUMBER,
    )

    def __init__(self, *args: Any, organisations: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school_year"].initial = school_year_of(timezone.localdate())
        if organisations is None:
            del self.fields["organisation"]
            return
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = organisations
        only = list(organisations[:2])
        if len(only) == 1:
            field.initial = only[0].public_id

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") != ClassGroup.Kind.SCHOOL_CLASS:
            cleaned["school_year"] = ""
        return cleaned


class TeacherForm(forms.Form):
    identifier = IdentifierField(label=_("Phone number or user name of the teacher"))
    part = forms.ChoiceField(
        label=_("What do they do here?"),
        choices=ClassTeacher.Part.choices,
        widget=forms.RadioSelect,
        initial=ClassTeacher.Part.TEACHER,
    )
