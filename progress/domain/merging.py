"""The learning of two accounts of one person: what has to happen before it is claimed like a guest's (ADR 0040)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.personal_data import Merging
from courses.domain.outlines import outlines
from progress.domain.acts import submit_quiz
from progress.domain.places import find_place_of
from progress.models import Enrolment
from quizzes.domain import attempts
from quizzes.models import Attempt


def hand_in_one_of_two_open(merging: Merging) -> None:
    """Both have begun the same quiz: the fuller attempt goes on, the other is handed in, so that no answer is lost.

    One without any answer is left to quizzes, which removes it. With as many answers the kept account's goes on.
    """
    for theirs in Attempt.objects.filter(learner=merging.source, submitted_at=None):
        mine = Attempt.objects.filter(
            learner=merging.target, quiz=theirs.quiz_id, context=theirs.context, submitted_at=None
        ).first()
        if mine is None:
            continue
        goes = theirs if _answers(theirs) <= _answers(mine) else mine
        if _answers(goes):
            _hand_in(goes, merging)


def _answers(attempt: Attempt) -> int:
    return attempt.items.filter(response__isnull=False).count()


def _hand_in(attempt: Attempt, merging: Merging) -> None:
    learner, at = attempt.learner, merging.at
    place = find_place_of(attempt.context, learner=learner)
    if place is not None:
        submit_quiz(learner=learner, place=place, attempt=attempt.public_id, by=learner, at=at)
    else:  # its course is gone: there is nothing it could count for
        attempts.submit(learner=learner, attempt=attempt.public_id, at=at)


def glance_at_courses(person: User) -> dict[str, list[str]]:
    titles = {outline.course: outline.title for outline in outlines()}
    followed = Enrolment.objects.filter(learner=person).order_by("started_at")
    return {
        _("Courses"): [
            _("%(course)s, completed") % {"course": titles.get(one.course, one.course)}
            if one.completed_at
            else str(titles.get(one.course, one.course))
            for one in followed
        ]
    }
