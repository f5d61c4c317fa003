"""The rules of a quiz as they are stored, for everybody and for one learner."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import OuterRef, Subquery

from accounts.models import User
from quizzes.models import Allowance, Attempt, Quiz
from quizzes.rules import Extension, Rules, counting, earns_pass, extended

_NOTHING_MORE = Extension()


def rules_of(quiz: Quiz) -> Rules:
    return Rules(
        attempts=quiz.attempts_allowed,
        waiting=timedelta(minutes=quiz.waiting_minutes or 0),
        counts=quiz.counts,
        feedback=quiz.feedback,
        opens_at=quiz.opens_at,
        closes_at=quiz.closes_at,
        limit=timedelta(minutes=quiz.time_limit) if quiz.time_limit else None,
        grace=timedelta(seconds=quiz.grace_seconds),
    )


def extension_from(allowance: Allowance) -> Extension:
    return Extension(
        allowance.extra_attempts, timedelta(minutes=allowance.extra_minutes), closes_at=allowance.closes_at
    )


def extensions_for(learner: User, quizzes: Iterable[int]) -> dict[int, Extension]:
    """By quiz, where this learner is given more; one query, none when there is nothing to ask for."""
    asked = list(quizzes)
    given = Allowance.objects.filter(learner=learner, quiz__in=asked) if asked else ()
    return {allowance.quiz_id: extension_from(allowance) for allowance in given}


def rules_for(learner: User, quiz: Quiz) -> Rules:
    """As they are for this learner."""
    rules = rules_of(quiz)
    if not rules.can_be_extended:
        return rules
    return extended(rules, extensions_for(learner, [quiz.pk]).get(quiz.pk, _NOTHING_MORE))


def lock_and_read_rules(learner: User, quiz: Quiz) -> Rules:
    """One start of a learner at a time: attempts are counted. The same query reads what this learner is given."""
    theirs = Allowance.objects.filter(quiz=quiz, learner=OuterRef("pk"))
    columns = ("extra_attempts", "extra_minutes", "closes_at")
    locked = User.objects.select_for_update(no_key=True).filter(pk=learner.pk)
    attempts, minutes, closes_at = locked.values_list(*(Subquery(theirs.values(column)) for column in columns)).get()
    extension = Extension(attempts or 0, timedelta(minutes=minutes or 0), closes_at)
    return extended(rules_of(quiz), extension)


def rules_of_attempt(learner: User, attempt: Attempt) -> Rules:
    """For showing what an attempt earned: its own way of explaining, unless its quiz explains sooner by now."""
    rules = rules_for(learner, attempt.quiz)
    if attempt.quiz.feedback == attempt.feedback or attempt.feedback != "at_closing":
        return Rules(**{**vars(rules), "feedback": attempt.feedback})
    return rules


def counting_attempt(attempt: Attempt) -> tuple[Attempt, bool]:
    """Of all that this learner has handed in here, with this one: which counts, and whether it is passed."""
    found = Attempt.objects.filter(
        learner=attempt.learner_id, quiz=attempt.quiz_id, context=attempt.context, submitted_at__isnull=False
    )
    taken = list(found)
    counts = counting(attempt.quiz.counts, taken)
    assert counts is not None  # this one is handed in
    return counts, earns_pass(attempt.quiz.counts, taken)
