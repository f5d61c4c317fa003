"""The rules of a quiz as they are stored, for everybody and for one learner."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import DateTimeField, Exists, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Cast

from accounts.models import User
from quizzes.models import Allowance, Attempt, Quiz, Window
from quizzes.rules import Extension, Rules, counting, earns_pass, extended, within
from quizzes.rules import Window as Time

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


@dataclass
class Own:
    """What is said about one learner at one quiz."""

    extension: Extension = _NOTHING_MORE
    windows: list[Time] = field(default_factory=list)

    def rules(self, general: Rules, at: datetime) -> Rules:
        return within(extended(general, self.extension), self.windows, at)


def own_for(learner: User, quizzes: Iterable[int]) -> dict[int, Own]:
    """By quiz, where something is said about this learner: extensions and windows in one query."""
    asked = list(quizzes)
    if not asked:
        return {}
    nothing: Any = Cast(Value(None), DateTimeField())
    given = Allowance.objects.filter(learner=learner, quiz__in=asked).annotate(opens=nothing, window=Value(0))
    windows = Window.objects.filter(learner=learner, quiz__in=asked).annotate(
        attempts=Value(0, IntegerField()), more=Value(0, IntegerField()), window=Value(1)
    )
    rows = given.values_list("quiz_id", "window", "extra_attempts", "extra_minutes", "opens", "closes_at").union(
        windows.values_list("quiz_id", "window", "attempts", "more", "opens_at", "closes_at"), all=True
    )
    found: dict[int, Own] = {}
    for quiz, is_window, attempts, minutes, opens_at, closes_at in rows:
        own = found.setdefault(quiz, Own())
        if is_window:
            own.windows.append(Time(opens_at, closes_at))
        else:
            own.extension = Extension(attempts, timedelta(minutes=minutes), closes_at)
    return found


def rules_for(learner: User, quiz: Quiz) -> Rules:
    """As the quiz has them for this learner; their windows aside, which move with the clock and explain nothing."""
    rules = rules_of(quiz)
    if not rules.can_be_extended:
        return rules
    return extended(rules, extensions_for(learner, [quiz.pk]).get(quiz.pk, _NOTHING_MORE))


def lock_and_read_rules(learner: User, quiz: Quiz, *, at: datetime) -> Rules:
    """As they are for this learner at this moment. One start of a learner at a time: attempts are counted.

    The query that locks reads what this learner is given; only who has windows pays another one.
    """
    theirs = Allowance.objects.filter(quiz=quiz, learner=OuterRef("pk"))
    columns = ("extra_attempts", "extra_minutes", "closes_at")
    given = (Subquery(theirs.values(column)) for column in columns)
    bound = Exists(Window.objects.filter(quiz=quiz, learner=OuterRef("pk")))
    locked = User.objects.select_for_update(no_key=True).filter(pk=learner.pk)
    attempts, minutes, closes_at, has_windows = locked.values_list(*given, bound).get()
    windows: list[Time] = []
    if has_windows:
        rows = Window.objects.filter(quiz=quiz, learner=learner).values_list("opens_at", "closes_at")
        windows = [Time(*row) for row in rows]
    return Own(Extension(attempts or 0, timedelta(minutes=minutes or 0), closes_at), windows).rules(rules_of(quiz), at)


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
