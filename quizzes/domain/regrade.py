"""Grading again after a mistake in a key (ADR 0027). Computes and keeps marks; what they mean for a course: progress.

People are taken in batches: all attempts of a person are dealt with in one transaction, and memory stays flat.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from operator import itemgetter
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.models import User
from core import audit
from quizzes.grading import Result, result
from quizzes.kinds import KINDS, Content
from quizzes.models import Attempt, AttemptItem, Question, QuestionVersion, Regrade, RegradeChange
from quizzes.regrading import KeyDoesNotFit, Misfit, is_same_key, regraded

BATCH = 100  # people: a second of writing at most, also where each of them gets a certificate
Value = TypeVar("Value")


class NotGradedByKey(Exception):
    """The question is not published, or a person marks it, or nobody does."""


class KeyChanged(Exception):
    """The question was published anew since it was looked at."""


class NothingToRegrade(Exception):
    """Every answer is graded by this key already."""


@dataclass(frozen=True)
class Change:
    """What becomes of the mark of one handed-in attempt."""

    attempt: int
    learner: int
    quiz: int
    context: UUID
    percent_before: int
    percent_after: int
    passed_before: bool
    passed_after: bool

    @property
    def gains(self) -> bool:
        return self.passed_after and not self.passed_before

    @property
    def loses(self) -> bool:
        return self.passed_before and not self.passed_after

    @property
    def lowers(self) -> bool:
        return self.percent_after < self.percent_before or self.loses


@dataclass
class Plan:
    """What grading again does to some people's answers."""

    changes: list[Change] = field(default_factory=list)
    answers: int = 0  # looked at
    attempts: set[int] = field(default_factory=set)
    people: set[int] = field(default_factory=set)
    still_open: int = 0  # answers in attempts that are not handed in
    misfits: Counter[Misfit] = field(default_factory=Counter)
    # What is to be written: (fraction or None where only the key is noted, key) → items
    items: defaultdict[tuple[str | None, int | None], list[int]] = field(default_factory=lambda: defaultdict(list))
    results: dict[int, Result] = field(default_factory=dict)  # by attempt

    def take(self, other: Plan) -> None:
        """Add what is told about other people; what is to be written stays with them."""
        self.changes += other.changes
        self.answers += other.answers
        self.attempts |= other.attempts
        self.people |= other.people
        self.still_open += other.still_open
        self.misfits += other.misfits


def key_to_regrade_by(question: Question) -> QuestionVersion:
    """Raises NotGradedByKey."""
    version = question.current_version
    if version is None or KINDS[version.content["kind"]].marking != "key":
        raise NotGradedByKey
    return version


def other_keys(question: Question) -> list[QuestionVersion]:
    """Versions by whose keys answers stand graded although the published one grades differently; oldest first."""
    version = question.current_version
    if version is None or KINDS[version.content["kind"]].marking != "key":
        return []
    graded = _items(question).filter(fraction__isnull=False)
    used = set(graded.values_list(Coalesce("key_version", "version"), flat=True).distinct()) - {version.pk}
    found = QuestionVersion.objects.filter(pk__in=used).order_by("number")
    return [other for other in found if not is_same_key(other.content, version.content)]


def other_keys_seen(question: Question, version: QuestionVersion) -> list[QuestionVersion]:
    """Versions that people were asked and whose keys differ, whatever was graded again since; oldest first."""
    seen = QuestionVersion.objects.filter(pk__in=_items(question).values("version")).order_by("number")
    return [other for other in seen if not is_same_key(other.content, version.content)]


def is_due(question: Question) -> bool:
    """Answers stand graded by another key, and nobody has dealt with that yet."""
    last = Regrade.objects.filter(question=question).first()
    return (last is None or last.version_id != question.current_version_id) and bool(other_keys(question))


def preview(question: Question) -> Plan:
    """Everything that grading again would change, also what is lowered only where that is wanted."""
    version, plan = key_to_regrade_by(question), Plan()
    for people in _batches(question):
        plan.take(_plan(question, version, people, lowers=True))
    return plan


@transaction.atomic
def begin(
    *, question: Question, version: int, reason: str, takes_passes: bool, by: User, at: datetime
) -> tuple[Regrade, bool]:
    """The log of it, to be carried out batch by batch; True: new. Asked for again while it goes on, it is the same.

    Raises NotGradedByKey, KeyChanged, NothingToRegrade.
    """
    locked = Question.objects.select_for_update(of=("self",)).select_related("current_version").get(pk=question.pk)
    key = key_to_regrade_by(locked)
    if key.pk != version:
        raise KeyChanged
    if not answers_left(locked, key, takes_passes=takes_passes):
        raise NothingToRegrade
    last = Regrade.objects.filter(question=locked).first()
    if last is not None and (last.version_id, last.takes_passes) == (key.pk, takes_passes):
        return last, False
    regrade = Regrade.objects.create(
        question=locked, version=key, reason=reason, takes_passes=takes_passes, by=by, at=at
    )
    detail = {"question": str(locked.key), "version": key.number, "takes_passes": takes_passes}
    audit.log(actor=str(by.public_id), action="quizzes.regraded", subject=str(locked.key), detail=detail, at=at)
    return regrade, True


def answers_left(question: Question, version: QuestionVersion, *, takes_passes: bool) -> int:
    """How many answers such a regrade has still to deal with; read off the answers, so that nothing can be forgotten.

    The database counts equal answers.
    """
    groups = _pending(question, version, takes_passes).values("version", "key_version", "response", "fraction")
    rows = groups.annotate(times=Count("pk")).values_list("version", "key_version", "response", "fraction", "times")
    contents, left = _contents(question), 0
    for seen, key, response, fraction, times in rows:
        now = _judged(contents[seen], version, seen, response, fraction, lowers=takes_passes, misfits=Counter())
        left += times * (now != (fraction, key))
    return left


def answers_with_another_key(regrade: Regrade) -> int:
    """How many there are to deal with in all: given to other versions than the one whose key grades now."""
    return _items(regrade.question).exclude(version=regrade.version_id).count()


def next_people(regrade: Regrade, after: int) -> list[int]:
    """The next batch behind this person; [] at the end, or where a later regrade has taken over."""
    if Regrade.objects.filter(question=regrade.question_id).values_list("pk", flat=True).first() != regrade.pk:
        return []
    return _people(_pending(regrade.question, regrade.version, regrade.takes_passes), after)


def regrade_people(regrade: Regrade, people: Sequence[int]) -> list[Change]:
    """All their attempts, part of the caller's transaction. Doing it again changes nothing."""
    theirs = Attempt.objects.filter(learner__in=people, items__version__question=regrade.question_id)
    locked = Attempt.objects.select_for_update(of=("self",)).filter(pk__in=theirs.values("pk"))
    list(locked.order_by("pk").values_list("pk"))
    plan = _plan(regrade.question, regrade.version, people, lowers=regrade.takes_passes)
    for (fraction, key), items in plan.items.items():
        values: dict[str, Any] = {"key_version": key} | ({} if fraction is None else {"fraction": fraction})
        AttemptItem.objects.filter(pk__in=items).update(**values)
    for pks, now in alike(plan.results.items()):
        marks = {"percent": now.percent, "passed": now.passed, "sections": dict(now.sections)}
        Attempt.objects.filter(pk__in=pks).update(**marks)
    _keep(regrade, plan.changes)
    return plan.changes


def alike(values: Iterable[tuple[int, Value]]) -> Iterator[tuple[list[int], Value]]:
    """Rows that get the same value: one update for each such group is many times faster than bulk_update."""
    groups: dict[str, tuple[list[int], Value]] = {}
    for pk, value in values:
        groups.setdefault(repr(value), ([], value))[0].append(pk)
    return iter(groups.values())


def _keep(regrade: Regrade, changes: Iterable[Change]) -> None:
    """One line for each attempt; where a regrade is gone on with, what stood before it stays what it was."""
    RegradeChange.objects.bulk_create(
        [
            RegradeChange(
                regrade=regrade,
                attempt_id=change.attempt,
                percent_before=change.percent_before,
                percent_after=change.percent_after,
                passed_before=change.passed_before,
                passed_after=change.passed_after,
            )
            for change in changes
        ],
        update_conflicts=True,
        unique_fields=["regrade", "attempt"],
        update_fields=["percent_after", "passed_after"],
    )


def _items(question: Question) -> QuerySet[AttemptItem]:
    return AttemptItem.objects.filter(version__question=question).order_by()


def _pending(question: Question, version: QuestionVersion, takes_passes: bool) -> QuerySet[AttemptItem]:
    """Answers whose key is another one. Taking marks away looks at all: an earlier regrade may have left them."""
    if takes_passes:
        return _items(question)
    other = (Q(key_version=None) & ~Q(version=version)) | (Q(key_version__isnull=False) & ~Q(key_version=version))
    return _items(question).filter(other)


def _people(items: QuerySet[AttemptItem], after: int) -> list[int]:
    later = items.filter(attempt__learner__gt=after).order_by("attempt__learner")
    return list(later.values_list("attempt__learner", flat=True).distinct()[:BATCH])


def _batches(question: Question) -> Iterator[list[int]]:
    after = 0
    while people := _people(_items(question), after):
        yield people
        after = people[-1]


def _contents(question: Question) -> dict[int, Content]:
    return dict(QuestionVersion.objects.filter(question=question).values_list("pk", "content"))


def _plan(question: Question, version: QuestionVersion, people: Sequence[int], *, lowers: bool) -> Plan:
    """Reading only; three queries."""
    plan, contents = Plan(), _contents(question)
    fractions: dict[int, str] = {}  # item → what it earns from now on
    attempts: dict[int, tuple[Any, ...]] = {}
    rows = _items(question).filter(attempt__learner__in=people).values_list(
        "pk", "version_id", "key_version_id", "response", "fraction",
        "attempt_id", "attempt__learner_id", "attempt__quiz_id", "attempt__context", "attempt__submitted_at",
        "attempt__pass_percent", "attempt__percent", "attempt__passed",
    )  # fmt: skip
    for pk, seen, key, response, before, attempt, learner, quiz, context, submitted, *marks in rows:
        after, note = _judged(contents[seen], version, seen, response, before, lowers=lowers, misfits=plan.misfits)
        plan.answers += 1
        plan.attempts.add(attempt)
        plan.people.add(learner)
        plan.still_open += submitted is None
        if (after, note) == (before, key):
            continue
        plan.items[after if after != before else None, note].append(pk)
        if after != before and after is not None and submitted is not None:
            fractions[pk] = after
            attempts[attempt] = (learner, quiz, context, *marks)
    for attempt, now in sorted(_results(fractions, {pk: row[3] for pk, row in attempts.items()}), key=itemgetter(0)):
        learner, quiz, context, _pass_percent, percent, passed = attempts[attempt]
        if not lowers:
            now = Result(max(now.percent, percent), now.passed or passed, now.sections)
        plan.results[attempt] = now
        if (now.percent, now.passed) != (percent, passed):
            plan.changes.append(Change(attempt, learner, quiz, context, percent, now.percent, passed, now.passed))
    return plan


def _judged(
    seen: Content,
    key: QuestionVersion,
    seen_version: int,
    response: Any,
    before: str | None,
    *,
    lowers: bool,
    misfits: Counter[Misfit],
) -> tuple[str | None, int | None]:
    """(what it earns from now on, which key to note). An answer not graded yet is only told its key."""
    note = key.pk if key.pk != seen_version else None
    if before is None:
        return None, note
    try:
        return str(regraded(seen, key.content, response, _fraction(before), lowers=lowers)), note
    except KeyDoesNotFit as problem:
        misfits[problem.why] += 1
        return before, note


def _results(fractions: dict[int, str], pass_marks: dict[int, int]) -> Iterator[tuple[int, Result]]:
    """The marks of these attempts with the new fractions of their items."""
    items: defaultdict[int, list[tuple[str, Fraction | None]]] = defaultdict(list)
    rows = AttemptItem.objects.filter(attempt__in=list(pass_marks)).order_by()
    for attempt, pk, section, kept in rows.values_list("attempt_id", "pk", "section", "fraction"):
        fraction = fractions.get(pk, kept)
        items[attempt].append((section, None if fraction is None else _fraction(fraction)))
    for attempt, marks in items.items():
        yield attempt, result(marks, pass_percent=pass_marks[attempt])


@lru_cache(maxsize=1000)
def _fraction(text: str) -> Fraction:
    return Fraction(text)
