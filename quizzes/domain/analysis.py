"""What quizzes and questions brought about, read in as many queries for one attempt as for thousands.

Only attempts handed in count, and of them those of which no answer waits for a person's mark: theirs is not known
yet. Nothing here knows a name: people are numbers, to be counted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Count, Exists, Field, Func, OuterRef, Q, QuerySet, Sum

from quizzes.analysis import (
    FEWEST,
    Evidence,
    ItemStatistics,
    Outcome,
    Row,
    gather,
    hardness,
    is_typed,
    outcome,
    statistics,
)
from quizzes.kinds import Content, Response
from quizzes.models import Attempt, AttemptItem, CheckAnswer, Question, QuestionVersion, Quiz

# version, response, fraction earned, how many times, how many people
Group = tuple[int, Response | None, str | None, int, int]


@dataclass(frozen=True)
class QuestionStatistics:
    """``versions``: by number, where there are several and each has been seen by enough people.

    Next to a version that is too small the others are not told either: what they lack in the total would tell of it.
    """

    question: int
    content: Content  # of the newest version seen
    total: ItemStatistics
    versions: tuple[tuple[int, ItemStatistics], ...] = ()


@dataclass(frozen=True)
class QuizAnalysis:
    outcome: Outcome
    questions: tuple[QuestionStatistics, ...]  # the hardest first
    hidden: int  # questions that too few people have seen

    @property
    def has_marks(self) -> bool:
        """Not of a survey: nobody passes or misses one."""
        return not self.questions or any(one.total.facility is not None for one in self.questions)


@dataclass(frozen=True)
class QuestionAnalysis:
    """None where too few people have answered."""

    in_quizzes: QuestionStatistics | None
    in_lessons: QuestionStatistics | None  # first answers: later ones follow the explanation


def quiz_analysis(quiz: Quiz) -> QuizAnalysis | None:
    """None while too few people have handed in. Four queries, and one where answers are typed."""
    attempts = Attempt.objects.filter(quiz=quiz, submitted_at__isnull=False, to_mark=0).order_by()
    taken = list(attempts.values_list("pk", "learner_id", "percent", "passed"))
    whole = outcome((learner, percent or 0, bool(passed)) for _pk, learner, percent, passed in taken)
    if whole is None:
        return None
    items = AttemptItem.objects.filter(
        attempt__quiz=quiz, attempt__submitted_at__isnull=False, attempt__to_mark=0
    ).order_by()
    evidence = gather(_rows(items), {pk: learner for pk, learner, _percent, _passed in taken})
    versions = _versions(evidence)
    questions, hidden = _by_question(evidence, versions, _groups_of_many(items, versions))
    return QuizAnalysis(whole, tuple(sorted(questions, key=lambda one: hardness(one.total))), hidden)


def question_analysis(question: Question) -> QuestionAnalysis:
    """Over all quizzes, and over all lessons that ask it. Eight queries."""
    return QuestionAnalysis(_in_quizzes(question), _in_lessons(question))


def _in_quizzes(question: Question) -> QuestionStatistics | None:
    """Only of quizzes that tell about this question themselves: what others add to the total would tell of them."""
    everywhere = AttemptItem.objects.filter(
        version__question=question, attempt__submitted_at__isnull=False, attempt__to_mark=0
    ).order_by()
    people = everywhere.values("attempt__quiz").annotate(people=Count("attempt__learner", distinct=True))
    told = list(people.filter(people__gte=FEWEST).values_list("attempt__quiz", flat=True))
    asked = everywhere.filter(attempt__quiz__in=told)
    attempts = Attempt.objects.filter(pk__in=asked.values("attempt")).order_by()
    learners = dict(attempts.values_list("pk", "learner_id"))
    groups = list(_groups(asked, "attempt__learner"))
    everything = AttemptItem.objects.filter(attempt__in=attempts.values("pk")).order_by()
    evidence = gather(_rows(everything), learners, {version for version, *_others in groups})
    return _one(evidence, groups)


def _in_lessons(question: Question) -> QuestionStatistics | None:
    mine = {"learner": OuterRef("learner"), "context": OuterRef("context"), "version__question": question}
    before = Q(at__lt=OuterRef("at")) | Q(at=OuterRef("at"), pk__lt=OuterRef("pk"))
    earlier = CheckAnswer.objects.filter(before, **mine)
    first = CheckAnswer.objects.filter(~Exists(earlier), version__question=question).order_by()
    evidence: dict[int, Evidence] = {}
    for version, learner in first.values_list("version_id", "learner_id").distinct():
        evidence.setdefault(version, Evidence()).people.add(learner)
    return _one(evidence, _groups(first, "learner"))


def _one(evidence: dict[int, Evidence], groups: Iterable[Group]) -> QuestionStatistics | None:
    questions, _hidden = _by_question(evidence, _versions(evidence), groups)
    return questions[0] if questions else None


class _SecondsBetween(Func):
    """First minus second; both databases do it many times faster than Python reads the two."""

    output_field = Field()  # both answer with a float; FloatField would make one of each once more
    template = "CAST(EXTRACT(EPOCH FROM (%(expressions)s)) AS double precision)"
    arg_joiner = " - "

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "ROUND((julianday(%(expressions)s)) * 86400, 3)"
        return self.as_sql(compiler, connection, template=template, arg_joiner=") - julianday(", **context)


def _rows(items: QuerySet[AttemptItem]) -> Iterator[Row]:
    """Attempt by attempt, in flat memory. The database subtracts: reading times is what takes longest here."""
    after = _SecondsBetween("answered_at", "attempt__started_at")
    rows = items.order_by("attempt_id").values_list("attempt_id", "position", "version_id", "fraction", after)
    return rows.iterator(chunk_size=2000)


def _groups(answers: QuerySet[Any], learner: str) -> QuerySet[Any, Group]:
    """The database counts equal answers: a choice of four has a handful of groups, however many people answered.

    ``learner``: where the answers hold who gave them.
    """
    counts = {"times": Count("pk"), "people": Count(learner, distinct=True)}
    groups = answers.values("version_id", "response", "fraction").annotate(**counts)
    return groups.values_list("version_id", "response", "fraction", "times", "people")


def _groups_of_many(items: QuerySet[AttemptItem], versions: Mapping[int, QuestionVersion]) -> Iterator[Group]:
    """The same for a whole quiz, with people counted only where that says more than how many times.

    To tell people apart, PostgreSQL sorts all answers. Only of typed ones it matters how many people gave them, and
    only where one was given twice.
    """
    groups = items.values("version_id", "response", "fraction").annotate(times=Count("pk"))
    counted = list(groups.values_list("version_id", "response", "fraction", "times"))
    typed: set[int] = set()
    for version, response, _fraction, times in counted:
        if times > 1 and version in versions and version not in typed and is_typed(versions[version].content, response):
            typed.add(version)
    yield from ((*group, group[-1]) for group in counted if group[0] not in typed)
    if typed:
        yield from _groups(items.filter(version__in=typed), "attempt__learner")


def _versions(evidence: Collection[int]) -> dict[int, QuestionVersion]:
    return QuestionVersion.objects.order_by("question_id", "number").in_bulk(list(evidence))


def _by_question(
    evidence: dict[int, Evidence], versions: Mapping[int, QuestionVersion], groups: Iterable[Group]
) -> tuple[list[QuestionStatistics], int]:
    """Of each question that enough people have seen; and of how many not."""
    for version, response, fraction, times, people in groups:
        if version in evidence:  # else it was handed in between the two queries
            evidence[version].count(versions[version].content, response, fraction, times, people)
    by_question: dict[int, list[QuestionVersion]] = {}
    for found in sorted(versions.values(), key=lambda one: (one.question_id, one.number)):
        by_question.setdefault(found.question_id, []).append(found)
    told = [_told(mine, evidence) for mine in by_question.values()]
    return [one for one in told if one is not None], told.count(None)


def _told(versions: list[QuestionVersion], evidence: dict[int, Evidence]) -> QuestionStatistics | None:
    question, content = versions[0].question_id, versions[-1].content
    if len(versions) == 1:
        total = statistics(evidence[versions[0].pk])
        return None if total is None else QuestionStatistics(question, content, total)
    whole = Evidence()
    for version in versions:
        whole.merge(evidence[version.pk])
    total = statistics(whole)
    if total is None:
        return None
    single = [(version.number, item) for version in versions if (item := statistics(evidence[version.pk])) is not None]
    return QuestionStatistics(question, content, total, tuple(single) if len(single) == len(versions) else ())


@dataclass(frozen=True)
class QuizLine:
    """A quiz in the list; ``counts`` None while too few people have handed in."""

    quiz: Quiz
    counts: Counts | None


@dataclass(frozen=True)
class Counts:
    attempts: int
    people: int
    passed: Fraction  # share
    mean: Fraction  # percent


def quiz_lines(quizzes: Iterable[Quiz]) -> list[QuizLine]:
    """One query, whatever their number."""
    listed = list(quizzes)
    found = (
        Attempt.objects.filter(quiz__in=listed, submitted_at__isnull=False, to_mark=0)
        .order_by()
        .values("quiz_id")
        .annotate(
            attempts=Count("pk"),
            people=Count("learner", distinct=True),
            passed_count=Count("pk", filter=Q(passed=True)),
            percents=Sum("percent"),
        )
    )
    counts = {
        row["quiz_id"]: Counts(
            row["attempts"],
            row["people"],
            Fraction(row["passed_count"], row["attempts"]),
            Fraction(row["percents"], row["attempts"]),
        )
        for row in found
        if row["people"] >= FEWEST
    }
    return [QuizLine(quiz, counts.get(quiz.pk)) for quiz in listed]
