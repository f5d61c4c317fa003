"""Which questions are hardest for this class, and what one person answered."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from html import unescape
from uuid import UUID

from django.db.models import Count
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from classes.domain.standing import target_of
from classes.models import ClassGroup
from classes.reports.table import Cell, Report
from core.words import round_half_up
from quizzes.models import AttemptItem, CheckAnswer, QuestionVersion

FEWEST_ANSWERS = 3  # fewer say nothing about a question
MOST = 20


@dataclass(frozen=True)
class HardQuestion:
    text: str
    answers: int
    share: Fraction  # of all marks that could be earned


def hardest_questions(group: ClassGroup) -> list[HardQuestion]:
    """In what was given to this class, by its people of today, the hardest first. Three queries."""
    activities = _activities(group)
    people = group.members.filter(left_at=None, person__is_active=True).values("person")
    given = AttemptItem.objects.filter(
        attempt__learner__in=people, attempt__context__in=activities, attempt__submitted_at__isnull=False
    )
    checks = CheckAnswer.objects.filter(learner__in=people, context__in=activities)
    earned: dict[int, Fraction] = defaultdict(Fraction)
    answers: dict[int, int] = defaultdict(int)
    latest: dict[int, int] = {}
    for found in (given, checks):
        grouped = found.exclude(fraction=None).exclude(fraction="").order_by()
        rows = grouped.values_list("version__question", "version", "fraction").annotate(times=Count("pk"))
        for question, version, fraction, times in rows:
            earned[question] += Fraction(fraction) * times
            answers[question] += times
            latest[question] = max(version, latest.get(question, 0))
    known = {key: count for key, count in answers.items() if count >= FEWEST_ANSWERS and earned[key] < count}
    hardest = sorted(known, key=lambda key: (earned[key] / answers[key], -answers[key], key))[:MOST]
    contents = QuestionVersion.objects.in_bulk([latest[key] for key in hardest])
    return [
        HardQuestion(question_text(contents[latest[key]]), answers[key], earned[key] / answers[key]) for key in hardest
    ]


def _activities(group: ClassGroup) -> set[UUID]:
    targets = [target_of(one) for one in group.assignments.filter(withdrawn_at=None)]
    return {key for target in targets if target for key in target.activities}


def question_text(version: QuestionVersion) -> str:
    plain = " ".join(strip_tags(version.content["stem"].replace("<", " <")).split())
    return Truncator(unescape(plain)).chars(160)


def hardest_report(group: ClassGroup, found: list[HardQuestion]) -> Report:
    return Report(
        title=_("Hardest questions of %(group)s") % {"group": group},
        about=[group.organisation.name, _("Right: the share of the marks that was earned, in percent.")],
        head=[_("Question"), _("Answers"), _("Right (%)")],
        rows=[[Cell(one.text), Cell(one.answers), Cell(int(round_half_up(float(one.share * 100))))] for one in found],
    )
