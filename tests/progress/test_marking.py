"""Answers that a person marks: what waits, what a mark brings about in a course, and two who mark at once."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest

from accounts.models import Notice, User
from accounts.notices import sentence
from accounts.roles import Role
from certificates.models import Certificate
from core.models import AuditEvent
from courses.domain.outlines import outline_of
from lms.demo.answers import right_answer
from progress.domain.acts import mark_quiz_answer, save_quiz_answer, start_quiz, submit_quiz
from progress.domain.enrol import stop_following
from progress.models import ActivityState, Enrolment, LessonState
from quizzes.domain.marking import MarkedMeanwhile, answers_for, next_waiting, queue, waiting_count
from quizzes.domain.personal_data import _export
from quizzes.models import Attempt, AttemptItem, Quiz
from quizzes.rubric import PointsMissing, PointsRefused, rubric_lines
from tests.factories.courses import course, lesson, module, question, quiz, quiz_block
from tests.factories.people import guest, learner, staff
from tests.factories.questions import question_of
from tests.progress.doing import NOON, place_of, waiting_answer

LATER, STILL_LATER = NOON + timedelta(days=1), NOON + timedelta(days=2)


def course_ending_in(*asked, **rules):
    page = course()
    lesson(module(page), quiz_block(quiz(title="Kuis uraian", fixed=list(asked), **rules)), kind="quiz")
    return outline_of(page.translation_key)


def hand_in(person, outline, *, at=NOON):
    """Everything answered, what has a key rightly."""
    (place,) = outline.lessons
    activity = place.activities[0]
    act = {"learner": person, "place": place_of(outline, place), "at": at}
    attempt = start_quiz(**act, activity=activity.key, quiz=Quiz.objects.get(key=activity.ref), by=person)
    for item in attempt.items.select_related("version"):
        save_quiz_answer(
            learner=person, attempt=attempt.public_id, position=item.position,
            posted=right_answer(item.version.content), at=at, key=uuid4(),
        )  # fmt: skip
    return submit_quiz(**act, attempt=attempt.public_id, by=person)


def item_of(attempt):
    return next(item for item in attempt.items.all() if item.version.content["kind"] == "free_text")


def give(item, points, *, by, comment="", seen=None, at=LATER):
    given = {line.id: points for line in rubric_lines(item.version.content)}
    return mark_quiz_answer(item=item.pk, points=given, comment=comment, by=by, at=at, seen=seen)


def test_a_mark_that_passes_completes_the_course_and_certifies_it_and_tells_the_learner(db):
    ani, trainer = learner(), staff(Role.AUTHOR)
    outline = course_ending_in(question_of("free_text", "u"), pass_percent=70)
    attempt, recorded = hand_in(ani, outline)
    assert (attempt.to_mark, attempt.passed, recorded.course_completed) == (1, False, False)
    seen_before = Enrolment.objects.get().last_seen_at
    given = give(item_of(attempt), 3, by=trainer, comment="Bagus.")
    attempt.refresh_from_db()
    assert (attempt.to_mark, attempt.percent, attempt.passed, given.changed) == (0, 75, True, True)
    state = ActivityState.objects.get()
    assert (state.percent, state.done_at, state.tries, state.by) == (75, LATER, 1, trainer)
    assert LessonState.objects.get().completed_at == LATER
    enrolment, certificate = Enrolment.objects.get(), Certificate.objects.get()
    assert (enrolment.completed_at, enrolment.last_seen_at) == (LATER, seen_before)
    assert (certificate.holder, certificate.stated.percent) == (ani, 75)
    notice = Notice.objects.get(kind="quiz_marked")
    assert (notice.person, notice.url) == (ani, f"/belajar/{outline.lessons[0].key}/kuis/{attempt.public_id}/hasil/")
    assert "Kuis uraian" in sentence(notice)


def test_the_same_mark_twice_is_one_and_tells_once(db):
    ani, trainer = learner(), staff(Role.AUTHOR)
    attempt, _recorded = hand_in(ani, course_ending_in(question_of("free_text", "u")))
    item = item_of(attempt)
    assert [give(item, 4, by=trainer, at=at).changed for at in (LATER, STILL_LATER)] == [True, False]
    item.refresh_from_db()
    assert (item.marked_at, item.marked_by, Notice.objects.filter(kind="quiz_marked").count()) == (LATER, trainer, 1)
    assert (Certificate.objects.count(), AuditEvent.objects.filter(action="quizzes.mark_changed").count()) == (1, 0)


def test_a_second_trainer_is_told_and_changes_nothing_unless_they_have_seen_the_first_mark(db):
    ani, first, second = learner(), staff(Role.AUTHOR), staff(Role.REVIEWER)
    attempt, _recorded = hand_in(ani, course_ending_in(question_of("free_text", "u")))
    item = item_of(attempt)
    give(item, 4, by=first, comment="Rahasia")
    with pytest.raises(MarkedMeanwhile) as told:
        give(item, 1, by=second, at=STILL_LATER)
    assert (told.value.item.marked_by, told.value.item.marked_at) == (first, LATER)
    item.refresh_from_db()
    assert item.fraction == "1"
    give(item, 1, by=second, seen=LATER, at=STILL_LATER)
    item.refresh_from_db()
    attempt.refresh_from_db()
    assert (item.fraction, item.marked_by, attempt.percent) == ("1/4", second, 25)
    assert (attempt.passed, ActivityState.objects.get().percent, Certificate.objects.count()) == (True, 100, 1)
    line = rubric_lines(item.version.content)[0].id
    event = AuditEvent.objects.get(action="quizzes.mark_changed")
    assert (event.actor, event.subject) == (str(second.public_id), str(attempt.public_id))
    assert event.detail == {"question": 1, "before": {line: 4}, "after": {line: 1}}


def test_only_when_the_last_answer_is_marked_the_learner_is_told(db):
    ani, trainer = learner(), staff(Role.AUTHOR)
    asked = [question_of("free_text", "u"), question_of("free_text", "v"), question(), question_of("scale", "s")]
    attempt, recorded = hand_in(ani, course_ending_in(*asked, pass_percent=90))
    assert (attempt.percent, attempt.to_mark, recorded.course_completed) == (33, 2, False)
    first, second = attempt.items.all()[:2]
    give(first, 4, by=trainer)
    assert not Notice.objects.filter(kind="quiz_marked").exists()
    give(second, 4, by=trainer)
    attempt.refresh_from_db()
    assert (attempt.percent, attempt.passed, attempt.to_mark) == (100, True, 0)
    assert Notice.objects.filter(kind="quiz_marked").count() == 1


def test_a_pass_that_the_key_gave_counts_at_once_although_a_mark_waits(db):
    asked = [question_of("free_text", "u"), question(), question(), question()]
    attempt, recorded = hand_in(learner(), course_ending_in(*asked, pass_percent=70))
    assert (attempt.percent, attempt.passed, attempt.to_mark, recorded.course_completed) == (75, True, 1, True)
    give(item_of(attempt), 4, by=staff(Role.AUTHOR))
    assert (ActivityState.objects.get().percent, Certificate.objects.count()) == (100, 1)


def test_a_survey_is_passed_by_handing_it_in_and_carries_no_mark(db):
    attempt, recorded = hand_in(learner(), course_ending_in(question_of("scale", "s"), question_of("free_words", "w")))
    assert (attempt.is_survey, attempt.to_mark, recorded.course_completed) == (True, 0, True)
    assert (ActivityState.objects.get().percent, Certificate.objects.get().stated.percent) == (None, None)


def test_marking_brings_nobody_back_to_a_course_that_they_left(db):
    ani, outline = learner(), course_ending_in(question_of("free_text", "u"))
    attempt, _recorded = hand_in(ani, outline)
    stop_following(learner=ani, outline=outline, at=NOON)
    give(item_of(attempt), 4, by=staff(Role.AUTHOR))
    enrolment = Enrolment.objects.get()
    assert (enrolment.hidden_at, enrolment.completed_at) == (NOON, LATER)


def test_a_mark_counts_also_when_the_quiz_stands_in_no_lesson_any_more(db):
    ani, trainer = learner(), staff(Role.AUTHOR)
    item = waiting_answer(ani)
    give(item, 4, by=trainer)
    assert Attempt.objects.get().percent == 100
    assert Notice.objects.get(kind="quiz_marked").url == ""


def test_a_guest_is_sent_no_notice(db):
    somebody = guest()
    give(waiting_answer(somebody), 4, by=staff(Role.AUTHOR))
    assert (Notice.objects.count(), Attempt.objects.get().percent) == (0, 100)


@pytest.mark.parametrize(("points", "why"), [(5, PointsRefused), (-1, PointsRefused)])
def test_points_outside_the_rubric_change_nothing(db, points, why):
    item = waiting_answer(learner())
    with pytest.raises(why):
        give(item, points, by=staff(Role.AUTHOR))
    with pytest.raises(PointsMissing):
        mark_quiz_answer(item=item.pk, points={}, comment="", by=staff(Role.AUTHOR), at=LATER, seen=None)
    item.refresh_from_db()
    assert (item.mark, Attempt.objects.get().to_mark) == (None, 1)


def test_nobody_marks_their_own_answer_or_one_that_is_not_handed_in(db):
    trainer = staff(Role.AUTHOR)
    item = waiting_answer(trainer)
    with pytest.raises(AttemptItem.DoesNotExist):
        give(item, 4, by=trainer)
    other = waiting_answer(learner())
    Attempt.objects.filter(pk=other.attempt_id).update(submitted_at=None, percent=None, passed=None)
    with pytest.raises(AttemptItem.DoesNotExist):
        give(other, 4, by=trainer)
    assert (list(answers_for(trainer)), waiting_count(staff(Role.AUTHOR)), waiting_count(trainer)) == ([], 2, 1)


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_costs_the_same_however_long_it_is(db, count, django_assert_num_queries):
    trainer = staff(Role.AUTHOR)
    items = [waiting_answer(learner()) for _ in range(count)]
    with django_assert_num_queries(3):
        lines = queue(trainer)
    assert [(line.waiting, line.marked) for line in lines] == [(1, 0)] * count
    give(items[0], 4, by=trainer)
    assert (queue(trainer)[-1].waiting, queue(trainer)[-1].marked, queue(trainer)[-1].oldest) == (0, 1, None)
    assert waiting_count(trainer) == count - 1


def test_the_next_one_follows_the_order_of_handing_in(db):
    asked, trainer = question_of("free_text", "u"), staff(Role.AUTHOR)
    outline = course_ending_in(asked)
    hours = [NOON + timedelta(hours=hour) for hour in (2, 0, 1)]
    items = [item_of(hand_in(learner(), outline, at=at)[0]) for at in hours]
    answers = answers_for(trainer).order_by("attempt__submitted_at", "pk")
    assert [next_waiting(answers, None), next_waiting(answers, items[1])] == [items[1], items[2]]
    give(items[2], 1, by=trainer)
    assert (next_waiting(answers, items[1]), next_waiting(answers, items[0])) == (items[0], None)


def test_a_person_takes_answers_marks_and_comments_along(db):
    ani = learner()
    item = waiting_answer(ani)
    give(item, 3, by=staff(Role.AUTHOR), comment="Sebutkan sumbernya.")
    (row,) = _export(ani)["Kuis"]
    assert row["Jawaban"] == ["Saya tanya dulu."]
    assert row["Dinilai pelatih"] == ["1: KUNCI-tunggu-k 3/4. Sebutkan sumbernya."]


def test_of_two_trainers_at_once_one_mark_is_kept_and_the_other_is_told(in_parallel):
    attempt, _recorded = hand_in(learner(), course_ending_in(question_of("free_text", "u")))
    item, trainers = item_of(attempt), [staff(Role.AUTHOR) for _ in range(4)]
    points = [1, 2, 3, 4]
    results = in_parallel(
        [partial(give, item, n, by=User.objects.get(pk=t.pk)) for n, t in zip(points, trainers, strict=True)]
    )
    kept = [result for result in results if not isinstance(result, Exception)]
    assert [type(result) for result in results if isinstance(result, Exception)] == [MarkedMeanwhile] * 3
    item.refresh_from_db()
    assert (len(kept), item.mark, item.marked_by_id) == (1, kept[0].item.mark, kept[0].item.marked_by_id)
    assert Notice.objects.filter(kind="quiz_marked").count() == 1
