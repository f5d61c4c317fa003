"""What a learner may do at a quiz now: the state behind its door in a lesson."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.models import User
from quizzes import words
from quizzes.domain.queries import attempts_in
from quizzes.domain.rules import Own, own_for
from quizzes.models import Attempt
from quizzes.rules import Refusal, Rules, refusal


@dataclass(frozen=True)
class Door:
    rules: Rules  # as they are for this learner
    at: datetime
    opened: Attempt | None = None  # to go on with
    taken: int = 0
    refusal: Refusal | None = None
    waits: UUID | None = None  # the latest attempt with answers that a person has still to mark

    @property
    def refused(self) -> str:
        return words.refused(self.refusal, self.rules) if self.refusal else ""

    @property
    def left(self) -> int | None:
        return None if self.rules.attempts is None else max(0, self.rules.attempts - self.taken)

    @property
    def counts(self) -> str:
        return words.what_counts(self.rules)

    @property
    def opens(self) -> str:
        opens_at = self.rules.opens_at
        return words.moment(opens_at) if opens_at and opens_at > self.at else ""

    @property
    def closes(self) -> str:
        closes_at = self.rules.closes_at
        return words.moment(closes_at) if closes_at and closes_at > self.at else ""

    @property
    def minutes(self) -> int | None:
        return int(self.rules.limit.total_seconds()) // 60 if self.rules.limit else None

    @property
    def waiting_minutes(self) -> int:
        return int(self.rules.waiting.total_seconds()) // 60

    @property
    def until(self) -> str:
        return words.until(self.opened.deadline_at, self.at) if self.opened and self.opened.deadline_at else ""


def door(rules: Rules, attempts: Sequence[Attempt], at: datetime) -> Door:
    """``rules``: of this learner; ``attempts``: all of theirs in this place, oldest first, none of them over."""
    last = attempts[-1] if attempts else None
    taken = last.number if last else 0
    waits = next((attempt.public_id for attempt in reversed(attempts) if attempt.to_mark), None)
    if last and last.is_open:
        return Door(rules, at, opened=last, taken=taken, waits=waits)
    told = refusal(rules, taken=taken, handed_in_at=last.submitted_at if last else None, at=at)
    return Door(rules, at, taken=taken, refusal=told, waits=waits)


def doors(learner: User | None, quizzes: Mapping[UUID, tuple[int, Rules]], at: datetime) -> dict[UUID, Door]:
    """By place; ``quizzes``: place → the quiz that stands there and its rules. At most two queries."""
    if learner is None or not quizzes:
        return {place: door(rules, (), at) for place, (_quiz, rules) in quizzes.items()}
    attempts = attempts_in(learner=learner, contexts=list(quizzes))
    own = own_for(learner, set() if learner.is_guest else {quiz for quiz, _rules in quizzes.values()})
    return {
        place: door(own.get(quiz, Own()).rules(rules, at), attempts.get(place, ()), at)
        for place, (quiz, rules) in quizzes.items()
    }
