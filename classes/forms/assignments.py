"""Giving and changing an assignment, and more time for some. Times are typed in the zone of the site."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from classes.domain.assign import Terms
from classes.domain.choices import read_choice
from classes.models import Assignment, Member
from classes.times import Ready, ready_due

_TYPED = "%Y-%m-%dT%H:%M"
EVERYBODY, SOME = "everybody", "some"


class TimeField(forms.DateTimeField):
    """As <input type="datetime-local"> sends it. Nothing of a class lies years away."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_TYPED)

    def __init__(self, *, label: Any, help_text: Any = "") -> None:
        super().__init__(label=label, help_text=help_text, required=False, input_formats=[_TYPED])

    def clean(self, value: Any) -> datetime | None:
        found: datetime | None = super().clean(value)
        if found is not None and abs(found.year - timezone.localdate().year) > 10:
            raise forms.ValidationError(gettext("Choose a time within the next years."))
        return found


class TermsForm(forms.Form):
    """``members``: those of the class, to choose from. ``given``: the assignment that is changed."""

    due_at = TimeField(label=_("Due"))
    opens_at = TimeField(label=_("Opens"), help_text=_("Before that, learners see it without a link."))
    closes_at = TimeField(label=_("Closes"), help_text=_("What is done later does not count for this assignment."))
    note = forms.CharField(
        label=_("Note for the class"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    required_percent = forms.IntegerField(
        label=_("Required score in percent"),
        min_value=1,
        max_value=100,
        required=False,
        help_text=_("Done is only who reaches this score in its quizzes."),
    )
    locks_quiz = forms.BooleanField(
        label=_("Its quizzes can be taken in this time only, and neither before nor after"), required=False
    )
    who = forms.ChoiceField(
        label=_("For whom?"),
        choices=[(EVERYBODY, _("Everybody, also who joins later")), (SOME, _("Only the people ticked below"))],
        widget=forms.RadioSelect,
        initial=EVERYBODY,
    )
    people = forms.TypedMultipleChoiceField(
        label=_("People"), coerce=UUID, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, data: Any = None, *, members: Sequence[Member], given: Assignment | None = None, **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.given = given
        self.fields["people"].choices = [(str(one.person.public_id), one.person.name) for one in members]  # type: ignore[attr-defined]

    def _new(self, name: str) -> datetime | None:
        """What was typed, where it is not what stood there before."""
        value: datetime | None = self.cleaned_data.get(name)
        before = getattr(self.given, name) if self.given else None
        same = value and before and value == before.replace(second=0, microsecond=0)
        return None if same else value

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        opens, due, closes = (cleaned.get(name) for name in ("opens_at", "due_at", "closes_at"))
        for name in ("due_at", "closes_at"):
            if (new := self._new(name)) and new <= timezone.now():
                self.add_error(name, gettext("This time is over. Choose one that is still to come."))
        if opens and due and opens >= due:
            self.add_error("opens_at", gettext("It opens after it is due. Choose an earlier time."))
        elif opens and closes and opens >= closes:
            self.add_error("opens_at", gettext("It opens after it closes. Choose an earlier time."))
        if due and closes and due > closes:
            self.add_error("closes_at", gettext("It closes before it is due. Choose a later time."))
        if cleaned.get("locks_quiz") and not (opens or closes):
            self.add_error("locks_quiz", gettext("Say when the quiz opens or closes."))
        if cleaned.get("who") == SOME and not cleaned.get("people"):
            self.add_error("people", gettext("Tick at least one person."))
        return cleaned

    @property
    def terms(self) -> Terms:
        names = ("opens_at", "due_at", "closes_at", "note", "required_percent", "locks_quiz")
        return Terms(**{name: self.cleaned_data[name] for name in names})

    @property
    def chosen(self) -> list[UUID] | None:
        return self.cleaned_data["people"] if self.cleaned_data["who"] == SOME else None


def _ready(value: object) -> Ready | None:
    return next((one for one in Ready if one.value == value), None)


class GiveForm(TermsForm):
    """Sent by the button of a due date: a ready one, or “exact” with the one that was typed."""

    target = forms.CharField(
        label=_("What?"),
        max_length=90,
        error_messages={"required": _("Choose what to give first."), "max_length": _("Choose what to give first.")},
    )

    def __init__(self, data: QueryDict | None = None, **options: Any) -> None:
        ready = _ready(data.get("due")) if data else None
        if data is not None and ready is not None:
            due = ready_due(ready, now=timezone.now(), zone=timezone.get_current_timezone())
            data = data.copy()
            data["due_at"] = due.strftime(_TYPED) if due else ""
        super().__init__(data, **options)
        self.by_hand = data is not None and ready is None

    def clean_target(self) -> tuple[str, UUID, UUID]:
        found = read_choice(self.cleaned_data["target"])
        if found is None:
            raise forms.ValidationError(gettext("Choose what to give first."))
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.by_hand and "due_at" not in self.errors and not cleaned.get("due_at"):
            self.add_error("due_at", gettext("Write when it is due, or choose “No due date” below."))
        return cleaned


class ExtendForm(forms.Form):
    """More time for some: only what has a limit can be extended."""

    people = forms.TypedMultipleChoiceField(
        label=_("For whom?"),
        coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one person.")},
    )
    due_at = TimeField(label=_("Due for these people"))
    closes_at = TimeField(label=_("Closes for these people"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        required=False,
        help_text=_("The person can read it in “My data”. Do not write about illness or family."),
    )

    def __init__(
        self, data: Any = None, *, given: Assignment, people: Sequence[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.given = given
        self.fields["people"].choices = people  # type: ignore[attr-defined]
        for name in ("due_at", "closes_at"):
            if getattr(given, name) is None:
                del self.fields[name]
            elif data is None:
                self.fields[name].initial = max(getattr(given, name), timezone.now()) + timedelta(days=2)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        times = {name: cleaned.get(name) for name in ("due_at", "closes_at")}
        for name, value in times.items():
            general = getattr(self.given, name)
            if value and general and value <= general:
                self.add_error(name, gettext("Choose a later time than for everybody."))
            elif value and value <= timezone.now():
                self.add_error(name, gettext("This time is over. Choose one that is still to come."))
        closing = times["closes_at"] or self.given.closes_at
        if times["due_at"] and closing and times["due_at"] > closing:
            name = "closes_at" if "closes_at" in self.fields else "due_at"
            self.add_error(name, gettext("It closes before it is due. Choose a later time."))
        if not self.errors and not any(times.values()):
            raise forms.ValidationError(gettext("Say until when these people have time."))
        return cleaned

    @property
    def times(self) -> dict[str, Any]:
        return {name: self.cleaned_data.get(name) for name in ("due_at", "closes_at")} | {
            "reason": self.cleaned_data["reason"]
        }
