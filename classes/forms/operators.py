"""Naming operators, and handing over from one to another."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.fields import PlainNameField
from classes.models import Member
from courses.outline import Outline

MOST_NAMES = 200  # typed at once; longer lists come as a file


class NamesField(forms.CharField):
    """Names, one in a line: a list without those that stand there twice."""

    widget = forms.Textarea

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        name_of = PlainNameField(label=self.label)
        names: dict[str, str] = {}
        for line in str(text).splitlines()[: MOST_NAMES * 5]:
            if name := name_of.clean(line) if line.strip() else "":
                names.setdefault(unicodedata.normalize("NFKC", name).casefold(), name)
        if not names:
            raise ValidationError(_("Write at least one name."))
        if len(names) > MOST_NAMES:
            raise ValidationError(_("At most %(most)s names at once.") % {"most": MOST_NAMES})
        return list(names.values())


def end_of_day(day: date) -> datetime:
    """23.59 in the site's zone."""
    return timezone.make_aware(datetime.combine(day, time(23, 59)))


class DayField(forms.DateField):
    """A day from today on; what is kept is its last minute."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is None:
            return None
        if not timezone.localdate() <= day <= timezone.localdate().replace(day=1, year=timezone.localdate().year + 3):
            raise ValidationError(_("Choose a day from today on, within three years."))
        return end_of_day(day)


class OperatorsForm(forms.Form):
    names = NamesField(
        label=gettext_lazy("Names of the operators"),
        help_text=gettext_lazy("One full name in each line, as it will stand on the certificate."),
        max_length=40_000,
    )
    course = forms.ChoiceField(label=gettext_lazy("Course they must finish"))
    due = DayField(label=gettext_lazy("Due"))

    def __init__(self, *args: Any, courses: Sequence[Outline], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.outlines = {str(one.course): one for one in courses}
        field = self.fields["course"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, one.title) for key, one in self.outlines.items()]
        self.fields["names"].widget.attrs["rows"] = 5

    def clean_course(self) -> Outline:
        return self.outlines[self.cleaned_data["course"]]


class HandoverForm(forms.Form):
    """To another operator of the class, or to somebody new by name."""

    successor = forms.ChoiceField(label=gettext_lazy("Who takes over?"), widget=forms.RadioSelect, required=False)
    name = PlainNameField(
        label=gettext_lazy("Full name of somebody new"),
        required=False,
        help_text=gettext_lazy("The agency makes an account for this person."),
    )
    due = DayField(
        label=gettext_lazy("Later due date"),
        required=False,
        help_text=gettext_lazy("Leave it empty to keep the dates. An earlier date changes nothing."),
    )

    def __init__(self, *args: Any, others: Sequence[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = {str(one.person.public_id): one for one in others}
        field = self.fields["successor"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, one.person.name) for key, one in self.others.items()]
        if not self.others:
            del self.fields["successor"]
            self.fields["name"].required = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.others and bool(cleaned.get("successor")) == bool(cleaned.get("name")) and not self.errors:
            self.add_error("successor", _("Choose one person, or write the name of somebody new."))
        return cleaned

    @property
    def chosen(self) -> Member | str:
        return self.others.get(self.cleaned_data.get("successor", "")) or str(self.cleaned_data["name"])
