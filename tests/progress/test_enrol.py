"""Following a course, leaving it, coming back; courses that ask for others first."""

from datetime import timedelta

import pytest

from courses.domain.outlines import outline_of
from lms.demo.stages import learn
from progress.domain.acts import start_quiz
from progress.domain.enrol import PrerequisitesMissing, enrol, missing_prerequisites, stop_following
from progress.domain.queries import course_state, course_states, current_course
from progress.models import Enrolment, LessonState
from tests.factories.courses import course_with_lessons, full_course, lesson
from tests.factories.people import learner
from tests.progress.doing import NOON, answer_check, asks_for, finish, module_page, place_of

LATER = NOON + timedelta(days=1)


def test_enrolling_twice_keeps_the_first_day_and_the_version_of_then(db):
    ani, outline = learner(), course_with_lessons(1)
    first = enrol(learner=ani, outline=outline, at=NOON)
    lesson(module_page(outline))
    changed = outline_of(outline.course)
    again = enrol(learner=ani, outline=changed, at=LATER)
    assert again.pk == first.pk == Enrolment.objects.get().pk
    assert (again.started_at, again.last_seen_at, again.version) == (NOON, NOON, first.version)
    assert first.version.requirements == outline.requirements().as_json() != changed.requirements().as_json()


def test_a_locked_course_names_everything_that_is_missing_in_the_order_of_the_catalogue(db):
    first, second, locked = (course_with_lessons(1, title=title) for title in ("Dasar", "Aman", "Jualan"))
    asks_for(locked, second, first, required=True)
    with pytest.raises(PrerequisitesMissing) as stopped:
        enrol(learner=learner(), outline=locked, at=NOON)
    assert str(stopped.value) == "Dasar, Aman"
    assert [outline.course for outline in stopped.value.missing] == [first.course, second.course]
    assert not Enrolment.objects.exists()


def test_a_locked_course_opens_when_the_others_are_completed_and_not_when_they_are_only_started(db):
    ani, first, locked = learner(), course_with_lessons(2), course_with_lessons(1)
    asks_for(locked, first, required=True)
    learn(ani, first, 1, at=NOON)
    with pytest.raises(PrerequisitesMissing):
        enrol(learner=ani, outline=locked, at=NOON)
    learn(ani, first, None, at=NOON)
    assert enrol(learner=ani, outline=locked, at=NOON).course == locked.course


def test_somebody_elses_completion_opens_nothing(db):
    ani, first, locked = learner(), course_with_lessons(1), course_with_lessons(1)
    asks_for(locked, first, required=True)
    learn(learner(), first, None, at=NOON)
    with pytest.raises(PrerequisitesMissing):
        enrol(learner=ani, outline=locked, at=NOON)


@pytest.mark.parametrize("act", ["lesson", "check", "quiz"])
def test_no_act_slips_into_a_locked_course(db, act):
    ani, first, locked = learner(), course_with_lessons(1), full_course()
    asks_for(locked, first, required=True)
    with pytest.raises(PrerequisitesMissing):
        if act == "lesson":
            finish(ani, locked, locked.lessons[0])
        elif act == "check":
            answer_check(ani, locked, locked.lessons[1])
        else:
            start_quiz(
                learner=ani, place=place_of(locked, locked.lessons[3]), activity=locked.lessons[3].activities[0].key,
                quiz=None, by=ani, at=NOON,
            )  # fmt: skip
    assert not Enrolment.objects.exists()
    assert not LessonState.objects.exists()
    assert not ani.check_answers.exists()


def test_advice_stops_nobody(db):
    ani, first, advised = learner(), course_with_lessons(1, title="Dasar"), course_with_lessons(1)
    page = asks_for(advised, first, required=False)
    assert [outline.title for outline in missing_prerequisites(learner=ani, page=page)] == ["Dasar"]
    assert missing_prerequisites(learner=None, page=page) == [first]
    assert enrol(learner=ani, outline=advised, at=NOON).started_at == NOON


def test_whoever_is_in_a_course_stays_in_when_it_is_locked_later(db):
    ani, first, locked = learner(), course_with_lessons(1), course_with_lessons(2)
    finish(ani, locked, locked.lessons[0])
    asks_for(locked, first, required=True)
    recorded = finish(ani, outline_of(locked.course), locked.lessons[1])
    assert recorded.course_completed


def test_leaving_takes_the_course_out_of_sight_and_keeps_what_was_done(db):
    ani, outline = learner(), course_with_lessons(2)
    finish(ani, outline, outline.lessons[0])
    stop_following(learner=ani, outline=outline, at=LATER)
    state = course_state(ani, outline)
    assert (state.is_started, state.progress.done, state.next) == (False, 1, outline.lessons[1])
    assert current_course(course_states(ani)) is None
    assert Enrolment.objects.get().hidden_at == LATER


def test_leaving_is_for_oneself_only(db):
    ani, budi, outline = learner(), learner(), course_with_lessons(2)
    for somebody in (ani, budi):
        finish(somebody, outline, outline.lessons[0])
    stop_following(learner=ani, outline=outline, at=LATER)
    assert course_state(budi, outline).is_started


def test_coming_back_or_acting_again_brings_the_course_back_with_everything_done(db):
    ani, budi, outline = learner(), learner(), course_with_lessons(2)
    for somebody in (ani, budi):
        finish(somebody, outline, outline.lessons[0])
        stop_following(learner=somebody, outline=outline, at=LATER)
    enrol(learner=ani, outline=outline, at=LATER)
    assert course_state(ani, outline).is_started
    assert finish(budi, outline, outline.lessons[1]).course_completed
    assert course_state(budi, outline).is_started


def test_the_course_to_go_on_with_is_the_unfinished_one_seen_last(db):
    ani, courses = learner(), [course_with_lessons(2) for _ in range(3)]
    for days, outline in enumerate(courses):
        finish(ani, outline, outline.lessons[0], at=NOON + timedelta(days=days))
    current = current_course(course_states(ani))
    assert (current.outline, current.next) == (courses[2], courses[2].lessons[1])
    finish(ani, courses[2], courses[2].lessons[1], at=NOON + timedelta(days=9))
    assert current_course(course_states(ani)).outline == courses[1]
    finish(ani, courses[0], courses[0].lessons[0], at=NOON + timedelta(days=10))
    assert current_course(course_states(ani)).outline == courses[0]


@pytest.mark.parametrize("courses", [1, 3])
def test_reading_all_courses_costs_the_same_however_many_there_are(db, django_assert_max_num_queries, courses):
    ani = learner()
    for _ in range(courses):
        learn(ani, course_with_lessons(2), None, at=NOON)
    course_states(ani)
    with django_assert_max_num_queries(4):
        states = course_states(ani)
    assert [state.certificate is not None for state in states] == [True] * courses
