"""Check questions inside a lesson: answered as often as one likes, explained at once."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction

from accounts.models import User
from core.prepared import Prepared
from quizzes.grading import grade_response, is_keyed
from quizzes.kinds import KINDS, Grade, Response
from quizzes.kinds.base import Posted
from quizzes.models import CheckAnswer, QuestionVersion


@transaction.atomic
def answer_check(
    *, learner: User, context: UUID, version: QuestionVersion, posted: Posted, by: User, at: datetime
) -> tuple[CheckAnswer, Grade] | None:
    """Keep one answer to the version that the learner saw; None when nothing was answered. Raises ResponseMismatch.

    What no key marks carries no mark in a lesson: it is there to think about.
    """
    response = KINDS[version.content["kind"]].read(version.content, posted)
    if response is None:
        return None
    grade = grade_response(version.content, response)
    fraction = str(grade.fraction) if is_keyed(version.content) else ""
    answer = CheckAnswer.objects.create(
        learner=learner, context=context, version=version, response=response, fraction=fraction, by=by, at=at
    )
    return answer, grade


class GivenAnswer(NamedTuple):
    """What is shown of a CheckAnswer."""

    context: UUID
    version_id: int
    response: Response
    fraction: str


def latest_answers(*, learner: User, contexts: list[UUID]) -> dict[UUID, GivenAnswer]:
    """The last answer for each of the activities that has one; one query."""
    return {row[0]: GivenAnswer(*row) for row in _answers_to(learner.pk, *contexts)} if contexts else {}


_answers_to = Prepared(
    lambda learner, *contexts: (
        CheckAnswer.objects.filter(learner=learner, context__in=contexts)
        .order_by("at", "pk")
        .values_list("context", "version_id", "response", "fraction")
    )
)


@lru_cache(maxsize=500)
def version_content(version: int) -> dict[str, Any]:
    """What the question asked then. Kept per process, because a version never changes: read it, never change it."""
    content: dict[str, Any] = QuestionVersion.objects.values_list("content", flat=True).get(pk=version)
    return content


def grade_of(answer: CheckAnswer | GivenAnswer) -> Grade:
    return grade_response(version_content(answer.version_id), answer.response)


def fraction_of(answer: CheckAnswer) -> Fraction:
    return Fraction(answer.fraction)
