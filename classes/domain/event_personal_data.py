"""What training events keep of a person: shown and erased with the rest of their classes."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.personal_data import Rows
from classes.domain.signup import fill_places
from classes.domain.survey import STATEMENTS
from classes.models import Attendance, Registration, Speaker, SurveyAnswer, TrainingEvent
from core.words import clock, long_date, plain_date

EVENT_MODELS = (Registration, Attendance, Speaker, SurveyAnswer)


def event_rows(person: User) -> dict[str, Rows]:
    there = Attendance.objects.filter(person=person).select_related("session__event").order_by("session__starts_at")
    return {
        _("Training events"): [
            {
                _("Training event"): row.event.title,
                _("State"): str(row.get_state_display()),
                _("Since"): plain_date(row.at),
                _("Sex"): str(row.get_sex_display()),
                _("Age"): str(row.get_age_band_display()),
            }
            for row in Registration.objects.filter(person=person).select_related("event").order_by("at")
        ],
        _("Sessions you were at"): [
            {
                _("Training event"): row.session.event.title,
                _("Session"): row.session.title,
                _("Date"): long_date(row.session.starts_at),
                _("Noted"): f"{plain_date(row.at)}, {clock(row.at)}",
                _("How"): str(row.get_how_display()),
            }
            for row in there
        ],
        _("Events you spoke at"): [
            {_("Training event"): row.event.title, _("Role"): str(row.get_part_display()), _("Name"): row.name}
            for row in Speaker.objects.filter(person=person).select_related("event")
        ],
        _("What you said of events"): [
            {
                _("Training event"): row.event.title,
                _("Scores"): ", ".join(str(getattr(row, name)) for name in STATEMENTS),
                _("Text"): row.text,
            }
            for row in SurveyAnswer.objects.filter(person=person).select_related("event")
        ],
    }


def erase_events(person: User) -> None:
    """The place of somebody who is gone is free: the first who waits gets it."""
    events = list(TrainingEvent.objects.filter(registrations__person=person).order_by("pk"))
    for model in (SurveyAnswer, Attendance, Speaker, Registration):
        model.objects.filter(person=person).delete()
    for event in events:
        fill_places(event, by=None, at=timezone.now())
