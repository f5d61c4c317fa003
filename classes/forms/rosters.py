"""Bringing a list of pupils; moving a class up."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import PlainNameField
from classes.domain.moving_up import Target, name_above, year_after
from classes.forms.groups import school_year_of
from classes.models import ClassGroup, Member
from classes.models.groups import school_year
from classes.roster_words import why_file
from classes.rosters.model import ListRefused, Reading
from classes.rosters.read import read_list


class _FileInput(forms.FileInput):
    needs_multipart_form = True


class RosterForm(forms.Form):
    """``reading`` is there once it is valid: the file goes with the request."""

    file = forms.FileField(
        label=_("File with the list"),
        help_text=_("Excel (.xlsx) or CSV, at most 5 MB and 10,000 rows."),
        widget=_FileInput(attrs={"accept": ".xlsx,.xlsm,.csv,.txt,text/csv"}),
        max_length=None,
        allow_empty_file=True,
    )
    take_all = forms.BooleanField(
        label=_("Put everybody into this class, also where the list names another one"), required=False
    )
    school_year = forms.CharField(
        label=_("School year"), max_length=9, validators=[school_year], help_text=_("Like 2026/2027.")
    )

    reading: Reading

    def __init__(self, *args: Any, whole_school: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school_year"].initial = school_year_of(timezone.localdate())
        del self.fields["take_all" if whole_school else "school_year"]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        try:
            self.reading = read_list(file.read())
        except ListRefused as refused:
            raise ValidationError(why_file(refused)) from None
        return file


class MoveUpForm(forms.Form):
    """Where the class goes. ``groups``: those that are open already and that the person leads."""

    into = forms.ChoiceField(label=_("Into which class?"), widget=forms.RadioSelect)
    name = PlainNameField(label=_("Name of the new class"), max_length=60, required=False)
    school_year = forms.CharField(
        label=_("School year"), required=False, max_length=9, validators=[school_year], help_text=_("Like 2026/2027.")
    )
    with_teachers = forms.BooleanField(label=_("The teachers come along"), required=False)
    archive = forms.BooleanField(label=_("Put the old class into the archive"), required=False, initial=True)

    def __init__(self, *args: Any, group: ClassGroup, groups: list[ClassGroup], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = {str(one.public_id): one for one in groups}
        into = self.fields["into"]
        assert isinstance(into, forms.ChoiceField)
        into.choices = [("new", _("a new class")), *((key, str(one)) for key, one in self.groups.items())]
        into.initial = "new"
        self.fields["name"].initial = name_above(group.name)
        self.fields["school_year"].initial = year_after(group.school_year)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("into") == "new" and not cleaned.get("name") and "name" not in self.errors:
            self.add_error("name", _("Write how the new class is called."))
        return cleaned

    @property
    def target(self) -> Target:
        chosen = self.groups.get(self.cleaned_data["into"])
        return Target(chosen, self.cleaned_data["name"], self.cleaned_data["school_year"])


def people_ticked(ticked: list[str], members: list[Member]) -> set[int]:
    """Persons of members whose public id is ticked; whatever else was sent is nobody."""
    known = {str(one.person.public_id): one.person_id for one in members}
    return {known[one] for one in ticked if one in known}


def request_key(said: str) -> UUID | None:
    try:
        return UUID(said)
    except ValueError:
        return None
