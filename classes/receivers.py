"""What progress tells, and what classes write down because of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.dispatch import receiver

from accounts.models import User
from classes.domain.standing import follow_work
from classes.models import Assignment
from classes.tasks import count_anew
from courses.signals import outline_published
from progress.signals import work_recorded


@receiver(work_recorded)
def count_for_assignments(*, learner: User, course: UUID, at: datetime, **kwargs: Any) -> None:
    follow_work(learner=learner, course=course, at=at)


@receiver(outline_published)
def count_for_the_new_outline(*, course: UUID, **kwargs: Any) -> None:
    """In the background: a course of a whole city has many people."""
    if Assignment.objects.filter(course=course, withdrawn_at=None).exists():
        count_anew.enqueue(str(course), 0)
