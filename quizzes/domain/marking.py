"""Marks that a person gives: what waits, and giving one. What a pass means for a course is decided by progress."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Min, Q, QuerySet, Sum

from accounts.models import User
from core import audit
from quizzes.domain.attempts import conclude
from quizzes.grading import earned
from quizzes.kinds import KINDS
from quizzes.models import Attempt, AttemptItem, Question, QuestionVersion, Quiz
from quizzes.rubric import check_points

_BY_PEOPLE = [name for name, kind in KINDS.items() if kind.marking == "person"]
_WAITS = Q(mark__isnull=True, attempt__to_mark__gt=0)


class MarkedMeanwhile(Exception):
    """Somebody gave another mark since this one was looked at; nothing was changed."""

    def __init__(self, item: AttemptItem) -> None:
        super().__init__(item.pk)
        self.item = item


@dataclass(frozen=True)
class MarkGiven:
    item: AttemptItem
    attempt: Attempt
    changed: bool  # False: this very mark was there already

    @property
    def tells_learner(self) -> bool:
        """Nothing of the attempt waits any longer, and this changed it."""
        return self.changed and self.attempt.to_mark == 0


@transaction.atomic
def give_mark(
    *, item: int, points: Mapping[str, int], comment: str, by: User, at: datetime, seen: datetime | None
) -> MarkGiven:
    """``seen``: when the mark was given that the marker looked at; None: there was none. Sent twice is once.

    Points that are changed go into the audit log. A pass stays, whatever the marks become.
    Raises AttemptItem.DoesNotExist, MarkedMeanwhile, PointsMissing, PointsRefused.
    """
    place = answers_for(by).values_list("attempt", flat=True).get(pk=item)
    attempt = Attempt.objects.select_for_update(of=("self",)).select_related("quiz", "learner").get(pk=place)
    items = list(attempt.items.select_related("version"))
    marked = next(one for one in items if one.pk == item)
    check_points(marked.version.content, points)
    before, mark = marked.mark, {"points": dict(points), "comment": comment}
    if before == mark:
        return MarkGiven(marked, attempt, changed=False)
    if marked.marked_at != seen:
        raise MarkedMeanwhile(marked)
    marked.mark, marked.marked_by, marked.marked_at = mark, by, at
    marked.fraction = str(earned(marked.version.content, marked.response, mark))
    marked.save(update_fields=["mark", "marked_by", "marked_at", "fraction"])
    had_passed = bool(attempt.passed)
    conclude(attempt, items)
    if had_passed and not attempt.passed:
        attempt.passed = True
        attempt.save(update_fields=["passed"])
    if before is not None and before["points"] != mark["points"]:
        audit.log(
            actor=str(by.public_id),
            action="quizzes.mark_changed",
            subject=str(attempt.public_id),
            detail={"question": marked.position, "before": before["points"], "after": mark["points"]},
            at=at,
        )
    return MarkGiven(marked, attempt, changed=True)


def answers_for(marker: User) -> QuerySet[AttemptItem]:
    """Every answer handed in that a person marks. Nobody marks their own."""
    versions = QuestionVersion.objects.filter(content__kind__in=_BY_PEOPLE)
    handed_in = AttemptItem.objects.filter(attempt__submitted_at__isnull=False, response__isnull=False)
    return handed_in.filter(version__in=versions.values("pk")).exclude(attempt__learner=marker).order_by()


def waiting_count(marker: User) -> int:
    """For the menu of every page: from the index of attempts that wait."""
    waiting = Attempt.objects.filter(to_mark__gt=0).exclude(learner=marker)
    return waiting.aggregate(total=Sum("to_mark"))["total"] or 0


@dataclass(frozen=True)
class QueueLine:
    """One question in one quiz."""

    quiz: Quiz
    question: Question
    waiting: int
    marked: int
    oldest: datetime | None  # of those that wait: when it was handed in


def queue(marker: User) -> list[QueueLine]:
    """What waits longest first, then what is marked, the newest first. Three queries."""
    rows = list(
        answers_for(marker)
        .values("attempt__quiz", "version__question")
        .annotate(
            waiting=Count("pk", filter=_WAITS),
            total=Count("pk"),
            oldest=Min("attempt__submitted_at", filter=_WAITS),
        )
    )
    quizzes = Quiz.objects.in_bulk({row["attempt__quiz"] for row in rows})
    questions = Question.objects.in_bulk({row["version__question"] for row in rows})
    lines = [
        QueueLine(
            quizzes[row["attempt__quiz"]],
            questions[row["version__question"]],
            row["waiting"],
            row["total"] - row["waiting"],
            row["oldest"],
        )
        for row in rows
    ]
    waiting = sorted((line for line in lines if line.oldest), key=lambda line: (line.oldest, line.question.pk))
    return [*waiting, *sorted((line for line in lines if not line.oldest), key=lambda line: -line.question.pk)]


def answers_to(marker: User, quiz: int, question: int) -> QuerySet[AttemptItem]:
    """In the order in which they were handed in, which never changes."""
    found = answers_for(marker).filter(attempt__quiz=quiz, version__question=question)
    return found.order_by("attempt__submitted_at", "pk")


def place_among(answers: QuerySet[AttemptItem], item: AttemptItem) -> int:
    """From 1, among ``answers_to`` the same question."""
    return answers.filter(_up_to(item)).count()


def next_waiting(answers: QuerySet[AttemptItem], after: AttemptItem | None) -> AttemptItem | None:
    """The next one of ``answers_to`` a question behind this one that waits."""
    waiting = answers.filter(_WAITS)
    return (waiting.exclude(_up_to(after)) if after else waiting).first()


def _up_to(item: AttemptItem) -> Q:
    handed_in = item.attempt.submitted_at
    return Q(attempt__submitted_at__lt=handed_in) | Q(attempt__submitted_at=handed_in, pk__lte=item.pk)
