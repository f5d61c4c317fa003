"""Reports of outdated content in the registry of what belongs to a person."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.personal_data import PersonalData, Rows, register
from core.words import long_date
from courses.models import StaleReport


def _claim(guest: User, account: User) -> None:
    theirs = set(StaleReport.objects.filter(learner=account, resolved_at=None).values_list("lesson_id", flat=True))
    for report in StaleReport.objects.filter(learner=guest):
        if report.resolved_at is None and report.lesson_id in theirs:
            report.delete()
        else:
            report.learner = account
            report.save(update_fields=["learner"])


def _export(person: User) -> dict[str, Rows]:
    reports = StaleReport.objects.filter(learner=person).select_related("lesson")
    return {
        _("Reports of outdated content"): [
            {_("Lesson"): report.lesson.title, _("Note"): report.note, _("Date"): long_date(report.reported_at)}
            for report in reports
        ]
    }


def _erase(person: User) -> None:
    """The report stays useful without its author."""
    StaleReport.objects.filter(learner=person).update(learner=None, note="")


def register_own_data() -> None:
    register(
        PersonalData(app="courses", label="Courses", models=(StaleReport,), claim=_claim, export=_export, erase=_erase)
    )
