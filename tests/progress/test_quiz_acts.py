"""Quizzes inside a course: passed or not, taken again, limited, frozen rules; the best counts and stays."""

from datetime import timedelta
from uuid import uuid4

import pytest

from certificates.models import Certificate
from lms.demo.answers import right_answer
from lms.demo.stages import learn
from progress.domain.acts import check_quiz_answer, save_quiz_answer, start_quiz, submit_quiz
from progress.models import ActivityState, LessonState
from quizzes.domain.attempts import AnswerStands, AttemptLimitReached, NotEnoughQuestions
from quizzes.domain.queries import items_of
from quizzes.models import Attempt, AttemptItem, Pool, Question, Quiz, QuizSection
from tests.factories.courses import full_course, pool, question
from tests.factories.people import learner
from tests.progress.doing import NOON, place_of, start, take_quiz, wrong_answer

LATER = NOON + timedelta(days=1)


def quiz_state(somebody) -> ActivityState:
    return ActivityState.objects.get(learner=somebody, kind="quiz")


def test_a_passed_quiz_completes_its_page_with_the_mark_and_the_parts(db):
    ani, outline = learner(), full_course()
    attempt, recorded = take_quiz(ani, outline, outline.lessons[3], right=3)
    assert (attempt.percent, attempt.passed, recorded.lesson_completed, recorded.course_completed) == (
        75,
        True,
        True,
        False,
    )
    state = quiz_state(ani)
    assert (state.percent, state.done_at, state.tries) == (75, NOON, 1)
    assert state.sections == {str(Pool.objects.get().key): 75} == attempt.sections


def test_a_quiz_not_passed_keeps_its_mark_and_leaves_the_page_open(db):
    ani, outline = learner(), full_course()
    attempt, recorded = take_quiz(ani, outline, outline.lessons[3], right=2)
    assert (attempt.percent, attempt.passed, recorded.lesson_completed) == (50, False, False)
    assert (quiz_state(ani).percent, quiz_state(ani).done_at) == (50, None)
    assert LessonState.objects.get().completed_at is None


def test_taking_it_again_counts_when_it_is_better(db):
    ani, outline = learner(), full_course()
    take_quiz(ani, outline, outline.lessons[3], right=1)
    attempt, recorded = take_quiz(ani, outline, outline.lessons[3], right=4, at=LATER)
    assert (attempt.number, recorded.lesson_completed) == (2, True)
    assert (quiz_state(ani).percent, quiz_state(ani).done_at, quiz_state(ani).tries) == (100, LATER, 2)


def test_taking_it_again_and_failing_lowers_nothing(db):
    ani, outline = learner(), full_course()
    take_quiz(ani, outline, outline.lessons[3], right=4)
    attempt, recorded = take_quiz(ani, outline, outline.lessons[3], right=0, at=LATER)
    assert (attempt.percent, attempt.passed, recorded.lesson_completed) == (0, False, False)
    state = quiz_state(ani)
    assert (state.percent, state.done_at, list(state.sections.values())) == (100, NOON, [100])
    assert LessonState.objects.get().completed_at == NOON


def test_a_worse_quiz_after_the_course_leaves_the_certificate_as_it_is(db):
    ani, outline = learner(), full_course()
    learn(ani, outline, None, at=NOON)
    before = Certificate.objects.values().get()
    _attempt, recorded = take_quiz(ani, outline, outline.lessons[3], right=0, at=LATER)
    assert (recorded.course_completed, recorded.certificate.pk) == (False, before["id"])
    assert Certificate.objects.values().get() == before


def test_the_last_attempt_allowed_is_the_last_one(db):
    ani, outline = learner(), full_course(attempts_allowed=2)
    take_quiz(ani, outline, outline.lessons[3], right=1)
    opened = start(ani, outline, outline.lessons[3])
    assert start(ani, outline, outline.lessons[3]).pk == opened.pk  # an open one is gone on with, not counted again
    submit_quiz(learner=ani, place=place_of(outline, outline.lessons[3]), attempt=opened.public_id, by=ani, at=NOON)
    with pytest.raises(AttemptLimitReached) as stopped:
        start(ani, outline, outline.lessons[3])
    assert stopped.value.allowed == 2
    assert quiz_state(ani).percent == 25


def test_one_learners_attempts_use_up_nobody_elses(db):
    ani, budi, outline = learner(), learner(), full_course(attempts_allowed=1)
    take_quiz(ani, outline, outline.lessons[3], right=0)
    assert start(budi, outline, outline.lessons[3]).number == 1


def test_an_attempt_handed_in_again_answers_with_what_it_earned(db):
    ani, outline = learner(), full_course()
    attempt, _recorded = take_quiz(ani, outline, outline.lessons[3], right=3)
    place = place_of(outline, outline.lessons[3])
    again, recorded = submit_quiz(learner=ani, place=place, attempt=attempt.public_id, by=ani, at=LATER)
    assert (again.pk, again.percent, again.submitted_at) == (attempt.pk, 75, NOON)
    assert (recorded.lesson_completed, quiz_state(ani).tries) == (False, 1)


def test_somebody_elses_attempt_does_not_exist(db):
    ani, budi, outline = learner(), learner(), full_course()
    attempt = start(ani, outline, outline.lessons[3])
    item = items_of(attempt)[0]
    posted = right_answer(item.version.content)
    place, theirs = place_of(outline, outline.lessons[3]), {"learner": budi, "attempt": attempt.public_id}
    for act in (
        lambda: save_quiz_answer(**theirs, position=1, posted=posted, at=NOON, key=uuid4()),
        lambda: check_quiz_answer(**theirs, position=1, posted=posted, at=NOON),
        lambda: submit_quiz(**theirs, place=place, by=budi, at=NOON),
    ):
        with pytest.raises(Attempt.DoesNotExist):
            act()
    assert items_of(attempt)[0].response is None
    assert Attempt.objects.get().is_open


def test_an_explained_answer_stands(db):
    ani, outline = learner(), full_course()
    attempt = start(ani, outline, outline.lessons[3])
    content = items_of(attempt)[0].version.content
    sent = {"learner": ani, "attempt": attempt.public_id, "position": 1, "at": NOON}
    _item, grade = check_quiz_answer(**sent, posted=wrong_answer(content))
    assert (grade.is_correct, grade.feedback) == (False, ("Belum.",))
    for act in (
        lambda: check_quiz_answer(**sent, posted=right_answer(content)),
        lambda: save_quiz_answer(**sent, posted=right_answer(content), key=uuid4()),
    ):
        with pytest.raises(AnswerStands):
            act()
    assert (items_of(attempt)[0].response, items_of(attempt)[0].fraction) == (
        {"choices": wrong_answer(content)["choice"]},
        "0",
    )


def test_a_quiz_that_explains_at_the_end_tells_nothing_before(db):
    ani, outline = learner(), full_course()
    Quiz.objects.update(feedback="at_end")
    attempt = start(ani, outline, outline.lessons[3])
    posted = right_answer(items_of(attempt)[0].version.content)
    item, grade = check_quiz_answer(learner=ani, attempt=attempt.public_id, position=1, posted=posted, at=NOON)
    assert (grade, item.checked_at, item.fraction) == (None, None, None)
    assert items_of(attempt)[0].response is not None


def test_rules_changed_meanwhile_change_nobodys_attempt(db):
    ani, outline = learner(), full_course(pass_percent=50)
    attempt = start(ani, outline, outline.lessons[3])
    Quiz.objects.update(pass_percent=100)
    Question.objects.update(live=False)
    for item in items_of(attempt)[:2]:
        posted = right_answer(item.version.content)
        save_quiz_answer(
            learner=ani, attempt=attempt.public_id, position=item.position, posted=posted, at=NOON, key=uuid4()
        )
    place = place_of(outline, outline.lessons[3])
    submitted, recorded = submit_quiz(learner=ani, place=place, attempt=attempt.public_id, by=ani, at=NOON)
    assert (submitted.percent, submitted.passed, submitted.pass_percent) == (50, True, 50)
    assert recorded.lesson_completed


def test_a_quiz_without_any_published_question_does_not_start(db):
    ani, outline = learner(), full_course()
    Question.objects.update(live=False)
    with pytest.raises(NotEnoughQuestions):
        start(ani, outline, outline.lessons[3])
    assert not Attempt.objects.exists()


def test_one_quiz_used_in_two_courses_keeps_two_counts(db):
    ani, outline = learner(), full_course(attempts_allowed=1)
    quiz, other = Quiz.objects.get(), full_course(attempts_allowed=1)
    take_quiz(ani, outline, outline.lessons[3], right=0)
    elsewhere = start_quiz(
        learner=ani, place=place_of(other, other.lessons[3]), activity=other.lessons[3].activities[0].key, quiz=quiz,
        by=ani, at=NOON,
    )  # fmt: skip
    assert elsewhere.number == 1
    assert elsewhere.context == other.lessons[3].activities[0].key


def test_the_mark_of_each_part_is_that_of_the_best_attempt(db):
    ani, outline = learner(), full_course()
    second = pool()
    for _ in range(2):
        question(pool=second)
    QuizSection.objects.create(quiz=Quiz.objects.get(), pool=second, count=2, sort_order=1, key=str(second.key))
    first_part = str(Pool.objects.exclude(pk=second.pk).get().key)
    take_quiz(ani, outline, outline.lessons[3], right=4)
    assert quiz_state(ani).sections == {first_part: 100, str(second.key): 0}
    take_quiz(ani, outline, outline.lessons[3], right=1)
    assert (quiz_state(ani).percent, quiz_state(ani).sections) == (67, {first_part: 100, str(second.key): 0})
    assert AttemptItem.objects.count() == 12
