"""Attempts at a quiz: start, answer, see the explanation, hand in. Each function is one transaction.

None of them decides what a result means for a course: progress does (DESIGN §4.5).
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from django.db import transaction
from django.db.models import BigIntegerField
from django.db.models.functions import Cast

from accounts.models import User
from core.prepared import PreparedObjects
from quizzes.grading import earned, grade_response, read_response, result, waits_for_mark
from quizzes.kinds import KINDS, Grade
from quizzes.kinds.base import Posted
from quizzes.models import Attempt, AttemptItem, Question, Quiz
from quizzes.models.quiz import Feedback

_random = random.SystemRandom()


class AttemptLimitReached(Exception):
    """As many attempts as the quiz allows have been handed in."""

    def __init__(self, allowed: int) -> None:
        super().__init__(allowed)
        self.allowed = allowed


class AttemptClosed(Exception):
    """The attempt has been handed in; what it earned stands."""


class AnswerStands(Exception):
    """The explanation of this question was shown, so its answer can no longer change."""


class NotEnoughQuestions(Exception):
    """The quiz has no question that could be asked; its author has to publish some."""


@transaction.atomic
def start(*, learner: User, quiz: Quiz, context: UUID, by: User, at: datetime) -> Attempt:
    """The open attempt of this learner in this place, or a new one. Parallel calls get the same one.

    Raises AttemptLimitReached, NotEnoughQuestions.
    """
    User.objects.select_for_update(no_key=True).get(pk=learner.pk)  # one start at a time: the limit is counted
    opened = Attempt.objects.filter(learner=learner, quiz=quiz, context=context, submitted_at=None).first()
    return opened or _create(learner, quiz, context, by, at)


def _create(learner: User, quiz: Quiz, context: UUID, by: User, at: datetime) -> Attempt:
    mine = Attempt.objects.filter(learner=learner, quiz=quiz, context=context)
    last = mine.order_by("-number").first()
    if quiz.attempts_allowed and last and last.number >= quiz.attempts_allowed:
        raise AttemptLimitReached(quiz.attempts_allowed)
    drawn = _draw(quiz, avoid=_seen_in(last))
    if not drawn:
        raise NotEnoughQuestions
    attempt = Attempt.objects.create(
        learner=learner,
        quiz=quiz,
        context=context,
        number=last.number + 1 if last else 1,
        by=by,
        started_at=at,
        pass_percent=quiz.pass_percent,
        feedback=quiz.feedback,
    )
    AttemptItem.objects.bulk_create(
        AttemptItem(
            attempt=attempt,
            position=position,
            version_id=question.current_version_id,
            section=section,
            choice_order=_choice_order(question),
        )
        for position, (section, question) in enumerate(drawn, 1)
    )
    return attempt


def _seen_in(attempt: Attempt | None) -> set[int]:
    return set(attempt.items.values_list("version__question_id", flat=True)) if attempt else set()


def _draw(quiz: Quiz, avoid: set[int]) -> list[tuple[str, Question]]:
    """(section key, question) in order: each part's random draw, then the fixed ones. No question twice.

    Questions of the last attempt come again only where the group is too small to do without.
    """
    sections = list(quiz.sections.all())
    fixed = list(dict.fromkeys(row.question_id for row in quiz.fixed_questions.all()))
    askable = Question.objects.filter(live=True, current_version__isnull=False).select_related("current_version")
    by_pool: dict[int, list[Question]] = {}
    for question in askable.filter(pool__in=[section.pool_id for section in sections]).exclude(pk__in=fixed):
        by_pool.setdefault(question.pool_id, []).append(question)
    drawn: list[tuple[str, Question]] = []
    taken: set[int] = set()
    for section in sections:
        fits = [
            q
            for q in by_pool.get(section.pool_id, [])
            if q.pk not in taken and section.difficulty in ("", q.difficulty)
        ]
        _random.shuffle(fits)
        fits.sort(key=lambda question: question.pk in avoid)
        chosen = fits[: section.count]
        taken.update(question.pk for question in chosen)
        drawn += [(section.part, question) for question in chosen]
    fixed_questions = {question.pk: question for question in askable.filter(pk__in=fixed)}
    return drawn + [("", fixed_questions[pk]) for pk in fixed if pk in fixed_questions]


def _choice_order(question: Question) -> list[str]:
    assert question.current_version is not None  # only published questions are drawn
    content = question.current_version.content
    return KINDS[content["kind"]].mixed(content, _random)


def _locked(learner: User, public_id: UUID) -> Attempt:
    """Raises Attempt.DoesNotExist also for somebody else's attempt."""
    found = _for_update(learner.pk, public_id)
    if not found:
        raise Attempt.DoesNotExist
    return found[0]


# Prepared: every answer that is kept asks these two. A place is compared as a large number, which stand-ins are.
_PLACE = Cast("position", BigIntegerField())
_for_update = PreparedObjects(
    Attempt,
    lambda learner, public_id: Attempt.objects.select_for_update(of=("self",)).filter(
        learner=learner, public_id=public_id
    ),
)
_items_at = PreparedObjects(
    AttemptItem,
    lambda attempt, position: AttemptItem.objects.alias(place=_PLACE).filter(attempt=attempt, place=position),
    beside="version",
)


@transaction.atomic
def save_answer(*, learner: User, attempt: UUID, position: int, posted: Posted, at: datetime) -> AttemptItem:
    """Keep an answer as it is given; an empty form takes it back.

    Raises Attempt.DoesNotExist, AttemptItem.DoesNotExist, AttemptClosed, AnswerStands, ResponseMismatch.
    """
    item = _open_item(learner, attempt, position)
    item.response = read_response(item.version.content, posted)
    item.answered_at = at if item.response is not None else None
    item.save(update_fields=["response", "answered_at"])
    return item


@transaction.atomic
def check_answer(
    *, learner: User, attempt: UUID, position: int, posted: Posted, at: datetime
) -> tuple[AttemptItem, Grade | None]:
    """Keep the answer, fix it, and say what it earned; None when nothing was answered.

    Only for quizzes that explain after each question; elsewhere it keeps the answer and tells nothing.
    Raises like save_answer.
    """
    item = _open_item(learner, attempt, position)
    item.response = read_response(item.version.content, posted)
    if item.response is None:
        return item, None
    item.answered_at = at
    fields = ["response", "answered_at"]
    grade = None
    if item.attempt.feedback == Feedback.IMMEDIATE:
        grade = grade_response(item.version.content, item.response)
        item.checked_at, item.fraction = at, str(grade.fraction)
        fields += ["checked_at", "fraction"]
    item.save(update_fields=fields)
    return item, grade


def _open_item(learner: User, public_id: UUID, position: int) -> AttemptItem:
    attempt = _locked(learner, public_id)
    if not attempt.is_open:
        raise AttemptClosed
    found = _items_at(attempt.pk, position)
    if not found:
        raise AttemptItem.DoesNotExist
    item = found[0]
    item.attempt = attempt
    if item.checked_at:
        raise AnswerStands
    return item


@transaction.atomic
def submit(*, learner: User, attempt: UUID, at: datetime) -> Attempt:
    """Hand in and grade what was answered; unanswered questions earn nothing. Twice is once."""
    locked = _locked(learner, attempt)
    if not locked.is_open:
        return locked
    items = list(locked.items.select_related("version"))
    for item in items:
        if item.fraction is None:
            fraction = earned(item.version.content, item.response)
            item.fraction = None if fraction is None else str(fraction)
    AttemptItem.objects.bulk_update(items, ["fraction"])
    locked.submitted_at = at
    conclude(locked, items)
    return locked


def conclude(attempt: Attempt, items: Iterable[AttemptItem]) -> None:
    """The marks of a handed-in attempt from those of all its items; saves the attempt, which the caller has locked."""
    items = list(items)
    fractions = ((item.section, None if item.fraction is None else Fraction(item.fraction)) for item in items)
    outcome = result(fractions, pass_percent=attempt.pass_percent)
    attempt.percent, attempt.passed, attempt.sections = outcome.percent, outcome.passed, dict(outcome.sections)
    attempt.to_mark = sum(waits_for_mark(item.version.content, item.response, item.mark) for item in items)
    attempt.save(update_fields=["submitted_at", "percent", "passed", "sections", "to_mark"])
