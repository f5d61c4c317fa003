"""A quiz on paper: drawn once for a class, and typed in when it comes back."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from accounts.models import User
from classes.codes import new_code
from classes.models import ClassGroup, Member, PaperQuestion, PaperQuiz, PaperRow
from classes.paper import OPEN, BadCell, Why, fits_paper, read_cell
from core import audit, requestkeys
from core.requestkeys import act_on
from courses.outline import Activity, Lesson
from progress.domain.enrol import PrerequisitesMissing
from progress.domain.entered import correct_entered_quiz, enter_quiz
from progress.domain.places import Place, find_place
from quizzes.domain.attempts import AttemptLimitReached, AttemptOver, AttemptUnderWay, StartRefused
from quizzes.domain.drawing import Drawn, choose
from quizzes.kinds import KINDS, ResponseMismatch
from quizzes.kinds.base import Posted
from quizzes.models import Attempt, Question, QuestionVersion, Quiz

_random = random.SystemRandom()
MOST_TYPED = 500  # characters of a cell that are kept


class NothingForPaper(Exception):
    """None of the quiz's questions goes on paper."""


@transaction.atomic
def make_paper_quiz(
    *, group: ClassGroup, lesson: Lesson, activity: Activity, quiz: Quiz, forms: int, by: User, at: datetime, key: UUID
) -> PaperQuiz:
    """Drawn and frozen now: everybody in the class gets these questions, in form B in another order.

    Twice with the same key is once. Raises NothingForPaper.
    """
    if not requestkeys.claim(person=by.public_id, key=key, act=act_on("paper", activity.key), at=at):
        made = group.paper_quizzes.filter(activity=activity.key, created_by=by).first()
        if made is not None:
            return made
    drawn = _draw(quiz)
    if not drawn:
        raise NothingForPaper
    paper = PaperQuiz.objects.create(
        group=group,
        quiz=quiz,
        lesson=lesson.key,
        activity=activity.key,
        title=quiz.title if quiz.title == lesson.title else f"{lesson.title}: {quiz.title}"[:200],
        code=_free_code(),
        forms=forms,
        left_out=max(0, quiz.question_count - len(drawn)),
        created_at=at,
        created_by=by,
    )
    for form in PaperQuestion.Form.values[:forms]:
        _write_form(paper, form, drawn)
    _log(by, "classes.paper_made", paper, at, activity=str(activity.key))
    return paper


def _draw(quiz: Quiz) -> list[tuple[str, QuestionVersion]]:
    """Like any attempt, from those questions that go on paper: (key of the part, version)."""
    pools = [section.pool_id for section in quiz.sections.all()]
    fixed = [row.question_id for row in quiz.fixed_questions.all()]
    published = Question.objects.filter(live=True, current_version__isnull=False)
    asked = published.filter(pool__in=pools) | published.filter(pk__in=fixed)
    contents = asked.values_list("pk", "current_version__content").order_by()
    fitting = [pk for pk, content in contents.iterator() if fits_paper(content)]
    chosen = choose(quiz, published.filter(pk__in=fitting))
    versions = QuestionVersion.objects.in_bulk([one.version for _section, one in chosen])
    return [(section, versions[one.version]) for section, one in chosen if one.version is not None]


def _write_form(paper: PaperQuiz, form: str, drawn: Sequence[tuple[str, QuestionVersion]]) -> None:
    """Form A keeps the order of the draw, form B has another one where there is another."""
    order = list(drawn)
    while form != PaperQuestion.Form.A and len(order) > 1 and order == list(drawn):
        _random.shuffle(order)
    PaperQuestion.objects.bulk_create(
        PaperQuestion(
            paper=paper,
            form=form,
            position=position,
            version=version,
            section=section,
            choice_order=KINDS[version.content["kind"]].mixed(version.content, _random),
        )
        for position, (section, version) in enumerate(order, 1)
    )


def _free_code() -> str:
    while PaperQuiz.objects.filter(code=(code := new_code())).exists():
        pass
    return code


class RowProblem(StrEnum):
    """Why a row that is complete did not become an attempt."""

    NO_ATTEMPT_LEFT = "no_attempt_left"
    NOT_NOW = "not_now"  # the quiz has not opened, has closed, or asks to wait
    UNDER_WAY = "under_way"  # open on the person's own screen
    LOCKED = "locked"  # another course comes first
    GONE = "gone"  # the lesson is not published, or the attempt is no more
    EMPTY = "empty"  # graded already; a graded row is not emptied


@dataclass(frozen=True)
class Typed:
    """What came with the form for one person. ``answers``: number on the sheet → text."""

    form: str
    answers: Mapping[int, str]


@dataclass(frozen=True)
class RowKept:
    """What became of it. ``cells``: what is wrong with which number."""

    changed: bool = False
    graded: bool = False
    cells: Mapping[int, Why] = field(default_factory=dict)
    problem: RowProblem | None = None

    @property
    def is_well(self) -> bool:
        return not self.cells and self.problem is None


def questions_by_form(paper: PaperQuiz) -> dict[str, list[PaperQuestion]]:
    """In the order of each form; one query."""
    found: dict[str, list[PaperQuestion]] = {form: [] for form in PaperQuestion.Form.values[: paper.forms]}
    for question in paper.questions.select_related("version"):
        found[question.form].append(question)
    return found


@transaction.atomic
def keep_row(
    *,
    paper: PaperQuiz,
    member: Member,
    typed: Typed,
    questions: Mapping[str, Sequence[PaperQuestion]],
    by: User,
    at: datetime,
) -> RowKept:
    """Keep what was typed for one person; once every number has an answer or “-”, it becomes an attempt.

    The same again changes nothing. What is changed later corrects the attempt, which is logged. A bad cell keeps the
    others; nobody is graded while one is bad or empty. Members are people of today: the caller looks.
    """
    sheet = questions[typed.form]
    answers, bad = _read(sheet, typed)
    row = PaperRow.objects.select_for_update().filter(paper=paper, person=member.person).first()
    if row is None and not answers:
        return RowKept(cells=bad)
    if row is None:
        row, _created = PaperRow.objects.select_for_update().get_or_create(
            paper=paper, person=member.person, defaults={"form": typed.form, "by": by, "at": at}
        )
    if row.attempt_id is not None:
        return _correct(paper, row, sheet, typed.form, answers, bad, by, at)
    if not answers and not bad:
        row.delete()
        return RowKept(changed=True)
    kept = {number: row.answers[number] for number in map(str, bad) if number in row.answers}
    changed = (row.form, row.answers) != (typed.form, answers | kept)
    if changed:
        row.form, row.answers, row.by, row.at = typed.form, answers | kept, by, at
        row.save()
    if bad or len(answers) < len(sheet):
        return RowKept(changed=changed, cells=bad)
    return _grade(paper, row, sheet, by, at)


def _read(sheet: Sequence[PaperQuestion], typed: Typed) -> tuple[dict[str, str], dict[int, Why]]:
    """(number → text of the good ones that are not empty, number → what is wrong)."""
    answers: dict[str, str] = {}
    bad: dict[int, Why] = {}
    for question in sheet:
        text = typed.answers.get(question.position, "").strip()
        try:
            if len(text) > MOST_TYPED:
                raise BadCell(Why.LONG)
            read_cell(question.version.content, question.choice_order, text)
        except BadCell as problem:
            bad[question.position] = problem.why
        else:
            if text:
                answers[str(question.position)] = text
    return answers, bad


def _posted(sheet: Sequence[PaperQuestion], answers: Mapping[str, str]) -> dict[int, Posted]:
    return {
        one.version_id: read_cell(one.version.content, one.choice_order, answers.get(str(one.position), OPEN))
        for one in sheet
    }


def _grade(paper: PaperQuiz, row: PaperRow, sheet: Sequence[PaperQuestion], by: User, at: datetime) -> RowKept:
    place = _place(paper, row.person)
    if place is None:
        return RowKept(changed=True, problem=RowProblem.GONE)
    asked = [Drawn(one.section, one.version, one.choice_order) for one in sheet]
    try:
        with transaction.atomic():
            attempt, _recorded = enter_quiz(
                learner=row.person,
                place=place,
                activity=paper.activity,
                quiz=paper.quiz,
                asked=asked,
                answers=_posted(sheet, row.answers),
                by=by,
                at=at,
            )
    except AttemptLimitReached:
        return RowKept(changed=True, problem=RowProblem.NO_ATTEMPT_LEFT)
    except StartRefused:
        return RowKept(changed=True, problem=RowProblem.NOT_NOW)
    except (AttemptUnderWay, AttemptOver):
        return RowKept(changed=True, problem=RowProblem.UNDER_WAY)
    except PrerequisitesMissing:
        return RowKept(changed=True, problem=RowProblem.LOCKED)
    except Attempt.DoesNotExist:  # the quiz stands in this lesson no more
        return RowKept(changed=True, problem=RowProblem.GONE)
    row.attempt = attempt
    row.save(update_fields=["attempt"])
    _log(by, "classes.paper_entered", paper, at, person=str(row.person.public_id))
    return RowKept(changed=True, graded=True)


def _correct(
    paper: PaperQuiz,
    row: PaperRow,
    sheet: Sequence[PaperQuestion],
    form: str,
    answers: Mapping[str, str],
    bad: Mapping[int, Why],
    by: User,
    at: datetime,
) -> RowKept:
    """A graded row, put right in the same attempt. Nothing of it changes while a cell is bad or empty."""
    if bad:
        return RowKept(cells=bad)
    if len(answers) < len(sheet):
        return RowKept(problem=RowProblem.EMPTY)
    if (row.form, row.answers) == (form, dict(answers)):
        return RowKept()
    place = _place(paper, row.person)
    assert row.attempt is not None
    if place is None or not place.has_activity(paper.activity):
        return RowKept(problem=RowProblem.GONE)
    before = row.attempt.percent
    try:
        corrected, _recorded = correct_entered_quiz(
            learner=row.person,
            place=place,
            attempt=row.attempt.public_id,
            answers=_posted(sheet, answers),
            by=by,
            at=at,
        )
    except ResponseMismatch:  # the letters of a question that was asked differently
        return RowKept(problem=RowProblem.GONE)
    row.form, row.answers, row.by, row.at = form, dict(answers), by, at
    row.save()
    detail = {"person": str(row.person.public_id), "before": str(before), "after": str(corrected.percent)}
    _log(by, "classes.paper_corrected", paper, at, **detail)
    return RowKept(changed=True, graded=True)


def _place(paper: PaperQuiz, learner: User) -> Place | None:
    return find_place(learner=learner, lesson=paper.lesson)


def rows_of(paper: PaperQuiz, people: Collection[int]) -> dict[int, PaperRow]:
    return {row.person_id: row for row in paper.rows.filter(person__in=people).select_related("attempt")}


def _log(by: User, action: str, paper: PaperQuiz, at: datetime, **detail: str) -> None:
    audit.log(actor=str(by.public_id), action=action, subject=str(paper.public_id), detail=detail, at=at)
