"""Finishing a lesson, answering its check question, ticking its practice: each act once per request key."""

from datetime import timedelta
from uuid import uuid4

import pytest

from core.models import RequestKey
from core.requestkeys import KeyUsedForAnotherAct
from courses.domain.outlines import outline_of
from lms.demo.answers import right_answer
from practice.models import PracticeTick
from progress.domain.acts import (
    ActivitiesLeft,
    answer_check_question,
    complete_lesson,
    save_quiz_answer,
    tick_practice,
)
from progress.models import ActivityState, Enrolment, LessonState
from quizzes.domain.attempts import AttemptClosed
from quizzes.domain.queries import items_of
from quizzes.kinds import ResponseMismatch
from quizzes.models import CheckAnswer, Question
from tests.factories.courses import check_block, course, course_with_lessons, full_course, lesson, module, question
from tests.factories.people import guest, learner
from tests.progress.doing import NOON, answer_check, finish, place_of, start, steps_of, take_quiz, wrong_answer

LATER = NOON + timedelta(hours=2)


def tick(somebody, outline, *steps, key=None, accompanied=False, at=NOON):
    page = outline.lessons[2]
    task, _known = steps_of(page)
    return tick_practice(
        learner=somebody, place=place_of(outline, page), activity=page.activities[0].key, task=task, steps=steps,
        accompanied=accompanied, by=somebody, at=at, key=key or uuid4(),
    )  # fmt: skip


def test_finishing_a_lesson_notes_it_once_with_the_time_of_the_first_act(db):
    ani, outline, key = learner(), course_with_lessons(3), uuid4()
    first = finish(ani, outline, outline.lessons[0], key=key)
    same = finish(ani, outline, outline.lessons[0], key=key, at=LATER)
    again = finish(ani, outline, outline.lessons[0], at=LATER)
    assert [first.lesson_completed, same.lesson_completed, again.lesson_completed] == [True, False, False]
    state = LessonState.objects.get()
    assert (state.learner, state.lesson, state.completed_at, state.by) == (ani, outline.lessons[0].key, NOON, ani)
    assert RequestKey.objects.count() == 2


def test_the_same_key_of_two_people_is_two_acts(db):
    ani, budi, outline, key = learner(), learner(), course_with_lessons(1), uuid4()
    assert finish(ani, outline, outline.lessons[0], key=key).course_completed
    assert finish(budi, outline, outline.lessons[0], key=key).course_completed


def test_a_companion_acts_for_a_learner_and_is_noted_as_the_one_who_did(db):
    ani, companion, outline = learner(), learner(), course_with_lessons(1)
    complete_lesson(learner=ani, place=place_of(outline, outline.lessons[0]), by=companion, at=NOON, key=uuid4())
    assert LessonState.objects.get().by == companion
    assert not LessonState.objects.filter(learner=companion).exists()


def test_a_lesson_with_something_left_to_do_says_what_and_changes_nothing(db):
    page, asked = course(), [question() for _ in range(3)]
    lesson(module(page), *[check_block(one) for one in asked])
    ani, outline, key = learner(), outline_of(page.translation_key), uuid4()
    wanted = [activity.key for activity in outline.lessons[0].activities]
    with pytest.raises(ActivitiesLeft) as stopped:
        finish(ani, outline, outline.lessons[0], key=key)
    assert stopped.value.activities == wanted
    assert not Enrolment.objects.exists()
    assert not RequestKey.objects.exists()  # the key is free again: it was not carried out
    answer_check(ani, outline, outline.lessons[0])
    with pytest.raises(ActivitiesLeft) as stopped:
        finish(ani, outline, outline.lessons[0], key=key)
    assert stopped.value.activities == wanted[1:]


def test_a_wrong_answer_to_a_check_question_counts_for_the_lesson(db):
    ani, outline = learner(), full_course()
    grade, recorded = answer_check(ani, outline, outline.lessons[1], right=False)
    assert (grade.is_correct, grade.feedback, recorded.lesson_completed) == (False, ("Belum.",), True)
    state = ActivityState.objects.get()
    assert (state.kind, state.percent, state.done_at, state.tries) == ("check", 0, NOON, 1)


def test_answering_a_check_question_again_never_lowers_the_best_mark(db):
    ani, outline = learner(), full_course()
    for right in (False, True, False):
        answer_check(ani, outline, outline.lessons[1], right=right, at=LATER)
    state = ActivityState.objects.get()
    assert (state.percent, state.tries) == (100, 3)
    assert [answer.fraction for answer in CheckAnswer.objects.order_by("pk")] == ["0", "1", "0"]


def test_a_check_answer_sent_twice_is_kept_once_and_explained_both_times(db):
    ani, outline, key = learner(), full_course(), uuid4()
    first, recorded = answer_check(ani, outline, outline.lessons[1], key=key)
    again, repeated = answer_check(ani, outline, outline.lessons[1], key=key, right=False)
    assert first == again
    assert (recorded.lesson_completed, repeated.lesson_completed) == (True, False)
    assert CheckAnswer.objects.count() == 1


def test_an_empty_check_answer_is_no_act_and_leaves_the_key_free(db):
    ani, outline, key = learner(), full_course(), uuid4()
    page = outline.lessons[1]
    version = Question.objects.get(key=page.activities[0].ref).current_version
    sent = {"learner": ani, "place": place_of(outline, page), "activity": page.activities[0].key, "version": version}
    assert answer_check_question(**sent, posted={}, by=ani, at=NOON, key=key) is None
    assert not CheckAnswer.objects.exists()
    assert not LessonState.objects.exists()
    answered = answer_check_question(**sent, posted=right_answer(version.content), by=ani, at=NOON, key=key)
    assert answered is not None, "the page still holds the key of the empty try: the answer after it is lost"
    assert answered[0].is_correct


def test_a_choice_of_another_question_is_refused_and_keeps_nothing(db):
    ani, outline, other = learner(), full_course(), question()
    page = outline.lessons[1]
    version = Question.objects.get(key=page.activities[0].ref).current_version
    foreign = {"choice": ["nothing-of-this-question"]}
    assert other.current_version != version
    with pytest.raises(ResponseMismatch):
        answer_check_question(
            learner=ani, place=place_of(outline, page), activity=page.activities[0].key, version=version,
            posted=foreign, by=ani, at=NOON, key=uuid4(),
        )  # fmt: skip
    assert not CheckAnswer.objects.exists()
    assert not RequestKey.objects.exists()


def test_a_practice_is_done_step_by_step_and_counts_when_all_are_ticked(db):
    ani, outline = learner(), full_course()
    ticks, recorded = tick(ani, outline, "satu")
    assert (ticks.done, ticks.complete, recorded.lesson_completed) == ({"satu"}, False, False)
    assert ActivityState.objects.get().done_at is None
    ticks, recorded = tick(ani, outline, "satu", "dua", accompanied=True, at=LATER)
    assert (ticks.complete, ticks.accompanied, recorded.lesson_completed) == (True, True, True)
    state = ActivityState.objects.get()
    assert (state.done_at, state.accompanied, state.tries, state.percent) == (LATER, True, 2, None)


def test_a_tick_may_be_taken_back_until_all_is_done_and_never_after(db):
    ani, outline = learner(), full_course()
    tick(ani, outline, "satu")
    ticks, _recorded = tick(ani, outline, "dua")
    assert ticks.done == {"dua"}
    tick(ani, outline, "satu", "dua")
    ticks, _recorded = tick(ani, outline)
    assert (ticks.done, ticks.complete) == ({"satu", "dua"}, True)
    assert ActivityState.objects.get().done_at == NOON


def test_ticks_sent_twice_count_once_and_unknown_steps_not_at_all(db):
    ani, outline, key = learner(), full_course(), uuid4()
    tick(ani, outline, "satu", "bukan-langkah", key=key)
    ticks, recorded = tick(ani, outline, "satu", "dua", key=key)
    assert (ticks.done, recorded.lesson_completed) == ({"satu"}, False)
    assert PracticeTick.objects.count() == 1
    assert ActivityState.objects.get().tries == 1


def test_a_key_of_one_act_used_for_another_one_is_refused(db):
    ani, outline, key = learner(), full_course(), uuid4()
    finish(ani, outline, outline.lessons[0], key=key)
    for act in (
        lambda: answer_check(ani, outline, outline.lessons[1], key=key),
        lambda: tick(ani, outline, "satu", key=key),
    ):
        with pytest.raises(KeyUsedForAnotherAct):
            act()
    assert not CheckAnswer.objects.exists()
    assert not PracticeTick.objects.exists()


def test_a_key_used_for_another_lesson_does_not_swallow_that_lesson(db):
    """One key names one act: a client that sends it for a second lesson is mistaken and must be told."""
    ani, outline, key = learner(), course_with_lessons(2), uuid4()
    finish(ani, outline, outline.lessons[0], key=key)
    with pytest.raises(KeyUsedForAnotherAct):
        finish(ani, outline, outline.lessons[1], key=key)


def test_a_late_copy_of_an_answer_changes_nothing(db):
    ani, outline = learner(), full_course()
    attempt = start(ani, outline, outline.lessons[3])
    item, key = items_of(attempt)[0], uuid4()

    def send(posted, key):
        return save_quiz_answer(learner=ani, attempt=attempt.public_id, position=1, posted=posted, at=NOON, key=key)

    wrong, right = wrong_answer(item.version.content), right_answer(item.version.content)
    assert [send(wrong, key), send(right, uuid4()), send(wrong, key)] == [True, True, False]
    assert items_of(attempt)[0].response == {"choices": right["choice"]}


def test_an_answer_after_handing_in_is_refused_and_its_key_stays_free(db):
    ani, outline, key = learner(), full_course(), uuid4()
    attempt, _recorded = take_quiz(ani, outline, outline.lessons[3], right=4)
    with pytest.raises(AttemptClosed):
        save_quiz_answer(learner=ani, attempt=attempt.public_id, position=1, posted={}, at=NOON, key=key)
    assert not RequestKey.objects.filter(key=key).exists()


def test_a_guest_learns_like_anybody_else(db):
    somebody, outline = guest(), full_course()
    finish(somebody, outline, outline.lessons[0])
    answer_check(somebody, outline, outline.lessons[1], right=False)
    tick(somebody, outline, "satu", "dua")
    recorded = take_quiz(somebody, outline, outline.lessons[3], right=4)[1]
    assert (recorded.course_completed, recorded.waits_for_name, recorded.certificate) == (True, True, None)
