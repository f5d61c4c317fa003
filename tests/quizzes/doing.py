"""Short ways to do what a learner does with a quiz."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile

from accounts.roles import Role
from core.models import Picture
from quizzes.arrival import PLAIN_FORM, Arrival
from quizzes.domain import attempts
from quizzes.domain.marking import answers_for, give_mark
from quizzes.domain.queries import items_of
from quizzes.models import Attempt, AttemptItem, Question, Quiz
from quizzes.rubric import rubric_lines
from tests.factories.courses import choice
from tests.factories.people import staff

NOON = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)
RIGHT, WRONG = (choice(text)["id"] for text in "AB")  # of a question as the factory makes it
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="90" viewBox="0 0 160 90"><rect width="160" height="90"/></svg>'


def start(learner: Any, quiz: Quiz, place: UUID, *, at: datetime = NOON) -> Attempt:
    return attempts.start(learner=learner, quiz=quiz, context=place, by=learner, at=at)


def save(
    attempt: Attempt, position: int, *chosen: str, at: datetime = NOON, arrival: Arrival = PLAIN_FORM
) -> AttemptItem:
    posted = {"choice": list(chosen)}
    return attempts.save_answer(
        learner=attempt.learner, attempt=attempt.public_id, position=position, posted=posted, at=at, arrival=arrival
    )


def check(attempt: Attempt, position: int, *chosen: str, at: datetime = NOON) -> Any:
    posted = {"choice": list(chosen)}
    return attempts.check_answer(
        learner=attempt.learner, attempt=attempt.public_id, position=position, posted=posted, at=at
    )


def submit(attempt: Attempt, *, at: datetime = NOON) -> Attempt:
    return attempts.submit(learner=attempt.learner, attempt=attempt.public_id, at=at)


def take(learner: Any, quiz: Quiz, place: UUID, *, right: int = 0) -> Attempt:
    """A whole attempt with so many right answers, the others left open."""
    attempt = start(learner, quiz, place)
    for position in range(1, right + 1):
        save(attempt, position, RIGHT)
    return submit(attempt)


def mark_all(exam: Quiz) -> None:
    """A point for each criterion of every answer."""
    for item in answers_for(staff(Role.REVIEWER)).filter(attempt__quiz=exam):
        points = {line.id: 1 for line in rubric_lines(item.version.content)}
        give_mark(item=item.pk, points=points, comment="", by=staff(Role.REVIEWER), at=NOON, seen=None)


def asked(attempt: Attempt) -> list[Question]:
    """The questions of an attempt in their order."""
    return [item.version.question for item in items_of(attempt)]


def svg_picture(name: str = "papan.svg", *, width: int = 160) -> Picture:
    return Picture.objects.create(title=name, file=ContentFile(SVG.format(width=width).encode(), name=name))
