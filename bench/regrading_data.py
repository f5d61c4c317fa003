"""Ten thousand people who took one quiz of a course, for bench.regrading; imported once Django is set up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.utils import timezone

from accounts.models import User
from courses.domain.outlines import publish_outline, read_outline
from courses.models import CourseVersion
from progress.models import ActivityState, Enrolment, LessonState
from quizzes.models import Attempt, AttemptItem, Question
from tests.factories.courses import choice, course, lesson, module, question, quiz, quiz_block
from tests.quizzes.rekeying import rekey

RIGHT, WRONG = ({"choices": [choice(text)["id"]]} for text in "AB")


def make_attempts(*, people: int, questions: int, completing: int) -> Question:
    """The first question is answered wrongly by every second; of those the first ``completing`` pass by it."""
    asked = [question() for _ in range(questions)]
    exam = quiz(fixed=asked, pass_percent=70)
    page = course()
    taken, other = (lesson(module(page), *blocks) for blocks in ((quiz_block(exam),), ()))
    outline = read_outline(publish_outline(page, at=timezone.now()))
    place = outline.by_key[taken.translation_key]
    activity, version, now = place.activities[0].key, CourseVersion.objects.latest("number"), timezone.now()
    _make(User, (User(username=f"p{n}", name=f"Orang {n}", name_confirmed_at=now) for n in range(people)))
    learners = list(User.objects.filter(username__startswith="p").order_by("pk"))
    right_of = {who.pk: _right(n, questions, completing) for n, who in enumerate(learners)}
    common: dict[str, Any] = {"course": outline.course, "started_at": now}
    _make(Enrolment, (Enrolment(learner=who, version=version, last_seen_at=now, **common) for who in learners))
    _make(
        LessonState,
        (LessonState(learner=w, lesson=other.translation_key, completed_at=now, **common) for w in learners),
    )
    attempts = [
        Attempt(
            learner=who, quiz=exam, context=activity, number=1, started_at=now, submitted_at=now, pass_percent=70,
            feedback="at_end", percent=round(100 * right_of[who.pk] / questions), passed=False,
        )
        for who in learners
    ]  # fmt: skip
    _make(Attempt, attempts)
    _make(AttemptItem, (item for made in attempts for item in _items(made, asked, right_of[made.learner_id])))
    states = (
        ActivityState(
            learner=made.learner, course=outline.course, lesson=place.key, activity=activity, kind="quiz",
            percent=made.percent, tries=1, updated_at=now,
        )
        for made in attempts
    )  # fmt: skip
    _make(ActivityState, states)
    rekey(asked[0])
    return asked[0]


def _right(number: int, questions: int, completing: int) -> int:
    """One short of the pass mark, or well below it."""
    return questions * 7 // 10 - 1 if number % 2 and number // 2 < completing else questions // 4


def _items(attempt: Attempt, asked: list[Question], right: int) -> Iterable[AttemptItem]:
    """Odd people miss the first question; the right ones come after it."""
    misses = attempt.learner.username.endswith(tuple("13579"))
    for position, one in enumerate(asked, 1):
        is_right = not misses if position == 1 else position - misses <= right
        yield AttemptItem(
            attempt=attempt, position=position, version_id=one.current_version_id, choice_order=[],
            response=RIGHT if is_right else WRONG, answered_at=attempt.started_at, fraction=str(int(is_right)),
        )  # fmt: skip


def _make(model: type[Model], rows: Iterable[Any]) -> None:
    model._default_manager.bulk_create(rows, batch_size=1000)
