"""A course whose quiz always asks the same, so that a test can tell whose key is wrong."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import uuid4

from accounts.models import User
from courses.outline import Outline
from lms.demo.answers import right_answer
from progress.domain.acts import save_quiz_answer, submit_quiz
from quizzes.domain.queries import items_of
from quizzes.models import Attempt, Question, Quiz
from tests.factories.courses import full_course
from tests.progress.doing import NOON, place_of, start, wrong_answer


def course_with_a_known_quiz() -> Outline:
    made = full_course(pass_percent=75)
    exam = Quiz.objects.get()
    exam.sections.all().delete()
    for order, one in enumerate(Question.objects.filter(pool__isnull=False).order_by("pk")[:4]):
        exam.fixed_questions.create(question=one, sort_order=order)
    exam.save()
    return made


def first_question() -> Question:
    return Quiz.objects.get().fixed_questions.order_by("sort_order").first().question


def take(person: User, outline: Outline, *, wrong: Collection[int], at: datetime = NOON) -> Attempt:
    """A whole attempt with the answers at these places wrong."""
    attempt = start(person, outline, outline.lessons[3], at=at)
    for item in items_of(attempt):
        content = item.version.content
        posted = wrong_answer(content) if item.position in wrong else right_answer(content)
        save_quiz_answer(
            learner=person, attempt=attempt.public_id, position=item.position, posted=posted, at=at, key=uuid4()
        )
    place = place_of(outline, outline.lessons[3])
    return submit_quiz(learner=person, place=place, attempt=attempt.public_id, by=person, at=at)[0]


class Queue(NamedTuple):
    """Stands for a task: what is asked for is only noted."""

    put: Callable[[tuple[Any, ...]], None]

    def enqueue(self, *given: Any) -> None:
        self.put(given)
