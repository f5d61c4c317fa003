"""Check questions inside a lesson: answered as often as one likes, explained at once."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import User
from quizzes.grading import grade_response
from quizzes.kinds import KINDS, Grade
from quizzes.kinds.base import Posted
from quizzes.models import CheckAnswer, QuestionVersion


@transaction.atomic
def answer_check(
    *, learner: User, context: UUID, version: QuestionVersion, posted: Posted, by: User, at: datetime
) -> tuple[CheckAnswer, Grade] | None:
    """Keep one answer to the version that the learner saw; None when nothing was answered. Raises ResponseMismatch."""
    response = KINDS[version.content["kind"]].read(version.content, posted)
    if response is None:
        return None
    grade = grade_response(version.content, response)
    answer = CheckAnswer.objects.create(
        learner=learner, context=context, version=version, response=response, fraction=str(grade.fraction), by=by, at=at
    )
    return answer, grade


def latest_answers(*, learner: User, contexts: list[UUID]) -> dict[UUID, CheckAnswer]:
    """The last answer for each of the activities that has one; one query."""
    answers = CheckAnswer.objects.filter(learner=learner, context__in=contexts).order_by("at", "pk")
    return {answer.context: answer for answer in answers.only("context", "version_id", "response", "fraction")}


@lru_cache(maxsize=500)
def version_content(version: int) -> dict[str, Any]:
    """What the question asked then. Kept per process, because a version never changes: read it, never change it."""
    content: dict[str, Any] = QuestionVersion.objects.values_list("content", flat=True).get(pk=version)
    return content


def grade_of(answer: CheckAnswer) -> Grade:
    return grade_response(version_content(answer.version_id), answer.response)


def fraction_of(answer: CheckAnswer) -> Fraction:
    return Fraction(answer.fraction)
