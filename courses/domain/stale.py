"""“Materi ini sudah usang?” and lessons whose review is due."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from accounts.models import User
from courses.models import LessonPage, StaleReport


def report_stale(*, lesson: LessonPage, learner: User, note: str, at: datetime) -> StaleReport:
    """One open report per learner and lesson: telling again adds what was told before nothing but a new note."""
    try:
        with transaction.atomic():
            return StaleReport.objects.create(lesson=lesson, learner=learner, note=note, reported_at=at)
    except IntegrityError:
        report = StaleReport.objects.get(lesson=lesson, learner=learner, resolved_at=None)
        if note:
            report.note = note
            report.save(update_fields=["note"])
        return report


def resolve(*, report: StaleReport, at: datetime) -> None:
    if report.resolved_at is None:
        report.resolved_at = at
        report.save(update_fields=["resolved_at"])


def lessons_due(today: date) -> QuerySet[LessonPage]:
    """Published lessons past their review date, longest first."""
    return LessonPage.objects.live().filter(review_again_on__lte=today).order_by("review_again_on")


def open_reports() -> QuerySet[StaleReport]:
    return StaleReport.objects.filter(resolved_at=None).select_related("lesson")
