"""Following a course."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from courses.domain.outlines import outlines
from courses.models import CourseOutline, CoursePage
from courses.outline import Outline
from progress.models import Enrolment


class PrerequisitesMissing(Exception):
    """The course ``locked`` is closed until these are completed."""

    def __init__(self, locked: Outline, missing: list[Outline]) -> None:
        super().__init__(", ".join(outline.title for outline in missing))
        self.locked, self.missing = locked, missing


@transaction.atomic
def enrol(*, learner: User, outline: Outline, at: datetime) -> Enrolment:
    """Start following, or come back to, a course. Raises PrerequisitesMissing where the course is locked by them."""
    enrolment = Enrolment.objects.select_for_update().filter(learner=learner, course=outline.course).first()
    if enrolment is None:
        row = CourseOutline.objects.main(outline.course)
        if row is None:
            raise CourseOutline.DoesNotExist
        if row.page is not None and row.page.prerequisites_required:
            missing = missing_prerequisites(learner=learner, page=row.page)
            if missing:
                raise PrerequisitesMissing(outline, missing)
        version = row.version
        enrolment, _created = Enrolment.objects.get_or_create(
            learner=learner, course=outline.course, defaults={"version": version, "started_at": at, "last_seen_at": at}
        )
    if enrolment.hidden_at is not None:
        enrolment.hidden_at = None
        enrolment.save(update_fields=["hidden_at"])
    return enrolment


def missing_prerequisites(*, learner: User | None, page: CoursePage) -> list[Outline]:
    """Courses that are better known first and that this learner has not completed."""
    wanted = {course.translation_key for course in page.prerequisites.all()}
    if not wanted:
        return []
    completed = (
        set(
            Enrolment.objects.filter(learner=learner, course__in=wanted, completed_at__isnull=False).values_list(
                "course", flat=True
            )
        )
        if learner
        else set()
    )
    return [outline for outline in outlines() if outline.course in wanted - completed]


def stop_following(*, learner: User, outline: Outline, at: datetime) -> None:
    """“Berhenti ikut”: the course leaves the learner's lists; everything done in it stays."""
    Enrolment.objects.filter(learner=learner, course=outline.course, hidden_at=None).update(hidden_at=at)
