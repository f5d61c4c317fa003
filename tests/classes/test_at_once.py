"""A teacher and a class at the same moment: nobody blocks anybody, and what is written fits what was done."""

from datetime import timedelta
from uuid import uuid4

from accounts.models import User
from classes.domain.assign import Terms, give_assignment
from classes.domain.personal_times import ask_for_help, extend, mark_helped
from classes.models import Assignment, PersonalAssignment
from progress.domain.acts import submit_quiz
from quizzes.models import Window
from tests.classes.making import NOON, group, pupil
from tests.factories.courses import course_with_lessons, full_course
from tests.progress.conftest import in_parallel
from tests.progress.doing import finish, place_of, start

__all__ = ["in_parallel"]

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PUPILS = 6


def again(somebody):
    return User.objects.get(pk=somebody.pk)


def problems(results):
    return [result for result in results if isinstance(result, Exception)]


def give(taught, outline, kind, target, key=None, **terms):
    return give_assignment(
        group=taught, kind=kind, course=outline.course, target=target, terms=Terms(**terms),
        by=taught.created_by, at=NOON, key=key or uuid4(),
    )  # fmt: skip


def more_time(given, people, hours):
    given = Assignment.objects.select_related("group__created_by").get(pk=given.pk)
    return extend(
        assignment=given, people=[one.public_id for one in people], due_at=None, closes_at=NOON + hours * HOUR,
        reason="", by=given.group.created_by, at=NOON,
    )  # fmt: skip


def test_a_class_finishes_while_its_teacher_gives_more_time(in_parallel):
    taught, outline = group(), course_with_lessons(1)
    people = [pupil(taught).person for _ in range(PUPILS)]
    given = give(taught, outline, "course", outline.course, closes_at=NOON + HOUR)
    acts = [lambda who=who: finish(again(who), outline, outline.lessons[0], at=NOON + 2 * HOUR) for who in people]
    acts += [lambda hours=hours: more_time(given, people, hours) for hours in (3, 4, 5)]
    assert problems(in_parallel(acts)) == []
    done = PersonalAssignment.objects.filter(assignment=given).values_list("done_at", flat=True)
    assert set(done) == {NOON + 2 * HOUR}


def test_a_class_hands_a_locked_quiz_in_while_its_teacher_gives_more_time(in_parallel):
    taught, outline = group(), full_course()
    people, exam = [pupil(taught).person for _ in range(PUPILS)], outline.lessons[3]
    quiz = exam.activities[0].key
    given = give(taught, outline, "quiz", quiz, closes_at=NOON + 2 * HOUR, locks_quiz=True)
    attempts = {who: start(who, outline, exam, at=NOON) for who in people}

    def hand_in(who):
        return submit_quiz(
            learner=again(who), place=place_of(outline, exam), attempt=attempts[who].public_id, by=who, at=NOON + HOUR
        )

    acts = [lambda who=who: hand_in(who) for who in people]
    acts += [lambda hours=hours: more_time(given, people, hours) for hours in (3, 4, 5)]
    assert problems(in_parallel(acts)) == []
    assert PersonalAssignment.objects.filter(started_at=NOON + HOUR).count() == PUPILS
    closing = set(Window.objects.values_list("closes_at", flat=True))
    assert closing == set(PersonalAssignment.objects.values_list("closes_at", flat=True))
    assert len(closing) == 1


def test_one_form_sent_often_at_once_is_one_assignment(in_parallel):
    taught, outline, key = group(), course_with_lessons(1), uuid4()
    pupil(taught)
    acts = [lambda: give(taught, outline, "course", outline.course, key=key)] * 6
    results = in_parallel(acts)
    assert problems(results) == []
    assert {result.pk for result in results} == {Assignment.objects.get().pk}


def test_asking_and_helping_at_once_leaves_one_answer(in_parallel):
    taught, outline = group(), course_with_lessons(1)
    ani = pupil(taught).person
    given = give(taught, outline, "course", outline.course)
    row = PersonalAssignment.objects.select_related("assignment").get()
    acts = [lambda: ask_for_help(row=row, by=ani, at=NOON, key=uuid4())] * 3
    acts += [lambda: mark_helped(assignment=given, person=ani.public_id, by=taught.created_by, at=NOON)] * 3
    assert problems(in_parallel(acts)) == []
    row.refresh_from_db()
    assert (row.help, row.help_since is None) in {("", True), ("asked", False)}
