"""Test before and test afterwards, read together: for a group, and for one person their own.

An answer counts for the pillars that its question has today: they are tags, not part of what was asked, and whoever
puts a wrong tag right wants old answers to count rightly, too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db.models import QuerySet
from django.utils import timezone

from core.words import round_half_up
from quizzes.domain.rules import rules_of_attempt
from quizzes.gain import TOTAL, Gain, Marks, Pair, gains, gains_by_part, marks, own_gains
from quizzes.models import Attempt, AttemptItem, Quiz
from quizzes.models.bank import QuestionPillar
from quizzes.rules import counting, is_explained

Quarter = tuple[int, int]  # year, 1 to 4: by the day on which the test afterwards was handed in


@dataclass(frozen=True)
class GainReport:
    """Empty where too few people took both tests."""

    everything: dict[str, Gain]
    quarters: dict[Quarter, dict[str, Gain]]  # the newest first


@dataclass(frozen=True)
class OwnGain:
    before: int  # percent, as the results of the two attempts show them
    after: int
    pillars: tuple[tuple[str, int, int], ...]  # name, before, after


def posttests() -> QuerySet[Quiz]:
    """Quizzes that have a test before them, by title."""
    return Quiz.objects.filter(pretest__isnull=False).select_related("pretest").order_by("title", "pk")


def gain_report(posttest: Quiz, *, learners: Collection[int] | None = None) -> GainReport:
    """Of those who handed in the test before and afterwards began the other. Three queries.

    ``learners``: of these only, and as silent where they are too few. Their first attempt before, and the one that
    counts afterwards. Attempts that wait for a person's mark wait here.
    """
    pairs = _paired(posttest, learners)
    found = _marks(AttemptItem.objects.filter(attempt__quiz__in=[posttest.pretest_id, posttest.pk]), pairs)
    quarters: dict[Quarter, list[Pair]] = {}
    everybody = []
    for before, after in pairs:
        pair = Pair(after.learner_id, found.get(before.pk, {}), found.get(after.pk, {}))
        quarters.setdefault(_quarter(after), []).append(pair)
        everybody.append(pair)
    told = gains_by_part(quarters)
    return GainReport(gains(everybody), {quarter: told[quarter] for quarter in sorted(told, reverse=True)})


def _quarter(attempt: Attempt) -> Quarter:
    assert attempt.submitted_at is not None  # only what was handed in is paired
    day = timezone.localtime(attempt.submitted_at)
    return day.year, (day.month + 2) // 3


def _paired(posttest: Quiz, learners: Collection[int] | None) -> list[tuple[Attempt, Attempt]]:
    handed_in = Attempt.objects.filter(quiz__in=[posttest.pretest_id, posttest.pk], submitted_at__isnull=False)
    attempts = (
        (handed_in if learners is None else handed_in.filter(learner__in=learners))
        .order_by("submitted_at", "pk")
        .only("learner_id", "quiz_id", "started_at", "number", "submitted_at", "percent", "to_mark")
    )
    before: dict[int, Attempt] = {}
    after: dict[int, list[Attempt]] = {}
    for attempt in attempts:
        if attempt.quiz_id == posttest.pk:
            after.setdefault(attempt.learner_id, []).append(attempt)
        else:
            before.setdefault(attempt.learner_id, attempt)
    pairs = [(before[learner], counting(posttest.counts, mine)) for learner, mine in after.items() if learner in before]
    return [(first, then) for first, then in pairs if then and _is_before(first, then)]


def _is_before(first: Attempt, then: Attempt) -> bool:
    assert first.submitted_at is not None
    return first.submitted_at <= then.started_at and not first.to_mark and not then.to_mark


def marks_of(attempts: Collection[Attempt]) -> dict[int, Marks]:
    """Handed-in attempts → what they earned, in all and per pillar. Two queries."""
    return _marks_in(AttemptItem.objects.filter(attempt__in=attempts), {attempt.pk for attempt in attempts})


def _marks(items: QuerySet[AttemptItem], pairs: Iterable[tuple[Attempt, Attempt]]) -> dict[int, Marks]:
    """Attempt → its marks. Two queries."""
    return _marks_in(items, {attempt.pk for pair in pairs for attempt in pair})


def _marks_in(items: QuerySet[AttemptItem], wanted: Collection[int]) -> dict[int, Marks]:
    pillars: dict[int, list[str]] = {}
    tags = QuestionPillar.objects.filter(content_object__in=items.order_by().values("version__question"))
    for question, name in tags.values_list("content_object", "tag__name"):
        pillars.setdefault(question, []).append(name)
    rows = items.order_by().values_list("attempt_id", "version__question_id", "fraction")
    found: dict[int, list[tuple[list[str], Fraction | None]]] = {}
    for attempt, question, fraction in rows.iterator(chunk_size=2000):
        if attempt in wanted:
            earned = None if fraction is None else Fraction(fraction)
            found.setdefault(attempt, []).append((pillars.get(question, []), earned))
    return {attempt: marks(mine) for attempt, mine in found.items()}


def own_gain(attempt: Attempt, *, at: datetime) -> OwnGain | None:
    """What this attempt shows beside the person's first one at the test before; its quiz and learner are known.

    None where there is no such test, or it was not taken before. Pillars are left out while explanations are not due:
    a pillar with a single question would tell whether its answer was right. Three queries, and one for each of the two
    that can be extended; none without a test before.
    """
    if attempt.quiz.pretest_id is None:
        return None
    taken = Attempt.objects.filter(learner=attempt.learner_id, quiz=attempt.quiz.pretest_id, submitted_at__isnull=False)
    before = taken.select_related("quiz").order_by("submitted_at", "pk").first()
    if before is None or not _is_before(before, attempt):
        return None
    found = _marks(AttemptItem.objects.filter(attempt__in=[before, attempt]), [(before, attempt)])
    both = own_gains(found.get(before.pk, {}), found.get(attempt.pk, {}))
    if not any(gain.pillar == TOTAL for gain in both):
        return None  # questions without marks on one side: nothing to set beside each other
    due = all(is_explained(rules_of_attempt(attempt.learner, one), at=at) for one in (before, attempt))
    assert before.percent is not None
    assert attempt.percent is not None
    pillars = [(gain.pillar, percent(gain.before), percent(gain.after)) for gain in both if gain.pillar and due]
    return OwnGain(before.percent, attempt.percent, tuple(pillars))


def percent(share: Fraction) -> int:
    return int(round_half_up(float(share * 100)))
