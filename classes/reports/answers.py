"""Each answer that one person gave at one activity of what was given to the class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from classes.domain.standing import target_of
from classes.models import ClassGroup
from classes.reports.questions import question_text
from classes.reports.table import Cell, Report, moment
from classes.rules import Target
from courses.domain.outlines import outlines
from progress.models import ActivityState
from quizzes.domain.queries import attempts_in, in_words, items_of
from quizzes.domain.rules import rules_of_attempt
from quizzes.kinds import KINDS
from quizzes.models import Attempt, CheckAnswer
from quizzes.rules import is_explained


@dataclass(frozen=True)
class AnswerLine:
    question: str
    said: str  # empty: left open
    right: str  # in words; empty where it is not told, or nothing marks it


@dataclass(frozen=True)
class Try:
    title: str  # “Attempt 2 · 27 Nov 2026, 10.15”
    result: str
    lines: Sequence[AnswerLine]
    accompanied_by: str = ""


@dataclass(frozen=True)
class Given:
    title: str
    tries: Sequence[Try]


def answered_report(group: ClassGroup, learner: User) -> Report:
    """A row for each quiz and check question of what was given to the class that the person has tried, in order."""
    given = {key for one in _targets(group) for key in one.activities}
    states = {
        state.activity: state
        for state in ActivityState.objects.filter(
            learner=learner, activity__in=given, kind__in=("quiz", "check"), tries__gt=0
        )
    }
    rows = [
        [
            Cell(lesson.title, link=reverse("class_answers", args=[group.public_id, learner.public_id, one.key])),
            Cell(_("quiz") if one.kind == "quiz" else _("check question")),
            Cell(states[one.key].tries),
            Cell(states[one.key].percent),
        ]
        for outline in outlines()
        for lesson in outline.lessons
        for one in lesson.activities
        if one.key in states
    ]
    return Report(
        title=_("Answers of %(name)s") % {"name": learner.name},
        about=[f"{group.organisation.name} · {group}"],
        head=[_("Lesson"), _("What"), _("Tries"), _("Score")],
        rows=rows,
    )


def _targets(group: ClassGroup) -> list[Target]:
    return [target for one in group.assignments.filter(withdrawn_at=None) if (target := target_of(one))]


def answers_of(group: ClassGroup, learner: User, activity: UUID, *, at: datetime) -> Given | None:
    """The latest first. None where the class was not given this activity, or nothing was answered.

    What a survey was told is nobody's mark and not shown.
    """
    titles = [
        one.title
        for one in group.assignments.filter(withdrawn_at=None)
        if (target := target_of(one)) and activity in target.activities
    ]
    if not titles:
        return None
    attempts = attempts_in(learner=learner, contexts=[activity]).get(activity, [])
    tries = [_attempt(learner, one, at) for one in reversed(attempts) if not one.is_survey]
    checks = CheckAnswer.objects.filter(learner=learner, context=activity).select_related("version", "by")
    tries += [_check(learner, one) for one in checks.order_by("-at", "-pk")]
    return Given(titles[0], tries) if tries else None


def _attempt(learner: User, attempt: Attempt, at: datetime) -> Try:
    title = _("Attempt %(number)s · %(moment)s") % {"number": attempt.number, "moment": moment(attempt.started_at)}
    if attempt.is_open:
        return Try(title, _("still open"), ())
    attempt.learner = learner
    told = is_explained(rules_of_attempt(learner, attempt), at=at)
    lines = [
        AnswerLine(question_text(item.version), in_words(item), _right(item.fraction) if told else "")
        for item in items_of(attempt)
    ]
    result = _("%(percent)s of 100") % {"percent": attempt.percent} if attempt.percent is not None else ""
    by = attempt.by
    return Try(title, result, lines, str(by) if by is not None and by != learner else "")


def _check(learner: User, answer: CheckAnswer) -> Try:
    content = answer.version.content
    said = KINDS[content["kind"]].describe(content, answer.response)
    line = AnswerLine(question_text(answer.version), said, _right(answer.fraction))
    by = answer.by
    return Try(moment(answer.at) or "", "", [line], str(by) if by is not None and by != learner else "")


def _right(fraction: str | None) -> str:
    if not fraction:
        return ""
    share = Fraction(fraction)
    if share == 1:
        return _("right")
    return _("partly right") if share else _("not quite right")
