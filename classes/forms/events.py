"""A training event with its sessions; who comes, who speaks, what people say of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import IdentifierField, PlainNameField
from accounts.models import Organisation
from classes.domain.events import Slot
from classes.domain.survey import SCORES, STATEMENTS, score_words, statement_words
from classes.models import Registration, Speaker, TrainingEvent
from courses.domain.outlines import outlines
from quizzes.domain.gain import posttests

MOST_SESSIONS = 20
MOST_PLACES = 2_000
_FIRST, _LAST = date(2020, 1, 1), date(2099, 12, 31)
_MOMENT = "%Y-%m-%dT%H:%M"
_DAYS = [MinValueValidator(_FIRST), MaxValueValidator(_LAST)]


class MomentField(forms.DateTimeField):
    """A day and a time in the zone of the site."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MOMENT)
        super().__init__(required=False, widget=widget, **kwargs)

    def to_python(self, value: Any) -> datetime | None:
        try:
            moment = super().to_python(value)
        except OverflowError:  # a year that no zone knows
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if moment is not None and not _FIRST.year <= moment.year <= _LAST.year:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return moment


class EventForm(forms.Form):
    """For a new event with ``organisations`` to choose from; for one that is there without them."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Organisation"), to_field_name="public_id", empty_label=None
    )
    title = PlainNameField(label=_("Title of the training"), max_length=120)
    description = forms.CharField(
        label=_("What it is about"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    place = PlainNameField(label=_("Place"), max_length=200)
    quota = forms.IntegerField(
        label=_("Number of places"),
        required=False,
        min_value=0,
        max_value=MOST_PLACES,
        help_text=_("Empty: no limit. Whoever comes later waits in a list."),
    )
    public_signup = forms.BooleanField(label=_("People may sign up by themselves"), required=False, initial=True)
    signup_opens_at = MomentField(label=_("Sign-up opens"))
    signup_closes_at = MomentField(label=_("Sign-up closes"))
    min_attendance = forms.IntegerField(
        label=_("Least attendance for the certificate, in percent"),
        min_value=1,
        max_value=100,
        initial=80,
        help_text=_("Of the sessions. 80: at least 4 of 5."),
    )
    posttest = forms.ModelChoiceField(
        posttests().none(), label=_("Test afterwards"), required=False, to_field_name="key",
        empty_label=_("No test"), help_text=_("Its test before comes along."),
    )  # fmt: skip
    courses = forms.MultipleChoiceField(label=_("Linked courses"), required=False, widget=forms.CheckboxSelectMultiple)
    needs_courses = forms.BooleanField(label=_("The certificate also needs the linked courses"), required=False)

    def __init__(self, *args: Any, organisations: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        courses, test = self.fields["courses"], self.fields["posttest"]
        assert isinstance(courses, forms.MultipleChoiceField)
        assert isinstance(test, forms.ModelChoiceField)
        courses.choices = [(str(one.course), one.title) for one in outlines()]
        test.queryset = posttests()
        if organisations is None:
            del self.fields["organisation"]
            return
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = organisations

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        opens, closes = cleaned.get("signup_opens_at"), cleaned.get("signup_closes_at")
        if opens and closes and opens >= closes:
            self.add_error("signup_closes_at", _("Sign-up closes after it opens. Check the two moments."))
        return cleaned


class SessionForm(forms.Form):
    """A row: empty rows are nothing, so there are always some to add with."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    title = PlainNameField(label=_("Title of the session"), max_length=120)
    place = PlainNameField(
        label=_("Room"), max_length=200, required=False, help_text=_("If it differs from the place above.")
    )
    day = forms.DateField(
        label=_("Date"), validators=_DAYS, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    start = forms.TimeField(label=_("Start"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    end = forms.TimeField(label=_("End"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and start >= end:
            self.add_error("end", _("A session ends after it starts, on the same day."))
        return cleaned

    def slot(self) -> Slot:
        got = self.cleaned_data
        return Slot(
            key=got["key"],
            title=got["title"],
            place=got["place"],
            starts_at=timezone.make_aware(datetime.combine(got["day"], got["start"])),
            ends_at=timezone.make_aware(datetime.combine(got["day"], got["end"])),
        )


class SessionRows(forms.BaseFormSet):
    """``slots`` once it is valid."""

    def clean(self) -> None:
        if any(self.errors):
            return
        if not self.slots():
            raise ValidationError(_now("A training has at least one session: give its date and its times."))

    def slots(self) -> list[Slot]:
        """Those that were there, changed or not, and those that were written; not those taken out."""
        gone = self.deleted_forms
        return [form.slot() for form in self.forms if form not in gone and (form.has_changed() or form.initial)]


def session_rows(
    posted: Any = None, *, sessions: Iterable[Any] = (), initial: list[dict[str, Any]] | None = None, extra: int = 1
) -> SessionRows:
    """Sessions that are there, and ``extra`` empty rows."""
    made = forms.formset_factory(
        SessionForm, formset=SessionRows, extra=extra, can_delete=True, max_num=MOST_SESSIONS,
        absolute_max=MOST_SESSIONS, validate_max=True,
    )  # fmt: skip
    there = initial if initial is not None else [_row_of(session) for session in sessions]
    found = made(posted, initial=there, prefix="sesi")
    assert isinstance(found, SessionRows)
    return found


def _row_of(session: Any) -> dict[str, Any]:
    starts, ends = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    return {
        "key": session.public_id,
        "title": session.title,
        "place": session.place,
        "day": starts.date(),
        "start": starts.time(),
        "end": ends.time(),
    }


def initial_of(event: TrainingEvent) -> dict[str, Any]:
    names = (
        "title", "description", "place", "quota", "public_signup", "signup_opens_at", "signup_closes_at",
        "min_attendance", "courses", "needs_courses",
    )  # fmt: skip
    return {name: getattr(event, name) for name in names} | {"posttest": event.posttest and event.posttest.key}


class SpeakerForm(forms.Form):
    name = PlainNameField(
        label=_("Name with titles"), max_length=200, help_text=_("As it is printed: Dr. Siti Aminah, M.Kom.")
    )
    part = forms.ChoiceField(
        label=_("What do they do?"), choices=Speaker.Part.choices, widget=forms.RadioSelect,
        initial=Speaker.Part.SPEAKER,
    )  # fmt: skip
    identifier = IdentifierField(
        label=_("Phone number or user name"),
        required=False,
        help_text=_("If they have an account here, the certificate goes there, too."),
    )


class WalkInForm(forms.Form):
    identifier = IdentifierField(label=_("Phone number or user name"))


class NewPersonForm(forms.Form):
    name = PlainNameField(
        label=_("Full name of somebody without an account"), help_text=_("As it shall stand on the certificate.")
    )

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if not any(char.isalnum() for char in name):
            raise ValidationError(_("Write the name."))
        return name


class SignUpForm(forms.Form):
    """Both are asked for one purpose, the sums of the report, and nobody has to say them."""

    sex = forms.ChoiceField(
        label=_("Sex"), required=False, choices=[("", _("I do not say")), *Registration.Sex.choices]
    )
    age_band = forms.ChoiceField(
        label=_("Age"), required=False, choices=[("", _("I do not say")), *Registration.AgeBand.choices]
    )


class SurveyForm(forms.Form):
    text = forms.CharField(
        label=_("What should be better?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The organisers read it without your name."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = score_words()
        choices = [(score, f"{score} – {words[score]}") for score in SCORES]
        for name, statement in statement_words().items():
            self.fields[name] = forms.TypedChoiceField(
                label=statement, choices=choices, coerce=int, widget=forms.RadioSelect
            )
        self.order_fields([*STATEMENTS, "text"])
