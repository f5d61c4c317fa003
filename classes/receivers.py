"""What progress tells, and what classes write down because of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.dispatch import receiver

from accounts.models import User
from classes.domain.standing import follow_work
from progress.signals import work_recorded


@receiver(work_recorded)
def count_for_assignments(*, learner: User, course: UUID, at: datetime, **kwargs: Any) -> None:
    follow_work(learner=learner, course=course, at=at)
