"""Attempts at a quiz: start, answer, see the explanation, hand in. Each function is one transaction.

None of them decides what a result means for a course: progress does (DESIGN §4.5).
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from django.db import transaction
from django.db.models import BigIntegerField
from django.db.models.functions import Cast

from accounts.models import User
from core.prepared import PreparedObjects
from quizzes.arrival import PLAIN_FORM, Arrival
from quizzes.domain.drawing import Drawn, draw
from quizzes.domain.keys import key_of
from quizzes.domain.rules import lock_and_read_rules
from quizzes.grading import earned, grade_response, is_keyed, read_response, result, waits_for_mark
from quizzes.kinds import KINDS, Grade, Response
from quizzes.kinds.base import Posted
from quizzes.models import Attempt, AttemptItem, Quiz
from quizzes.models.quiz import Feedback
from quizzes.rules import Refusal, Rules, Why, deadline, refusal

_random = random.SystemRandom()


class AttemptLimitReached(Exception):
    """As many attempts as the quiz allows have been handed in."""

    def __init__(self, allowed: int) -> None:
        super().__init__(allowed)
        self.allowed = allowed


class StartRefused(Exception):
    """No attempt can start now: why not, and until when."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


class AttemptClosed(Exception):
    """The attempt has been handed in; what it earned stands."""


class AttemptOver(AttemptClosed):
    """Its time and the grace after it are up; it is to be handed in with what was kept in time."""

    def __init__(self, attempt: UUID) -> None:
        super().__init__(attempt)
        self.attempt = attempt


class AnswerStands(Exception):
    """The explanation of this question was shown, so its answer can no longer change."""


class NewerAnswerKept(Exception):
    """This answer came late: one that was given after it is kept already, and stays."""


class AttemptUnderWay(Exception):
    """An attempt is open on somebody's screen: it is finished there first."""


class NotEnoughQuestions(Exception):
    """The quiz has no question that could be asked; its author has to publish some."""


@transaction.atomic
def start(
    *, learner: User, quiz: Quiz, context: UUID, by: User, at: datetime, asked: Sequence[Drawn] | None = None
) -> Attempt:
    """The open attempt of this learner in this place, or a new one. Parallel calls get the same one.

    ``asked``: what was drawn before, in its order, as for a sheet of paper; then an open attempt is never taken over.
    Raises StartRefused, AttemptLimitReached, AttemptOver, NotEnoughQuestions; with ``asked`` also AttemptUnderWay.
    """
    rules = lock_and_read_rules(learner, quiz, at=at)
    mine = list(Attempt.objects.filter(learner=learner, quiz=quiz, context=context).order_by("number"))
    opened = next((attempt for attempt in mine if attempt.is_open), None)
    if opened and opened.is_over(at):
        raise AttemptOver(opened.public_id)
    if opened and asked is not None:
        raise AttemptUnderWay
    last = mine[-1] if mine else None
    return opened or _create(learner, quiz, context, by, at, rules=rules, last=last, asked=asked)


def _create(
    learner: User,
    quiz: Quiz,
    context: UUID,
    by: User,
    at: datetime,
    *,
    rules: Rules,
    last: Attempt | None,
    asked: Sequence[Drawn] | None,
) -> Attempt:
    taken = last.number if last else 0
    refused = refusal(rules, taken=taken, handed_in_at=last.submitted_at if last else None, at=at)
    if refused and refused.why == Why.NO_ATTEMPT_LEFT:
        assert rules.attempts is not None
        raise AttemptLimitReached(rules.attempts)
    if refused:
        raise StartRefused(refused)
    drawn = draw(quiz, learner=learner, last=last) if asked is None else asked
    if not drawn:
        raise NotEnoughQuestions
    attempt = Attempt.objects.create(
        learner=learner,
        quiz=quiz,
        context=context,
        number=taken + 1,
        by=by,
        started_at=at,
        pass_percent=quiz.pass_percent,
        feedback=quiz.feedback,
        deadline_at=deadline(rules, at),
        grace_seconds=quiz.grace_seconds,
    )
    AttemptItem.objects.bulk_create(
        AttemptItem(
            attempt=attempt,
            position=position,
            version=one.version,
            section=one.section,
            choice_order=_mixed(one) if one.order is None else list(one.order),
        )
        for position, one in enumerate(drawn, 1)
    )
    return attempt


def _mixed(one: Drawn) -> list[str]:
    return KINDS[one.version.content["kind"]].mixed(one.version.content, _random)


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
def save_answer(
    *, learner: User, attempt: UUID, position: int, posted: Posted, at: datetime, arrival: Arrival = PLAIN_FORM
) -> AttemptItem:
    """Keep an answer as it is given; an empty form takes it back. What is kept already may come again.

    Raises Attempt.DoesNotExist, AttemptItem.DoesNotExist, AttemptClosed, AttemptOver, AnswerStands,
    NewerAnswerKept, ResponseMismatch.
    """
    item, response = _answered(learner, attempt, position, posted, at)
    if item.checked_at or arrival.is_untouched(response):
        return item
    if arrival.is_late(item.client_order):
        if response != item.response:
            raise NewerAnswerKept
        return item
    item.response = response
    item.answered_at = at if response is not None else None
    item.client_order = arrival.order(item.client_order, at=at)
    item.save(update_fields=["response", "answered_at", "client_order"])
    return item


@transaction.atomic
def check_answer(
    *, learner: User, attempt: UUID, position: int, posted: Posted, at: datetime
) -> tuple[AttemptItem, Grade | None]:
    """Keep the answer, fix it, and say what it earned; None when nothing was answered. Twice is once.

    Only for quizzes that explain after each question, and for answers that a key marks; any other is kept and stays
    open until it is handed in.
    Raises like save_answer.
    """
    item, response = _answered(learner, attempt, position, posted, at)
    if item.checked_at:
        return item, grade_response(*key_of(item))
    item.response = response
    if response is None:
        return item, None
    item.answered_at, item.client_order = at, PLAIN_FORM.order(item.client_order, at=at)
    fields = ["response", "answered_at", "client_order"]
    grade = None
    if item.attempt.feedback == Feedback.IMMEDIATE and is_keyed(item.version.content):
        grade = grade_response(*key_of(item))
        item.checked_at, item.fraction = at, str(grade.fraction)
        fields += ["checked_at", "fraction"]
    item.save(update_fields=fields)
    return item, grade


@transaction.atomic
def pass_over(*, learner: User, attempt: UUID, position: int, at: datetime) -> AttemptItem:
    """“Not yet known”: the question stays without an answer and earns nothing, for good. Twice is once.

    Raises Attempt.DoesNotExist, AttemptItem.DoesNotExist, AttemptClosed, AttemptOver.
    """
    item, _response = _answered(learner, attempt, position, {}, at, over_what_stands=True)
    if item.checked_at is None:
        item.response, item.checked_at, item.fraction = None, at, "0"
        item.save(update_fields=["response", "checked_at", "fraction"])
    return item


def _answered(
    learner: User,
    public_id: UUID,
    position: int,
    posted: Posted,
    at: datetime,
    *,
    over_what_stands: bool = False,
) -> tuple[AttemptItem, Response | None]:
    """The question, locked, and what was said to it; when its explanation was shown, this is what it explained."""
    attempt = _locked(learner, public_id)
    if not attempt.is_open:
        raise AttemptClosed
    if attempt.is_over(at):
        raise AttemptOver(public_id)
    found = _items_at(attempt.pk, position)
    if not found:
        raise AttemptItem.DoesNotExist
    item = found[0]
    item.attempt = attempt
    response = read_response(item.version.content, posted)
    if item.checked_at and response != item.response and not over_what_stands:
        raise AnswerStands
    return item, response


@transaction.atomic
def submit(*, learner: User, attempt: UUID, at: datetime) -> Attempt:
    """Hand in and grade what was answered; unanswered questions earn nothing. Twice is once.

    After the deadline it is handed in as at the deadline, whenever somebody comes to do it.
    """
    locked = _locked(learner, attempt)
    if not locked.is_open:
        return locked
    items = list(locked.items.select_related("version", "key_version"))
    for item in items:
        if item.fraction is None:
            fraction = earned(*key_of(item))
            item.fraction = None if fraction is None else str(fraction)
    AttemptItem.objects.bulk_update(items, ["fraction"])
    locked.submitted_at = min(at, locked.deadline_at) if locked.deadline_at else at
    conclude(locked, items)
    return locked


@transaction.atomic
def correct_answers(*, learner: User, attempt: UUID, answers: Mapping[int, Posted]) -> Attempt:
    """What was typed wrongly from paper, by version: the handed-in attempt is graded again with these answers.

    Only what stands in ``answers`` changes. Raises Attempt.DoesNotExist, AttemptClosed for one that is still open,
    ResponseMismatch.
    """
    locked = _locked(learner, attempt)
    if locked.is_open:
        raise AttemptClosed
    items = list(locked.items.select_related("version", "key_version"))
    for item in items:
        if item.version_id in answers:
            item.response = read_response(item.version.content, answers[item.version_id])
            fraction = earned(*key_of(item))
            item.fraction = None if fraction is None else str(fraction)
    AttemptItem.objects.bulk_update(items, ["response", "fraction"])
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
